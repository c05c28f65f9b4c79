"""A server is opened here: checked at the start, its tables made, and its parts put together.

What is wrong with it is told once, before anything is served.
"""

import threading
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg

from index.errors import StoreRefused
from index.store.engines import ServerFailed
from index.store.server import faults
from index.store.server.dialect import WRITES, definitions, tables_of
from index.store.server.links import Link, Links
from index.store.server.locks import Locks
from index.store.server.shared import SharedFile

PREFIX = "pullquote_"
_MAKING = 0x70756C6D  # the lock under which tables are made: of two who begin, one makes them


class PostgresServer:
    """A server that keeps the state of a data directory: see `engines.Server`. For any thread."""

    def __init__(self, links: Links) -> None:
        """Use a server through its links."""
        self.name = links.name
        self.links = links
        self._locks = Locks(links)
        self._made: set[str] = set()
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the links that are not in use, and all turns."""
        self._locks.close()
        self.links.close()

    def open(self, file: str, schema: str) -> SharedFile:
        """Open what stands for a file; its tables are made if they are not there."""
        name = schema_name(file)
        with self._lock:
            if name not in self._made:
                self.links.use(name, lambda link: _make(link, name, schema), is_repeatable=True)
                self._made.add(name)
        return SharedFile(self.links, name, schema)

    def count_writes(self, file: str) -> bytes:
        """Read the state of a file's tables, which is another after every transaction.

        Each raises a counter. Where a backup was restored that counts on from an earlier number:
        then the row was written by another transaction, in another table, or before a restart.
        """
        query = (
            "SELECT number, xmin::text, tableoid::text, pg_postmaster_start_time()::text"
            f" FROM {WRITES}"
        )
        row = self.links.use(
            schema_name(file), lambda link: link.execute(query).fetchone(), is_repeatable=True
        )
        return str(row).encode()

    def lock(self, data: Path) -> AbstractContextManager[None]:
        """Hold the lock of the corpus: see `Locks.lock`."""
        return self._locks.lock(data)

    def keep_lock(self) -> None:
        """See that the corpus is still locked by whoever locked it: see `Locks.keep_lock`."""
        self._locks.keep_lock()

    def take_turn(self, job: str) -> bool:
        """Take the turn to do a job: see `Locks.take_turn`."""
        return self._locks.take_turn(job)

    def leave_turn(self, job: str) -> None:
        """Leave the turn to do a job for others."""
        self._locks.leave_turn(job)


def open_server(address: str) -> PostgresServer:
    """Open a server by its address, at once; raises `StoreRefused` in one line."""
    links = Links(address)
    try:
        with closing(links.connect()) as link:
            faults.refuse_version(links.name, link.info.server_version)
            row = link.execute("SHOW server_encoding").fetchone()
            faults.refuse_encoding(links.name, "" if row is None else str(row[0]))
    except ServerFailed as error:
        raise StoreRefused(str(error)) from None
    except psycopg.Error as error:
        raise StoreRefused(str(faults.translate(links.name, error))) from None
    return PostgresServer(links)


def schema_name(file: str) -> str:
    """Name the schema that stands for a file.

    >>> schema_name("moderation-matrix.sqlite")
    'pullquote_moderation_matrix'
    """
    return PREFIX + file.removesuffix(".sqlite").replace("-", "_")


def _make(link: Link, name: str, schema: str) -> None:
    """Make the tables that a schema lacks; where all are there, no right to make any is needed."""
    found = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (name,))
    if set(tables_of(schema)) <= {str(table) for (table,) in found.fetchall()}:
        # Else a schema that may not be used would be passed over, as if it were not there.
        if link.execute("SELECT has_schema_privilege(%s, 'USAGE')", (name,)).fetchone() != (True,):
            raise psycopg.errors.InsufficientPrivilege(f"permission denied for schema {name}")
        return
    # Locked before the transaction: a schema that was missing as it began is taken for missing
    # until it ends, also when another process has made it meanwhile.
    link.execute("SELECT pg_advisory_lock(%s)", (_MAKING,))
    try:
        with link.transaction():
            link.execute(definitions(schema, name))
    finally:
        if not link.closed:
            link.execute("SELECT pg_advisory_unlock(%s)", (_MAKING,))
