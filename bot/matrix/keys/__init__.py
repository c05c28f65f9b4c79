"""The keys of the bot's device and account, and what they encrypt, sign and prove.

To be read in this order:

`crypto`        what the device reads and writes encrypted, by nio's machine
`signing`       the account's signing keys, how they sign, and how they are sealed
`identity`      the account vouches for the device: made once, signed at every start
`verification`  people compare emoji, and know then whom they write to

It may import `bot.matrix.api`, `bot.matrix.login` and `bot.serving.platform`.
"""
