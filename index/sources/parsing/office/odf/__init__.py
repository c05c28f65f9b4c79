"""An OpenDocument text -> the text of its print.

In reading order:

- `odt`: the file, its parts and its blocks: paragraphs, lists, rows of tables, text boxes, notes
- `lines`: a paragraph -> its line: spans, fields, formulas
- `styles`: how a span looks, and how the levels of a list are numbered
"""
