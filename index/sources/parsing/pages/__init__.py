"""A web page -> the text of its article as a reader sees it, and the fields that it declares.

In reading order:

- `reading`: the bytes of a page -> its article, by way of all the others
- `seen`: what nobody sees leaves the tree: hidden and struck-out passages
- `inline`, `formulas`, `tables`: text in place of what only a browser draws
- `blocks`: the tree -> paragraphs, headings, entries and rows
- `article`, `elsewhere`: which of these are the article, and which lead away from it
- `metadata`, `bylines`, `publication`: title, outlet, author, date, link and language
- `schema`, `dates`: what the page says in schema.org's words; a date as it is written

The extractor, trafilatura, is imported by `article` and `reading`. The package may import
`index.sources.fields`, `index.sources.parsing`'s `encodings` and `faults`, `index.text`,
`index.errors` and `index.records`.
"""
