"""The golden questions in the store: listed, added and removed, or read from a TOML file."""

import json
import tomllib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any  # the values of a TOML file, before they are checked

from index.errors import BadMetadata, PullquoteError
from index.records import Deed, GoldenChange, GoldenQuestion
from index.store import chain
from index.store.chain import Clock, utc_now
from index.store.file import StoreFile
from index.store.store import Store

ADDED = "golden question added"  # the audit log's actions
REMOVED = "golden question removed"


class GoldenRefused(PullquoteError):
    """A new generation answers fewer golden questions than the live one, so it was not published.

    `changes` are the questions that the two do not answer equally well, worse ones first.
    """

    def __init__(self, message: str, changes: tuple[GoldenChange, ...]) -> None:
        super().__init__(message)
        self.changes = changes


def questions(data: Path) -> tuple[GoldenQuestion, ...]:
    """List the golden questions in the order in which they were added."""
    with closing(Store(data)) as store:
        return store.golden_questions()


def add(
    data: Path,
    added: Sequence[GoldenQuestion],
    by: str,
    clock: Clock = utc_now,
) -> None:
    """Add golden questions, or replace what is expected of those that are there; all or none."""
    at = chain.stamp(clock())
    with closing(StoreFile(data, writable=True)) as file, file.transaction() as connection:
        for question in added:
            words = json.dumps(question.words, ensure_ascii=False)
            ((number,),) = connection.execute(
                "INSERT INTO golden (question, words, is_answerable, at, by)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (question) DO UPDATE SET"
                " words = excluded.words, is_answerable = excluded.is_answerable,"
                " at = excluded.at, by = excluded.by RETURNING number",
                (question.question, words, question.is_answerable, at, by),
            ).fetchall()
            detail = f"{question.question} ({expected(question)})"
            entry = chain.write(connection, Deed(at, by, ADDED, detail))
            chain.witness(connection, "golden question", number, entry)


def remove(data: Path, number: int, by: str, clock: Clock = utc_now) -> GoldenQuestion:
    """Remove a golden question and return it; raises `BadMetadata` if none has that number."""
    found = [question for question in questions(data) if question.number == number]
    with closing(StoreFile(data, writable=True)) as file, file.transaction() as connection:
        removed = connection.execute("DELETE FROM golden WHERE number = ?", (number,))
        # Of two who remove it at once, the second is told that it is gone.
        if not found or removed.rowcount == 0:
            raise BadMetadata(f"there is no golden question {number}; see: pullquote golden list")
        chain.dismiss(connection, "golden question", number)
        chain.write(connection, Deed(chain.stamp(clock()), by, REMOVED, found[0].question))
    return found[0]


def expected(question: GoldenQuestion) -> str:
    """Word the answer that moderators expect to a golden question, for the audit log.

    >>> expected(GoldenQuestion("Who left?", ("Kherson", "at dawn")))
    'a quote with "Kherson" and "at dawn"'
    """
    if not question.is_answerable:
        return "no answer"
    if not question.words:
        return "an answer"
    quoted = [json.dumps(word, ensure_ascii=False) for word in question.words]
    return f"a quote with {' and '.join(quoted)}"


def read_file(path: Path) -> tuple[GoldenQuestion, ...]:
    """Read golden questions from TOML, as in `seeds/questions.toml`: `[[question]]`, text, words.

    A `kind` other than "answerable" means that the corpus has no answer. Raises `BadMetadata`.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
        found = tuple(_from_table(table) for table in tables)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
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
