"""The texts of a generation: its articles, paragraphs and sentences, read by ordinal."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generation.arrays import refusal
from index.records import Article, Paragraph, Sentence, Source, Span

FILE_NAME = "texts.sqlite"


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """The source of an article, and the ordinals of its paragraphs, from `first` up to `end`."""

    source: Source
    first: int
    end: int


class Texts:
    """An open file of texts. One thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open a file that `write_texts` wrote; raises `GenerationRefused` for any other."""
        self._path = path
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.articles = self._count("articles")
            self.paragraphs = self._count("paragraphs")
        except sqlite3.Error as error:
            raise refusal(path, str(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def passage_of(self, ordinal: int) -> tuple[Article, Paragraph]:
        """Read a paragraph by its ordinal, and the article that it belongs to."""
        row = self._connection.execute(
            "SELECT p.number, p.start, p.end, p.is_heading, p.marks,"
            " a.ordinal, a.id, a.revision, a.source, a.skipped, a.sha256, a.text"
            " FROM paragraphs p JOIN articles a ON p.article = a.ordinal WHERE p.ordinal = ?",
            (ordinal,),
        ).fetchone()
        article = _read_article(row[5:])
        return article, _read_paragraph(row[:5], article)

    def article(self, article_id: str) -> Article | None:
        """Read an article by its id; `None` if there is none."""
        row = self._connection.execute(
            "SELECT ordinal, id, revision, source, skipped, sha256, text"
            " FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        return None if row is None else _read_article(row)

    def all_articles(self) -> tuple[Article, ...]:
        """Read all articles in order of id."""
        rows = self._connection.execute(
            "SELECT ordinal, id, revision, source, skipped, sha256, text FROM articles ORDER BY id"
        )
        return tuple(map(_read_article, rows))

    def sources(self) -> tuple[Source, ...]:
        """Read all sources in order of id."""
        rows = self._connection.execute("SELECT source FROM articles ORDER BY id").fetchall()
        return tuple(_read_source(source) for (source,) in rows)

    @cached_property
    def entries(self) -> tuple[ArticleEntry, ...]:
        """List all articles in the order of the corpus; read at the first call, and kept."""
        rows = self._connection.execute(
            "SELECT a.source, coalesce(min(p.ordinal), 0), coalesce(max(p.ordinal) + 1, 0)"
            " FROM articles a LEFT JOIN paragraphs p ON p.article = a.ordinal"
            " GROUP BY a.ordinal ORDER BY a.ordinal"
        )
        return tuple(ArticleEntry(_read_source(row[0]), row[1], row[2]) for row in rows)

    def paragraph_texts(self, ordinals: Sequence[int]) -> dict[int, str]:
        """Read the texts of paragraphs by their ordinals, in order of ordinal."""
        rows = self._connection.execute(
            "SELECT ordinal, article, start, end FROM paragraphs"
            " WHERE ordinal IN (SELECT value FROM json_each(?)) ORDER BY ordinal",
            (json.dumps(ordinals),),
        ).fetchall()
        texts: dict[int, str] = {}
        for article, own in groupby(rows, key=lambda row: int(row[1])):
            whole = self._text_of(article)
            texts |= {ordinal: whole[start:end] for ordinal, _, start, end in own}
        return texts

    def sentences_without(self, articles: Collection[int]) -> Iterator[str]:
        """Read the searched sentences of all articles but those with these ordinals."""
        rows = self._connection.execute(
            "SELECT a.text, s.start, s.end FROM articles a"
            " JOIN paragraphs p ON p.article = a.ordinal"
            " JOIN sentences s ON s.paragraph = p.ordinal"
            " WHERE NOT p.is_heading AND a.ordinal NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(articles)),),
        )
        for text, start, end in rows:
            yield text[start:end]

    def paragraphs_near(self, article: Article, number: int, reach: int) -> tuple[Paragraph, ...]:
        """Read the paragraphs of an article from `number - reach` to `number + reach`."""
        rows = self._connection.execute(
            "SELECT p.number, p.start, p.end, p.is_heading, p.marks FROM paragraphs p"
            " JOIN articles a ON p.article = a.ordinal"
            " WHERE a.id = ? AND p.number BETWEEN ? AND ? ORDER BY p.number",
            (article.id, number - reach, number + reach),
        ).fetchall()
        return tuple(_read_paragraph(row, article) for row in rows)

    def sentences(self, ordinal: int, article: Article) -> tuple[Sentence, ...]:
        """Read the sentences of a paragraph, named by its ordinal, of an article, in order."""
        rows = self._connection.execute(
            "SELECT start, end FROM sentences WHERE paragraph = ? ORDER BY start", (ordinal,)
        ).fetchall()
        return tuple(Sentence(start, end, article.text[start:end]) for start, end in rows)

    def _text_of(self, article: int) -> str:
        return str(
            self._connection.execute(
                "SELECT text FROM articles WHERE ordinal = ?", (article,)
            ).fetchone()[0]
        )

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def article_bounds(
    starts: NDArray[np.int64], ordinals: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the article of each of n paragraphs: the ordinals of its first paragraph and its end.

    `starts` as `article_starts` of `Generation`.

    >>> article_bounds(np.array([0, 2, 5]), np.array([1, 2, 4]))
    (array([0, 2, 2]), array([2, 5, 5]))
    """
    following = np.searchsorted(starts, ordinals, side="right")
    return starts[following - 1], starts[following]


def _read_source(written: str) -> Source:
    return Source(**json.loads(written))


def _read_article(row: tuple[int, str, int, str, str, str, str]) -> Article:
    _, article_id, revision, source, skipped, digest, text = row
    spans = tuple(Span(start, end) for start, end in json.loads(skipped))
    return Article(article_id, revision, _read_source(source), text, digest, spans)


def _read_paragraph(row: tuple[int, int, int, int, str], article: Article) -> Paragraph:
    number, start, end, is_heading, marks = row
    question, heading, speaker = (
        None if mark is None else Span(mark[0], mark[1]) for mark in json.loads(marks)
    )
    return Paragraph(
        article_id=article.id,
        number=number,
        start=start,
        end=end,
        text=article.text[start:end],
        is_heading=bool(is_heading),
        question=question,
        heading=heading,
        speaker=speaker,
    )
