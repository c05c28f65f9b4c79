"""What a data directory holds is made here for its owner alone; SQLite files are opened here.

A SQLite file is opened with the pragmas that its use asks for, and its errors are told in one line.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

from index.errors import StoreRefused, system_fault

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
_PRIMARY = 0xFF  # of an error's code: the rest says where in SQLite it arose
_SYSTEM = "cannot use {path}: {error}"
_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PRIVATE_DIRECTORY, PRIVATE_FILE = 0o700, 0o600  # whoever may read articles, people and drafts
_BUSY_SECONDS = 5.0  # as SQLite's own module has it; a change takes milliseconds


def make_directory(path: Path) -> None:
    """Make a directory that is not there, and those above it, for its owner alone.

    Raises `OSError` where that cannot be done.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(PRIVATE_DIRECTORY, exist_ok=True)
    path.mkdir(exist_ok=True)  # raises what is wrong with one that is there


def refusal_of(path: Path | None, error: Exception, refusal: str = REFUSAL) -> StoreRefused:
    """Return the error of a SQLite file in one line: `refusal`, which names {path} and {error}.

    Of a full disk, and of what the system does not allow, the remedy is another.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_FULL:
        return StoreRefused(_FULL.format(path=path))
    if code & _PRIMARY == sqlite3.SQLITE_IOERR:
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
            _prepare(connection, schema, journal, synchronous)
    except ERRORS as error:
        if connection is not None:
            connection.close()
        raise refusal_of(path, error, refusal) from error
    return connection


def find_damage(path: Path) -> str | None:
    """Check a whole SQLite file as `damage_in` does; raises `StoreRefused` if it cannot be read."""
    try:
        with closing(open_database(path, access="read")) as connection:
            return damage_in(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & _PRIMARY not in _UNWRITABLE:
            raise refusal_of(path, error) from error
    # With a journal that readers do not wait for, SQLite reads only where it may write beside it.
    place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(place, uri=True)) as connection:
        return damage_in(connection)


def damage_in(connection: sqlite3.Connection) -> str | None:
    """Let SQLite check a whole file, and tell what it finds wrong first; `None` if nothing is.

    What a row says is for the owner of the file to check.
    """
    try:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except UnicodeDecodeError:
        return "its tables have names that are no text"
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) not in _DAMAGE:
            raise
        return str(error)  # too damaged even for the check
    return None if found == "ok" else " ".join(str(found).split())


def _prepare(connection: sqlite3.Connection, schema: str, journal: str, synchronous: str) -> None:
    """Choose how a file is written, and make the tables that it lacks."""
    if journal == "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    if schema:
        connection.executescript(f"BEGIN; {schema} COMMIT;")
