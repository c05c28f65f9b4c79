import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from index.records import AuditEntry, Deed
from index.store import chain

DEED = Deed("2026-01-02T12:00:00+00:00", "cli:ada", "published", "generation 1")
NEXT = Deed("2026-01-03T12:00:00+00:00", "cli:ada", "undone to", "generation 1")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        yield opened


def test_entries_are_read_in_order_each_with_the_hash_before_it(
    connection: sqlite3.Connection,
) -> None:
    connection.executescript(chain.SCHEMA)
    chain.write(connection, DEED)
    chain.write(connection, NEXT)
    first = chain.digest(1, DEED, chain.BEGINNING)
    assert chain.read(connection) == (
        AuditEntry(1, DEED, chain.BEGINNING, first),
        AuditEntry(2, NEXT, first, chain.digest(2, NEXT, first)),
    )
    assert chain.problems(connection) == ()


def test_a_store_without_a_log_has_no_entries_and_no_problems(
    connection: sqlite3.Connection,
) -> None:
    assert (chain.read(connection), chain.problems(connection)) == ((), ())
