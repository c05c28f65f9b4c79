"""What one process at a time holds: the lock of the corpus, and the turn to do a job.

Both are Postgres' advisory locks, which a link holds until it ends: so those of a process that was
killed are free at once, and those of a machine that vanished within half a minute.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

import psycopg

from index.errors import ReindexRunning, StoreRefused
from index.store.server import faults
from index.store.server.links import Link, Links

_OURS = 0x70756C6C  # the first key of each of our locks, as others may lock things in the database
_CORPUS = "the corpus"


class Locks:
    """The locks that this process holds on a server. For any thread."""

    def __init__(self, links: Links) -> None:
        """Hold locks on links of their own."""
        self._links = links
        self._corpus: dict[int, Link] = {}  # by the thread that holds it
        self._turns: Link | None = None
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Leave all turns."""
        with self._lock:
            if self._turns is not None:
                self._turns.close()
            self._turns = None

    @contextmanager
    def lock(self, data: Path) -> Iterator[None]:
        """Hold the lock of the corpus; raises `ReindexRunning` if another process holds it."""
        link, thread = self._connect(), threading.get_ident()
        try:
            if not self._try(link, _CORPUS):
                raise ReindexRunning(
                    f"another reindex of {data} is running, in {self._links.name}; wait until it"
                    " has ended and try again"
                )
            self._corpus[thread] = link
            yield
        finally:
            self._corpus.pop(thread, None)
            # Before the end of the link, which a busy server notices when it comes to it: whoever
            # changes the corpus next would be told that this change is not over.
            with suppress(psycopg.Error):
                _free(link, _CORPUS)
            link.close()

    def keep_lock(self) -> None:
        """See that the lock which this thread took, if it did, was not lost with the server."""
        link = self._corpus.get(threading.get_ident())
        if link is None:
            return
        try:
            link.execute("SELECT 1")
        except psycopg.Error as error:
            raise StoreRefused(
                f"{self._links.name} was restarted during the change, so nothing was changed; do it"
                " once more"
            ) from error

    def take_turn(self, job: str) -> bool:
        """Take the turn to do a job; `False` where another process, or thread, has it."""
        with self._lock:
            if job in self._taken:
                return False
            if self._turns is None or not _is_alive(self._turns):
                self._turns = self._connect()
            if not self._try(self._turns, job):
                return False
            self._taken.add(job)
            return True

    def leave_turn(self, job: str) -> None:
        """Leave the turn for others; where the server was restarted, it is left already."""
        with self._lock:
            self._taken.discard(job)
            if self._turns is not None:
                with suppress(psycopg.Error):
                    _free(self._turns, job)

    def _try(self, link: Link, what: str) -> bool:
        query = "SELECT pg_try_advisory_lock(%s, %s)"
        try:
            row = link.execute(query, (_OURS, _key(what))).fetchone()
        except psycopg.Error as error:
            raise StoreRefused(str(faults.translate(self._links.name, error))) from None
        return row is not None and bool(row[0])

    def _connect(self) -> Link:
        try:
            return self._links.connect_patiently()
        except faults.Unreachable as error:
            raise StoreRefused(str(error)) from None


def _free(link: Link, what: str) -> None:
    link.execute("SELECT pg_advisory_unlock(%s, %s)", (_OURS, _key(what)))


def _is_alive(link: Link) -> bool:
    try:
        link.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _key(what: str) -> int:
    """Make the number of what is locked, as Postgres wants it: a signed number of 32 bits."""
    return crc32(what.encode()) - 2**31
