"""Split articles -> the file of a generation's texts, as `Texts` reads it: written once."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.generation.texts import LINES_NAME, MOST_ARTICLES, connect, digest_lines
from index.records import Article, SplitArticle, SplitParagraph
from index.store.proofs import skipped_json, source_json

_SCHEMA = """
CREATE TABLE articles (
    ordinal INTEGER PRIMARY KEY, id TEXT UNIQUE, revision INTEGER, source TEXT, skipped TEXT,
    sha256 TEXT, text TEXT);
CREATE TABLE paragraphs (
    ordinal INTEGER PRIMARY KEY, article INTEGER, number INTEGER, start INTEGER, end INTEGER,
    is_heading INTEGER, marks TEXT);
CREATE UNIQUE INDEX paragraphs_by_number ON paragraphs (article, number);
CREATE TABLE sentences (
    paragraph INTEGER, start INTEGER, end INTEGER, PRIMARY KEY (paragraph, start)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class CarriedArticle:
    """An article that is taken over, as it was split, from the file of an earlier generation.

    `shard` says which of the shards that are taken over; `ordinal` is its number there, and its
    paragraphs have the ordinals there from `first` up to `end`, without `end`.
    """

    article: Article
    shard: int
    ordinal: int
    first: int
    end: int


class TextFile:
    """A file of texts that is being written: add the articles in order, then leave the block.

    Ordinals count from 0, those of paragraphs across all articles.
    """

    def __init__(self, path: Path, earlier: Mapping[int, Path]) -> None:
        """Begin a file; what is carried over is copied from `earlier` files, by their shards."""
        self._connection = sqlite3.connect(path.absolute().as_uri(), uri=True)
        self._articles = self._paragraphs = 0
        self._path = path
        self._lines: set[int] = set()
        self._connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        self._earlier = {shard: connect(file) for shard, file in earlier.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        for file in (self._connection, *self._earlier.values()):
            file.close()
        if self._articles <= MOST_ARTICLES:
            lines = np.array(sorted(self._lines), dtype=np.int64)
            np.save(self._path.with_name(LINES_NAME), lines)

    def add(self, part: SplitArticle | CarriedArticle) -> None:
        """Add an article."""
        self._lines.update(line + self._articles for line in digest_lines(part.article.text))
        if isinstance(part, CarriedArticle):
            self._copy(part)
            self._paragraphs += part.end - part.first
        else:
            _write_article(self._connection, self._articles, part)
            for paragraph in part.paragraphs:
                _write_paragraph(self._connection, self._paragraphs, self._articles, paragraph)
                self._paragraphs += 1
        self._articles += 1

    def _copy(self, part: CarriedArticle) -> None:
        earlier = self._earlier[part.shard]
        moved, article = self._paragraphs - part.first, self._articles
        bounds = (part.first, part.end)
        self._connection.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)",
            earlier.execute(
                f"SELECT {article}, id, revision, source, skipped, sha256, text"
                " FROM articles WHERE ordinal = ?",
                (part.ordinal,),
            ),
        )
        self._connection.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?)",
            earlier.execute(
                f"SELECT ordinal + {moved}, {article}, number, start, end, is_heading, marks"
                " FROM paragraphs WHERE ordinal >= ? AND ordinal < ?",
                bounds,
            ),
        )
        self._connection.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?)",
            earlier.execute(
                f"SELECT paragraph + {moved}, start, end FROM sentences"
                " WHERE paragraph >= ? AND paragraph < ?",
                bounds,
            ),
        )


def find_carried(
    earlier: Path, articles: Sequence[Article], shard: int = 0
) -> dict[str, CarriedArticle]:
    """Find the articles that an earlier shard's file holds unchanged, by article id.

    The file must have been written by this version of the program, which splits articles the same
    way.
    """
    held = {
        row[0]: row[1:]
        for row in _rows(
            earlier,
            "SELECT a.id, a.ordinal, a.revision, a.sha256, a.source, a.skipped,"
            " min(p.ordinal), max(p.ordinal) + 1"
            " FROM articles a JOIN paragraphs p ON p.article = a.ordinal GROUP BY a.ordinal",
        )
    }
    carried: dict[str, CarriedArticle] = {}
    for article in articles:
        ordinal, *known, first, end = held.get(article.id, (0, None, 0, 0))
        if known == [
            article.revision,
            article.sha256,
            source_json(article.source),
            skipped_json(article),
        ]:
            carried[article.id] = CarriedArticle(article, shard, ordinal, first, end)
    return carried


def count_searched(path: Path, articles: Sequence[int] | None = None) -> tuple[int, int]:
    """Count the paragraphs and the sentences that are searched, so no headings.

    Of some articles, given by their ordinals, or else of all.
    """
    of_some = f" AND p.article IN ({', '.join(map(str, articles or ()))})"
    ((paragraphs, sentences),) = _rows(
        path,
        "SELECT count(DISTINCT p.ordinal), count(s.start) FROM paragraphs p"
        " LEFT JOIN sentences s ON s.paragraph = p.ordinal WHERE NOT p.is_heading"
        f"{'' if articles is None else of_some}",
    )
    return int(paragraphs), int(sentences)


def find_answers(path: Path) -> list[int]:
    """List the ordinals of the paragraphs that answer an interviewer's question, ascending."""
    rows = _rows(
        path,
        "SELECT ordinal FROM paragraphs"
        " WHERE NOT is_heading AND json_extract(marks, '$[0]') IS NOT NULL ORDER BY ordinal",
    )
    return [ordinal for (ordinal,) in rows]


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(path)) as connection:
        return connection.execute(query).fetchall()


def _write_article(connection: sqlite3.Connection, ordinal: int, split: SplitArticle) -> None:
    article = split.article
    connection.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            ordinal,
            article.id,
            article.revision,
            source_json(article.source),
            skipped_json(article),
            article.sha256,
            article.text,
        ),
    )


def _write_paragraph(
    connection: sqlite3.Connection, ordinal: int, article: int, split: SplitParagraph
) -> None:
    paragraph = split.paragraph
    marks = [
        None if span is None else [span.start, span.end]
        for span in (paragraph.question, paragraph.heading, paragraph.speaker)
    ]
    connection.execute(
        "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            ordinal,
            article,
            paragraph.number,
            paragraph.start,
            paragraph.end,
            paragraph.is_heading,
            json.dumps(marks),
        ),
    )
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?)",
        [(ordinal, sentence.start, sentence.end) for sentence in split.sentences],
    )
