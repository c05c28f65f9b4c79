"""An RTF -> the text of its print.

In reading order:

- `rtf`: the file, followed token by token, and its blocks: paragraphs, rows of tables, notes
- `tokens`: bytes -> where groups begin and end, control words, characters
- `state`: what a group inherits from the group around it, and how a word changes it
- `tables`: the code pages of its fonts, and which of its styles are headings
"""
