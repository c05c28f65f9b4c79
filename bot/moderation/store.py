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
from index.store.databases import open_database

FILE_NAME = "moderation.sqlite"
FIRST_PLATFORM = "telegram"
OTHER_NAME = "moderation-{platform}.sqlite"
"""Of another platform than the first: its chats are its own, and so are the jobs followed there."""

KEPT_SECONDS = 7 * 24 * 3600.0  # how long a draft waits
SHOWN_SECONDS = 30 * 24 * 3600.0  # how long a message is known to have been a card
_TOKEN_BYTES = 9
_APART_SECONDS = 0.001  # the messages of a card are kept so far apart, to be listed in order

CardKind = Literal["card", "skips", "hint"]
"""What a message shows of a draft: its card, the paragraphs to skip, or how the draft is edited."""

# Times are seconds since 1970. Ids of messages are text: the INTEGER column keeps "12" as 12, and
# finds it by "12" all the same. `text` is the text as it was read (none: the article is to be
# removed), `job` the chat and the message in which a change of the corpus is followed.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS drafts (
    token TEXT PRIMARY KEY, chat TEXT NOT NULL, person TEXT NOT NULL, language TEXT NOT NULL,
    at REAL NOT NULL, version INTEGER NOT NULL, asked INTEGER NOT NULL, article TEXT NOT NULL,
    text TEXT, source TEXT, skipped TEXT NOT NULL, digest TEXT NOT NULL, job TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (
    chat TEXT NOT NULL, message INTEGER NOT NULL, token TEXT NOT NULL, kind TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checks (
    token TEXT PRIMARY KEY, chat TEXT NOT NULL, at REAL NOT NULL, addresses TEXT NOT NULL)
    WITHOUT ROWID;
"""
_REFUSAL = (
    "the drafts in {path} cannot be read: {error}; move the file away, and the moderators send"
    " again what was not published"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A draft as it is kept; `text` is `None` where the draft removes an article.

    `version` counts the edits: a button of an earlier version decides nothing. `source` and
    `skipped` are as edited; `digest` sums up what the card shows. `is_asked` where other
    moderators were asked to publish this version.
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


@dataclass(frozen=True, slots=True)
class Job:
    """A change that was being published, and the message that shows how far it is."""

    token: str
    chat: str
    message: str
    language: str


class ModerationStore:
    """One SQLite file in the data directory. For the thread that made it."""

    def __init__(self, data: Path, platform: str = FIRST_PLATFORM) -> None:
        """Open or make the file of a platform; raises `StoreRefused`."""
        is_first = platform == FIRST_PLATFORM
        name = FILE_NAME if is_first else OTHER_NAME.format(platform=platform)
        self._connection = open_database(data / name, _SCHEMA, refusal=_REFUSAL)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def new_token(self) -> str:
        """Make the token of a draft, which its buttons carry."""
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def keep(self, pending: Pending) -> None:
        """Keep a new draft, or the edits of one that is kept."""
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
        self._connection.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
            " ON CONFLICT (token) DO UPDATE SET version = excluded.version,"
            " asked = excluded.asked, source = excluded.source, skipped = excluded.skipped,"
            " digest = excluded.digest",
            row,
        )

    def pending(self, token: str, now: float) -> Pending | None:
        """Read a draft; `None` if it was decided or is too old."""
        row = self._connection.execute(
            "SELECT token, chat, person, language, at, article, text, source, skipped, digest,"
            " version, asked FROM drafts WHERE token = ? AND at > ?",
            (token, now - KEPT_SECONDS),
        ).fetchone()
        return None if row is None else _pending(row)

    def remove(self, token: str) -> None:
        """Remove a draft that was decided; its messages are still known as cards."""
        self._connection.execute("DELETE FROM drafts WHERE token = ?", (token,))

    def keep_shown(
        self, token: str, kind: CardKind, chat: str, messages: Sequence[str], now: float
    ) -> None:
        """Remember which messages show a draft now, in place of those that showed it before."""
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
        read = ((token, json.loads(job), language) for token, job, language in rows)
        return tuple(
            Job(token, place[0], str(place[1]), language) for token, place, language in read
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
        addresses = [] if row is None else json.loads(row[0])
        return str(addresses[number - 1]) if 1 <= number <= len(addresses) else None

    def forget(self, person: str) -> None:
        """Remove the drafts of a person."""
        self._connection.execute("DELETE FROM drafts WHERE person = ?", (person,))

    def expire(self, now: float) -> None:
        """Remove drafts, checks and cards that are too old to be used."""
        for table, seconds in (
            ("drafts", KEPT_SECONDS),
            ("checks", KEPT_SECONDS),
            ("cards", SHOWN_SECONDS),
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE at <= ?", (now - seconds,))


def _pending(row: tuple[Any, ...]) -> Pending:
    token, chat, person, language, at, article, text, source, skipped, digest, version, asked = row
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
    )


def _text(fields: dict[str, Any]) -> SourceText:
    read = SourceText(**fields)
    return replace(
        read,
        source=Source(**fields["source"]),
        skipped=tuple(Span(**span) for span in fields["skipped"]),
        remarks=tuple(Remark(**remark) for remark in fields.get("remarks", ())),
    )
