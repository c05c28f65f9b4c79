"""What the Matrix side remembers over a restart: how far it has read, what it sent, its buttons.

No text of a message is kept: of what was sent, and can be typed to press a button, only digests.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from bot.replies import Button, plain_form, typed_forms
from index.store.databases import open_database

FILE_NAME = "rooms.sqlite"
KEPT_SECONDS = 30 * 24 * 3600.0  # how long buttons work, and a message is known as the bot's own

# Times are seconds since 1970. A try is a message that was about to be sent under a transaction id.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS token (only INTEGER PRIMARY KEY CHECK (only = 1), since TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tries (
    transaction_id TEXT NOT NULL, digest TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (transaction_id, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (
    room TEXT NOT NULL, event TEXT NOT NULL, at REAL NOT NULL, digest TEXT NOT NULL,
    buttons TEXT NOT NULL, PRIMARY KEY (room, event)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seeds (
    room TEXT NOT NULL, event TEXT NOT NULL, key TEXT NOT NULL, seed TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (room, event, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sent_lately ON sent (room, at);
"""


class Rooms:
    """One SQLite file in the folder for Matrix. For the thread that made it."""

    def __init__(self, folder: Path, now: float) -> None:
        """Open or make the file, and drop what is too old."""
        self._connection = open_database(folder / FILE_NAME, _SCHEMA)
        for table in ("tries", "sent", "seeds"):
            self._connection.execute(f"DELETE FROM {table} WHERE at <= ?", (now - KEPT_SECONDS,))
        (folder / FILE_NAME).chmod(0o600)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def since(self) -> str | None:
        """Read up to where the homeserver's events were dealt with; `None` at the first start."""
        row = self._connection.execute("SELECT since FROM token").fetchone()
        return None if row is None else str(row[0])

    def keep_since(self, since: str) -> None:
        """Remember up to where events were dealt with."""
        self._connection.execute("INSERT OR REPLACE INTO token VALUES (1, ?)", (since,))

    def keep_try(self, transaction_id: str, digest: str, now: float) -> None:
        """Remember the digest of a message that is about to be sent."""
        self._connection.execute(
            "INSERT OR IGNORE INTO tries VALUES (?, ?, ?)", (transaction_id, digest, now)
        )

    def was_tried(self, transaction_id: str, digest: str) -> bool:
        """Tell whether such a message was about to be sent before, maybe by an earlier run."""
        row = self._connection.execute(
            "SELECT 1 FROM tries WHERE transaction_id = ? AND digest = ?", (transaction_id, digest)
        ).fetchone()
        return row is not None

    def keep_sent(
        self, room: str, event: str, digest: str, buttons: Sequence[Button], now: float
    ) -> None:
        """Remember a message of the bot's as it reads now, and the buttons that belong to it."""
        shown = [
            [button.kind, button.token, button.number, [digest_of(form) for form in forms]]
            for button, forms in zip(buttons, typed_forms(buttons), strict=True)
        ]
        self._connection.execute(
            "INSERT INTO sent VALUES (?, ?, ?, ?, ?) ON CONFLICT (room, event)"
            " DO UPDATE SET digest = excluded.digest, buttons = excluded.buttons",
            (room, event, now, digest, json.dumps(shown)),
        )

    def digest(self, room: str, event: str) -> str | None:
        """Read the digest of a message of the bot's as it reads now."""
        row = self._connection.execute(
            "SELECT digest FROM sent WHERE room = ? AND event = ?", (room, event)
        ).fetchone()
        return None if row is None else str(row[0])

    def is_sent(self, room: str, event: str) -> bool:
        """Tell whether a message is the bot's own."""
        row = self._connection.execute(
            "SELECT 1 FROM sent WHERE room = ? AND event = ?", (room, event)
        ).fetchone()
        return row is not None

    def buttons(self, room: str, event: str) -> tuple[Button, ...]:
        """Read the buttons of a message."""
        row = self._connection.execute(
            "SELECT buttons FROM sent WHERE room = ? AND event = ?", (room, event)
        ).fetchone()
        return () if row is None else _buttons(row[0])

    def typed_button(self, room: str, event: str, text: str) -> Button | None:
        """Find the button of a message that was typed; `None` if the text is none of theirs."""
        typed = digest_of(plain_form(text))
        row = self._connection.execute(
            "SELECT buttons FROM sent WHERE room = ? AND event = ?", (room, event)
        ).fetchone()
        shown = [] if row is None else json.loads(row[0])
        for kind, token, number, forms in shown:
            if typed in forms:
                return Button(kind, token, number)
        return None

    def drop_buttons(self, room: str, event: str) -> None:
        """Forget the buttons of a message, which stays."""
        self._connection.execute(
            "UPDATE sent SET buttons = '[]' WHERE room = ? AND event = ?", (room, event)
        )

    def last_with_buttons(self, room: str) -> str | None:
        """Find the last message in a room that has buttons."""
        row = self._connection.execute(
            "SELECT event FROM sent WHERE room = ? AND buttons != '[]' ORDER BY at DESC LIMIT 1",
            (room,),
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_seed(self, room: str, event: str, key: str, seed: str, now: float) -> None:
        """Remember the reaction with which the bot offers a button."""
        self._connection.execute(
            "INSERT OR REPLACE INTO seeds VALUES (?, ?, ?, ?, ?)", (room, event, key, seed, now)
        )

    def seeds(self, room: str, event: str) -> dict[str, str]:
        """Read the bot's own reactions to a message: their events, by what they show."""
        return dict(
            self._connection.execute(
                "SELECT key, seed FROM seeds WHERE room = ? AND event = ?", (room, event)
            )
        )

    def drop_seed(self, room: str, event: str, key: str) -> None:
        """Forget a reaction that was taken away."""
        self._connection.execute(
            "DELETE FROM seeds WHERE room = ? AND event = ? AND key = ?", (room, event, key)
        )


def digest_of(*texts: str) -> str:
    """Sum up texts, so that they are told apart and none can be read."""
    return sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()


def _buttons(written: str) -> tuple[Button, ...]:
    return tuple(Button(kind, token, number) for kind, token, number, _ in json.loads(written))
