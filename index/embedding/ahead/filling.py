"""Embeds what the cache lacks of an archive: dealt in blocks, each kept as soon as it is done."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

from index.embedding.ahead.estimate import (
    BLOCK_TEXTS,
    Estimate,
    Foreseen,
    foresee,
    measured,
    texts_of,
)
from index.embedding.ahead.tasks import Embedded, Tasks
from index.embedding.cache import EmbeddingCache, held_ahead
from index.records import Article, Progress

_LOOKED_UP_AT_ONCE = 8192  # texts; each look-up searches all files of the cache

Told = Callable[[Estimate], None]


def fill(
    data: Path,
    articles: Sequence[Article],
    tasks: Tasks,
    told: Told | None = None,
    progress: Progress | None = None,
) -> int:
    """Embed the texts of articles that the cache in `data` lacks; return how many.

    `told` gets the estimate, once the first blocks are done. The corpus may change meanwhile: what
    is kept are vectors of texts. Raises `ReindexRunning` if another process does the same.
    """
    with held_ahead(data), closing(EmbeddingCache(data, tasks.fingerprint)) as cache:
        filling = _Filling(cache, foresee(articles, cache).new)
        for done in tasks.embed(filling.blocks(articles)):
            filling.keep(done)
            if told is not None and filling.estimate is None:
                filling.estimate = filling.make_estimate(tasks)
                if filling.estimate is not None:
                    told(filling.estimate)
            if progress is not None:
                progress("embedding", filling.done, max(filling.done, filling.expected))
        return filling.done


def foretell(data: Path, articles: Sequence[Article], fingerprint: str) -> Foreseen:
    """Estimate what the cache in `data` lacks of articles for the model with a fingerprint."""
    with closing(EmbeddingCache(data, fingerprint)) as cache:
        return foresee(articles, cache)


def measure(foreseen: Foreseen, tasks: Tasks) -> Estimate | None:
    """Estimate how long it takes to embed what was foreseen, by doing some blocks of it.

    Nothing of them is kept. `None` where nothing is to be embedded.
    """
    lacking = foreseen.lacking
    firsts = range(0, len(lacking), BLOCK_TEXTS)
    blocks = [lacking[first : first + BLOCK_TEXTS] for first in firsts]
    taken: dict[str, list[float]] = {}
    wanted = 2 * sum(tasks.workers().values())  # the second blocks of those that are fast
    for done in tasks.embed(islice(cycle(blocks), wanted)):
        share = BLOCK_TEXTS / len(done.texts)
        taken.setdefault(done.kind, []).append(done.seconds * share)
        paces = measured(taken, tasks.workers())
        if paces is not None:
            return Estimate(foreseen.new, paces)
    paces = measured(taken, {kind: tasks.workers()[kind] for kind in taken})
    return None if paces is None else Estimate(foreseen.new, paces)


class _Filling:
    """A cache that is being filled, and how far that is: each text is dealt once."""

    def __init__(self, cache: EmbeddingCache, expected: int) -> None:
        self.expected = expected
        self.done = 0
        self.estimate: Estimate | None = None
        self._cache = cache
        self._under_way: set[str] = set()
        self._taken: dict[str, list[float]] = {}

    def blocks(self, articles: Sequence[Article]) -> Iterator[Sequence[str]]:
        """Deal the texts that the cache lacks, in the order of their articles."""
        waiting: list[str] = []
        seen: dict[str, None] = {}
        for at, article in enumerate(articles, start=1):
            seen.update(dict.fromkeys(texts_of(article)))
            if len(seen) >= _LOOKED_UP_AT_ONCE or at == len(articles):
                waiting += self._lacking(list(seen))
                seen.clear()
            while len(waiting) >= BLOCK_TEXTS:
                yield waiting[:BLOCK_TEXTS]
                del waiting[:BLOCK_TEXTS]
        if waiting:
            yield waiting

    def keep(self, embedded: Embedded) -> None:
        """Keep the vectors of a block as a file."""
        self._cache.keep(embedded.texts, embedded.vectors)
        self._under_way.difference_update(embedded.texts)
        self._taken.setdefault(embedded.kind, []).append(embedded.seconds)
        self.done += len(embedded.texts)

    def make_estimate(self, tasks: Tasks) -> Estimate | None:
        """Estimate how long all of it takes; `None` as long as too little is done."""
        paces = measured(self._taken, tasks.workers())
        return None if paces is None else Estimate(max(self.expected, self.done), paces)

    def _lacking(self, texts: Sequence[str]) -> list[str]:
        """List the texts that are neither in the cache nor under way, and have them be so."""
        known = self._cache.find(texts)
        lacking = [text for text in texts if text not in known and text not in self._under_way]
        self._under_way.update(lacking)
        return lacking
