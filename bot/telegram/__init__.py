"""Telegram: a client of the Bot API, its updates as events, and replies as its messages.

All that is Telegram's own is here and nowhere else, the library `telegram` too. It knows no
moderation and words nothing. To be read in this order:

`serving`   the bot served from the first call to the last answer
`updates`   updates -> events for the conversation, and the buttons that come back in them
`platform`  what the conversation asks of a platform, done in Telegram; quotes are compared as sent
`once`      what must come once and was being sent when a process ended: where it would stand
`messages`  a reply -> messages: a package of its own
`api`       the connection: any call, made again until it is done
`genuine`   whether an answer is the Bot API's own
`polling`   updates fetched, and confirmed only when they were dealt with
`webhook`   updates pushed by Telegram
`menus`     the menus of commands and the bot's profile

It may import `bot.serving`, `bot.desk.commands` and `bot.desk.wording`, `bot.sentences`,
`bot.replies` and `index`.
"""
