"""What a text is drafted against: the corpus and the index over it, open while it is needed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.drafts import prepare as drafts
from index.drafts.records import Draft
from index.embedding.embedder import Embedder
from index.errors import GenerationRefused
from index.generation.opened import Generation
from index.publishing import plans
from index.records import Article, SourceText
from index.store.file import FILE_NAME
from index.store.store import Store

Prepare = Callable[[SourceText, Sequence[Article]], Draft]
"""Drafts a text against the corpus and further articles."""


@contextmanager
def drafting(data: Path, embedder: Embedder, live: int | None) -> Iterator[Prepare]:
    """Give what drafts texts, while this is open; `live` is the live generation, if there is one.

    Without an index of this model, re-worded copies cannot be looked for; that is no reason
    not to add a source, which makes the index anew.
    """
    corpus_now = plans.current(data)
    generation = None
    if live is not None:
        with suppress(GenerationRefused):
            generation = Generation(data, live, embedder.fingerprint)
    try:
        yield lambda text, further: drafts.prepare(
            text,
            list({one.id: one for one in (*corpus_now, *further)}.values()),
            embedder,
            generation,
        )
    finally:
        if generation is not None:
            generation.close()


def live_generation(data: Path) -> int | None:
    """Read which generation is live; `None` where nothing was indexed yet."""
    if not (data / FILE_NAME).is_file():
        return None
    store = Store(data)
    try:
        return store.live()
    finally:
        store.close()
