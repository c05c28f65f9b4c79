"""The bytes of a PDF -> its text in reading order, as a reader of the page sees it.

A PDF holds letters and their places on pages, and neither words nor paragraphs; and it can hold
text that nobody sees. `read` is the door, and tells the order of the work. In reading order:

- `shapes`: the records: boxes, pieces of text, pages, lines, columns
- `pages`: the bytes -> the pages; `seen`: what of a page is seen, the others are counted
- `glyphs`: the characters that pdfium finds -> pieces
- `objects`: pictures, lines through words, form fields and comments
- `ink`: whether there is ink where a word should stand
- `rows`: pieces side by side; `running`: which rows are heads, feet and page numbers
- `columns`: rows -> columns in reading order; `lines`: a column -> its lines of text
- `hyphens`: words broken at the ends of lines; `paragraphs`: lines -> paragraphs

`pages`, `glyphs`, `objects` and `ink` know pdfium; what comes after them works on records.
"""
