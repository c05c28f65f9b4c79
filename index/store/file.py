"""The file `store.sqlite`, and the lock that whoever changes a data directory holds.

The tables of the file, its transactions, and its errors in one line.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ReindexRunning, StoreRefused, told
from index.store import chain, proofs, readings
from index.store.databases import (
    ERRORS,
    PRIVATE_FILE,
    damage_in,
    make_directory,
    open_database,
    refusal_of,
)
from index.store.engines import SERVERS, Connection, ServerFailed

FILE_NAME = "store.sqlite"
LOCK_NAME = "reindex.lock"
_MOVED_NAME = "moved-to-postgres"
PUBLISHED = "published"  # the two actions that change what is live, in events and the audit log
UNDONE = "undone to"
CORPUS_ACTIONS = (PUBLISHED, UNDONE)
_ANOTHER = "name another with --data DIR"
_COUNTER_AT = 24  # in the file: four bytes that each transaction counts up (SQLite's file format)
BUSY_SECONDS = 30.0  # a commit takes milliseconds; waiting this long means that something is stuck

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS revisions (
    article_id TEXT NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (article_id, revision)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, action TEXT NOT NULL, generation INTEGER NOT NULL,
    parent INTEGER, articles INTEGER NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL,
    removed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_generation ON events (generation);
CREATE TABLE IF NOT EXISTS live (
    "only" INTEGER PRIMARY KEY CHECK ("only" = 1), generation INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS makers (
    event INTEGER PRIMARY KEY, by TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS golden (
    number INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL UNIQUE, words TEXT NOT NULL,
    is_answerable INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL);
{readings.SCHEMA}
{chain.SCHEMA}
{proofs.SCHEMA}
"""


def state_of(data: Path) -> tuple[int, bytes]:
    """Read the state of the store in `data`, in microseconds: it is another after every change.

    Only a store read between two equal states is known to be in that state: an interrupted write
    is taken back by the next reader. Raises `StoreRefused` if there is no store.
    """
    if data in SERVERS:
        return _state_in(data)
    try:
        descriptor = os.open(data / FILE_NAME, os.O_RDONLY)
    except FileNotFoundError as error:
        raise _no_index(data) from error
    except OSError as error:
        raise StoreRefused(f"cannot use {data / FILE_NAME}: {told(error)}") from error
    try:
        at = os.fstat(descriptor)
        written = at.st_mtime_ns.to_bytes(16, signed=True)  # a backup put in its place counts anew
        return at.st_ino, written + os.pread(descriptor, 4, _COUNTER_AT)
    finally:
        os.close(descriptor)


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the lock of `data` while the block runs; the kernel frees it when a process dies.

    Raises `ReindexRunning` at once if another process holds it.
    """
    with _locked_folder(data):
        if data not in SERVERS:
            yield
            return
        with SERVERS[data].lock(data):
            yield


@contextmanager
def _locked_folder(data: Path) -> Iterator[None]:
    try:
        make_directory(data)
        descriptor = os.open(data / LOCK_NAME, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        raise StoreRefused(
            f"cannot write to the data directory {data}: {told(error, _ANOTHER)}"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise ReindexRunning(
            f"another reindex of {data} is running; wait until it has ended and try again"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


class StoreFile:
    """The store's SQLite file, open, for the thread that opened it.

    It has a rollback journal, so that it can also be read where it cannot be written.
    """

    def __init__(self, data: Path, *, writable: bool = False) -> None:
        """Open the file in `data`; make it, and the tables that it lacks, if `writable`.

        Raises `StoreRefused` when there is none and it may not be made, or it cannot be read.
        """
        self.path = data / FILE_NAME
        self._server = SERVERS.get(data)
        self.connection: Connection
        if self._server is not None:
            with self.translated():
                self.connection = self._server.open(FILE_NAME, SCHEMA)
            return
        if not self.path.is_file():
            _refuse_moved(data)
            if not writable:
                raise _no_index(data)
        if _was_emptied(self.path):
            raise StoreRefused(
                f"{self.path} is empty, although generations were built from it; restore it from a"
                " backup"
            )
        with self.translated():
            if writable:
                make_directory(data)
            self.connection = open_database(
                self.path,
                SCHEMA,
                access="make" if writable else "read",
                journal="rollback",
                synchronous="full",
                busy_seconds=BUSY_SECONDS,
            )
            if not writable:
                self._read_nothing_before_the_first_write()
                self._show_as_now()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def has_table(self, name: str) -> bool:
        """Tell whether the file has a table: one of an earlier version may lack it for a reader."""
        with self.translated():
            row = self.connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
            ).fetchone()
        return bool(row[0])

    def is_sound(self) -> bool:
        """Tell whether SQLite, checking the whole file, finds nothing wrong.

        Of a server, its own tools tell it.
        """
        with self.translated():
            found = self.connection
            return not isinstance(found, sqlite3.Connection) or not damage_in(
                found, thoroughly=True
            )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run the block in one transaction: all of its changes are kept, or none."""
        with self.translated():
            if self._server is not None:
                self._server.keep_lock()
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                if self.connection.in_transaction:  # SQLite has taken it back if the disk is full
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Translate errors of the system and SQLite in the block into `StoreRefused`."""
        try:
            yield
        except OSError as error:
            raise StoreRefused(
                f"cannot use the data directory {self.path.parent}: {told(error, _ANOTHER)}"
            ) from error
        except ERRORS as error:
            if self._server is not None and not isinstance(error, ServerFailed):
                raise StoreRefused(f"cannot use {self._server.name}: {error}") from error
            raise refusal_of(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Translate also what rows cannot hold in the block into `StoreRefused`: they are damaged.

        That is a value of another type than was written, or JSON of another shape.
        """
        with self.translated():
            try:
                yield self.connection
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                raise self.damaged(f"a row that was never written so ({error})") from error

    def damaged(self, what: str) -> StoreRefused:
        """Return the error for damage inside the file."""
        return StoreRefused(
            f"{self.path} is damaged, it holds {what}; see what can be mended with: pullquote"
            " doctor --repair"
        )

    def _read_nothing_before_the_first_write(self) -> None:
        """Put an empty store in the place of a file whose making was interrupted."""
        if self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            self.connection.close()
            self.connection = open_database(None, SCHEMA)

    def _show_as_now(self) -> None:
        """Let the tables of an earlier version be read as those of this one."""
        if self.has_table("stays"):
            return
        shown = proofs.OLD_PROOFS if self.has_table("proofs") else proofs.NO_PROOFS
        self.connection.execute("PRAGMA query_only=OFF")
        for statement in proofs.SHOWN_AS_NOW.format(proofs=shown).split(";"):
            self.connection.execute(statement)
        self.connection.execute("PRAGMA query_only=ON")


def is_there(data: Path) -> bool:
    """Tell whether there is a store to be read; what a server keeps always is."""
    return data in SERVERS or (data / FILE_NAME).exists()


def moved_folder(data: Path) -> Path:
    """Name the folder into which the files go whose rows were moved to a server."""
    return data / _MOVED_NAME


def _refuse_moved(data: Path) -> None:
    """Refuse to begin a second store where the first was moved away."""
    if moved_folder(data).is_dir():
        raise StoreRefused(
            f"the state of {data} was moved to Postgres; name that with PULLQUOTE_CLUSTER, or move"
            " it back with: pullquote migrate --back"
        )


def _state_in(data: Path) -> tuple[int, bytes]:
    """Read the state of a store that a server keeps."""
    try:
        return 0, SERVERS[data].count_writes(FILE_NAME)
    except ERRORS as error:
        raise refusal_of(data / FILE_NAME, error) from error


def _was_emptied(path: Path) -> bool:
    """Tell an emptied store from one whose making was interrupted: that one has no generations."""
    try:
        return path.stat().st_size == 0 and any(path.parent.glob("generations/[0-9]*"))
    except OSError:
        return False


def _no_index(data: Path) -> StoreRefused:
    return StoreRefused(f"there is no index in {data} yet; make one with: pullquote reindex FOLDER")
