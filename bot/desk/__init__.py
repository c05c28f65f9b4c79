"""The desk that answers everybody who was let in, whichever platform they write on.

A desk holds an asker and a memory. Asked a question, it answers with quotes, each compared once
more with its article, and with buttons under them. A button carries a token and a number: the
memory knows by them in which revision the quote stands, so that it is sliced from there again,
also when the article has a newer text by then or was withdrawn.

In reading order:

- `desk`: questions, commands, presses and offers -> replies; the way through all the others
- `typed`: what a person typed -> a question with its filters, a follow-up, or no question
- `asking`: a question -> its answer as a reply, with what is said where there is none
- `hints`: why there is no answer, as far as that can be told, and what would help
- `wording`: answers, citations and sources -> blocks, words, and the rows of buttons below
- `links`: a quote -> a link to where it stands on its page
- `presses`: a button -> what it shows
- `checking`: a receipt, a quotation or a draft that was checked -> blocks and words
- `verifying`: quotes checked, kept, and told of when they change: a package of its own
- `memory`: the places of quotes under buttons, and what else outlives a restart
- `commands`: the table of all commands, also of those that other desks answer
- `information`: what the commands for everybody show

It may import `bot.replies`, `bot.sentences` and the index, and knows no platform.
"""
