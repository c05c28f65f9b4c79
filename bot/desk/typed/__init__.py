"""What a person typed -> what is meant by it: no question at all, or one with its filters.

In reading order:

- `questions`: a question -> its text and its filters, also those said in plain words
- `genders`: whether somebody named is a man or a woman
- `pronouns`: whom "he" or "their" in a question may mean
- `turns`: what it is in its conversation: a remark, a follow-up, two questions in one

It may import what `bot.desk` may.
"""
