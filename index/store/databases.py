"""SQLite files, opened in one place with the pragmas that their use asks for."""

import sqlite3
from pathlib import Path
from typing import Literal

from index.errors import StoreRefused

Access = Literal["make", "read"]
"""`make` creates a file that is not there; `read` needs the file and changes nothing in it.

A reader opens the file like a writer, where it may: only so can SQLite take back what an
interrupted process left half written.
"""

REFUSAL = (
    "cannot use {path}: {error}; check that the directory can be written,"
    " or name another with --data DIR"
)
_BUSY_SECONDS = 5.0  # as SQLite's own module has it; a change takes milliseconds


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
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else f"{path.absolute().as_uri()}?mode={mode}",
            uri=path is not None,
            timeout=busy_seconds,
            isolation_level=None,
        )
        if access == "read":
            connection.execute("PRAGMA query_only=ON")
            return connection
        if journal == "wal":
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        if schema:
            connection.executescript(f"BEGIN; {schema} COMMIT;")
    except sqlite3.Error as error:
        raise StoreRefused(refusal.format(path=path, error=error)) from error
    return connection
