"""The front end for whoever types at a shell, or pipes lines in.

In reading order:

- `chat`: lines in, replies out: a line is a question, a command word, or a button that is typed
- `printing`: a reply -> lines, with a bar before every line of a quote; and the progress of what
  takes more than a second
- `review`: a moderator's card, shown until it is approved or cancelled

It may import the desks, `bot.sentences` and rich. In a pipe there is no colour, no bar of progress,
and no line of a quote is broken.
"""
