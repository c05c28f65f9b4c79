"""The file of a generation's texts, as `Texts` reads it: written once, by ordinal."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from index.texts import SplitArticle, SplitParagraph

_SCHEMA = """
CREATE TABLE articles (
    ordinal INTEGER PRIMARY KEY, id TEXT UNIQUE, revision INTEGER, source TEXT, skipped TEXT,
    sha256 TEXT, text TEXT, stems TEXT);
CREATE TABLE paragraphs (
    ordinal INTEGER PRIMARY KEY, article INTEGER, number INTEGER, start INTEGER, end INTEGER,
    is_heading INTEGER, marks TEXT, context_stems TEXT);
CREATE UNIQUE INDEX paragraphs_by_number ON paragraphs (article, number);
CREATE TABLE sentences (
    paragraph INTEGER, start INTEGER, end INTEGER, stems TEXT,
    PRIMARY KEY (paragraph, start)) WITHOUT ROWID;
"""


def write(path: Path, articles: Iterable[SplitArticle]) -> None:
    """Write the articles; ordinals count from 0, paragraphs across all articles in order."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        ordinal = 0
        for article_ordinal, split in enumerate(articles):
            _write_article(connection, article_ordinal, split)
            for paragraph in split.paragraphs:
                _write_paragraph(connection, ordinal, article_ordinal, paragraph)
                ordinal += 1
        connection.commit()
    finally:
        connection.close()


def _write_article(connection: sqlite3.Connection, ordinal: int, split: SplitArticle) -> None:
    article = split.article
    stems = {
        stem
        for one in split.paragraphs
        for run in (*one.sentence_stems, one.context_stems)
        for stem in run
    }
    connection.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ordinal,
            article.id,
            article.revision,
            json.dumps(asdict(article.source), ensure_ascii=False),
            json.dumps([[span.start, span.end] for span in article.skipped]),
            article.sha256,
            article.text,
            " ".join(sorted(stems)),
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
        "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ordinal,
            article,
            paragraph.number,
            paragraph.start,
            paragraph.end,
            paragraph.is_heading,
            json.dumps(marks),
            " ".join(split.context_stems),
        ),
    )
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?)",
        [
            (ordinal, sentence.start, sentence.end, " ".join(stems))
            for sentence, stems in zip(split.sentences, split.sentence_stems, strict=True)
        ],
    )
