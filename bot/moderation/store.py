"""The SQLite file of the drafts that moderators have not decided, and of their cards.

A draft is kept as it was read, with what was edited since, until it is published or cancelled, or
seven days are over. It names its moderator, so that another one's press is told from theirs.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal  # Any: the columns of a row, as they were written here

from index.records import Remark, Source, SourceText, Span
from index.store.comfort import forget_deleted, open_comfort

FILE_NAME = "moderation.sqlite"
FIRST_PLATFORM = "telegram"
OTHER_NAME = "moderation-{platform}.sqlite"
"""Of another platform than the first: its chats are its own, and so are the jobs followed there."""

KEPT_SECONDS = 7 * 24 * 3600.0  # how long a draft waits
SHOWN_SECONDS = 30 * 24 * 3600.0  # how long a message is known to have been a card
LAST_VERSION = 9999  # as many as a button can carry; from then on edits are all of this one
_TOKEN_BYTES = 9
_APART_SECONDS = 0.001  # the messages of a card are kept so far apart, to be listed in order

CardKind = Literal["card", "skips", "hint", "asked", "result"]
"""What a message shows of a draft: its card, the paragraphs to skip, how it is edited or what was
noted, the card as another moderator is asked about it, or what came of it."""

Outcome = Literal["published", "removed", "undone", "cancelled"]
"""What was decided about a draft, for good."""

# Times are seconds since 1970. Ids of messages are text: the INTEGER column keeps "12" as 12, and
# finds it by "12" all the same. `text` is the text as it was read (none: the article is to be
# removed), `job` the chat and the message in which a change of the corpus is followed.
SCHEMA = """
CREATE TABLE IF NOT EXISTS drafts (
    token TEXT PRIMARY KEY, chat TEXT NOT NULL, person TEXT NOT NULL, language TEXT NOT NULL,
    at REAL NOT NULL, version INTEGER NOT NULL, asked INTEGER NOT NULL, article TEXT NOT NULL,
    text TEXT, source TEXT, skipped TEXT NOT NULL, digest TEXT NOT NULL, job TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (
    chat TEXT NOT NULL, message INTEGER /* of text */ NOT NULL, token TEXT NOT NULL,
    kind TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checks (
    token TEXT PRIMARY KEY, chat TEXT NOT NULL, at REAL NOT NULL, addresses TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decided (
    token TEXT PRIMARY KEY, outcome TEXT NOT NULL, title TEXT NOT NULL, at REAL NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS choices (
    token TEXT PRIMARY KEY, replacing TEXT, fields TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS undos (
    token TEXT PRIMARY KEY, live INTEGER NOT NULL, earlier INTEGER NOT NULL) WITHOUT ROWID;
"""
_WITHOUT_DRAFT = tuple(
    f"DELETE FROM {table} WHERE token NOT IN (SELECT token FROM drafts)"
    for table in ("undos", "choices")
)


@dataclass(frozen=True, slots=True)
class Undo:
    """What an undo was asked to do: go back from the generation that is live to an earlier one."""

    live: int
    earlier: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a moderator has decided about a draft: which article it replaces, and which fields.

    `replacing` as in `index.drafts.prepare`; `fields` are those that were recorded on the card,
    also as unknown: the others are read anew whenever the corpus has changed.
    """

    replacing: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A draft as it is kept; `text` is `None` where the draft removes an article, or is an `undo`.

    `version` counts the edits: a button of an earlier version decides nothing. `source` and
    `skipped` are as edited; `digest` sums up what the card shows. `is_asked` where other
    moderators were asked to publish this version. `choices` is `None` in a draft that was kept by a
    version of this program without them: then all of `source` was recorded.
    """

    token: str
    chat: str
    person: str
    language: str
    at: float
    article_id: str
    text: SourceText | None
    source: Source | None
    skipped: tuple[int, ...]
    digest: str
    version: int = 1
    is_asked: bool = False
    undo: Undo | None = None
    choices: Choices | None = Choices()


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a draft, and the title of what it was about."""

    outcome: Outcome
    title: str


@dataclass(frozen=True, slots=True)
class Job:
    """A change that was being published, and the message that shows how far it is."""

    token: str
    chat: str
    message: str
    language: str


class DraftChanged(Exception):
    """A draft was edited elsewhere since it was read, so that this edit of it was not kept."""


class ModerationStore:
    """One SQLite file in the data directory. For the thread that made it."""

    def __init__(self, data: Path, platform: str = FIRST_PLATFORM) -> None:
        """Open or make the file of a platform; one that is damaged is set aside."""
        is_first = platform == FIRST_PLATFORM
        name = FILE_NAME if is_first else OTHER_NAME.format(platform=platform)
        self._connection = open_comfort(data / name, SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def new_token(self) -> str:
        """Make the token of a draft, which its buttons carry."""
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def keep(self, pending: Pending) -> None:
        """Keep a new draft, or the edits of one that is kept, as its next version.

        Raises `DraftChanged` where that version is there already, by another process.
        """
        row = (
            pending.token,
            pending.chat,
            pending.person,
            pending.language,
            pending.at,
            pending.version,
            pending.is_asked,
            pending.article_id,
            None if pending.text is None else json.dumps(asdict(pending.text)),
            None if pending.source is None else json.dumps(asdict(pending.source)),
            json.dumps(pending.skipped),
            pending.digest,
        )
        done = self._connection.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
            " ON CONFLICT (token) DO UPDATE SET version = excluded.version,"
            " asked = excluded.asked, source = excluded.source, skipped = excluded.skipped,"
            " digest = excluded.digest, article = excluded.article"
            " WHERE drafts.version < excluded.version OR drafts.version = ?",
            (*row, LAST_VERSION),
        )
        if done.rowcount == 0:
            raise DraftChanged
        if pending.choices is not None:
            self._connection.execute(
                "INSERT OR REPLACE INTO choices VALUES (?, ?, ?)",
                (pending.token, pending.choices.replacing, json.dumps(pending.choices.fields)),
            )
        if pending.undo is not None:
            self._connection.execute(
                "INSERT OR IGNORE INTO undos VALUES (?, ?, ?)",
                (pending.token, pending.undo.live, pending.undo.earlier),
            )

    def keep_asked(self, pending: Pending) -> None:
        """Note that other moderators were asked about a draft, if it still is the same version."""
        self._connection.execute(
            "UPDATE drafts SET asked = 1 WHERE token = ? AND version = ?",
            (pending.token, pending.version),
        )

    def pending(self, token: str, now: float) -> Pending | None:
        """Read a draft; `None` if it was decided or is too old."""
        row = self._connection.execute(
            "SELECT token, chat, person, language, at, article, text, source, skipped, digest,"
            " version, asked, live, earlier, replacing, fields FROM drafts"
            " LEFT JOIN undos USING (token) LEFT JOIN choices USING (token)"
            " WHERE token = ? AND at > ?",
            (token, now - KEPT_SECONDS),
        ).fetchone()
        return None if row is None else _undamaged(row)

    def remove(self, token: str) -> None:
        """Remove a draft that was decided; its messages are still known as cards."""
        self._connection.execute("DELETE FROM drafts WHERE token = ?", (token,))
        self._clear()

    def decide(self, token: str, decided: Decided, now: float) -> None:
        """Remove a draft and remember what was decided, for whoever presses its buttons later."""
        self.remove(token)
        self._connection.execute(
            "INSERT OR REPLACE INTO decided VALUES (?, ?, ?, ?)",
            (token, decided.outcome, decided.title, now),
        )

    def decided(self, token: str) -> Decided | None:
        """Read what was decided about a draft; `None` if nothing was, or it is too long ago."""
        row = self._connection.execute(
            "SELECT outcome, title FROM decided WHERE token = ?", (token,)
        ).fetchone()
        return None if row is None else Decided(*row)

    def with_buttons(self, token: str) -> tuple[tuple[str, str], ...]:
        """List the messages under which a draft is decided, each as its chat and its id.

        Of each showing that is the last message: the buttons are under that one.
        """
        rows = self._connection.execute(
            "SELECT chat, message FROM cards AS shown WHERE token = ? AND kind <> 'hint' AND at ="
            " (SELECT max(at) FROM cards WHERE token = shown.token AND chat = shown.chat"
            " AND kind = shown.kind) ORDER BY chat, kind",
            (token,),
        ).fetchall()
        return tuple((str(chat), str(message)) for chat, message in rows)

    def keep_shown(
        self, token: str, kind: CardKind, chat: str, messages: Sequence[str], now: float
    ) -> None:
        """Remember which messages show a draft now, in place of those that showed it before.

        Hints take no other's place: whichever is answered, the draft is edited.
        """
        if kind != "hint":
            self._connection.execute(
                "DELETE FROM cards WHERE token = ? AND kind = ? AND chat = ?", (token, kind, chat)
            )
        self._connection.executemany(
            "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?)",
            [
                (chat, message, token, kind, now - later * _APART_SECONDS)
                for later, message in enumerate(reversed(messages))
            ],
        )

    def shown(self, token: str, kind: CardKind, chat: str) -> tuple[str, ...]:
        """List the messages that show a draft in a chat, in order."""
        rows = self._connection.execute(
            "SELECT message FROM cards WHERE token = ? AND kind = ? AND chat = ?"
            " ORDER BY at, message",
            (token, kind, chat),
        ).fetchall()
        return tuple(str(message) for (message,) in rows)

    def token_of(self, chat: str, message: str) -> str | None:
        """Read which draft a message shows, or has shown; `None` if it is no card."""
        row = self._connection.execute(
            "SELECT token FROM cards WHERE chat = ? AND message = ?", (chat, message)
        ).fetchone()
        return None if row is None else str(row[0])

    def waiting(self, chat: str, person: str, now: float) -> tuple[str, ...]:
        """List the drafts of a person in a chat that wait for a decision, oldest first."""
        rows = self._connection.execute(
            "SELECT token FROM drafts WHERE chat = ? AND person = ? AND at > ? ORDER BY at, token",
            (chat, person, now - KEPT_SECONDS),
        ).fetchall()
        return tuple(str(token) for (token,) in rows)

    def begin(self, token: str, chat: str, message: str) -> None:
        """Mark a draft as being published, followed in `message`, also if the process is killed."""
        self._connection.execute(
            "UPDATE drafts SET job = ? WHERE token = ?", (json.dumps([chat, message]), token)
        )

    def end(self, token: str) -> None:
        """Clear the mark that a draft is being published."""
        self._connection.execute("UPDATE drafts SET job = NULL WHERE token = ?", (token,))

    def jobs(self) -> tuple[Job, ...]:
        """List the drafts that are marked as being published."""
        rows = self._connection.execute(
            "SELECT token, job, language FROM drafts WHERE job IS NOT NULL ORDER BY token"
        ).fetchall()
        read = ((token, _strings(job), language) for token, job, language in rows)
        return tuple(
            Job(token, *place, language) for token, place, language in read if len(place) == 2
        )

    def keep_check(self, chat: str, addresses: Sequence[str], now: float) -> str:
        """Keep the addresses that were found changed; return the token of their buttons."""
        token = self.new_token()
        self._connection.execute(
            "INSERT INTO checks VALUES (?, ?, ?, ?)", (token, chat, now, json.dumps(addresses))
        )
        return token

    def checked(self, token: str, chat: str, number: int, now: float) -> str | None:
        """Read an address that was found changed, by its number from 1; `None` if there is none."""
        row = self._connection.execute(
            "SELECT addresses FROM checks WHERE token = ? AND chat = ? AND at > ?",
            (token, chat, now - KEPT_SECONDS),
        ).fetchone()
        addresses = () if row is None else _strings(row[0])
        return addresses[number - 1] if 1 <= number <= len(addresses) else None

    def forget(self, person: str) -> None:
        """Remove the drafts of a person, and which messages in their chats were cards."""
        # In most chats of somebody's own, the chat has their id.
        chats = "chat = ? OR chat IN (SELECT chat FROM drafts WHERE person = ?)"
        for table in ("cards", "checks"):
            self._connection.execute(f"DELETE FROM {table} WHERE {chats}", (person, person))
        self._connection.execute("DELETE FROM drafts WHERE person = ?", (person,))
        self._clear()
        forget_deleted(self._connection)

    def expire(self, now: float) -> None:
        """Remove drafts, checks and cards that are too old to be used."""
        for table, seconds in (
            ("drafts", KEPT_SECONDS),
            ("checks", KEPT_SECONDS),
            ("cards", SHOWN_SECONDS),
            ("decided", SHOWN_SECONDS),
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE at <= ?", (now - seconds,))
        self._clear()

    def _clear(self) -> None:
        """Remove what belongs to drafts that are not kept any more."""
        for statement in _WITHOUT_DRAFT:
            self._connection.execute(statement)


def _undamaged(row: tuple[Any, ...]) -> Pending | None:
    """Read a draft; `None` if a fault of the disk has made something else of its row."""
    try:
        return _pending(row)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _pending(row: tuple[Any, ...]) -> Pending:
    *kept, digest, version, asked, live, earlier, replacing, fields = row
    token, chat, person, language, at, article, text, source, skipped = kept
    return Pending(
        token,
        chat,
        person,
        language,
        at,
        article,
        None if text is None else _text(json.loads(text)),
        None if source is None else Source(**json.loads(source)),
        tuple(json.loads(skipped)),
        digest,
        version,
        bool(asked),
        None if live is None else Undo(live, earlier),
        None if fields is None else Choices(replacing, tuple(json.loads(fields))),
    )


def _strings(kept: object) -> tuple[str, ...]:
    """Read a list as it was kept; an empty one if a fault of the disk has made it another text."""
    try:
        return tuple(map(str, json.loads(str(kept))))
    except (ValueError, TypeError, RecursionError):
        return ()


def _text(fields: dict[str, Any]) -> SourceText:
    read = SourceText(**fields)
    return replace(
        read,
        source=Source(**fields["source"]),
        skipped=tuple(Span(**span) for span in fields["skipped"]),
        remarks=tuple(Remark(**remark) for remark in fields.get("remarks", ())),
    )
