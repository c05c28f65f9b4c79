"""What stands on a server for one file of a data directory, and answers as its SQLite file does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any  # Any: the columns of a row, as they were written

import psycopg
from psycopg.pq import TransactionStatus

from index.store.server import faults
from index.store.server.dialect import WRITES, is_repeatable, translate
from index.store.server.links import Link, Links

_OF_FILES = "PRAGMA"  # such statements are about SQLite's files, and nothing here
_BEGIN = f"BEGIN; UPDATE {WRITES} SET number = number + 1"


class Rows:
    """The rows that a statement gave, all of them, and how many it changed."""

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        """Hold the rows."""
        self.rowcount = rowcount
        self._rows = iter(rows)

    def fetchone(self) -> Any:  # noqa: ANN401 - as `engines.Cursor` has it
        """Take the next row; `None` after the last."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Take the rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


class SharedFile:
    """A connection to one file's schema, for the thread that opened it; see `engines.Connection`.

    A statement outside a transaction takes a link for as long as it runs. `BEGIN IMMEDIATE` takes
    one until the end, and waits for whoever else is writing to this file.
    """

    def __init__(self, links: Links, name: str, schema: str) -> None:
        """Use the schema `name` of a server, whose tables are those of SQLite's `schema`."""
        self._links = links
        self._name = name
        self._schema = schema
        self._held: Link | None = None

    @classmethod
    def on(cls, links: Links, link: Link, name: str, schema: str) -> "SharedFile":
        """Stand for a schema in a transaction of the caller's, who ends it and the link."""
        link.execute(f"SET LOCAL search_path = {name}")
        shared = cls(links, name, schema)
        shared._held = link
        return shared

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun and not ended, also by the loss of the server."""
        if self._held is not None and self._held.closed:
            self._leave()
        return self._held is not None

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows:
        """Execute a statement of SQLite's dialect; raises errors of `sqlite3`."""
        if statement.startswith(_OF_FILES):
            return Rows((), -1)
        if statement == "BEGIN IMMEDIATE":
            self._held, _ = self._links.begin(
                self._name, lambda link: link.execute(_BEGIN), is_repeatable=True
            )
            return Rows((), -1)
        if statement in ("COMMIT", "ROLLBACK"):
            self._end(statement)
            return Rows((), -1)
        written = translate(statement, self._schema)
        row = tuple(map(_plain, values))
        return self._run(lambda link: _rows(link, written, row), is_repeatable(statement))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Rows:
        """Execute a statement for each of the rows; raises errors of `sqlite3`."""
        written = translate(statement, self._schema)
        plain = [tuple(map(_plain, row)) for row in rows]

        def work(link: Link) -> Rows:
            with link.cursor() as cursor:
                cursor.executemany(written, plain)
                return Rows((), cursor.rowcount)

        return self._run(work, is_repeatable(statement)) if plain else Rows((), 0)

    def close(self) -> None:
        """End the use; a transaction that was not ended is undone."""
        if self._held is not None:
            self._held.close()
            self._leave()

    def __enter__(self) -> "SharedFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Commit the transaction, if one was begun; undo it where something failed."""
        if self.in_transaction:
            self._end("COMMIT" if kind is None else "ROLLBACK")

    def _run(self, work: Callable[[Link], Rows], can_repeat: bool) -> Rows:
        if self._held is None:
            return self._links.use(self._name, work, is_repeatable=can_repeat)
        try:
            return work(self._held)
        except psycopg.Error as error:
            raise faults.translate(self._links.name, error) from None

    def _end(self, statement: str) -> None:
        """End the transaction; a link that was lost has undone it."""
        link = self._held
        if link is None:
            return
        try:
            link.execute(statement)
        except psycopg.Error as error:
            if statement == "COMMIT":
                raise faults.translate(self._links.name, error) from None
        finally:
            self._leave()

    def _leave(self) -> None:
        link, self._held = self._held, None
        if link is not None:
            if link.info.transaction_status != TransactionStatus.IDLE:
                link.close()
            self._links.take_back(link, self._name)


def _rows(link: Link, statement: str, values: tuple[object, ...]) -> Rows:
    cursor = link.execute(statement, values)
    found = cursor.fetchall() if cursor.description is not None else ()
    return Rows(found, cursor.rowcount)


def _plain(value: object) -> object:
    """Return a value as SQLite keeps it: it knows no truth values but numbers."""
    return int(value) if isinstance(value, bool) else value
