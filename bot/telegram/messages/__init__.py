"""A reply -> the messages that show it in Telegram, as text and entities; pure.

To be read in this order:

`render`  replies laid out in messages: quotes in blockquotes, citations, all that is said
`text`    text as Telegram takes it: with entities, in UTF-16 units, cleaned and cut
`links`   the link that opens the bot's chat
`inline`  quotes offered while somebody types -> results to choose from

It may import `bot.desk.links`, `bot.desk.wording`, `bot.replies` and `index`.
"""
