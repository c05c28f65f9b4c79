"""Which quotes were given and saved, where, and who still has to be told of a change.

Kept of a quote are its receipt and the message that holds it; no question, and no word of it. What
was given ends with 30 days, what was saved when it is dropped, and both with /forget.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from index.store.comfort import forget_deleted, is_kept, open_comfort
from index.store.engines import Connection

FILE_NAME = "quotes.sqlite"
ELSEWHERE = "elsewhere "  # in place of the id of a message that stands where the bot is not
KEPT_SECONDS = 30 * 24 * 3600.0

# Times are seconds since 1970. `looked` is the generation with which a quote was last compared, 0
# before the first time. `key` names what is told, so that nothing is told twice.
SCHEMA = """
CREATE TABLE IF NOT EXISTS given (
    platform TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL, number INTEGER NOT NULL,
    receipt TEXT NOT NULL, person TEXT NOT NULL, thread TEXT, is_group INTEGER NOT NULL,
    at REAL NOT NULL, looked INTEGER NOT NULL,
    PRIMARY KEY (platform, chat, message, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS saved (
    platform TEXT NOT NULL, person TEXT NOT NULL, receipt TEXT NOT NULL, chat TEXT NOT NULL,
    message TEXT NOT NULL, thread TEXT, is_group INTEGER NOT NULL, at REAL NOT NULL,
    looked INTEGER NOT NULL, PRIMARY KEY (platform, person, receipt)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (
    key TEXT PRIMARY KEY, platform TEXT NOT NULL, person TEXT NOT NULL, receipt TEXT NOT NULL,
    chat TEXT NOT NULL, message TEXT NOT NULL, thread TEXT, is_group INTEGER NOT NULL,
    at REAL NOT NULL, is_sent INTEGER NOT NULL) WITHOUT ROWID;
"""
_HELD = "person, receipt, chat, message, thread, is_group"


@dataclass(frozen=True, slots=True)
class Held:
    """A quote that somebody holds: its receipt, and the message in which it stands.

    `thread` is that of the chat, if it has any.
    """

    person: str
    receipt: str
    chat: str
    message: str
    thread: str | None
    is_group: bool

    @property
    def answerable(self) -> str | None:
        """The message under which its holder is told of a change; `None` if there is none."""
        return None if self.message.startswith(ELSEWHERE) else self.message or None


@dataclass(frozen=True, slots=True)
class Notice:
    """A change that somebody is to be told of; the `key` is the same for the same change."""

    key: str
    held: Held


class QuotesMemory:
    """The quotes given and saved on one platform. For the thread that made it.

    `now` is in seconds since 1970.
    """

    def __init__(self, data: Path, platform: str) -> None:
        """Open or make the file in a data directory; one that is damaged is set aside."""
        self._platform = platform
        self._connection = open_comfort(data / FILE_NAME, SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def keep_given(self, held: Sequence[Held], now: float, looked: int = 0) -> None:
        """Remember the quotes of a message, in their order, in place of what it held before.

        `looked` is a generation with which they need not be compared any more.
        """
        with self._transaction() as connection:
            self._forget_messages({(quote.chat, quote.message) for quote in held})
            connection.executemany(
                "INSERT OR REPLACE INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(self._platform, quote.chat, quote.message, number, quote.receipt),
                        *(quote.person, quote.thread, quote.is_group, now, looked),
                    )
                    for number, quote in enumerate(held, 1)
                ],
            )

    def drop_messages(self, chat: str, messages: Iterable[str]) -> None:
        """Forget what messages held that were taken back."""
        self._forget_messages({(chat, message) for message in messages})

    def in_message(self, chat: str, message: str) -> tuple[Held, ...]:
        """List the quotes that a message holds, in their order."""
        return self._read(
            f"SELECT {_HELD} FROM given WHERE platform = ? AND chat = ? AND message = ?"
            " ORDER BY number",
            chat,
            message,
        )

    def latest(self, chat: str, person: str) -> tuple[Held, ...]:
        """List the quotes of the last message that gave somebody quotes in a chat."""
        row = self._connection.execute(
            "SELECT message FROM given WHERE platform = ? AND chat = ? AND person = ?"
            " ORDER BY at DESC LIMIT 1",
            (self._platform, chat, person),
        ).fetchone()
        return () if row is None else self.in_message(chat, str(row[0]))

    def save(self, held: Iterable[Held], now: float) -> int:
        """Put quotes into their holder's collection; return how many were not there yet."""
        rows = [
            (
                *(self._platform, quote.person, quote.receipt, quote.chat, quote.message),
                *(quote.thread, quote.is_group, now, 0),
            )
            for quote in held
        ]
        found = self._connection.executemany(
            "INSERT OR IGNORE INTO saved VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
        return max(0, found.rowcount)  # -1 where there was nothing to execute

    def saved(self, person: str) -> tuple[str, ...]:
        """List the receipts of somebody's collection, in the order in which they were saved."""
        rows = self._connection.execute(
            "SELECT receipt FROM saved WHERE platform = ? AND person = ? ORDER BY at, receipt",
            (self._platform, person),
        )
        return tuple(str(receipt) for (receipt,) in rows)

    def drop(self, person: str, receipts: Iterable[str]) -> int:
        """Take quotes out of somebody's collection; return how many."""
        found = self._connection.executemany(
            "DELETE FROM saved WHERE platform = ? AND person = ? AND receipt = ?",
            [(self._platform, person, receipt) for receipt in receipts],
        )
        return max(0, found.rowcount)

    def not_looked(self, live: int) -> tuple[Held, ...]:
        """List the quotes that were not compared with the live generation yet, newest first."""
        return self._read(
            f"SELECT {_HELD} FROM (SELECT {_HELD}, at, looked, platform FROM given UNION ALL"
            f" SELECT {_HELD}, at, looked, platform FROM saved) AS held WHERE platform = ?"
            " AND looked <> ? ORDER BY at DESC, message DESC",
            live,
        )

    def keep_looked(
        self, live: int, held: Iterable[Held], notices: Iterable[Notice], now: float
    ) -> None:
        """Remember what was compared with a generation, and who is to be told, in one step."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                [
                    (
                        *(notice.key, self._platform, notice.held.person, notice.held.receipt),
                        *(notice.held.chat, notice.held.message, notice.held.thread),
                        *(notice.held.is_group, now),
                    )
                    for notice in notices
                ],
            )
            for table in ("given", "saved"):
                connection.executemany(
                    f"UPDATE {table} SET looked = ? WHERE platform = ? AND person = ?"
                    " AND receipt = ?",
                    [(live, self._platform, quote.person, quote.receipt) for quote in held],
                )

    def untold(self) -> tuple[tuple[Notice, ...], ...]:
        """List what somebody is still to be told of, that of one message together.

        What was found later is listed by itself: the first may have been told before a crash.
        """
        rows = self._connection.execute(
            f"SELECT key, at, {_HELD} FROM told WHERE platform = ? AND is_sent = 0"
            " ORDER BY at, chat, message, person, key",
            (self._platform,),
        ).fetchall()
        notices = ((at, Notice(str(key), _held(row))) for key, at, *row in rows)
        grouped = groupby(notices, key=lambda found: (found[0], _message_of(found[1].held)))
        return tuple(tuple(notice for _, notice in together) for _, together in grouped)

    def keep_told(self, keys: Iterable[str]) -> None:
        """Remember that somebody was told."""
        self._connection.executemany(
            "UPDATE told SET is_sent = 1 WHERE key = ?", [(key,) for key in keys]
        )

    def forget(self, person: str) -> None:
        """Delete all that bears a person's id."""
        for table in ("given", "saved", "told"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE platform = ? AND person = ?", (self._platform, person)
            )
        forget_deleted(self._connection)

    def expire(self, now: float) -> None:
        """Delete what was given, or told, too long ago; what was saved stays."""
        oldest = now - KEPT_SECONDS
        self._connection.execute("DELETE FROM given WHERE at <= ?", (oldest,))
        self._connection.execute("DELETE FROM told WHERE at <= ? AND is_sent = 1", (oldest,))

    def _transaction(self) -> Connection:
        """Return the connection, which as a context commits, or rolls back what has failed."""
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def _forget_messages(self, messages: Iterable[tuple[str, str]]) -> None:
        self._connection.executemany(
            "DELETE FROM given WHERE platform = ? AND chat = ? AND message = ?",
            [(self._platform, chat, message) for chat, message in messages],
        )

    def _read(self, query: str, *values: object) -> tuple[Held, ...]:
        rows = self._connection.execute(query, (self._platform, *values)).fetchall()
        return tuple(map(_held, rows))


def holders(data: Path) -> tuple[tuple[str, str, str], ...]:
    """List who holds which quotes on all platforms: the platform, the person, the receipt."""
    if not is_kept(data / FILE_NAME):
        return ()
    connection = open_comfort(data / FILE_NAME, SCHEMA)
    try:
        rows = connection.execute(
            "SELECT platform, person, receipt FROM given UNION"
            " SELECT platform, person, receipt FROM saved ORDER BY 1, 2, 3"
        ).fetchall()
    finally:
        connection.close()
    return tuple((str(platform), str(person), str(receipt)) for platform, person, receipt in rows)


def _message_of(held: Held) -> tuple[str, str, str]:
    """Return what tells the message of a quote from others, and whose it is."""
    return held.chat, held.message, held.person


def _held(row: Sequence[object]) -> Held:
    person, receipt, chat, message, thread, is_group = row
    own_thread = None if thread is None else str(thread)
    return Held(str(person), str(receipt), str(chat), str(message), own_thread, bool(is_group))
