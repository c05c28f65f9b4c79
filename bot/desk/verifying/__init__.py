"""Checking at a desk: a receipt, a quotation, a draft.

In reading order:

- `desk`: commands, and a file that somebody sent -> what was found
- `report`: a draft that was checked -> its table, as CSV or as a page that can be printed

How what was checked is worded stands in `bot.desk.checking`. It may import what `bot.desk` may, and
of that `checking` and `wording`.
"""
