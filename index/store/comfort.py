"""SQLite files of comfort: where one is damaged or cannot be written, serving goes on without it.

What lies in them spares people something (buttons that still work, drafts that need not be sent
again), and no answer depends on it. So a damaged one is set aside, never deleted, and a new one
begun; where the disk is full or may only be read, a copy is read from RAM, and writing refused.
"""

import logging
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from index.errors import StoreRefused
from index.store.databases import open_database

_PRIMARY = 0xFF  # of an error's code: the rest says where in SQLite it arose
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_MOST_ASIDE = 1000
_JOURNALS = ("-wal", "-shm", "-journal")
_log = logging.getLogger("pullquote.store")


def open_comfort(path: Path, schema: str) -> sqlite3.Connection:
    """Open or make a file for the thread that asks; one that is damaged is set aside, and said.

    Where nothing can be written, what is found there can be read, and `sqlite3.OperationalError` is
    raised by what would write. What is deleted is overwritten.
    """
    problem = find_damage(path)
    if problem is not None:
        _set_aside(path, problem)
    try:
        connection = open_database(path, schema)
        connection.execute("PRAGMA secure_delete=ON")
    except (StoreRefused, sqlite3.Error) as error:
        _log.warning("%s cannot be written (%s): nothing is kept there in this run", path, error)
        return held_in_memory(path, schema)
    return connection


def forget_deleted(connection: sqlite3.Connection) -> None:
    """Empty the journal, which holds what was deleted until then."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def find_damage(path: Path) -> str | None:
    """Tell what SQLite finds wrong in a file; `None` if nothing is, or none is there."""
    if not path.exists():
        return None
    try:
        with closing(_read_only(path)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except UnicodeDecodeError:
        return "its tables have names that are no text"
    except sqlite3.Error as error:
        is_damage = getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGE
        return str(error) if is_damage else None
    return None if found == "ok" else " ".join(str(found).split())


def held_in_memory(path: Path, schema: str) -> sqlite3.Connection:
    """Open a copy of a file in RAM that is only read, or an empty one where there is none."""
    memory = open_database(None, schema)
    with suppress(sqlite3.Error, OSError), closing(_read_only(path)) as connection:
        connection.backup(memory)
    memory.executescript(schema)
    memory.execute("PRAGMA query_only=ON")
    return memory


def _read_only(path: Path) -> sqlite3.Connection:
    """Open a file to be read: as it is beside its journal, or without one where that must not be.

    In a folder that cannot be written, SQLite reads a file with a journal only as if nothing else
    ever changed it.
    """
    place = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(place, uri=True, isolation_level=None)
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & _PRIMARY not in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        ):
            raise
        return sqlite3.connect(f"{place}&immutable=1", uri=True, isolation_level=None)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_aside(path: Path, problem: str) -> None:
    """Give a damaged file and its journals another name; where that cannot be done, leave it."""
    free = (path.with_name(f"{path.name}.damaged-{number}") for number in range(1, _MOST_ASIDE))
    aside = next((name for name in free if not name.exists()), None)
    if aside is None:
        return
    _log.error(
        "%s is damaged (%s): it is set aside as %s, and a new one begun", path, problem, aside
    )
    with suppress(OSError):
        path.rename(aside)
        for journal in _JOURNALS:
            with suppress(FileNotFoundError):
                path.with_name(path.name + journal).rename(f"{aside}{journal}")
