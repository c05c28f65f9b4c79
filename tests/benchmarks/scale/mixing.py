"""A large corpus made of real sentences, and the vectors of its texts, from those sentences' own.

Every sentence is embedded by the model, once. The vector of a sentence under its headline, or of a
paragraph, is made of those of its sentences and of the one that the headline is taken from: to
embed 4,400,000 texts for a million paragraphs would take days here.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from benchmarks.inputs.large_corpus import MixedEmbedder
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.records import Source, SourceText

PARAGRAPHS_PER_ARTICLE = 25
_SENTENCES_PER_PARAGRAPH = (2, 5)
_TITLE_WORDS = 8
_TITLE_WEIGHT = np.float32(0.4)
_OUTLETS = ("The Harbour", "Meridian", "North Post", "Field Notes", "Novaya Volna")
_AUTHORS = 300
_FIRST_DAY = date(2010, 1, 1)


class Mixture(MixedEmbedder):
    """Mixes passages from the vectors of their sentences.

    `strange` counts those that no sentence made.
    """

    def __init__(
        self, model: Embedder, sentences: Sequence[str], base: NDArray[np.float32]
    ) -> None:
        """Take the vectors of the sentences, float32 (s, d)."""
        super().__init__(model)
        self._base = base
        self._sentences = sentences
        self._made: dict[int, tuple[int, ...]] = {
            hash(sentence): (row,) for row, sentence in enumerate(sentences)
        }
        self._titles = {_title(sentence): row for row, sentence in enumerate(sentences)}
        self.strange = 0

    def mixed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        lines = [text.split("\n") for text in texts]
        rows = [self._rows(own[-1]) for own in lines]
        ends = np.cumsum([0, *map(len, rows)])[:-1]
        summed = np.add.reduceat(self._base[np.concatenate(rows)], ends, axis=0)
        summed /= np.linalg.norm(summed, axis=1, keepdims=True)
        titles = [self._titles.get(own[0], 0) for own in lines]
        found = summed + _TITLE_WEIGHT * self._base[titles]
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found, dtype=np.float32)

    def texts(self, paragraphs: int, seed: int, first: int = 0) -> list[SourceText]:
        """Make articles of so many paragraphs in all, each of real sentences in a new order."""
        dealt = random.Random(seed)
        count = -(-paragraphs // PARAGRAPHS_PER_ARTICLE)
        return [self._article(dealt, seed, first + number) for number in range(count)]

    def _article(self, dealt: random.Random, seed: int, number: int) -> SourceText:
        body = []
        for _ in range(PARAGRAPHS_PER_ARTICLE):
            rows = dealt.choices(range(len(self._base)), k=dealt.randint(*_SENTENCES_PER_PARAGRAPH))
            body.append(" ".join(self._sentences[row] for row in rows))
            self._made[hash(body[-1])] = tuple(rows)
        name = f"made-{seed}-{number:06d}"
        source = Source(
            name,
            f"{name}.txt",
            title=_title(dealt.choice(self._sentences)),
            outlet=dealt.choice(_OUTLETS),
            author=f"Author {dealt.randrange(_AUTHORS)}",
            published=(_FIRST_DAY + timedelta(dealt.randrange(5000))).isoformat(),
            language="en",
        )
        return SourceText(source, "\n\n".join(body))

    def _rows(self, line: str) -> tuple[int, ...]:
        found = self._made.get(hash(line))
        if found is None:
            self.strange += 1
            return (len(line) % len(self._base),)
        return found


def _title(sentence: str) -> str:
    return " ".join(sentence.split()[:_TITLE_WORDS])
