"""Articles -> what a generation over them holds: its texts, words and vectors, and its files."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding.cache import EmbeddingCache
from index.embedding.embedder import Embedder
from index.errors import NothingToIndex
from index.generation import opened, texts, vectors
from index.generation.arrays import starts
from index.generation.opened import Generation, Manifest
from index.generation.texts import SplitArticle
from index.generation.writing import texts as text_file
from index.generation.writing import vectors as vector_file
from index.generation.writing.texts import CarriedArticle
from index.generation.writing.vectors import Searching
from index.generation.writing.words import WordFile
from index.records import Article, Progress
from index.text import views

_CHUNK = 256  # texts embedded between two commits of the cache: what an interruption can cost


@dataclass(frozen=True, slots=True)
class Contents:
    """The articles in order, split or taken over from `earlier`, and their vectors.

    `matrix` is float32 (n, d); `rows` as in `Generation`; `embedded` is how many texts were new to
    the cache.
    """

    articles: tuple[SplitArticle | CarriedArticle, ...]
    matrix: NDArray[np.float32]
    rows: NDArray[np.int64]
    embedded: int
    earlier: Generation | None


@dataclass(frozen=True, slots=True)
class Making:
    """By which model, under which number and when (ISO 8601, UTC) a generation is made."""

    number: int
    made_at: str
    model: str
    fingerprint: str


def prepare(
    data: Path,
    articles: Sequence[Article],
    embedder: Embedder,
    progress: Progress | None,
    earlier: Generation | None = None,
) -> Contents:
    """Split the articles and embed what is new in them; the cache in `data` knows the rest.

    What an `earlier` generation, whole and made with this embedder, holds of an article just as it
    is now, is not made again. Raises `NothingToIndex` if no paragraph can be searched.
    """
    carried: Mapping[str, CarriedArticle] = {}
    if earlier is not None:
        carried = text_file.find_carried(earlier.path(texts.FILE_NAME), articles)
    parts = tuple(carried.get(one.id) or views.split_article(one) for one in articles)
    listed = {
        part.article.id: [
            views.texts_to_embed(part.article, paragraph) for paragraph in part.paragraphs
        ]
        for part in parts
        if isinstance(part, SplitArticle)
    }
    unique = list(dict.fromkeys(text for own in listed.values() for one in own for text in one))
    known, embedded = _embed(data, unique, embedder, progress)
    matrix, rows = _gather(parts, listed, known, earlier)
    if not len(matrix):
        raise NothingToIndex(
            "the articles hold no paragraph that can be searched, so the corpus was left as it was;"
            " see what is skipped in them"
        )
    return Contents(parts, matrix, rows, embedded, earlier)


def write(directory: Path, contents: Contents, making: Making) -> Manifest:
    """Write every file of a generation but its manifest, and give that."""
    earlier = contents.earlier
    kept_in = None if earlier is None else earlier.path(texts.FILE_NAME)
    with ThreadPoolExecutor(1) as beside:  # faiss needs no Python, the others little else
        writing = beside.submit(vector_file.write, directory / vectors.FILE_NAME, contents.matrix)
        text_file.write(directory / texts.FILE_NAME, contents.articles, kept_in)
        _write_words(directory, contents)
        np.save(directory / opened.ROWS_NAME, contents.rows)
        counts = [_count_paragraphs(one) for one in contents.articles]
        np.save(directory / opened.ARTICLES_NAME, starts(counts))
        answers = text_file.find_answers(directory / texts.FILE_NAME)
        np.save(directory / opened.ANSWERS_NAME, np.array(answers, dtype=np.int64))
    return _manifest(directory, contents, making, writing.result())


def _gather(
    parts: Sequence[SplitArticle | CarriedArticle],
    listed: Mapping[str, Sequence[Sequence[str]]],
    known: Mapping[str, NDArray[np.float32]],
    earlier: Generation | None,
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Line up the vectors of all paragraphs, float32 (n, d), and where each one's begin."""
    counts: list[int] = []
    pieces: list[NDArray[np.float32]] = []
    for part in parts:
        if isinstance(part, SplitArticle):
            own = listed[part.article.id]
            counts.extend(len(one) for one in own)
            pieces.extend(known[text][None, :] for one in own for text in one)
        elif earlier is not None:
            own_rows = earlier.rows[part.first : part.end + 1]
            counts.extend(np.diff(own_rows).tolist())
            pieces.append(earlier.vectors.read_range(int(own_rows[0]), int(own_rows[-1])))
    rows = starts(counts)
    empty = np.empty((0, 0), dtype=np.float32)
    return np.concatenate(pieces) if sum(counts) else empty, rows


def _count_paragraphs(part: SplitArticle | CarriedArticle) -> int:
    return len(part.paragraphs) if isinstance(part, SplitArticle) else part.end - part.first


def _write_words(directory: Path, contents: Contents) -> None:
    word_file = WordFile()
    earlier = contents.earlier
    if earlier is not None:
        carried = {one.ordinal for one in contents.articles if isinstance(one, CarriedArticle)}
        word_file.take_over(earlier.words, earlier.texts.sentences_without(carried))
    for part in contents.articles:
        if isinstance(part, SplitArticle):
            for paragraph in part.paragraphs:
                runs = views.runs_of_stems(paragraph)
                word_file.add(runs, [one.text for one in paragraph.sentences] if runs else ())
        elif earlier is not None:
            word_file.carry(earlier.postings, earlier.rows, part.first, part.end)
    word_file.write(directory, contents.rows)


def _manifest(
    directory: Path, contents: Contents, making: Making, searching: Searching
) -> Manifest:
    """Say what a generation of these contents holds; its files are marked when it is sealed."""
    published = (one.article.source.published for one in contents.articles)
    dates = sorted(date for date in published if date is not None)
    paragraphs, sentences = text_file.count_searched(directory / texts.FILE_NAME)
    return Manifest(
        format=opened.FORMAT,
        number=making.number,
        made_at=making.made_at,
        model=making.model,
        fingerprint=making.fingerprint,
        articles=len(contents.articles),
        paragraphs=paragraphs,
        sentences=sentences,
        vectors=len(contents.matrix),
        searching=searching.method,
        recall=searching.recall,
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        files={},
        splitting=opened.SPLITTING,
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
