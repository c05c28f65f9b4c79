"""The keys of the bot's device and account, and what they encrypt, sign and prove.

To be read in this order:

`crypto`  what the device reads and writes encrypted; nio's machine is used here and nowhere else

It may import `bot.matrix.api`, `bot.matrix.login` and `bot.serving.platform`.
"""
