"""The files of office programs (Word, LibreOffice, anything that writes RTF) -> what is on paper.

Each reader gives the blocks of a file in reading order: its paragraphs, headings with a mark before
them, the rows of its tables, its text boxes, its footnotes each after the paragraph that bears its
mark, and its endnotes. What the page does not show
(hidden text, comments, prompts of form fields) or shows as void (struck out, deleted under change
tracking) is left out and counted. In reading order:

- `word`, `odf`, `rtf`: a Word file, a text of LibreOffice, rich text
- `packages`: the parts of a zip, as long as they are harmless
- `left_out`: lines and rows put together; how many passages were left out, and which kinds
- `raised`, `symbols`, `numerals`, `equations`: characters that a font or a field draws -> Unicode

python-docx is imported here; lxml, which comes with it, parses the rest.
"""
