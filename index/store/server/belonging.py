"""Which database and which data directory belong together: both keep the same id.

A database that was made anew, one whose name is mistyped, and one to which the files were never
moved are empty. To begin a second state there would serve the demonstration articles to a newsroom,
and write generations over its own.
"""

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from index.errors import StoreRefused
from index.store.databases import PRIVATE_FILE, make_directory, refusal_of
from index.store.engines import ServerFailed
from index.store.file import FILE_NAME, moved_folder
from index.store.server.links import Link
from index.store.server.opening import PostgresServer, schema_name

ID_NAME = "database.id"
"""The name of the file in a data directory that says to which database it belongs."""

OF_FOLDER = "folder.sqlite"
"""The name that stands, among the files of a data directory, for the table with the same id."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS folder (number INTEGER PRIMARY KEY, id TEXT NOT NULL);"
_RIGHTS = (
    "SELECT has_database_privilege(current_database(), 'CREATE')"
    " AND NOT current_setting('transaction_read_only')::bool"
)
_READABLE = (
    "SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = %s AND c.relname = %s"
)
_GENERATIONS = "generations/[0-9]*"


@dataclass(frozen=True, slots=True)
class _There:
    """What a database holds: its tables, events in them, the id; and whether any can be made."""

    has_tables: bool
    has_events: bool
    id: str | None
    can_make: bool


def check(server: PostgresServer, data: Path) -> None:
    """See that a database and a data directory belong together; raises `StoreRefused` if not.

    Both are given the same id where they have none yet, if they can be written.
    """
    try:
        there = server.links.use("public", _look, is_repeatable=True)
        here = _read(data)
        _refuse(server.name, data, here, there)
        if there.id is None and there.can_make:
            _write_there(server, here or token_hex(8))
            there = server.links.use("public", _look, is_repeatable=True)
    except ServerFailed as error:
        raise StoreRefused(str(error)) from error
    if here is None and there.id is not None:
        _write_here(data, there.id)


def part(data: Path) -> None:
    """Forget to which database a data directory belongs, as its state is in files again."""
    (data / ID_NAME).unlink(missing_ok=True)


def _refuse(name: str, data: Path, here: str | None, there: _There) -> None:
    if here is not None and there.id not in (None, here):
        raise StoreRefused(
            f"{name} belongs to another data directory than {data}; name the right one with"
            " PULLQUOTE_CLUSTER or --data (to put them together all the same, remove"
            f" {data / ID_NAME})"
        )
    if here is None and there.has_events and there.id and not any(data.glob(_GENERATIONS)):
        raise StoreRefused(
            f"{name} belongs to another data directory than {data}, which is empty, as one that is"
            " not mounted; name the right one with --data or PULLQUOTE_DATA_DIR (if it is lost,"
            f" write {there.id} into {data / ID_NAME}, and make the index anew with: pullquote"
            " reindex)"
        )
    if there.has_events or there.id is not None:
        return
    if (data / FILE_NAME).exists():
        raise StoreRefused(
            f"{name} is empty, and the state of {data} is in its files; move it there with:"
            " pullquote migrate (or take PULLQUOTE_CLUSTER away)"
        )
    if here is not None or moved_folder(data).is_dir() or _was_built(data, there):
        raise StoreRefused(
            f"{name} is empty, although the state of {data} was in a database; restore that from a"
            " backup, or name the right one with PULLQUOTE_CLUSTER (to begin anew, name an empty"
            " folder with --data)"
        )


def _was_built(data: Path, there: _There) -> bool:
    """Tell whether generations were built from another database: whoever builds makes tables."""
    return not there.has_tables and any(data.glob(_GENERATIONS))


def _look(link: Link) -> _There:
    store, folder = schema_name(FILE_NAME), schema_name(OF_FOLDER)
    (can_make,) = link.execute(_RIGHTS).fetchone() or (False,)
    has_tables = link.execute(_READABLE, (store, "events")).fetchone() is not None
    events = f"SELECT 1 FROM {store}.events LIMIT 1"
    has_events = has_tables and link.execute(events).fetchone() is not None
    found = None
    if link.execute(_READABLE, (folder, "folder")).fetchone() == (True,):
        found = link.execute(f"SELECT id FROM {folder}.folder").fetchone()
    return _There(has_tables, has_events, None if found is None else str(found[0]), bool(can_make))


def _write_there(server: PostgresServer, made: str) -> None:
    """Give the database an id; of two processes that do so at once the first has given it."""
    with closing(server.open(OF_FOLDER, _SCHEMA)) as shared:
        shared.execute("INSERT OR IGNORE INTO folder VALUES (1, ?)", (made,))


def _read(data: Path) -> str | None:
    try:
        return (data / ID_NAME).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise refusal_of(data / ID_NAME, error) from error


def _write_here(data: Path, found: str) -> None:
    aside = data / f"{ID_NAME}.{os.getpid()}"
    with suppress(OSError):  # a folder that may only be read is asked all the same
        make_directory(data)
        aside.touch(PRIVATE_FILE)
        aside.write_text(f"{found}\n", encoding="utf-8")
        aside.replace(data / ID_NAME)
