"""Reading: whether a passage answers a question, and in which sentence.

Search finds what is near a question; a reader reads the best of it and says whether it answers. In
reading order: `reader` (what it is given and says), `layout` (texts as tokens, and back),
`cross_encoder` (the default reader), `exported_reader` (how it runs), `reader_export` and `network`
(how it is made, once), `outcome` (one probability from the reader and from search). Its weights and
their card are in `weights/`. It may import the embedding model's files and the records, nothing of
search or of generations.
"""
