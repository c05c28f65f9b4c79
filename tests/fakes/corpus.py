"""Fakes of the index's seams: an embedder without a model, coefficients, a clock, and sources."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.generation.filters import holds_phrases, stems_of
from index.records import Article, Filters, Published, Source, SourceText, Span, SplitArticle
from index.search.asker import Asker
from index.search.calibration import Calibration
from index.search.ranking import GATE_FEATURES, RANK_FEATURES, Weights
from index.text import views
from index.text.stems import is_mostly_latin, split_stems

DIMENSIONS = 512
MODEL = "fake"
FINGERPRINT = "fa" * 32
# What a generation consists of.
FILES = (
    "answers.npy",
    "articles.npy",
    "lines.npy",
    "lists.npy",
    "manifest.json",
    "places.npy",
    "rows.npy",
    "runs.npy",
    "stems.npy",
    "texts.sqlite",
    "vectors.faiss",
    "words.sqlite",
)


class FakeEmbedder:
    """Counts the stems of a text into 512 bins: texts that share words are near.

    It reads Latin script, like the default model. `passages` are all it has embedded, in order.
    """

    def __init__(self, fingerprint: str = FINGERPRINT) -> None:
        self.fingerprint = fingerprint
        self.passages: list[str] = []

    def reads(self, text: str) -> bool:
        return is_mostly_latin(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.passages.extend(texts)
        return _embed(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return _embed(texts)


def weights(rank: dict[str, float], gate: dict[str, float], intercept: float) -> Weights:
    """Make `Weights` of the coefficients that are not zero, by their features' names."""
    return Weights(
        rank=np.array([rank.get(name, 0.0) for name in RANK_FEATURES]),
        gate=np.array([gate.get(name, 0.0) for name in GATE_FEATURES]),
        intercept=intercept,
    )


# A passage that holds all rare words of the question has probability .98, one with half of them
# .73, one with none .12.
_BY_WORDS = weights({"word_share": 4.0, "sentence_fit": 1.0}, {"word_share": 6.0}, -2.0)
CALIBRATION = Calibration(
    with_vectors=_BY_WORDS,
    words_only=_BY_WORDS,
    threshold=0.5,
    related=0.2,
    model=MODEL,
    fitted_on="nothing: chosen by hand",
)
# Everything that is found at all is quoted.
QUOTE_ALL = Calibration(
    with_vectors=weights({}, {}, 0.0),
    words_only=weights({}, {}, 0.0),
    threshold=0.5,
    related=0.0,
    model=MODEL,
    fitted_on="nothing: chosen by hand",
)


def noon() -> datetime:
    """Return the same time at every call."""
    return datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def source_text(
    article_id: str,
    text: str,
    title: str | None = None,
    published: str | None = None,
    skipped: tuple[Span, ...] = (),
) -> SourceText:
    """Make a `SourceText`; the fields that are not given are unknown."""
    source = Source(article_id, f"{article_id}.txt", title=title, published=published)
    return SourceText(source, text, skipped)


def article(text: SourceText, revision: int = 1) -> Article:
    """Make the revision of an article that a text becomes."""
    digest = sha256(text.text.encode()).hexdigest()
    return Article(text.source.id, revision, text.source, text.text, digest, text.skipped)


def split(text: SourceText) -> SplitArticle:
    """Split the first revision of an article that a text becomes."""
    return views.split_article(article(text))


def publish(data: Path, *wanted: SourceText, embedder: FakeEmbedder | None = None) -> Published:
    """Reindex with the fake model at noon."""
    return build.publish(reindex(data, embedder), wanted)


def reindex(data: Path, embedder: FakeEmbedder | None = None, by: str = "unknown") -> Reindex:
    """Say how the corpus is reindexed: with the fake model at noon."""
    return Reindex(data, embedder or FakeEmbedder(), MODEL, by, clock=noon)


def open_asker(data: Path, calibration: Calibration = CALIBRATION) -> Asker:
    """Open the live generation with the fake model."""
    return Asker(data, FakeEmbedder(), calibration)


def _embed(texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, text in enumerate(texts):
        for stem in split_stems(text) or [""]:
            vectors[row, _bin(stem)] += 1.0
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@cache
def _bin(stem: str) -> int:
    return crc32(stem.encode()) % DIMENSIONS


def meets_text(text: str, filters: Filters) -> bool:
    """Tell whether a paragraph's text holds every phrase and no word that it must be without."""
    return holds_phrases(text, filters) and does_without(split_stems(text), filters)


def does_without(stems: Sequence[str], filters: Filters) -> bool:
    """Tell whether stems hold none that they must be without; several words are a run."""
    own = _run(stems)
    refused = [stems_of(words) for words in filters.without]
    return not any(run and _run(run) in own for run in refused)


def _run(words: Sequence[str]) -> str:
    """Join words so that a run of whole words, and nothing else, is a substring."""
    return f" {' '.join(words)} "
