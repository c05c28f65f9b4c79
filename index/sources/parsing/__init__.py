"""The bytes of one file -> its text and its own fields, safely, whatever the file holds.

A file is handed to `isolation`, which sends it to a process of its own; there `formats` chooses the
module of its format. Only a plain text of this machine goes to `encodings` at once. In reading
order:

- `formats`: which format, by the suffix; then `pdf`, `docx`, `pages`, or for a text `encodings`
- `pdf`: lines placed on pages -> paragraphs
- `docx`: the paragraphs of a Word file
- `pages`: the article on a web page as a reader sees it, and the fields that the page declares
- `encodings`, `letters`: the bytes of a text -> its characters, if they are words of some language
- `markup`: what is used of an lxml element
- `properties`: the title and author that an office program put into a file
- `faults`: the errors of a parsing library -> one line
- `isolation`, `process`, `frames`: the caller, the confined process, and the messages between them
- `samples`: documents of every kind, read before the process is confined

Each library is imported by one module, in the function that needs it. The package may import
`index.sources.fields`, `index.text`, `index.errors` and `index.records`.
"""
