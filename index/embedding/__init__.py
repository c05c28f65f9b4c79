"""Texts to vectors: which model, loaded once, run fast, and never twice for the same text.

- `embedder`: the protocol that all else asks for; read it first
- `model`: a sentence-transformers model that keeps it, found and named by its files, and put
  together from what follows
- `packaged`: the models that come inside packages, and whether their files are the right ones
- `four_bits`, `unpacking`: the model of many languages, read from its package's file, and written
  as a folder, once
- `reference`: the model as sentence-transformers runs it, slow to load
- `exporting`, `exported`: the same model as ONNX: made and compared once, then run without torch
- `words`, `pieces`: the word vectors, and the tokenizer, of a model that has too many for memory
- `batching`: an embedder for several threads
- `cache`: the vectors of texts that were embedded before
- `ahead`: a large archive, embedded before its generation is written, here or on a cluster

Only this package and `index.reading` import torch, sentence-transformers, onnxruntime, tokenizers
and sentencepiece, each inside the function that needs it. It may import `index.store`,
`index.text`, `index.errors` and `index.records`.
"""
