"""Matrix: an account in encrypted rooms, what happens there as events, and replies as its messages.

All that is Matrix's own is here and nowhere else, the library nio too. It knows no moderation, and
words little. To be read in this order:

`serving`   the bot served from the first call to the last answer
`account`   the account opened for a while, and its device signed
`syncing`   what happens in the rooms, fetched, and remembered only when it was dealt with
`taking`    events of rooms handed on, decrypted first, and what is done where a key is missing
`inviting`  which rooms the bot joins, follows and leaves
`platform`  what the conversation asks of a platform, done in Matrix
`messages`  what is said in rooms, by the bot and to it: a package of its own
`keys`      the keys of the bot's device and account: a package of its own
`login`     the account and its device, kept in the data directory
`memory`    what is remembered over a restart: how far was read, what was sent, with which buttons
`api`       the connection: any call, made again until it is done

It may import `bot.serving`, `bot.people`, `bot.desk`, `bot.sentences`, `bot.replies` and `index`.
"""
