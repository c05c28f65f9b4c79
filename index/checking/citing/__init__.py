"""Quotes written for other programs: web pages, spreadsheets, bibliographies, notes.

Each form holds the quote exactly, its receipt, and its source as it was recorded; what is unknown
is left out. Read `cited` first: what every form is written from. Then:

- `formats`: the forms by name, with their media types; the way in to those below
- `linked`: JSON-LD, a schema.org `Quotation` and a W3C Web Annotation with its selectors
- `references`: BibTeX and CSL-JSON, for bibliographies
- `tables`: CSV, no cell of which a spreadsheet takes for a formula
- `markdown`: Markdown, for notes and drafts
- `absent`: a no, which has no quote, in the same forms

The package may import `index.checking.receipts`, `index.text.quoting` and `index.records`.
"""
