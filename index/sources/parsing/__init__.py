"""The bytes of one file -> its text and its own fields, safely, whatever the file holds.

A file is handed to `isolation`, which sends it to a process of its own; there `formats` chooses the
module of its format. Only a plain text of this machine goes to `encodings` at once. In reading
order:

- `formats`: which format, by the suffix; then `pdf`, `docx`, `web_page`, or for a text `encodings`
- `pdf`, a package: letters placed on pages -> paragraphs, as a reader sees them
- `docx`: the paragraphs of a Word file
- `web_page`: the article on a page, by its blocks, which `markup` finds
- `encodings`: the bytes of a text -> its characters
- `properties`: the title and author that an office program put into a file
- `faults`: the errors of a parsing library -> one line
- `isolation`, `process`, `frames`: the caller, the confined process, and the messages between them

Each library is imported by one module, in the function that needs it. The package may import
`index.sources.fields`, `index.text`, `index.errors` and `index.records`.
"""
