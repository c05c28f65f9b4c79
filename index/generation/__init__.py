"""One immutable build of the index, as files that are mapped into memory and searched.

A generation is a numbered directory. `writing` makes its files; everything else here reads them.
It holds one shard, or several that are asked as one corpus. In a shard paragraphs are numbered in
the order of its articles (ordinals), and so are their vectors (rows): a paragraph has a row for
itself and one for each of its sentences. Beside each row stands a run of stems. Articles that were
removed of a large shard stay in its files, and are left out by whoever opens it.

- `directory`: a generation is built, sealed, checked and pruned
- `opened`: an open generation and its shards, all parts checked; read it first
- `texts`: articles, paragraphs and sentences by ordinal
- `asking`: what a question asks of a shard and what comes back, also from another machine
- `asked`: what an open shard answers to that
- `filters`: which sources and texts meet the filters of a question
- `vectors`: the nearest vectors to a question (faiss), the rows of paragraphs, and the ordinals
  that paragraphs of a shard have in the corpus
- `words`: stems, names, slips of the keyboard, and where each stem stands: BM25, phrases
- `arrays`: how arrays are mapped and numbered
- `placed`: a generation whose shards are on other machines
- `writing`: articles -> all these files

Only this package imports faiss, and only `placed` Ray. It may import `index.embedding`,
`index.store`, `index.text`, `index.errors` and `index.records`.
"""
