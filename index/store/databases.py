"""What a data directory holds is made here for its owner alone; SQLite files are opened here.

A SQLite file is opened with the pragmas that its use asks for, and its errors are told in one line.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Literal

from index.errors import StoreRefused, system_fault
from index.store.engines import ServerFailed

Access = Literal["make", "read"]
"""`make` creates a file that is not there; `read` needs the file and changes nothing in it.

A reader opens the file like a writer, where it may: only so can SQLite take back what an
interrupted process left half written.
"""

REFUSAL = (
    "cannot use {path}: {error}; check that the directory can be written,"
    " or name another with --data DIR"
)
ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises: some damage makes its own error message no text."""

_FULL = "cannot write {path}: the disk is full; nothing was changed, free some space"
_FAILING = "cannot use {path}: {error}; nothing was changed, see whether the disk is full or fails"
_PRIMARY = 0xFF  # of an error's code
_SYSTEM = "cannot use {path}: {error}"
_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PRIVATE_DIRECTORY, PRIVATE_FILE = 0o700, 0o600  # whoever may read articles, people and drafts
RENAMED = re.compile(r"^-- (\w+) was called (\w+)$", re.MULTILINE)
"""Says in a schema that a table had another name in earlier versions."""

_MADE = re.compile(r"CREATE (?:TABLE|INDEX|VIEW|TRIGGER) IF NOT EXISTS (\w+)")
_TRIED_EVERY = 0.01  # seconds
_BUSY_SECONDS = 5.0  # as SQLite's own module has it; a change takes milliseconds


def make_directory(path: Path) -> None:
    """Make a directory that is not there, and those above it, for its owner alone.

    Raises `OSError` where that cannot be done.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(PRIVATE_DIRECTORY, exist_ok=True)
    path.mkdir(exist_ok=True)  # raises what is wrong with one that is there


@contextmanager
def holding(descriptor: int) -> Iterator[None]:
    """Wait until no other process holds a file or folder, and hold it until the block ends.

    It is given open, and closed at the end; the lock goes with it, also where a process is killed.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def refusal_of(path: Path | None, error: Exception, refusal: str = REFUSAL) -> StoreRefused:
    """Return the error of a SQLite file in one line: `refusal`, which names {path} and {error}.

    Of a full disk, and of what the system does not allow, the remedy is another.
    """
    if isinstance(error, ServerFailed):
        return StoreRefused(str(error))
    if primary_code(error) == sqlite3.SQLITE_FULL:
        return StoreRefused(_FULL.format(path=path))
    if primary_code(error) == sqlite3.SQLITE_IOERR:
        return StoreRefused(_FAILING.format(path=path, error=error))
    fault = None if path is None else system_fault(path)
    if fault is not None:
        return StoreRefused(_SYSTEM.format(path=path, error=fault))
    return StoreRefused(refusal.format(path=path, error=error))


def open_database(
    path: Path | None,
    schema: str = "",
    *,
    access: Access = "make",
    journal: Literal["wal", "rollback"] = "wal",
    synchronous: Literal["normal", "full"] = "normal",
    busy_seconds: float = _BUSY_SECONDS,
    refusal: str = REFUSAL,
) -> sqlite3.Connection:
    """Open a SQLite file for the thread that asks, in autocommit mode, and make what it lacks.

    Without a path it is held in RAM and gone when it is closed.

    With the `wal` journal a reader waits for no writer; a file with a `rollback` journal can also
    be read where nothing may be written. `normal` keeps what is committed when a process is killed
    and may lose the last seconds with the power, `full` loses nothing. `busy_seconds` is how long
    a statement waits for another process. Raises `StoreRefused` with the line `refusal`, which
    names {path} and {error}.
    """
    mode = "rwc" if access == "make" else "rw"
    if access == "make" and path is not None:
        with suppress(OSError):  # which SQLite then tells too; its journals get the same mode
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE))
    connection = None
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else f"{path.absolute().as_uri()}?mode={mode}",
            uri=path is not None,
            timeout=busy_seconds,
            isolation_level=None,
        )
        if access == "read":
            connection.execute("PRAGMA query_only=ON")
        else:
            if journal == "wal":
                _keep_a_log(connection, busy_seconds)
            connection.execute(f"PRAGMA synchronous={synchronous}")
            _make(connection, schema)
    except ERRORS as error:
        if connection is not None:
            connection.close()
        raise refusal_of(path, error, refusal) from error
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that is there: beside its journal, or without one where nothing can be written.

    In a folder that cannot be written, SQLite reads a file with a journal only as if nothing else
    ever changed it. Raises `sqlite3.Error` and `UnicodeDecodeError`.
    """
    place = path.absolute().as_uri()
    connection = sqlite3.connect(f"{place}?mode=rw", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if primary_code(error) not in _UNWRITABLE:
            raise
        return sqlite3.connect(f"{place}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except BaseException:
        connection.close()
        raise
    return connection


def find_damage(path: Path, *, thoroughly: bool) -> str | None:
    """Let SQLite check a file; `None` if it finds nothing wrong, or if no file is there.

    Thoroughly, indexes are compared with their tables too, and `StoreRefused` is raised where the
    file cannot be read; else that is left to whoever opens it next.
    """
    if not path.exists():
        return None
    try:
        with closing(open_to_read(path)) as connection:
            return damage_in(connection, thoroughly=thoroughly)
    except ERRORS as error:
        if damage := _damage(error):
            return damage
        if thoroughly:
            raise refusal_of(path, error) from error
        return None


def damage_in(connection: sqlite3.Connection, *, thoroughly: bool) -> str | None:
    """Let SQLite check an open file, as `find_damage` does, and tell what it finds wrong first.

    What a row says is for the owner of the file to check.
    """
    check = "integrity_check" if thoroughly else "quick_check"
    try:
        (found,) = connection.execute(f"PRAGMA {check}(1)").fetchone()
    except ERRORS as error:
        if damage := _damage(error):
            return damage  # too damaged even for the check
        raise
    return None if found == "ok" else " ".join(str(found).split())


def primary_code(error: Exception) -> int:
    """Return what kind of error SQLite told; the rest of its code says where it arose."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _damage(error: Exception) -> str | None:
    """Tell what damage an error shows; `None` if it is of another kind."""
    if isinstance(error, UnicodeDecodeError):
        return "its tables have names that are no text"
    return str(error) if primary_code(error) in _DAMAGE else None


def _keep_a_log(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Have what is written go to a log first, for good: where others begin that too, wait for them.

    SQLite itself does not, as it does everywhere else.
    """
    until = monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
        else:
            return
        sleep(_TRIED_EVERY)


def _make(connection: sqlite3.Connection, schema: str) -> None:
    """Make what a file lacks of a schema, all of it or nothing; tables of old are renamed first."""
    if not _lacks(connection, schema):
        return
    # At once for writing: of two that read first and then both want to write, as they open a
    # file of an earlier version, SQLite ends one without waiting for the other.
    connection.execute("BEGIN IMMEDIATE")
    is_table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
    for name, was in RENAMED.findall(schema):
        if connection.execute(is_table, (was,)).fetchone()[0]:
            connection.execute(f"ALTER TABLE {was} RENAME TO {name}")
    statement = ""
    for part in schema.split(";")[:-1]:  # some of which end within a trigger, or within quotes
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute("COMMIT")


def _lacks(connection: sqlite3.Connection, schema: str) -> bool:
    """Tell whether a file lacks anything that a schema makes."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    return not there.issuperset(_MADE.findall(schema))
