"""From files and web addresses to sources with their texts, and what is recorded of each.

Read `read` first: it holds the four ways in (a folder, a file, an upload, an address), the form in
which every text is kept, and which ranges of it are no article. Then:

- `folder`: the files of a folder, their bytes, and its sources.toml files
- `names`: the id of a source, and the name of an upload
- `known`: what files gave when they were parsed, so that unchanged ones are not parsed again
- `fields`: what a table records of a source, each field in its accepted form
- `front_matter`: what stands at the top of a text, whichever program wrote it
- `parsing`: the bytes of a text, page, PDF or office file -> characters, in a process of its own
- `web`: what stands at a web address
- `confinement`: what a process that reads hostile files gives up, and how a secret is kept

What comes from elsewhere is hostile until it was checked: a file is parsed in another process, an
address fetched only from the public internet. The package may import `index.text`, `index.errors`
and `index.records`.
"""
