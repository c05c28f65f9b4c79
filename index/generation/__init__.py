"""One immutable build of the index, as files that are mapped into memory and searched.

A generation is a numbered directory. `writing` makes its files; everything else here reads them.
Paragraphs are numbered in the order of the corpus (ordinals), and so are their vectors (rows): a
paragraph has a row for itself and one for each of its sentences. Beside each row stands a run of
stems.

- `directory`: a generation is built, sealed, checked and pruned
- `opened`: an open generation, and how its parts belong together; read it first
- `texts`: articles, paragraphs and sentences by ordinal
- `vectors`: the nearest vectors to a question (faiss)
- `words`: stems, names, and slips of the keyboard
- `postings`: where each stem stands: BM25, phrases, names
- `arrays`: how arrays are mapped and numbered
- `writing`: articles -> all these files

Only this package imports faiss. It may import `index.embedding`, `index.text`, `index.errors` and
`index.records`.
"""
