"""Measures the candidates of every benchmark question with the product's own code."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.inputs.open_bench import Question
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.embedding.embedder import Embedder
from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.records import SourceText
from index.search import find
from index.search.ranking import Measured
from index.text import quoting
from index.text.stems import split_words

_BATCH = 512


class PreparedQuestions:
    """An embedder that has embedded the questions, however asked, in batches beforehand."""

    def __init__(self, embedder: Embedder, questions: Sequence[str]) -> None:
        self._embedder = embedder
        texts = {phrased for question in questions for phrased in find.phrasings(question)}
        unique = sorted(texts, key=lambda text: (len(text), text))
        self._vectors: dict[str, NDArray[np.float32]] = {}
        for first in range(0, len(unique), _BATCH):
            batch = unique[first : first + _BATCH]
            self._vectors.update(zip(batch, embedder.embed_questions(batch), strict=True))

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def reads(self, text: str) -> bool:
        return self._embedder.reads(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vectors[text] for text in texts])


class WordsOnly:
    """An embedder that reads no question, so that only words are searched."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def reads(self, text: str) -> bool:
        return not text

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.embed_questions(texts)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one corpus: what was measured, and where the gold stands.

    `golds` are the positions, among the candidates, of the gold paragraph and of those that say
    the very same words (the collections hold a few paragraphs twice, and the product shows only
    one); `has_answer` is whether the corpus holds it at all.
    """

    question: Question
    measured: Measured | None
    golds: tuple[int, ...]
    has_answer: bool


@contextmanager
def built(data: Path, texts: Sequence[SourceText], embedder: Embedder) -> Iterator[Generation]:
    """Index the texts and open the generation."""
    published = build.publish(Reindex(data, embedder, "benchmark"), texts)
    generation = Generation(data, published.generation, embedder.fingerprint)
    try:
        yield generation
    finally:
        generation.close()


def ask_all(
    generation: Generation, embedder: Embedder, questions: Sequence[Question]
) -> list[Asked]:
    """Measure the candidates of every question, in order."""
    twins = gold_ordinals(generation)
    return [_ask(generation, embedder, question, twins) for question in questions]


def _ask(
    generation: Generation,
    embedder: Embedder,
    question: Question,
    twins: dict[tuple[str, int], frozenset[int]],
) -> Asked:
    asking = find.Asking(OpenCorpus(generation).asked)
    asked = find.understand(asking, question.text)
    (queries,) = find.embedded(embedder, [asked])
    found = find.find_candidates(asking, asked.words, queries)
    wanted: frozenset[int] = frozenset()
    if question.kind == "answerable":
        wanted = twins[question.article or "", question.paragraph or 0]
    if found is None:
        return Asked(question, None, (), bool(wanted))
    golds = tuple(at for at, ordinal in enumerate(found.ordinals) if ordinal in wanted)
    return Asked(question, found.measured, golds, bool(wanted))


def gold_ordinals(generation: Generation) -> dict[tuple[str, int], frozenset[int]]:
    """Map (article id, paragraph number) to the ordinals of all paragraphs with those words."""
    twins: dict[tuple[str, ...], set[int]] = {}
    texts = paragraph_texts(generation)
    words = {place: tuple(split_words(text.casefold())) for place, text in texts.items()}
    for ordinal, own_words in enumerate(words.values()):
        twins.setdefault(own_words, set()).add(ordinal)
    return {place: frozenset(twins[own_words]) for place, own_words in words.items()}


def paragraph_texts(generation: Generation) -> dict[tuple[str, int], str]:
    """Map (article id, paragraph number) to the paragraph's text, in the order of the ordinals."""
    found: dict[tuple[str, int], str] = {}
    for ordinal in range(generation.texts.paragraphs):
        article, paragraph = generation.texts.passage_of(ordinal)
        found[article.id, paragraph.number] = paragraph.text
    return found


def holds(paragraph: str, gold: str) -> bool:
    """Tell whether a paragraph is the gold one, or says all of its words in its order.

    The collections hold a few paragraphs in two versions; the product shows the fuller one.
    """
    return paragraph == gold or (
        len(paragraph) >= len(gold) and quoting.holds_same_words(paragraph, gold)
    )
