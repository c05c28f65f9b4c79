"""Articles -> the files of a generation, each written once.

- `contents`: which shards are written, which stay and which are thinned, what is split and embedded
  anew, what is carried over, and the order of writing
- `texts`: the file that `generation.texts` reads
- `words`: the files that `generation.words` reads
- `vectors`: the file that `generation.vectors` reads, exact or with codes, its recall measured
- `thinning`: a shard without some of its articles: the same files, and a list of what is removed
- `checked`: the files that are known to be whole, so that a reindex does not digest them again

The package may import what `index.generation` may, and the modules that read its files.
"""
