"""Four ways of ranking that people use, over the same paragraphs, words and vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.generation.opened import Generation
from index.text.stems import split_stems

NAMES = ("BM25", "paragraph cosine", "rank fusion", "convex sum")
_FUSION_CONSTANT = 60  # Cormack, Clarke and Buettcher 2009


@dataclass(frozen=True, slots=True)
class Baselines:
    """The searched paragraphs of a generation, to be ranked in four ways.

    `ordinals` int64 (p,); `vectors` float32 (p, d) of the paragraphs alone, as most systems embed.
    """

    generation: Generation
    ordinals: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def values(self, question: str, vector: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
        """Give each way's value of every paragraph, float64 (p,) in the order of `ordinals`."""
        words = self._bm25(question)
        cosine = (self.vectors @ vector).astype(np.float64)
        fused = 1 / (_FUSION_CONSTANT + _ranks(words)) + 1 / (_FUSION_CONSTANT + _ranks(cosine))
        convex = 0.5 * cosine + 0.5 * words / max(1e-9, words.max())
        return dict(zip(NAMES, (words, cosine, fused, convex), strict=True))

    def _bm25(self, question: str) -> NDArray[np.float64]:
        known = self.generation.words.known_stems(split_stems(question)).values()
        numbers = [stem.number for stem in known]
        found = self.generation.postings.bm25(numbers, len(self.ordinals))
        return np.array([found.get(int(ordinal), 0.0) for ordinal in self.ordinals])


def over(generation: Generation, embedder: Embedder) -> Baselines:
    """Prepare the baselines over a generation: headings are not ranked, as in the product."""
    ordinals = np.flatnonzero(generation.is_searched)
    texts = [generation.texts.passage_of(int(ordinal))[1].text for ordinal in ordinals]
    return Baselines(generation, ordinals, embedder.embed_passages(texts))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rank from 1, the highest first, ties in order."""
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks
