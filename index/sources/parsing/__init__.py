"""The bytes of one file -> its text and its own fields, safely, whatever the file holds.

A file is handed to `isolation`, which sends it to a process of its own; there `formats` chooses the
module of its format. Only the texts of this machine are read at once. In reading order:

- `formats`: which format, by the suffix; then `pdf`, `office`, `pages`, or a text's `encodings`
- `pdf`: letters placed on pages -> paragraphs, as a reader of the page sees them
- `office`: the files of Word, LibreOffice and the like
- `markdown`: a Markdown text as its reader sees it
- `pages`: the article on a web page as a reader sees it, and the fields that the page declares
- `encodings`, `letters`: the bytes of a text -> its characters, if they are words of some language
- `properties`: the title and author that an office program put into a file, if its text agrees
- `faults`: the errors of a parsing library -> one line
- `isolation`, `process`, `frames`: the caller, the confined process, and the messages between them
- `samples`: documents of every kind, read before the process is confined

Each library is imported by one module, in the function that needs it. The package may import
`index.sources.fields`, `index.sources.front_matter` and `index.sources.confinement`, `index.text`,
`index.errors` and `index.records`.
"""
