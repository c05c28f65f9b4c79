"""Which messages are being sent that must come once, and where they stand if Telegram took them.

The Bot API has no key that tells a message sent twice, and no way to read a chat. But Telegram
numbers messages upwards, each supergroup's by themselves and all others together. What was being
sent when the process ended stands, if it was taken, soon after the newest message that was known
then. An edit to the same words finds it there, and is refused where none of the bot's own stands.
"""

import logging
import sqlite3
from pathlib import Path
from time import time

from index.store.comfort import open_comfort

FILE_NAME = "sending.sqlite"
REACH = 30  # messages of others that Telegram may have taken while one of ours was on its way
_KEPT_SECONDS = 3 * 24 * 3600.0  # what nobody has asked for again by then was forgotten
_FIRST_SUPERGROUP = -(10**12)  # and all below it; groups and people have ids nearer to 0

# `after` is the newest message known before it was sent, NULL before the first of all. `others` are
# messages sent meanwhile to the same chats.
SCHEMA = """
CREATE TABLE IF NOT EXISTS newest (counter TEXT PRIMARY KEY, message INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sending (key TEXT NOT NULL, number INTEGER NOT NULL, chat TEXT NOT NULL,
    after INTEGER, message INTEGER, at REAL NOT NULL, PRIMARY KEY (key, number, chat))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS others (chat TEXT NOT NULL, message INTEGER NOT NULL,
    PRIMARY KEY (chat, message)) WITHOUT ROWID;
"""
_log = logging.getLogger("pullquote.telegram")


class SentOnce:
    """One bot's messages that must come once. For the thread that made it.

    What cannot be written, as the disk is full, may come twice after a crash; nothing is raised.
    """

    def __init__(self, data: Path, bot: str) -> None:
        """Open or make the file; forget what nobody has asked for again."""
        self._bot = bot
        self._connection = open_comfort(data / FILE_NAME, SCHEMA)
        self._write("DELETE FROM sending WHERE at <= ?", time() - _KEPT_SECONDS)
        self._forget_others()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def note(self, chat: str, message: int) -> None:
        """Remember that a message was sent to a chat: what is sent next comes after it."""
        self._write(
            "INSERT INTO newest VALUES (?, ?) ON CONFLICT (counter)"
            " DO UPDATE SET message = excluded.message WHERE newest.message < excluded.message",
            self._counter(chat),
            message,
        )
        self._write(
            "INSERT OR IGNORE INTO others SELECT ?, ? WHERE EXISTS"
            " (SELECT 1 FROM sending WHERE chat = ?)",
            *(chat, message, chat),
        )

    def begin(self, key: str, number: int, chat: str) -> tuple[int, ...]:
        """Remember that a part of what must come once is sent now.

        Returns the ids that it may have by now, where it was sent before: then nobody knows whether
        it was taken. One that was is the only one.
        """
        name = f"{self._bot} {key}"
        row = self._row(
            "SELECT message FROM sending WHERE (key, number, chat) = (?, ?, ?)",
            *(name, number, chat),
        )
        if row is not None and row[0] is not None:
            return (int(row[0]),)
        if row is not None:
            return self.places(key, number, chat)
        self._write(
            "INSERT INTO sending VALUES (?, ?, ?,"
            " (SELECT message FROM newest WHERE counter = ?), NULL, ?)",
            *(name, number, chat, self._counter(chat), time()),
        )
        return ()

    def places(self, key: str, number: int, chat: str) -> tuple[int, ...]:
        """List the ids that a part may have if it was taken, nearest first."""
        row = self._row(
            "SELECT after FROM sending WHERE (key, number, chat) = (?, ?, ?)",
            *(f"{self._bot} {key}", number, chat),
        )
        if row is None or row[0] is None:
            return ()
        known = self._connection.execute("SELECT message FROM others WHERE chat = ?", (chat,))
        others = {int(message) for (message,) in known}
        first = int(row[0]) + 1
        return tuple(place for place in range(first, first + REACH) if place not in others)

    def keep(self, key: str, number: int, chat: str, message: int) -> None:
        """Remember the id of a part, now that it is known."""
        self._write(
            "UPDATE sending SET message = ? WHERE (key, number, chat) = (?, ?, ?)",
            *(message, f"{self._bot} {key}", number, chat),
        )

    def end(self, key: str) -> None:
        """Forget what was sent under a key: its sender has noted that it is done."""
        self._write("DELETE FROM sending WHERE key = ?", f"{self._bot} {key}")
        self._forget_others()

    def _forget_others(self) -> None:
        self._write("DELETE FROM others WHERE chat NOT IN (SELECT chat FROM sending)")

    def _counter(self, chat: str) -> str:
        """Name what counts the messages of a chat."""
        return f"{self._bot} {chat if int(chat) < _FIRST_SUPERGROUP else 'others'}"

    def _row(self, query: str, *values: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return found

    def _write(self, statement: str, *values: object) -> None:
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as error:
            _log.debug("it cannot be kept which messages are being sent: %s", error)
