"""What a chat must remember over a restart: quotes under buttons, answers' messages, reports.

It remembers, too, under which id a chat goes on. No question is kept here: an answer is remembered
by where its quotes stand.
"""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # the columns of a row, as `_as_row` wrote them

from index.records import Span

FILE_NAME = "chats.sqlite"
KEPT_SECONDS = 30 * 24 * 3600.0  # how long the buttons under an answer work
_TOKEN_BYTES = 9  # 12 characters of base64: with a verb and a number far below 64 bytes

# Times are seconds since 1970. A person is named only so that /forget can find what is theirs.
# Ids of messages are text: the INTEGER column keeps "12" as 12, and finds it by "12" all the same.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS shown (
    token TEXT PRIMARY KEY, chat TEXT NOT NULL, person TEXT NOT NULL, at REAL NOT NULL,
    places TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    chat TEXT NOT NULL, question INTEGER NOT NULL, answers TEXT NOT NULL, person TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (chat, question)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, person TEXT NOT NULL, place TEXT NOT NULL,
    UNIQUE (person, place));
CREATE TABLE IF NOT EXISTS moves (before TEXT PRIMARY KEY, now TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands, as it is remembered: enough to slice it again and to check it.

    `highlight` and `asked` (the interviewer's question) are ranges of the article's text, like
    `start` and `end`; `sha256` is of that whole text.
    """

    article_id: str
    revision: int
    paragraph: int
    start: int
    end: int
    highlight: Span | None
    asked: Span | None
    probability: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """A quote that somebody called wrong, and when."""

    at: float
    place: Place


class ChatStore:
    """One SQLite file in the data directory. For the thread that made it."""

    def __init__(self, data: Path) -> None:
        """Open or make the file."""
        self._connection = sqlite3.connect(data / FILE_NAME, isolation_level=None)
        # NORMAL: what is committed outlives a killed process; a loss of power may take the last
        # seconds of it, but damages nothing.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Give the file back; the instance is of no use afterwards."""
        self._connection.close()

    def keep_shown(self, chat: str, person: str, places: Sequence[Place], now: float) -> str:
        """Remember where an answer's quotes stand and give the token that its buttons carry."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._connection.execute(
            "INSERT INTO shown VALUES (?, ?, ?, ?, ?)",
            (token, chat, person, now, json.dumps([_as_row(place) for place in places])),
        )
        return token

    def shown(self, token: str, chat: str, now: float) -> tuple[Place, ...] | None:
        """Read an answer by its token; `None` if it expired, or belongs to another chat."""
        row = self._connection.execute(
            "SELECT places FROM shown WHERE token = ? AND at > ?"
            " AND (chat = ? OR chat IN (SELECT before FROM moves WHERE moves.now = ?))",
            (token, now - KEPT_SECONDS, chat, chat),
        ).fetchone()
        return None if row is None else tuple(map(_from_row, json.loads(row[0])))

    def keep_messages(
        self, chat: str, question: str, answers: Sequence[str], person: str, now: float
    ) -> None:
        """Remember which messages answered a message, so that an edit is answered in place."""
        self._connection.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)",
            (chat, question, json.dumps(list(answers)), person, now),
        )

    def messages(self, chat: str, question: str) -> tuple[str, ...]:
        """Read which messages answered a message; none if it is not known."""
        row = self._connection.execute(
            "SELECT answers FROM messages WHERE chat = ? AND question = ?", (chat, question)
        ).fetchone()
        return () if row is None else tuple(map(str, json.loads(row[0])))

    def report(self, person: str, place: Place, now: float) -> bool:
        """Put a quote on the moderators' list; False if this person has reported it already."""
        found = self._connection.execute(
            "INSERT OR IGNORE INTO reports (at, person, place) VALUES (?, ?, ?)",
            (now, person, json.dumps(_as_row(place))),
        )
        return found.rowcount == 1

    def reports(self, limit: int) -> tuple[Report, ...]:
        """Read the moderators' list, newest first."""
        rows = self._connection.execute(
            "SELECT at, place FROM reports ORDER BY id DESC LIMIT ?", (limit,)
        ).fetchall()
        return tuple(Report(at, _from_row(json.loads(place))) for at, place in rows)

    def keep_move(self, before: str, now: str) -> None:
        """Remember under which id a chat goes on."""
        self._connection.execute("INSERT OR REPLACE INTO moves VALUES (?, ?)", (before, now))

    def moves(self) -> dict[str, str]:
        """Read under which id each chat that moved goes on, by its id before."""
        return dict(self._connection.execute("SELECT before, now FROM moves ORDER BY before"))

    def forget(self, person: str) -> None:
        """Remove everything that names a person; their reports stay without the name."""
        for statement in (
            "DELETE FROM shown WHERE person = ?",
            "DELETE FROM messages WHERE person = ?",
            "UPDATE reports SET person = 'somebody ' || id WHERE person = ?",
        ):
            self._connection.execute(statement, (person,))

    def expire(self, now: float) -> None:
        """Remove what is too old to be of use."""
        for table in ("shown", "messages"):
            self._connection.execute(f"DELETE FROM {table} WHERE at <= ?", (now - KEPT_SECONDS,))


def _as_row(place: Place) -> list[object]:
    return [
        place.article_id,
        place.revision,
        place.paragraph,
        place.start,
        place.end,
        _as_pair(place.highlight),
        _as_pair(place.asked),
        place.probability,
        place.sha256,
    ]


def _as_pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _from_row(row: list[Any]) -> Place:
    article_id, revision, paragraph, start, end, highlight, asked, probability, digest = row
    return Place(
        article_id,
        revision,
        paragraph,
        start,
        end,
        None if highlight is None else Span(*highlight),
        None if asked is None else Span(*asked),
        probability,
        digest,
    )
