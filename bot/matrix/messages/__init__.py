"""Messages in rooms: what the bot says, how it gets there, and what people say to it.

To be read in this order:

`render`     a reply -> messages, each as plain text and as HTML
`sending`    events sent, each once, and compared with what then stands in the room
`reactions`  buttons as reactions, and in words that are typed in their place
`events`     events of a room -> events for the conversation

It may import `bot.matrix.api`, `bot.matrix.memory`, `bot.matrix.keys`, `bot.serving`, `bot.desk`,
`bot.sentences`, `bot.replies` and `index`.
"""
