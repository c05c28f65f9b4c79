"""Checking at a desk: a receipt, a quotation, a draft; and the quotes that people hold.

In reading order:

- `desk`: commands, and a file that somebody sent -> what was found
- `citable`: an answer that is none -> the sentence that cites it, and its button
- `absence`: the receipt of a no, with the question pasted behind it -> what became of both
- `report`: a draft that was checked -> its table, as CSV or as a page that can be printed
- `memory`: which quotes were given and saved, where, and who is still to be told of a change
- `living`: those quotes compared with the corpus, and what is told of them
- `keeping`: a collection of saved quotes, shown, dropped from, and written for other programs

How what was checked is worded stands in `bot.desk.checking`. It may import what `bot.desk` may, and
of that `checking` and `wording`.
"""
