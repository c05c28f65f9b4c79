"""The desk that answers everybody who was let in, whichever platform they write on.

A desk holds an asker and a memory. Asked a question, it answers with quotes, each compared once
more with its article, and with buttons under them. A button carries a token and a number: the
memory knows by them in which revision the quote stands, so that it is sliced from there again,
also when the article has a newer text by then or was withdrawn.

In reading order:

- `desk`: questions, commands, presses and offers -> replies; the way through all the others
- `remarks`: what a person wrote that is no question: a greeting, a link, a button that is typed
- `asking`: a question -> its answer as a reply, with what is said where there is none
- `questions`: what a person typed -> the question and its filters -> the answer
- `plain`: filters in plain words, "since 2023" or "in Meduza", where they are certain
- `recent`: the questions of the last minutes, in memory only, and follow-ups to them
- `hints`: why there is no answer, as far as that can be told, and what would help
- `wording`: answers, citations and sources -> blocks and words
- `links`: a quote -> a link to where it stands on its page
- `buttons`: the rows of buttons below
- `presses`: a button -> what it shows
- `memory`: the places of quotes under buttons, and what else outlives a restart
- `commands`: the table of all commands, also of those that other desks answer
- `information`: what the commands for everybody show

It may import `bot.replies`, `bot.sentences` and the index, and knows no platform.
"""
