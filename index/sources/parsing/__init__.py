"""The bytes of one file -> its text and its own fields, safely, whatever the file holds.

A file is handed to `isolation`, which sends it to a process of its own; there `formats` chooses the
module of its format. Only the texts of this machine are read at once. In reading order:

- `formats`: which format, by the suffix; then `pdf`, `office`, `web_page`, or a text's `encodings`
- `pdf`: lines placed on pages -> paragraphs
- `office`: the files of Word, LibreOffice and the like
- `markdown`: a Markdown text as its reader sees it
- `web_page`: the article on a page, by its blocks, which `markup` finds
- `encodings`: the bytes of a text -> its characters
- `properties`: the title and author that an office program put into a file, if its text agrees
- `faults`: the errors of a parsing library -> one line
- `isolation`, `process`, `frames`: the caller, the confined process, and the messages between them

Each library is imported by one module, in the function that needs it. The package may import
`index.sources.fields`, `index.sources.front_matter` and `index.sources.confinement`, `index.text`,
`index.errors` and `index.records`.
"""
