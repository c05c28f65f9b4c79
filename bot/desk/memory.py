"""The memory of chats, kept over a restart: quotes under buttons, answers' messages, reports.

It remembers, too, under which id a chat goes on. No question is kept: an answer is remembered by
the places of its quotes, and a quote is sliced again from the revision that it was given from.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any  # the columns of a row, as `_as_row` wrote them

from index.errors import GenerationRefused
from index.records import (
    Article,
    Citation,
    KeptArticle,
    Outcome,
    Quote,
    RankedQuote,
    Searched,
    Span,
)
from index.search.asker import Asker
from index.store.comfort import forget_deleted, open_comfort
from index.store.databases import open_database
from index.store.engines import Connection
from index.text.quoting import quote_slice

FILE_NAME = "chats.sqlite"
KEPT_SECONDS = 30 * 24 * 3600.0  # how long the buttons under an answer work
_SEARCHED = (
    *("articles", "paragraphs", "oldest", "newest", "generation", "threshold"),
    "unreached",  # what earlier versions kept has none
)
_TOKEN_BYTES = 9  # 12 characters of base64: with a verb and a number far below 64 bytes

# Times are seconds since 1970. A person is named only so that /forget can find what is theirs.
# Ids of messages are text: the INTEGER column keeps "12" as 12, and finds it by "12" all the same.
SCHEMA = """
CREATE TABLE IF NOT EXISTS shown (
    token TEXT PRIMARY KEY, chat TEXT NOT NULL, person TEXT NOT NULL, at REAL NOT NULL,
    places TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    chat TEXT NOT NULL, question INTEGER /* of text */ NOT NULL, answers TEXT NOT NULL,
    person TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (chat, question)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, person TEXT NOT NULL, place TEXT NOT NULL,
    UNIQUE (person, place));
CREATE TABLE IF NOT EXISTS given (
    id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, chat TEXT NOT NULL, person TEXT NOT NULL,
    at REAL NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reasons (report INTEGER PRIMARY KEY, reason INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS paged (report INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS paged_told (report INTEGER NOT NULL, platform TEXT NOT NULL,
    PRIMARY KEY (report, platform)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settled (report INTEGER PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS moves (before TEXT PRIMARY KEY, now TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a quote in an article: enough to slice the quote again and to check it.

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
class Given:
    """An answer as it was given: how it came out, which quotes were shown, what was searched.

    `ends` are the numbers of the last quote in the first message and in each that "more" gave.
    """

    outcome: Outcome
    ends: tuple[int, ...]
    searched: Searched

    def numbers_beside(self, number: int) -> range:
        """Give the numbers of the quotes in the message that shows the one with this number.

        >>> Given("related", (3, 5), Searched(1, 9, None, None, 1, 0.5)).numbers_beside(4)
        range(4, 6)
        """
        first = 1
        for end in self.ends:
            if number <= end:
                return range(first, end + 1)
            first = end + 1
        return range(number, number + 1)


_REPORTS = (
    "SELECT at, place, id, person, reason FROM reports LEFT JOIN reasons ON reasons.report = id"
)


@dataclass(frozen=True, slots=True)
class Report:
    """A quote that somebody called wrong, at a time in seconds since 1970.

    `reason` counts the reasons that can be given, from 1; `None` where none was.
    """

    at: float
    place: Place
    id: int = 0
    person: str = ""
    reason: int | None = None


class ChatStore:
    """The memory of all chats: one SQLite file in the data directory. For the thread that made it.

    `now` is in seconds since 1970.
    """

    def __init__(self, data: Path | None) -> None:
        """Open or make the file in a data directory; without one, remember in RAM until closed."""
        self._connection: Connection
        if data is None:
            self._connection = open_database(None, SCHEMA)
        else:
            self._connection = open_comfort(data / FILE_NAME, SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def keep_shown(self, chat: str, person: str, places: Sequence[Place], now: float) -> str:
        """Remember the places of an answer's quotes; returns the token that its buttons carry."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._connection.execute(
            "INSERT INTO shown VALUES (?, ?, ?, ?, ?)",
            (token, chat, person, now, json.dumps([_as_row(place) for place in places])),
        )
        return token

    def shown(self, token: str, chat: str, now: float) -> tuple[Place, ...] | None:
        """Read the places of an answer's quotes; `None` if it expired or is another chat's."""
        row = self._connection.execute(
            "SELECT places FROM shown WHERE token = ? AND at > ?"
            " AND (chat = ? OR chat IN (SELECT before FROM moves WHERE moves.now = ?))",
            (token, now - KEPT_SECONDS, chat, chat),
        ).fetchone()
        return None if row is None else _places(row[0])

    def shown_at(self, token: str) -> float | None:
        """Read when an answer was given; `None` if it is not known any more."""
        row = self._connection.execute("SELECT at FROM shown WHERE token = ?", (token,)).fetchone()
        return None if row is None else float(row[0])

    def keep_given(self, token: str, chat: str, person: str, given: Given, now: float) -> None:
        """Remember how an answer was given, for the buttons that show it again."""
        searched = [getattr(given.searched, name) for name in _SEARCHED]
        self._connection.execute(
            "INSERT OR REPLACE INTO given (token, chat, person, at, answer) VALUES (?, ?, ?, ?, ?)",
            (token, chat, person, now, json.dumps([given.outcome, given.ends, searched])),
        )

    def given(self, token: str) -> Given | None:
        """Read how an answer was given; `None` where an earlier version gave it, or it expired."""
        row = self._connection.execute(
            "SELECT answer FROM given WHERE token = ?", (token,)
        ).fetchone()
        return None if row is None else _given(row[0])

    def latest(self, chat: str, person: str) -> str | None:
        """Find the token of the last answer that a person got in a chat, if there is one."""
        row = self._connection.execute(
            "SELECT token FROM given WHERE chat = ? AND person = ? ORDER BY id DESC LIMIT 1",
            (chat, person),
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_messages(
        self, chat: str, question: str, answers: Sequence[str], person: str, now: float
    ) -> None:
        """Remember which messages answered a question, so that an edit is answered in place."""
        self._connection.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)",
            (chat, question, json.dumps(list(answers)), person, now),
        )

    def messages(self, chat: str, question: str) -> tuple[str, ...]:
        """Read which messages answered a question; none if it is unknown or expired."""
        row = self._connection.execute(
            "SELECT answers FROM messages WHERE chat = ? AND question = ?", (chat, question)
        ).fetchone()
        return () if row is None else _ids(row[0])

    def report(self, person: str, place: Place, now: float) -> bool:
        """Put a quote on the moderators' list; `False` if this person has reported it before."""
        found = self._connection.execute(
            "INSERT OR IGNORE INTO reports (at, person, place) VALUES (?, ?, ?)",
            (now, person, json.dumps(_as_row(place))),
        )
        return found.rowcount == 1

    def reports(self, limit: int) -> tuple[Report, ...]:
        """Read at most `limit` reports that no moderator has settled, the newest first."""
        rows = self._connection.execute(
            f"{_REPORTS} WHERE id NOT IN (SELECT report FROM settled) ORDER BY id DESC LIMIT ?",
            (limit,),
        ).fetchall()
        read = map(_read_report, rows)
        return tuple(report for report in read if report is not None)

    def reported(self, person: str, place: Place) -> Report | None:
        """Read the report in which a person called a quote wrong."""
        row = self._connection.execute(
            f"{_REPORTS} WHERE person = ? AND place = ?", (person, json.dumps(_as_row(place)))
        ).fetchone()
        return None if row is None else _read_report(row)

    def explain(self, report_id: int, person: str, reason: int) -> Report | None:
        """Keep why a person called a quote wrong; `None` if that is not their report."""
        row = self._connection.execute(
            f"{_REPORTS} WHERE id = ? AND person = ?", (report_id, person)
        ).fetchone()
        if row is None:
            return None
        self._connection.execute(
            "INSERT OR REPLACE INTO reasons VALUES (?, ?)", (report_id, reason)
        )
        report = _read_report(row)
        return None if report is None else replace(report, reason=reason)

    def report_on_page(
        self, reporter: tuple[str, str], place: Place, reason: int, now: float
    ) -> bool:
        """Keep what a reader of the page, by id and name, called wrong; `False` if they had before.

        Each chat platform has its moderators told of it: see `untold_reports`.
        """
        person, name = reporter
        is_new = self.report(person, place, now)
        report = self.reported(person, place)
        if is_new and report is not None:
            self.explain(report.id, person, reason)
            self._connection.execute("INSERT OR IGNORE INTO paged VALUES (?, ?)", (report.id, name))
        return is_new

    def untold_reports(self, platform: str) -> tuple[tuple[Report, str], ...]:
        """Read what readers of the page, by name, called wrong and a platform has to tell."""
        rows = self._connection.execute(
            f"SELECT name, at, place, id, person, reason FROM ({_REPORTS}) AS told JOIN paged"
            " ON paged.report = id WHERE id NOT IN (SELECT report FROM settled) AND id NOT IN"
            " (SELECT report FROM paged_told WHERE platform = ?) ORDER BY id",
            (platform,),
        ).fetchall()
        read = [(_read_report(tuple(row)), str(name)) for name, *row in rows]
        return tuple((report, name) for report, name in read if report is not None)

    def keep_report_told(self, report_id: int, platform: str) -> None:
        """Remember that the moderators of a platform were told of a report."""
        self._connection.execute(
            "INSERT OR IGNORE INTO paged_told VALUES (?, ?)", (report_id, platform)
        )

    def settle(self, report_id: int, now: float) -> Report | None:
        """Take a report from the moderators' list; `None` if it is not on it any more."""
        row = self._connection.execute(f"{_REPORTS} WHERE id = ?", (report_id,)).fetchone()
        done = self._connection.execute(
            "INSERT OR IGNORE INTO settled VALUES (?, ?)", (report_id, now)
        )
        return _read_report(row) if row is not None and done.rowcount == 1 else None

    def keep_move(self, before: str, now: str) -> None:
        """Remember that a chat goes on under the id `now`."""
        self._connection.execute("INSERT OR REPLACE INTO moves VALUES (?, ?)", (before, now))

    def moves(self) -> dict[str, str]:
        """Read the present id of each chat that moved, by its id before."""
        return dict(self._connection.execute("SELECT before, now FROM moves ORDER BY before"))

    def forget(self, person: str) -> None:
        """Delete all that bears a person's id; their reports stay without it."""
        for statement in (
            "DELETE FROM shown WHERE person = ?",
            "DELETE FROM given WHERE person = ?",
            "DELETE FROM messages WHERE person = ?",
            "DELETE FROM paged WHERE report IN (SELECT id FROM reports WHERE person = ?)",
            "UPDATE reports SET person = 'somebody ' || id WHERE person = ?",
        ):
            self._connection.execute(statement, (person,))
        forget_deleted(self._connection)

    def expire(self, now: float) -> None:
        """Delete the answers, and the messages that they were, whose buttons no longer work."""
        for table in ("shown", "given", "messages"):
            self._connection.execute(f"DELETE FROM {table} WHERE at <= ?", (now - KEPT_SECONDS,))


def place_of(ranked: RankedQuote) -> Place:
    """Return the place of a quote, which is all that is remembered of it."""
    quote, cited = ranked.quote, ranked.quote.citation
    highlight = quote.highlight
    return Place(
        article_id=cited.article_id,
        revision=cited.revision,
        paragraph=cited.paragraph_number,
        start=cited.start,
        end=cited.end,
        highlight=None
        if highlight is None
        else Span(cited.start + highlight.start, cited.start + highlight.end),
        asked=None if ranked.asked is None else _span(ranked.asked.citation),
        probability=ranked.probability,
        sha256=cited.text_sha256,
    )


def quote_at(place: Place, article: Article) -> RankedQuote:
    """Slice a quote again, and the question above it, from the revision that its place is in.

    Raises `QuoteMismatch` if the revision is damaged.
    """
    quote = quote_slice(article, place.paragraph, place.start, place.end, place.highlight)
    asked: Quote | None = None
    if place.asked is not None:
        asked = quote_slice(article, place.paragraph, place.asked.start, place.asked.end)
    return RankedQuote(quote, place.probability, asked)


def kept_at(place: Place, asker: Asker) -> KeptArticle:
    """Read the revision that a place is in, live or not, and what became of it.

    Raises `GenerationRefused` if the store has no such revision, or its text is another.
    """
    kept = asker.kept(place.article_id, place.revision)
    if kept.article.sha256 != place.sha256:
        raise GenerationRefused(f"{place.article_id} revision {place.revision} is another text")
    return kept


def _read_report(row: tuple[Any, ...]) -> Report | None:
    """Read a report as it was kept; `None` if a fault of the disk has made another text of it."""
    at, place, report_id, person, reason = row
    places = _places(f"[{place}]")
    return Report(at, places[0], report_id, person, reason) if places else None


def _places(kept: object) -> tuple[Place, ...] | None:
    """Read places as they were kept; `None` if a fault of the disk has made another text of it."""
    try:
        return tuple(map(_from_row, json.loads(str(kept))))
    except (ValueError, TypeError, RecursionError):
        return None


def _given(kept: object) -> Given | None:
    try:
        outcome, ends, searched = json.loads(str(kept))
        return Given(outcome, tuple(ends), Searched(*searched))
    except (ValueError, TypeError, RecursionError):
        return None


def _ids(kept: object) -> tuple[str, ...]:
    try:
        return tuple(map(str, json.loads(str(kept))))
    except (ValueError, TypeError, RecursionError):
        return ()


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


def _span(citation: Citation) -> Span:
    return Span(citation.start, citation.end)
