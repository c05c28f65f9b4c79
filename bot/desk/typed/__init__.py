"""What a person typed -> what is meant by it: no question at all, or one with its filters.

In reading order:

- `remarks`: what is no question: a greeting, a link, a button that is typed
- `questions`: a question -> its text and its filters -> the answer
- `plain`: filters in plain words, "since 2023" or "in Meduza", where they are certain
- `recent`: the questions of the last minutes, in memory only, and follow-ups to them

It may import what `bot.desk` may.
"""
