"""How long it will take to embed an archive: from some of its articles, and from the first blocks.

A sample tells how many texts there will be, the first blocks how long one takes on each worker.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from index.embedding.cache import EmbeddingCache
from index.records import Article
from index.text import views

BLOCK_TEXTS = 256
"""Texts of a block: what an interruption can cost a worker, and what it is given at a time."""

_SAMPLED = 50  # articles, spread over the archive: they are off by some hundredths
_FIRST = 1  # blocks of a worker; a block takes seconds, and the estimate is waited for


@dataclass(frozen=True, slots=True)
class Pace:
    """The workers of a kind, and the seconds that a block takes each of them, in the middle."""

    workers: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how many texts are to be embedded, and how fast that goes, by the kind of worker."""

    texts: int
    paces: Mapping[str, Pace]

    @property
    def seconds(self) -> float:
        """Tell how long all of it takes, if the workers stay.

        >>> Estimate(256_000, {"cpu": Pace(4, 2.0)}).seconds
        500.0
        """
        blocks_a_second = sum(pace.workers / pace.seconds for pace in self.paces.values())
        return self.texts / BLOCK_TEXTS / blocks_a_second


@dataclass(frozen=True, slots=True)
class Foreseen:
    """About what articles have, from some of them: paragraphs, texts, and those not known yet.

    `lacking` are such texts, of the articles that were looked at.
    """

    paragraphs: int
    texts: int
    new: int
    lacking: tuple[str, ...]


def foresee(articles: Sequence[Article], cache: EmbeddingCache) -> Foreseen:
    """Estimate what of some articles is to be embedded; exact where these are fifty at most."""
    chosen = np.unique(np.linspace(0, len(articles) - 1, min(len(articles), _SAMPLED)).astype(int))
    sample = [articles[at] for at in chosen.tolist()]
    split = [(article, views.split_article(article).paragraphs) for article in sample]
    texts = {
        text
        for article, paragraphs in split
        for paragraph in paragraphs
        for text in views.texts_to_embed(article, paragraph)
    }
    known = cache.find(sorted(texts))
    lacking = tuple(sorted(texts - known.keys()))
    whole = sum(len(article.text) for article in articles)
    share = whole / max(1, sum(len(article.text) for article in sample))
    paragraphs = sum(len(found) for _, found in split)
    return Foreseen(
        round(paragraphs * share), round(len(texts) * share), round(len(lacking) * share), lacking
    )


def texts_of(article: Article) -> list[str]:
    """List the texts of an article that are embedded."""
    split = views.split_article(article).paragraphs
    return [text for paragraph in split for text in views.texts_to_embed(article, paragraph)]


def measured(
    taken: Mapping[str, Collection[float]], workers: Mapping[str, int]
) -> Mapping[str, Pace] | None:
    """Make the paces from the seconds of the first blocks; `None` as long as they are too few.

    Each kind of worker must have done a block, and as many blocks as there are workers be done.
    """
    there = {kind: count for kind, count in workers.items() if count}
    done = sum(map(len, taken.values()))
    if not there or done < _FIRST * sum(there.values()) or not there.keys() <= taken.keys():
        return None
    return {kind: Pace(count, median(taken[kind])) for kind, count in there.items()}
