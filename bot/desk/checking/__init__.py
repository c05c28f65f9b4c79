"""Checking at a desk: a receipt, a quotation, a draft; and the quotes that somebody keeps.

In reading order:

- `wording`: what was checked -> blocks and words
- `report`: a draft that was checked -> a table, as a page that can be printed and as CSV

It may import what `bot.desk` may, and of that `wording`.
"""
