"""Reading: whether a passage answers a question, and in which sentence.

Search finds what is near a question; a reader reads the best of it and tells what answers.

- `reader`: the protocol of a reader, with what it is given and what it gives; read it first
- `outcome`: one probability from the reader, from search and from what the wording does not say
- `cross_encoder`: the default reader, put together from what follows
- `layout`: a question and a passage as tokens, and back
- `exported`: the reader as ONNX, run without torch
- `exporting`, `network`: the same reader in torch, and how it is exported and compared, once

What was trained is in `weights/`, with a card that tells how. The package may import
`index.embedding`, `index.errors` and `index.records`.
"""
