"""Articles -> what a generation over them holds: its texts, words and vectors, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import generation, text_file, texts, vectors, views, words
from index.cache import EmbeddingCache
from index.embedder import Embedder
from index.errors import NothingToIndex
from index.records import Article, Progress
from index.texts import SplitArticle, SplitParagraph

_CHUNK = 256  # texts embedded between two commits of the cache: what an interruption can cost


@dataclass(frozen=True, slots=True)
class Contents:
    """The split articles and their vectors, float32 (n, d); `rows` as in `Generation`.

    `embedded` is how many texts were new to the cache.
    """

    articles: tuple[SplitArticle, ...]
    matrix: NDArray[np.float32]
    rows: NDArray[np.int64]
    embedded: int

    @property
    def searched(self) -> tuple[SplitParagraph, ...]:
        """List the paragraphs that are searched: all but the headings."""
        every = (paragraph for article in self.articles for paragraph in article.paragraphs)
        return tuple(one for one in every if not one.paragraph.is_heading)


@dataclass(frozen=True, slots=True)
class Making:
    """By which model, under which number and when (ISO 8601, UTC) a generation is made."""

    number: int
    made_at: str
    model: str
    fingerprint: str


def prepare(
    data: Path, articles: Sequence[Article], embedder: Embedder, progress: Progress | None
) -> Contents:
    """Split the articles and embed what is new in them; the cache in `data` knows the rest.

    Raises `NothingToIndex` if they hold no paragraph that can be searched.
    """
    split = tuple(views.split_article(article) for article in articles)
    listed = [
        views.texts_to_embed(article.article, paragraph)
        for article in split
        for paragraph in article.paragraphs
    ]
    if not any(listed):
        raise NothingToIndex(
            "the articles hold no paragraph that can be searched, so the corpus was left as it was;"
            " see what is skipped in them"
        )
    unique = list(dict.fromkeys(text for one in listed for text in one))
    known, embedded = _embed(data, unique, embedder, progress)
    rows = np.concatenate([[0], np.cumsum([len(one) for one in listed])]).astype(np.int64)
    matrix = np.stack([known[text] for one in listed for text in one])
    return Contents(split, matrix, rows, embedded)


def write_files(directory: Path, contents: Contents) -> None:
    """Write every file of a generation but its manifest."""
    text_file.write(directory / texts.FILE_NAME, contents.articles)
    word_file = words.WordFile(directory / words.FILE_NAME)
    every = (paragraph for article in contents.articles for paragraph in article.paragraphs)
    for ordinal, paragraph in enumerate(every):
        if not paragraph.paragraph.is_heading:
            word_file.add(
                ordinal,
                views.searched_stems(paragraph),
                [sentence.text for sentence in paragraph.sentences],
            )
    word_file.write()
    vectors.write(directory / vectors.FILE_NAME, contents.matrix)
    np.save(directory / generation.ROWS_NAME, contents.rows)


def manifest_of(contents: Contents, making: Making) -> generation.Manifest:
    """Say what a generation of these contents holds; its files are marked when it is sealed."""
    published = (article.article.source.published for article in contents.articles)
    dates = sorted(date for date in published if date is not None)
    searched = contents.searched
    return generation.Manifest(
        format=generation.FORMAT,
        number=making.number,
        made_at=making.made_at,
        model=making.model,
        fingerprint=making.fingerprint,
        articles=len(contents.articles),
        paragraphs=len(searched),
        sentences=sum(len(paragraph.sentences) for paragraph in searched),
        vectors=len(contents.matrix),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        files={},
    )


def _embed(
    data: Path, unique: Sequence[str], embedder: Embedder, progress: Progress | None
) -> tuple[dict[str, NDArray[np.float32]], int]:
    """Give the vector of every text, float32 (d,), and how many had to be computed."""
    cache = EmbeddingCache(data, embedder.fingerprint)
    try:
        known = cache.find(unique)
        # Sorted by length, so that a batch holds little padding.
        new = sorted(set(unique) - known.keys(), key=lambda one: (len(one), one))
        for first in range(0, len(new), _CHUNK):
            chunk = new[first : first + _CHUNK]
            fresh = embedder.embed_passages(chunk)
            cache.keep(chunk, fresh)
            known.update(zip(chunk, fresh, strict=True))
            if progress is not None:
                progress("embedding", first + len(chunk), len(new))
    finally:
        cache.close()
    return known, len(new)
