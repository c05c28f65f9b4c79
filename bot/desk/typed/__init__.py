"""What a person typed -> what is meant by it: no question at all, or one with its filters.

In reading order:

- `questions`: a question -> its text and its filters, also those said in plain words
- `turns`: what it is in its conversation: a remark, a follow-up, two questions in one

It may import what `bot.desk` may.
"""
