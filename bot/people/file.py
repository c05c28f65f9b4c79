"""The SQLite file of the book of people; every change is recorded before it is made."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreRefused
from index.store.databases import open_database

FILE_NAME = "people.sqlite"
COMMAND_LINE = "cli:"  # stands in records before the name of whoever runs the command line

Record = Callable[[str, str, str], object]
"""Adds an audit entry: by whom, the action, details. What it raises prevents the change."""

# A change takes milliseconds; a longer wait is for something stuck. The event loop waits here, so
# not for long.
_BUSY_SECONDS = 5.0
_REFUSAL = (
    "the people in {path} cannot be read: {error}; see that the file is this program's and that"
    " its folder can be written"
)

# Times are seconds since 1970. `added_by`, `invited_by` and `decided_by` are written as by `key`.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    platform TEXT NOT NULL, person TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('moderator', 'journalist')), added_by TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (platform, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS profiles (
    platform TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL,
    PRIMARY KEY (platform, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invitations (
    id TEXT PRIMARY KEY, platform TEXT NOT NULL, code_sha256 TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('moderator', 'journalist')), invited_by TEXT NOT NULL,
    invited_at REAL NOT NULL, person TEXT, name TEXT, language TEXT, asked_at REAL,
    decision TEXT CHECK (decision IN ('let in', 'refused')), decided_by TEXT,
    told TEXT NOT NULL DEFAULT 'nobody' CHECK (told IN ('nobody', 'moderators', 'asker')))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    platform TEXT NOT NULL, request TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (platform, chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS menus (
    platform TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (platform, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bots (
    platform TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The open file, for one platform. For the thread that opened it.

    It may be read and changed at the same time elsewhere, as the command line does while a bot is
    served: every read sees the last change. `record` is called before each change.
    """

    connection: sqlite3.Connection
    platform: str
    record: Record
    clock: Callable[[], float]

    def key(self, person: str) -> str:
        """Name a person with their platform, as in the audit log and in this file."""
        return f"{self.platform}:{person}"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Lock the file for one change: all of it is made when the block ends, or none of it."""
        # FULL: a role that was revoked stays revoked, also after a loss of power.
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self.connection.execute("PRAGMA synchronous=NORMAL")


def open_people_file(
    data: Path, platform: str, record: Record, clock: Callable[[], float]
) -> PeopleFile:
    """Open or make the file in the data directory; `clock` gives seconds since 1970.

    Raises `StoreRefused` where that cannot be done.
    """
    path = data / FILE_NAME
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreRefused(_REFUSAL.format(path=path, error=error)) from error
    # `normal`: names and menus need not wait for the disk, and nor need those who write.
    connection = open_database(path, _SCHEMA, busy_seconds=_BUSY_SECONDS, refusal=_REFUSAL)
    return PeopleFile(connection, platform, record, clock)
