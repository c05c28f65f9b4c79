"""SQLite files of comfort: where one is damaged or cannot be written, serving goes on without it.

What lies in them spares people something (buttons that still work, drafts that need not be sent
again), and no answer depends on it. So a damaged one is set aside, never deleted, and a new one
begun; where the disk is full or may only be read, a copy is read from RAM, and writing refused.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path

from index.errors import StoreRefused
from index.store.databases import (
    ERRORS,
    find_damage,
    holding,
    open_database,
    open_to_read,
)
from index.store.engines import SERVERS, Connection

_MOST_ASIDE = 1000
_JOURNALS = ("-wal", "-shm", "-journal")
_log = logging.getLogger("pullquote.store")


def open_comfort(path: Path, schema: str) -> Connection:
    """Open or make a file for the thread that asks; one that is damaged is set aside, and said.

    Where nothing can be written, what is found there can be read, and `sqlite3.OperationalError` is
    raised by what would write. What is deleted is overwritten.
    """
    server = SERVERS.get(path.parent)
    if server is not None:
        return server.open(path.name, schema)
    with _alone(path.parent):
        problem = find_damage(path, thoroughly=False)
        if problem is not None:
            _set_aside(path, problem)
        return _open(path, schema)


def is_kept(path: Path) -> bool:
    """Tell whether there is something to be read; what a server keeps always is."""
    return path.parent in SERVERS or path.exists()


def forget_deleted(connection: Connection) -> None:
    """Empty the journal, which holds what was deleted until then."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def held_in_memory(path: Path, schema: str) -> sqlite3.Connection:
    """Open a copy of a file in RAM that is only read, or an empty one where there is none."""
    memory = open_database(None, schema)
    with suppress(*ERRORS), closing(open_to_read(path)) as connection:
        connection.backup(memory)
    memory.executescript(schema)
    memory.execute("PRAGMA query_only=ON")
    return memory


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process opens a file of a folder; the folder itself is locked.

    Who looks at a damaged file while another sets it aside would, as it closes, remove the journals
    of the new one, which have the same names.
    """
    held = None
    with suppress(OSError):  # then nothing can be set aside there either
        held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    with nullcontext() if held is None else holding(held):
        yield


def _open(path: Path, schema: str) -> Connection:
    try:
        connection = open_database(path, schema)
        connection.execute("PRAGMA secure_delete=ON")
    except (StoreRefused, sqlite3.Error) as error:
        _warn_unwritable(path, str(error))
        return held_in_memory(path, schema)
    return connection


@cache
def _warn_unwritable(path: Path, reason: str) -> None:
    """Say once that a file cannot be written, however many threads open it."""
    _log.warning("%s cannot be written (%s): nothing is kept there in this run", path, reason)


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
        for journal in _JOURNALS:  # first: once the file is away, another process begins anew
            with suppress(FileNotFoundError):
                path.with_name(path.name + journal).rename(f"{aside}{journal}")
        path.rename(aside)
