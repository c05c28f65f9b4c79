"""What the files of a folder gave when they were parsed: files that did not change are not again.

To parse a page or a PDF takes a tenth of a second and more. A file that has the size, time of
change, inode and device that it had is not even read; one with the same bytes is read, but not
parsed. As in git's index, a file that had changed just before it was read is read again. What was
parsed by other versions of the rules or the libraries is forgotten.

All of it is in one SQLite file, which can be deleted: it costs time alone. What is damaged in it is
parsed again, by the digest of each row.
"""

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.records import FileState, Remark
from index.sources.fields import Entry, Extracted

FILE_NAME = "parsed.sqlite"

_TABLES = (
    "CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER,"
    " inode INTEGER, device INTEGER, sha256 TEXT) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS parsed (sha256 TEXT, suffix TEXT, rules TEXT, content BLOB,"
    " digest BLOB, PRIMARY KEY (sha256, suffix))",
)
_PRIVATE = 0o600


class KnownFiles:
    """What was parsed, in a data directory; to leave its `with` keeps what came to it.

    Where the file cannot be used, nothing is known.
    """

    def __init__(self, data: Path, rules: str, now: Callable[[], int] = time.time_ns) -> None:
        """Open the file in `data`, or begin it; `rules` name the versions of all that parses."""
        self._rules = rules
        self._now = now
        self._connection = _open(data / FILE_NAME)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with suppress(sqlite3.Error):  # a full disk: all is parsed again then
            self._connection.execute("COMMIT")
        self._connection.close()

    def now(self) -> int:
        """Return what time it is, in nanoseconds."""
        return self._now()

    def digest(self, path: Path, state: FileState) -> str | None:
        """Return the SHA-256 of a file that is in the state that it had; else `None`."""
        query = "SELECT size, changed, inode, device, sha256 FROM files WHERE path = ?"
        row = self._first(query, str(path))
        return str(row[4]) if row is not None and FileState(*row[:4]) == state else None

    def parsed(self, digest: str, suffix: str) -> Extracted | None:
        """Return what bytes of this SHA-256 gave as a file of a suffix, if that is known."""
        row = self._first(
            "SELECT content, digest FROM parsed WHERE sha256 = ? AND suffix = ? AND rules = ?",
            digest,
            suffix,
            self._rules,
        )
        if row is None or sha256(row[0]).digest() != row[1]:
            return None
        try:
            found = json.loads(zlib.decompress(row[0]))
            entry = Entry(**found["entry"] | {"skip": tuple(found["entry"]["skip"])})
            remarks = tuple(Remark(**remark) for remark in found["remarks"])
            return Extracted(found["text"], entry, remarks, found["parser"])
        except (ValueError, KeyError, TypeError, zlib.error):  # another version has other fields
            return None

    def keep(self, digest: str, suffix: str, extracted: Extracted) -> None:
        """Keep what the bytes of a file gave."""
        content = zlib.compress(json.dumps(asdict(extracted)).encode("ascii"), 1)
        row = (digest, suffix, self._rules, content, sha256(content).digest())
        self._write("INSERT OR REPLACE INTO parsed VALUES (?, ?, ?, ?, ?)", row)

    def keep_state(self, path: Path, state: FileState, read: int, digest: str) -> None:
        """Keep the state in which a file was read after a moment, if a change since would show."""
        if state.is_settled(read):
            row = (str(path), state.size, state.changed, state.inode, state.device, digest)
            self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", row)

    def forget_others(self, folder: Path, present: Collection[Path]) -> None:
        """Forget the files of a folder that are not present, and what no file gives any more."""
        there = set(map(str, present))
        with suppress(sqlite3.Error):
            known = [path for (path,) in self._connection.execute("SELECT path FROM files")]
            gone = [path for path in known if Path(path).is_relative_to(folder)]
            self._connection.executemany(
                "DELETE FROM files WHERE path = ?",
                [(path,) for path in gone if path not in there],
            )
            self._connection.execute(
                "DELETE FROM parsed WHERE rules <> ? OR sha256 NOT IN (SELECT sha256 FROM files)",
                (self._rules,),
            )

    def _first(self, query: str, *values: str) -> tuple[Any, ...] | None:
        with suppress(sqlite3.Error):
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
            return row
        return None

    def _write(self, statement: str, row: tuple[object, ...]) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute(statement, row)


def _open(path: Path) -> sqlite3.Connection:
    """Open the file; begin it anew if it is damaged, or one in memory where that cannot be done.

    One process at a time writes into it; another that reads a folder meanwhile knows nothing.
    """
    for _ in range(2):
        try:
            return _begun(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                break
            with suppress(OSError):
                path.unlink()
        except OSError:
            break
    return _begun(None)


def _begun(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE))
    connection = sqlite3.connect(":memory:" if path is None else path, 0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _TABLES:
            connection.execute(statement)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
