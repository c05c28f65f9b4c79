"""What read the text of each revision, and the digest of the file that it was read from.

A text that differs though its file is the same was not edited by its outlet: it is read otherwise.
Stores made by earlier versions lack the table, and know of no reading.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.records import Article, Damage, SourceText
from index.store.engines import Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    article_id TEXT NOT NULL, revision INTEGER NOT NULL, parser TEXT NOT NULL,
    file_sha256 TEXT NOT NULL, PRIMARY KEY (article_id, revision)) WITHOUT ROWID;
"""


def keep(connection: Connection, revision: int, read: SourceText) -> None:
    """Keep how a revision was read the last time; a text that was not read keeps what is known."""
    if read.file_sha256:
        connection.execute(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)",
            (read.source.id, revision, read.parser, read.file_sha256),
        )


def with_readings(
    connection: Connection, found: Sequence[Article | Damage]
) -> tuple[Article | Damage, ...]:
    """Return what a generation holds, each article with what read it, where that is known."""
    rows = connection.execute(
        "SELECT CAST(article_id AS TEXT), revision, CAST(parser AS TEXT), CAST(file_sha256 AS TEXT)"
        " FROM readings WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps([each.id for each in found if isinstance(each, Article)]),),
    )
    known = {(article_id, revision): kept for article_id, revision, *kept in rows}
    return tuple(_with_reading(article, known) for article in found)


def is_reread(was: Article, text: str, file_sha256: str) -> bool:
    """Tell whether a text differs from a revision only as its file, the same, is read otherwise."""
    return was.text != text and bool(file_sha256) and was.file_sha256 == file_sha256


def _with_reading(
    found: Article | Damage, known: Mapping[tuple[str, int], Sequence[str]]
) -> Article | Damage:
    kept = known.get((found.id, found.revision)) if isinstance(found, Article) else None
    if kept is None or not isinstance(found, Article):
        return found
    return replace(found, parser=kept[0], file_sha256=kept[1])
