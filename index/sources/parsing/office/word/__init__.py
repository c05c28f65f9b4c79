"""A Word file -> the text of its print.

In reading order:

- `docx`: the file, its parts and its blocks: paragraphs, rows of tables, text boxes, notes
- `lines`: a paragraph -> its line: runs, changes, fields, symbols
- `styles`: how a paragraph and a run look; which is a heading, and in which list
- `numbering`: the number that stands before a paragraph of a list
"""
