"""What a store can be kept in: a SQLite file, or a server that several processes share.

Stores speak SQLite's dialect to both, and both raise the errors of `sqlite3`. Which data directory
a server keeps is entered by whoever composes the program: without it there is none, and no cost.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol  # Any: the columns of a row, as they were written


class Cursor(Protocol):
    """The rows that a statement gave, or how many it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:  # noqa: ANN401 - as the module says
        """Take the next row; `None` after the last."""

    def fetchall(self) -> list[Any]:
        """Take the rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """The part of a SQLite connection that stores use: a server's is used in the same words.

    Its errors are those of `sqlite3`.
    """

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun and not ended."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Cursor:
        """Execute a statement, in SQLite's dialect."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Cursor:
        """Execute a statement for each of the rows."""

    def close(self) -> None:
        """End the use of the connection."""

    def __enter__(self) -> Any: ...  # noqa: ANN401 - itself, whichever it is

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> Any: ...  # noqa: ANN401 - whether it ends the error: never


class Server(Protocol):
    """A server that keeps the state of a data directory, for several processes at once."""

    @property
    def name(self) -> str:
        """The server and its database, as people may see it: without a password."""

    def open(self, file: str, schema: str) -> Connection:
        """Open what stands for a file of the data directory, with the tables of its schema."""

    def count_writes(self, file: str) -> bytes:
        """Read the state of what stands for a file: it is another after every transaction."""

    def lock(self, data: Path) -> AbstractContextManager[None]:
        """Hold the lock of the corpus, with that of the folder; raises `ReindexRunning`."""

    def keep_lock(self) -> None:
        """See that the lock that this thread took is still held; raises `StoreRefused`."""

    def take_turn(self, job: str) -> bool:
        """Take the turn to do a job; `False` where another process has it."""

    def leave_turn(self, job: str) -> None:
        """Leave the turn for others."""

    def close(self) -> None:
        """End the connections that nobody uses; what is opened later makes new ones."""


class ServerFailed(sqlite3.OperationalError):
    """A server does not do what it was asked for; `str()` of it is a whole line."""


SERVERS: dict[Path, Server] = {}
"""The servers that keep the state of data directories: `bot.cli` enters one, where it is chosen."""


@contextmanager
def turn(data: Path, job: str) -> Iterator[bool]:
    """Take the turn to do a job while the block runs; tell whether no other process has it.

    A data directory that no server keeps has one process, whose turn it always is.
    """
    server = SERVERS.get(data)
    is_ours = server is None or server.take_turn(job)
    try:
        yield is_ours
    finally:
        if server is not None and is_ours:
            server.leave_turn(job)
