"""Makes large corpora: paragraphs of the benchmark's own sentences, and vectors like the model's.

To embed a hundred thousand paragraphs would take an hour. What is measured on such a corpus depends
on how many vectors there are and how they lie, not on how well they answer. So the vector of a text
is mixed from the vectors that the model gives to the text's words.
"""

import random
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.records import Article, Source, SourceText
from index.sources import read
from index.text import paragraphs, sentences
from index.text.stems import split_words
from index.text.stopwords import STOPWORDS

_PARAGRAPHS_PER_ARTICLE = 25
_SENTENCES_PER_PARAGRAPH = (2, 5)  # newspaper paragraphs are short
_WORDS = 6000  # embedded by the model
_NOISE = np.float32(0.05)  # of each dimension of a mixture of words, of length some 5
_WEIGHTS = (0.2, 0.9)  # of the second vector in a mixture of two
_LENGTH = 0.25  # of the noise in it


class MixedEmbedder(ABC):
    """An embedder that embeds questions with the model, and mixes passages from known vectors.

    `seconds` is how long the passages have taken in all.
    """

    def __init__(self, model: Embedder) -> None:
        self._model = model
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
        found = self.mixed(texts)
        self.seconds += time.perf_counter() - began
        return found

    @abstractmethod
    def mixed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mix a vector, of length 1, for each passage: float32 (n, d)."""


class MixedPassages(MixedEmbedder):
    """Mixes passages from word vectors.

    A passage is near those that share rare words with it, as its own sentences do, and near the
    questions that ask for these words.
    """

    def __init__(self, model: Embedder, sentences: Sequence[str]) -> None:
        """Embed the commonest words of the sentences with the model; some 20 seconds."""
        counts = Counter(word for sentence in sentences for word in set(_words(sentence)))
        known = [word for word, _ in counts.most_common(_WORDS)]
        rarity = np.log(len(sentences) / np.array([counts[word] for word in known]))
        words = model.embed_passages(known)
        words -= words.mean(axis=0)  # single words share what sentences do not
        vectors = words * rarity[:, None].astype(np.float32)
        super().__init__(model)
        self._rows = {word: row for row, word in enumerate(known)}
        self._vectors = np.asarray(vectors, dtype=np.float32)

    def mixed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._mixed(text) for text in texts])

    def _mixed(self, text: str) -> NDArray[np.float32]:
        rows = [self._rows[word] for word in _words(text) if word in self._rows]
        dealt = np.random.default_rng(crc32(text.encode()))
        noise = dealt.standard_normal(self._vectors.shape[1], dtype=np.float32)
        found = self._vectors[rows].sum(axis=0) + _NOISE * noise
        return np.asarray(found / np.linalg.norm(found), dtype=np.float32)


def mixed(real: NDArray[np.float32], count: int, dealt: np.random.Generator) -> NDArray[np.float32]:
    """Mix vectors, each from two real ones and some noise: float32 (count, d), of length 1."""
    first, other = real[dealt.integers(0, len(real), (2, count))]
    share = dealt.uniform(*_WEIGHTS, (count, 1)).astype(np.float32)
    noise = dealt.standard_normal((count, real.shape[1]), dtype=np.float32)
    found = first + share * other + noise * np.float32(_LENGTH / np.sqrt(real.shape[1]))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def read_sentences(folders: Sequence[Path]) -> list[str]:
    """Read every sentence of the articles in some folders, each once, in order."""
    texts = [text for folder in folders for text in read.read_folder(folder).texts]
    articles = [
        Article(text.source.id, 1, text.source, text.text, "", text.skipped) for text in texts
    ]
    found = dict.fromkeys(
        sentence.text
        for article in articles
        for paragraph in paragraphs.split(article)
        for sentence in sentences.split(paragraph)
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


def _words(text: str) -> list[str]:
    return [word for word in split_words(text.casefold()) if word not in STOPWORDS]
