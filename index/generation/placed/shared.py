"""What is placed, where a server keeps the state: rows that are replaced in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Protocol

from index.errors import StoreRefused
from index.generation.asking import Size
from index.generation.placed.records import Placed, PlacedSet, PlacedShard
from index.store.databases import ERRORS
from index.store.engines import Connection, Server, ServerFailed

FILE_NAME = "cluster.sqlite"
"""The name that stands for these tables among the files of a data directory."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS hosts (
    name TEXT NOT NULL PRIMARY KEY, place INTEGER NOT NULL, is_draining INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sets (
    generation INTEGER NOT NULL, place INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    PRIMARY KEY (generation));
CREATE TABLE IF NOT EXISTS shards (
    generation INTEGER NOT NULL, shard INTEGER NOT NULL, directory TEXT NOT NULL,
    digest TEXT NOT NULL, articles INTEGER NOT NULL, paragraphs INTEGER NOT NULL,
    stems INTEGER NOT NULL, oldest TEXT, newest TEXT, PRIMARY KEY (generation, shard));
CREATE TABLE IF NOT EXISTS copies (
    generation INTEGER NOT NULL, shard INTEGER NOT NULL, place INTEGER NOT NULL,
    host TEXT NOT NULL, PRIMARY KEY (generation, shard, place));
"""

# One statement sees one state, whoever writes meanwhile.
_HELD = (
    "SELECT s.generation, s.fingerprint, h.shard, h.directory, h.digest, h.articles, h.paragraphs,"
    " h.stems, h.oldest, h.newest, c.host FROM sets s JOIN shards h ON h.generation = s.generation"
    " JOIN copies c ON c.generation = h.generation AND c.shard = h.shard"
    " ORDER BY s.place, h.shard, c.place"
)
_HOSTS = "SELECT name, is_draining FROM hosts ORDER BY place"


class Before(Protocol):
    """What was placed before a server kept it."""

    def read(self) -> Placed:
        """Read what was placed."""
        ...

    def put_aside(self) -> None:
        """Take it away, as the server keeps it now."""
        ...


class SharedPlacement:
    """The rows of one server, which hold what is placed."""

    def __init__(self, server: Server, before: Before) -> None:
        """Use a server; as long as it has no rows, what was placed `before` counts."""
        self._server = server
        self._before = before
        self._read: tuple[bytes, Placed] | None = None

    def read(self) -> Placed:
        """Read what is placed; only a change since the last time takes more than one row.

        Raises `StoreRefused`.
        """
        with self._opened() as link:
            state = self._server.count_writes(FILE_NAME)
            if self._read is None or self._read[0] != state:
                self._read = state, self._placed(link)
            return self._read[1]

    def change(self, change: Callable[[Placed], Placed]) -> None:
        """Replace what is placed by what comes of it, in one transaction; raises `StoreRefused`."""
        with self._opened() as link:
            link.execute("BEGIN IMMEDIATE")
            with link:
                held = _read(link)
                placed = change(self._before.read() if held == Placed() else held)
                if placed != held:
                    _write(link, placed)
            self._before.put_aside()

    def _placed(self, link: Connection) -> Placed:
        found = _read(link)
        return self._before.read() if found == Placed() else found

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        try:
            with closing(self._server.open(FILE_NAME, SCHEMA)) as link:
                yield link
        except ServerFailed as error:
            raise StoreRefused(str(error)) from error
        except ERRORS as error:
            raise StoreRefused(f"cannot use {self._server.name}: {error}") from error


def _read(link: Connection) -> Placed:
    hosts = link.execute(_HOSTS).fetchall()
    sets: dict[int, tuple[str, dict[int, PlacedShard]]] = {}
    for number, fingerprint, at, name, digest, *size, host in link.execute(_HELD):
        _, shards = sets.setdefault(number, (fingerprint, {}))
        held = shards.get(at)
        hosts_of = (host,) if held is None else (*held.hosts, host)
        shards[at] = PlacedShard(name, digest, Size(*size), hosts_of)
    return Placed(
        hosts=tuple(name for name, _ in hosts),
        draining=tuple(name for name, is_draining in hosts if is_draining),
        sets=tuple(
            PlacedSet(number, fingerprint, tuple(shards.values()))
            for number, (fingerprint, shards) in sets.items()
        ),
    )


def _write(link: Connection, placed: Placed) -> None:
    for table in ("copies", "shards", "sets", "hosts"):
        link.execute(f"DELETE FROM {table}")
    link.executemany(
        "INSERT INTO hosts VALUES (?, ?, ?)",
        [(name, at, name in placed.draining) for at, name in enumerate(placed.hosts)],
    )
    for place, held in enumerate(placed.sets):
        link.execute("INSERT INTO sets VALUES (?, ?, ?)", (held.number, place, held.fingerprint))
        link.executemany(
            "INSERT INTO shards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_row(held.number, at, shard) for at, shard in enumerate(held.shards)],
        )
        link.executemany(
            "INSERT INTO copies VALUES (?, ?, ?, ?)",
            [
                (held.number, at, copy, host)
                for at, shard in enumerate(held.shards)
                for copy, host in enumerate(shard.hosts)
            ],
        )


def _row(number: int, at: int, shard: PlacedShard) -> tuple[object, ...]:
    size = shard.size
    counts = (size.articles, size.paragraphs, size.stems)
    return (number, at, shard.name, shard.digest, *counts, size.oldest, size.newest)
