"""Makes large corpora: paragraphs of the benchmark's own sentences, and vectors like the model's.

Embedding a hundred thousand paragraphs would take an hour. What is measured on them does not depend
on what vectors mean, only on how many there are and how they lie, so a text's vector is mixed, by
its digest, from vectors that the model gave to real sentences.
"""

import random
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
    """An embedder whose questions are the model's, and whose passages are mixed from real ones."""

    def __init__(self, model: Embedder, real: NDArray[np.float32]) -> None:
        self._model = model
        self._real = real

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    def reads(self, text: str) -> bool:
        return self._model.reads(text)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._model.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._mixed(text) for text in texts])

    def _mixed(self, text: str) -> NDArray[np.float32]:
        seed = np.frombuffer(sha256(text.encode()).digest(), dtype=np.uint32)
        dealt = np.random.default_rng(seed)
        one, other = self._real[dealt.integers(0, len(self._real), 2)]
        noise = dealt.standard_normal(len(one), dtype=np.float32) * (_NOISE / np.sqrt(len(one)))
        mixed = one + np.float32(dealt.uniform(*_WEIGHTS)) * other + noise
        return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)


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
