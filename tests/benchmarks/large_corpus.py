"""Makes large corpora: paragraphs of the benchmark's own sentences, and vectors like the model's.

Embedding a hundred thousand paragraphs would take an hour. What is measured on them does not depend
on what vectors mean, only on how many there are and how they lie, so a text's vector is mixed, by
its digest, from vectors that the model gave to real sentences.
"""

import random
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import corpus, paragraphs
from index.embedder import Embedder
from index.records import Article, Source, SourceText

_PARAGRAPHS_PER_ARTICLE = 25
_SENTENCES_PER_PARAGRAPH = (2, 5)  # newspaper paragraphs are short
_WEIGHTS = (0.2, 0.9)  # of the second sentence in a mixture
_NOISE = 0.25  # length of the noise vector added


class MixedPassages:
    """An embedder whose questions are the model's, and whose passages are mixed from `real` ones.

    `seconds` is how long the passages have taken.
    """

    def __init__(self, model: Embedder, real: NDArray[np.float32]) -> None:
        self._model = model
        self.real = real
        self.seconds = 0.0

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    def reads(self, text: str) -> bool:
        return self._model.reads(text)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._model.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began = time.perf_counter()
        seeds = [np.frombuffer(sha256(text.encode()).digest(), dtype=np.uint32) for text in texts]
        found = [mixed(self.real, 1, np.random.default_rng(seed)) for seed in seeds]
        self.seconds += time.perf_counter() - began
        return np.concatenate(found)


def mixed(real: NDArray[np.float32], count: int, dealt: np.random.Generator) -> NDArray[np.float32]:
    """Mix vectors, each from two real ones and some noise: float32 (count, d), of length 1."""
    one, other = real[dealt.integers(0, len(real), (2, count))]
    share = dealt.uniform(*_WEIGHTS, (count, 1)).astype(np.float32)
    noise = dealt.standard_normal((count, real.shape[1]), dtype=np.float32)
    found = one + share * other + noise * np.float32(_NOISE / np.sqrt(real.shape[1]))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def read_sentences(folders: Sequence[Path]) -> list[str]:
    """Read every sentence of the articles in some folders, each once, in order."""
    texts = [text for folder in folders for text in corpus.read_folder(folder).texts]
    articles = [
        Article(text.source.id, 1, text.source, text.text, "", text.skipped) for text in texts
    ]
    found = dict.fromkeys(
        sentence.text
        for article in articles
        for paragraph in paragraphs.split(article)
        for sentence in paragraphs.sentences(paragraph)
    )
    return [sentence for sentence in found if 30 < len(sentence) < 400]


def make_texts(sentences: Sequence[str], count: int, seed: int) -> tuple[SourceText, ...]:
    """Make articles of so many paragraphs in all, each of real sentences in a new order."""
    dealt = random.Random(seed)
    texts = []
    for first in range(0, count, _PARAGRAPHS_PER_ARTICLE):
        here = min(_PARAGRAPHS_PER_ARTICLE, count - first)
        body = [
            " ".join(dealt.choices(sentences, k=dealt.randint(*_SENTENCES_PER_PARAGRAPH)))
            for _ in range(here)
        ]
        name = f"made-{seed}-{first // _PARAGRAPHS_PER_ARTICLE:06d}"
        title = " ".join(dealt.choice(sentences).split()[:8])
        texts.append(SourceText(Source(name, f"{name}.txt", title=title), "\n\n".join(body)))
    return tuple(texts)
