"""The moderators' golden questions: added, listed and removed in the store, read from a file."""

import json
import tomllib
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # what a TOML file holds, before it is checked

from index.errors import BadMetadata
from index.records import Deed, GoldenQuestion
from index.store import chain
from index.store.audit import stamp
from index.store.file import StoreFile

ADDED = "golden question added"  # the audit log's actions
REMOVED = "golden question removed"

Clock = Callable[[], datetime]


def questions(data: Path) -> tuple[GoldenQuestion, ...]:
    """List the golden questions in the order in which they were added."""
    with closing(StoreFile(data)) as file:
        if not file.has_table("golden"):
            return ()
        with file.translated():
            rows = file.connection.execute(
                "SELECT question, words, is_answerable, number FROM golden ORDER BY number"
            ).fetchall()
    return tuple(
        GoldenQuestion(question, tuple(json.loads(words)), bool(is_answerable), number)
        for question, words, is_answerable, number in rows
    )


def add(
    data: Path,
    added: Sequence[GoldenQuestion],
    by: str,
    clock: Clock = lambda: datetime.now(UTC),
) -> None:
    """Add questions, or replace what is expected of those that are there; all or none."""
    at = stamp(clock())
    with closing(StoreFile(data, writable=True)) as file, file.transaction() as connection:
        for one in added:
            row = (one.question, json.dumps(one.words, ensure_ascii=False), one.is_answerable)
            connection.execute(
                "INSERT INTO golden (question, words, is_answerable, at, by)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (question) DO UPDATE SET"
                " words = excluded.words, is_answerable = excluded.is_answerable,"
                " at = excluded.at, by = excluded.by",
                (*row, at, by),
            )
            chain.write(connection, Deed(at, by, ADDED, f"{one.question} ({expected(one)})"))


def remove(
    data: Path, number: int, by: str, clock: Clock = lambda: datetime.now(UTC)
) -> GoldenQuestion:
    """Remove a question by its number and return it; raises `BadMetadata` if there is none."""
    found = [one for one in questions(data) if one.number == number]
    if not found:
        raise BadMetadata(f"there is no golden question {number}; see: pullquote golden list")
    with closing(StoreFile(data, writable=True)) as file, file.transaction() as connection:
        connection.execute("DELETE FROM golden WHERE number = ?", (number,))
        chain.write(connection, Deed(stamp(clock()), by, REMOVED, found[0].question))
    return found[0]


def expected(one: GoldenQuestion) -> str:
    """Word what is expected of a question.

    >>> expected(GoldenQuestion("Who left?", ("Kherson", "at dawn")))
    'a quote with "Kherson" and "at dawn"'
    """
    if not one.is_answerable:
        return "no answer"
    if not one.words:
        return "an answer"
    return (
        f"a quote with {' and '.join(json.dumps(word, ensure_ascii=False) for word in one.words)}"
    )


def read_file(path: Path) -> tuple[GoldenQuestion, ...]:
    """Read questions from TOML as `seeds/questions.toml` has them: `[[question]]`, text, words.

    A `kind` other than "answerable" means that the corpus has no answer. Raises `BadMetadata`.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
        found = tuple(_from_table(table) for table in tables)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadMetadata(
            f"{path} holds no golden questions ({error}); write each as [[question]] with"
            ' text = "…" and words = ["…"]'
        ) from error
    return found


def _from_table(table: dict[str, Any]) -> GoldenQuestion:
    text, words = table["text"], table.get("words", [])
    if not isinstance(text, str) or not text.strip():
        raise ValueError("a question without text")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"the words of {text!r} are no list of texts")
    is_answerable = table.get("kind", "answerable") == "answerable"
    return GoldenQuestion(text.strip(), tuple(words), is_answerable)
