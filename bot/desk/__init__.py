"""The desk that answers everybody who was let in, whichever platform they write on.

A desk holds an asker and a memory. Asked a question, it answers with quotes, each compared once
more with its article, and with buttons under them. A button carries a token and a number: the
memory knows by them in which revision the quote stands, so that it is sliced from there again,
also when the article has a newer text by then or was withdrawn.

In reading order:

- `desk`: questions, commands, presses and offers -> replies; the way through all the others
- `questions`: what a person typed -> the question and its filters -> the answer
- `wording`: answers, citations and sources -> blocks and words
- `links`: a quote -> a link to where it stands on its page
- `memory`: the places of quotes under buttons, and what else outlives a restart
- `commands`: the table of all commands, also of those that other desks answer
- `information`: what the commands for everybody show

It may import `bot.replies`, `bot.sentences` and the index, and knows no platform.
"""
