"""Articles -> the contents of a generation over them, and all its files but the manifest."""

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
from index.generation.directory import FORMAT, SPLITTING, Manifest
from index.generation.opened import Generation
from index.generation.writing.texts import (
    CarriedArticle,
    count_searched,
    find_answers,
    find_carried,
    write_texts,
)
from index.generation.writing.vectors import Searching, write_vectors
from index.generation.writing.words import WordFile
from index.records import Article, Progress, SplitArticle
from index.text import views

# Texts embedded between two commits of the cache: what an interruption can cost.
_EMBEDDED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Contents:
    """The articles in order, split anew or carried over from `earlier`, and their vectors.

    `matrix` holds the n vectors, float32 (n, d); `rows` are as in `Generation`; `embedded` counts
    the texts that were new to the cache.
    """

    articles: tuple[SplitArticle | CarriedArticle, ...]
    matrix: NDArray[np.float32]
    rows: NDArray[np.int64]
    embedded: int
    earlier: Generation | None


@dataclass(frozen=True, slots=True)
class Making:
    """The making of a generation: its number, the time (ISO 8601, UTC) and the model."""

    number: int
    made_at: str
    model: str
    fingerprint: str


def prepare(
    data: Path,
    articles: Sequence[Article | SplitArticle],
    embedder: Embedder,
    progress: Progress | None,
    earlier: Generation | None = None,
) -> Contents:
    """Split the articles that are not yet, and embed the texts that the cache in `data` lacks.

    An article that an `earlier` generation holds unchanged is carried over, neither split nor
    embedded; that generation must be whole and made with this embedder. Raises `NothingToIndex` if
    no paragraph can be searched.
    """
    carried: Mapping[str, CarriedArticle] = {}
    if earlier is not None:
        plain = [_article(given) for given in articles]
        carried = find_carried(earlier.path(texts.FILE_NAME), plain)
    parts = tuple(_part(given, carried) for given in articles)
    views_by_article = {
        part.article.id: [
            views.texts_to_embed(part.article, paragraph) for paragraph in part.paragraphs
        ]
        for part in parts
        if isinstance(part, SplitArticle)
    }
    unique = dict.fromkeys(
        text for paragraphs in views_by_article.values() for texts in paragraphs for text in texts
    )
    known, embedded = _embed(data, list(unique), embedder, progress)
    matrix, rows = _gather(parts, views_by_article, known, earlier)
    if not len(matrix):
        raise NothingToIndex(
            "the articles hold no paragraph that can be searched, so the corpus was left as it was;"
            " see what is skipped in them"
        )
    return Contents(parts, matrix, rows, embedded, earlier)


def write(directory: Path, contents: Contents, making: Making) -> Manifest:
    """Write every file of a generation but the manifest, and return the manifest."""
    earlier = contents.earlier
    kept_in = None if earlier is None else earlier.path(texts.FILE_NAME)
    with ThreadPoolExecutor(1) as beside:  # faiss needs no Python, the others little else
        writing = beside.submit(write_vectors, directory / vectors.FILE_NAME, contents.matrix)
        write_texts(directory / texts.FILE_NAME, contents.articles, kept_in)
        _write_words(directory, contents)
        np.save(directory / opened.ROWS_NAME, contents.rows)
        counts = [_count_paragraphs(part) for part in contents.articles]
        np.save(directory / opened.ARTICLES_NAME, starts(counts))
        answers = find_answers(directory / texts.FILE_NAME)
        np.save(directory / opened.ANSWERS_NAME, np.array(answers, dtype=np.int64))
    return _manifest(directory, contents, making, writing.result())


def _article(given: Article | SplitArticle) -> Article:
    return given.article if isinstance(given, SplitArticle) else given


def _part(
    given: Article | SplitArticle, carried: Mapping[str, CarriedArticle]
) -> SplitArticle | CarriedArticle:
    if isinstance(given, SplitArticle):
        return carried.get(given.article.id, given)
    return carried.get(given.id) or views.split_article(given)


def _gather(
    parts: Sequence[SplitArticle | CarriedArticle],
    views_by_article: Mapping[str, Sequence[Sequence[str]]],
    known: Mapping[str, NDArray[np.float32]],
    earlier: Generation | None,
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Line up the vectors of all paragraphs, float32 (n, d), and compute the `rows` of each."""
    counts: list[int] = []
    pieces: list[NDArray[np.float32]] = []
    for part in parts:
        if isinstance(part, SplitArticle):
            for texts_to_embed in views_by_article[part.article.id]:
                counts.append(len(texts_to_embed))
                pieces.extend(known[text][None, :] for text in texts_to_embed)
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
        carried = {part.ordinal for part in contents.articles if isinstance(part, CarriedArticle)}
        word_file.take_over(earlier.words, earlier.texts.sentences_without(carried))
    for part in contents.articles:
        if isinstance(part, SplitArticle):
            for paragraph in part.paragraphs:
                runs = views.runs_of_stems(paragraph)
                sentences = paragraph.sentences if runs else ()
                word_file.add(runs, [sentence.text for sentence in sentences])
        elif earlier is not None:
            word_file.carry(earlier.postings, earlier.rows, part.first, part.end)
    word_file.write(directory, contents.rows)


def _manifest(
    directory: Path, contents: Contents, making: Making, searching: Searching
) -> Manifest:
    """Describe a generation of these contents; its files are digested when it is sealed."""
    published = (part.article.source.published for part in contents.articles)
    dates = sorted(date for date in published if date is not None)
    paragraphs, sentences = count_searched(directory / texts.FILE_NAME)
    return Manifest(
        format=FORMAT,
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
        splitting=SPLITTING,
    )


def _embed(
    data: Path, unique: Sequence[str], embedder: Embedder, progress: Progress | None
) -> tuple[dict[str, NDArray[np.float32]], int]:
    """Return the vector of every text, float32 (d,), and how many had to be computed."""
    cache = EmbeddingCache(data, embedder.fingerprint)
    try:
        known = cache.find(unique)
        # Sorted by length, so that a batch holds little padding.
        new = sorted(set(unique) - known.keys(), key=lambda text: (len(text), text))
        for first in range(0, len(new), _EMBEDDED_AT_ONCE):
            batch = new[first : first + _EMBEDDED_AT_ONCE]
            fresh = embedder.embed_passages(batch)
            cache.keep(batch, fresh)
            known.update(zip(batch, fresh, strict=True))
            if progress is not None:
                progress("embedding", first + len(batch), len(new))
    finally:
        cache.close()
    return known, len(new)
