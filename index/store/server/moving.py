"""Moves all rows of a data directory to a server and back, and compares every one of them.

Either way the rows are written in one transaction, which is kept only if what is read back is what
was read, and the audit log is unbroken. What was moved from is kept under another name.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import rmtree

import psycopg

from index.errors import StoreRefused
from index.store import chain
from index.store.databases import ERRORS, make_directory, open_database, refusal_of
from index.store.engines import Connection
from index.store.file import FILE_NAME, moved_folder
from index.store.server import belonging, faults
from index.store.server.dialect import COUNTED, Part, Table, tables_of
from index.store.server.links import PROGRAM, Link
from index.store.server.opening import PREFIX, PostgresServer, schema_name
from index.store.server.shared import SharedFile

_JOURNALS = ("-wal", "-shm", "-journal")
_BESIDE = "moving-from-postgres"

Row = Sequence[object]
Files = Mapping[Part, sqlite3.Connection]


@dataclass(frozen=True, slots=True)
class Summed:
    """The rows of a table: how many, and the sum of their digests, in whatever order."""

    rows: int
    digest: int


Sums = Mapping[tuple[str, str], Summed]
"""Of each table, by its file and its name."""


def move_there(data: Path, server: PostgresServer, parts: Sequence[Part]) -> int:
    """Move the rows of the files in `data` to an empty server; return how many.

    Then the files are put aside. Where all rows are there already, as after an interruption, only
    that is done. Raises `StoreRefused` in one line, and then nothing was moved. The corpus is to be
    locked by the caller.
    """
    found = [part for part in parts if (data / part.file).exists()]
    if not any(part.file == FILE_NAME for part in found):
        raise StoreRefused(f"there is no {FILE_NAME} in {data}, so there is nothing to move")
    _refuse_users(data, found)
    with ExitStack() as held, _transaction(server, parts) as link:
        files = {part: held.enter_context(_opened(data, part)) for part in found}
        sums = _sums_of_files(files, parts)
        there = _sums_of_server(link, parts)
        if any(summed.rows for summed in there.values()):
            _compare(sums, there, f"{server.name} is not empty, and holds other rows")
        else:
            for part, file in files.items():
                _copy_there(link, part, file)
            _compare(sums, _sums_of_server(link, parts), "what was written is not what was read")
        _verify(SharedFile.on(server.links, link, schema_name(FILE_NAME), _store(parts).schema))
        _refuse_users(data, found)  # whoever has begun since would go on with what is put aside
    _put_aside(data, found)
    return sum(summed.rows for summed in sums.values())


def move_back(data: Path, server: PostgresServer, parts: Sequence[Part]) -> int:
    """Move the rows of a server to files in `data`, which has none; return how many.

    All schemas of ours there get another name, so that no bot goes on with what was left. Files
    without a store, as an interruption leaves them, are put aside. Raises `StoreRefused` in one
    line, and then nothing was moved. The corpus is to be locked by the caller.
    """
    beside = data / _BESIDE
    with _transaction(server, parts) as link:
        sums = _sums_of_server(link, parts)
        there = [part for part in parts if (data / part.file).exists()]
        _refuse_users(data, there)
        if _store(parts) not in there:
            _put_aside(data, there)
            there = []
        with ExitStack() as held:
            if there:
                files = {part: held.enter_context(_opened(data, part)) for part in there}
                _compare(sums, _sums_of_files(files, parts), f"{data} has files with other rows")
            else:
                _write_files(beside, link, parts, sums)
        if not there:
            _put_in_place(data, beside, parts)
        for schema in _schemas(link):
            _rename_schema(link, schema)
    belonging.part(data)
    return sum(summed.rows for summed in sums.values())


@contextmanager
def _transaction(server: PostgresServer, parts: Sequence[Part]) -> Iterator[Link]:
    """Lock all tables of a server in one transaction; raises `StoreRefused` for its errors."""
    try:
        for part in parts:
            server.open(part.file, part.schema)
        with closing(server.links.connect()) as link, link.transaction():
            _refuse_bots(link, server.name)
            for part in parts:
                names = ", ".join(f"{schema_name(part.file)}.{name}" for name in _tables(part))
                link.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            yield link
    except psycopg.Error as error:
        raise StoreRefused(str(faults.translate(server.name, error))) from None
    except ERRORS as error:
        raise StoreRefused(str(error)) from error


@contextmanager
def _opened(data: Path, part: Part) -> Iterator[sqlite3.Connection]:
    """Open a file with all of its tables, and let nobody else write to it."""
    try:
        with closing(open_database(data / part.file, part.schema)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("ROLLBACK")
    except ERRORS as error:
        _refuse_users(data, [part])
        raise refusal_of(data / part.file, error) from error


def _copy_there(link: Link, part: Part, file: sqlite3.Connection) -> None:
    """Write the rows of a file to the server, with the numbers that its tables go on from."""
    schema = schema_name(part.file)
    for name, table in _tables(part).items():
        with (
            link.cursor() as cursor,
            cursor.copy(f"COPY {schema}.{name} ({_named(table)}) FROM STDIN") as copying,
        ):
            for row in _rows_of(file, name, table):
                copying.write_row(row)
        if table.identity is not None:
            link.execute(
                f"SELECT setval(pg_get_serial_sequence('{schema}.{name}', '{table.identity}'),"
                f' (SELECT coalesce(max("{table.identity}"), 0) + 1 FROM {schema}.{name}), false)'
            )
    for name, highest in _counted(file):
        link.execute(
            f"INSERT INTO {schema}.{COUNTED} VALUES (%s, %s) ON CONFLICT (name)"
            " DO UPDATE SET seq = excluded.seq",
            (name, highest),
        )


def _write_files(beside: Path, link: Link, parts: Sequence[Part], sums: Sums) -> None:
    """Write files with the rows of a server beside their place, and compare them."""
    if beside.exists():
        rmtree(beside)
    make_directory(beside)
    with ExitStack() as held:
        files = {
            part: held.enter_context(
                closing(open_database(beside / part.file, part.schema, journal="rollback"))
            )
            for part in parts
        }
        for part, file in files.items():
            file.execute("BEGIN IMMEDIATE")
            _copy_back(link, part, file)
            file.execute("COMMIT")
        _compare(sums, _sums_of_files(files, parts), "what was written is not what was read")
        _verify(files[_store(parts)])
    for part in parts:
        _flush(beside / part.file)


def _copy_back(link: Link, part: Part, file: sqlite3.Connection) -> None:
    schema = schema_name(part.file)
    for name, table in _tables(part).items():
        places = ", ".join("?" for _ in table.columns)
        file.executemany(
            f"INSERT INTO {name} ({_named(table)}) VALUES ({places})",
            _rows_there(link, schema, name, table),
        )
    if any(table.is_numbered for table in _tables(part).values()):
        file.execute("DELETE FROM sqlite_sequence")
        file.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            link.execute(f"SELECT name, seq FROM {schema}.{COUNTED}").fetchall(),
        )


def _sums_of_files(files: Files, parts: Sequence[Part]) -> Sums:
    """Sum up the rows of files; of one that is not there, that it has none."""
    return {
        (part.file, name): _sum(_rows_of(files[part], name, table) if part in files else ())
        for part in parts
        for name, table in _tables(part).items()
    }


def _sums_of_server(link: Link, parts: Sequence[Part]) -> Sums:
    return {
        (part.file, name): _sum(_rows_there(link, schema_name(part.file), name, table))
        for part in parts
        for name, table in _tables(part).items()
    }


def _sum(rows: Iterable[Row]) -> Summed:
    number, total = 0, 0
    for row in rows:
        plain = [value.hex() if isinstance(value, bytes) else value for value in row]
        digest = sha256(json.dumps(plain, ensure_ascii=False).encode()).digest()
        number, total = number + 1, total + int.from_bytes(digest)
    return Summed(number, total)


def _compare(one: Sums, other: Sums, problem: str) -> None:
    for (file, table), summed in one.items():
        if other[file, table] != summed:
            raise StoreRefused(
                f"{problem}: {file} has {summed.rows} rows in {table}, against"
                f" {other[file, table].rows} that are not all the same; nothing was moved"
            )


def _verify(store: Connection) -> None:
    if problems := chain.problems(store):
        raise StoreRefused(f"the audit log is damaged, so nothing was moved: {'; '.join(problems)}")


def _rows_of(file: sqlite3.Connection, name: str, table: Table) -> Iterator[Row]:
    """Read the rows of a table in a file, ids as text where they are kept as numbers."""
    texts = [column in table.is_text for column in table.columns]
    for row in file.execute(f"SELECT {_named(table)} FROM {name}"):
        yield [
            str(value) if is_text and value is not None else value
            for value, is_text in zip(row, texts, strict=True)
        ]


def _rows_there(link: Link, schema: str, name: str, table: Table) -> Iterator[Row]:
    with link.cursor(f"rows_of_{name}") as cursor:  # one that is named is read bit by bit
        yield from cursor.execute(f"SELECT {_named(table)} FROM {schema}.{name}")


def _counted(file: sqlite3.Connection) -> Sequence[tuple[str, int]]:
    with suppress(sqlite3.OperationalError):  # a file without such tables
        return file.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    return ()


def _put_aside(data: Path, parts: Iterable[Part]) -> None:
    """Move files whose rows are elsewhere into a folder; the store is the last."""
    folder = moved_folder(data)
    make_directory(folder)
    for part in sorted(parts, key=lambda part: part.file == FILE_NAME):
        earlier = len(list(folder.glob(f"{part.file}*")))  # of a state that came back since
        (data / part.file).rename(folder / f"{part.file}{f'.{earlier}' if earlier else ''}")
        for journal in _JOURNALS:
            (data / f"{part.file}{journal}").unlink(missing_ok=True)


def _put_in_place(data: Path, beside: Path, parts: Sequence[Part]) -> None:
    for part in sorted(parts, key=lambda part: part.file == FILE_NAME):
        (beside / part.file).rename(data / part.file)
    rmtree(beside)


def _schemas(link: Link) -> list[str]:
    found = link.execute(
        "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", (PREFIX,)
    )
    return [str(name) for (name,) in found.fetchall()]


def _rename_schema(link: Link, schema: str) -> None:
    for at in count(1):
        name = f"moved_{at}_{schema}"
        if not link.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (name,)).fetchone():
            link.execute(f"ALTER SCHEMA {schema} RENAME TO {name}")
            return


def _refuse_users(data: Path, parts: Sequence[Part]) -> None:
    """Refuse while another process has one of the files open, as a bot that is served."""
    places = {str((data / part.file).resolve()) for part in parts}
    for opened in Path("/proc").glob("[0-9]*/fd/*"):
        process = opened.parts[2]
        with suppress(OSError):
            if process != str(os.getpid()) and str(opened.readlink()) in places:
                raise StoreRefused(
                    f"process {process} uses {opened.readlink()}; end it, and move the state then"
                )


def _refuse_bots(link: Link, name: str) -> None:
    """Refuse while another process of ours is connected, as a bot that is served anywhere."""
    found = link.execute(
        "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()"
        " AND starts_with(application_name, %s) AND application_name <>"
        " current_setting('application_name') ORDER BY 1",
        (PROGRAM,),
    ).fetchall()
    if found:
        bots = ", ".join(str(bot).removeprefix(PROGRAM) for (bot,) in found)
        raise StoreRefused(f"{name} is used by {bots}; end them, and move the state then")


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _tables(part: Part) -> Mapping[str, Table]:
    return tables_of(part.schema)


def _store(parts: Sequence[Part]) -> Part:
    return next(part for part in parts if part.file == FILE_NAME)


def _named(table: Table) -> str:
    return ", ".join(f'"{column}"' for column in table.columns)
