"""The corpus and its index, opened once, that texts are drafted against."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.drafts.prepare import prepare
from index.drafts.records import Draft
from index.embedding.embedder import Embedder
from index.errors import GenerationRefused
from index.generation.opened import Generation
from index.records import Article, SourceText
from index.store.store import read_corpus

Prepare = Callable[[SourceText, Sequence[Article]], Draft]
"""Drafts a text against the corpus and further articles, which stand before those of their ids."""


@contextmanager
def drafting(data: Path, embedder: Embedder) -> Iterator[Prepare]:
    """Open the corpus and its index, and give the function that drafts texts while they are open.

    Without an index of this model, re-worded copies cannot be looked for. That is no reason to
    refuse a source: adding it makes the index anew.
    """
    corpus = read_corpus(data)
    generation = None
    if corpus.generation is not None:
        with suppress(GenerationRefused):
            generation = Generation(data, corpus.generation, embedder.fingerprint)

    def draft(text: SourceText, further: Sequence[Article]) -> Draft:
        held = {article.id: article for article in (*corpus.articles, *further)}
        return prepare(text, tuple(held.values()), embedder, generation)

    try:
        yield draft
    finally:
        if generation is not None:
            generation.close()
