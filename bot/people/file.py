"""The SQLite file of the book of people; every change is recorded before it is made."""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.errors import StoreRefused
from index.store.comfort import held_in_memory, is_kept
from index.store.databases import (
    find_damage,
    make_directory,
    open_database,
    refusal_of,
)
from index.store.engines import SERVERS, Connection

FILE_NAME = "people.sqlite"
COMMAND_LINE = "cli:"  # stands in records before the name of whoever runs the command line

Record = Callable[[str, str, str], str]
"""Adds an audit entry (by whom, the action, details) and returns its hash.

What it raises prevents the change.
"""

# A change takes milliseconds; a longer wait is for something stuck. The event loop waits here, so
# not for long.
_BUSY_SECONDS = 5.0
_REFUSAL = (
    "the people in {path} cannot be read: {error}; see that the file is this program's and that"
    " its folder can be written"
)

_DAMAGED = (
    "the people in {path} are damaged ({error}): only those whom the settings name are let in, and"
    " nobody is given a role; stop the bot and put back a copy of the file, or move it away and let"
    " people in again as the audit log names them"
)

# The columns of a key stand first: of another table without row ids the check of SQLite 3.40 says
# that it holds NULLs. `entries` holds the hash of the audit entry that says who was granted a role:
# where that is gone, nothing says any more that somebody granted it. Times are seconds since 1970.
# `added_by`, `invited_by` and `decided_by` are written as by `key`.
SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    platform TEXT NOT NULL, person TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('moderator', 'journalist')), added_by TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (platform, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    platform TEXT NOT NULL, person TEXT NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (platform, person)) WITHOUT ROWID;
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
    platform TEXT NOT NULL, chat TEXT NOT NULL, message TEXT NOT NULL, request TEXT NOT NULL,
    PRIMARY KEY (platform, chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS logins (
    platform TEXT NOT NULL, person TEXT NOT NULL, code_sha256 TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (platform, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS menus (
    platform TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (platform, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (
    platform TEXT NOT NULL, chat TEXT NOT NULL, added_by TEXT NOT NULL, waits INTEGER NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (platform, chat)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bots (
    platform TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""


_log = logging.getLogger("pullquote.people")


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The open file, for one platform. For the thread that opened it.

    It may be read and changed at the same time elsewhere, as the command line does while a bot is
    served: every read sees the last change. `record` is called before each change. With a `problem`
    nothing is changed: the file is damaged, which is no reason to give roles anew, or only read.
    """

    connection: Connection
    platform: str
    record: Record
    clock: Callable[[], float]
    path: Path
    problem: str | None = None
    is_damaged: bool = False

    def key(self, person: str) -> str:
        """Name a person with their platform, as in the audit log and in this file."""
        return f"{self.platform}:{person}"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Lock the file for one change: all of it is made when the block ends, or none of it.

        Raises `StoreRefused` where nothing can be changed, as the disk is full.
        """
        if self.problem is not None:
            raise StoreRefused(self.problem)
        # FULL: a role that was revoked stays revoked, also after a loss of power.
        self.connection.execute("PRAGMA synchronous=FULL")
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise refusal_of(self.path, error) from error
            raise
        finally:
            self.connection.execute("PRAGMA synchronous=NORMAL")


def open_people_file(
    data: Path, platform: str, record: Record, clock: Callable[[], float]
) -> PeopleFile:
    """Open or make the file in the data directory; `clock` gives seconds since 1970.

    One that is damaged is left as it is: only the roles of the settings count then, and nobody is
    given one. Where nothing can be written, the roles are read; if the file is not there, those of
    the settings are all.
    """
    path = data / FILE_NAME
    if data in SERVERS:
        shared = SERVERS[data].open(FILE_NAME, SCHEMA)
        return PeopleFile(shared, platform, record, clock, path)
    damage = find_damage(path, thoroughly=False)
    if damage is not None:
        problem = _DAMAGED.format(path=path, error=damage)
        _log.error("%s", problem)
        return PeopleFile(_nobody(), platform, record, clock, path, problem, is_damaged=True)
    try:
        make_directory(data)
        # `normal`: names and menus need not wait for the disk, and nor need those who write.
        connection = open_database(path, SCHEMA, busy_seconds=_BUSY_SECONDS, refusal=_REFUSAL)
        connection.execute("PRAGMA secure_delete=ON")
    except (OSError, sqlite3.Error, StoreRefused) as error:
        problem = str(error) if isinstance(error, StoreRefused) else _refusal(path, error)
        if not data.is_dir():
            raise StoreRefused(problem) from error
        _log.error("%s", problem)
        return PeopleFile(held_in_memory(path, SCHEMA), platform, record, clock, path, problem)
    return PeopleFile(connection, platform, record, clock, path)


def _refusal(path: Path, error: Exception) -> str:
    return _REFUSAL.format(path=path, error=error)


def _nobody() -> sqlite3.Connection:
    connection = open_database(None, SCHEMA)
    connection.execute("PRAGMA query_only=ON")
    return connection


def entries_of_roles(data: Path) -> Mapping[str, str]:
    """List the hashes of the audit entries by which roles were granted, by what they describe.

    For `audit.verify`. Roles that were granted by earlier versions have none. Raises `StoreRefused`
    if the file is damaged.
    """
    path = data / FILE_NAME
    if not is_kept(path):
        return {}
    if damage := find_damage(path, thoroughly=False):
        raise StoreRefused(_DAMAGED.format(path=path, error=damage))
    with closing(_open_entries(path)) as connection:
        rows = connection.execute("SELECT platform, person, entry FROM entries").fetchall()
    return {f"the role of {platform}:{person}": str(entry) for platform, person, entry in rows}


def _open_entries(path: Path) -> Connection:
    if path.parent in SERVERS:
        return SERVERS[path.parent].open(path.name, SCHEMA)
    # A copy: it has the tables that a file of an earlier version lacks, and where the folder cannot
    # be written the file itself cannot be read as it is.
    copied = held_in_memory(path, SCHEMA)
    copied.text_factory = partial(str, encoding="utf-8", errors="replace")
    return copied
