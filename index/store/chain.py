"""The audit log in an open store: entries are only added, each with the hash of the one before.

The owner of the file can still rewrite the whole log. Any other change breaks the chain of hashes,
and somebody who has noted the newest entry's hash elsewhere also finds a log written anew.
"""

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from index.records import AuditEntry, Deed
from index.store.engines import Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, by TEXT NOT NULL,
    action TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS audit_is_not_edited BEFORE UPDATE ON audit
    BEGIN SELECT raise(ABORT, 'entries of the audit log cannot be changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_cut BEFORE DELETE ON audit
    BEGIN SELECT raise(ABORT, 'entries of the audit log cannot be removed'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
    BEGIN SELECT raise(ABORT, 'entries of the audit log cannot be replaced'); END;
CREATE TABLE IF NOT EXISTS witnesses (
    kind TEXT NOT NULL, number INTEGER NOT NULL, sha256 BLOB NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (kind, number)) WITHOUT ROWID;
"""
Clock = Callable[[], datetime]
"""Returns the time now, in UTC."""

Kind = Literal["event", "golden question"]
"""What an entry of the log describes: a row, by its number, that is kept with the entry's hash."""

_ROWS: Mapping[Kind, str] = {
    "event": "SELECT e.id AS number, e.at, e.action, e.generation, e.parent, e.articles, e.added,"
    " e.changed, e.removed, m.by FROM events e LEFT JOIN makers m ON m.event = e.id",
    "golden question": "SELECT number, question, words, is_answerable, at, by FROM golden",
}

BEGINNING = "0" * 64  # stands in the first entry for the hash of an entry before it


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def stamp(now: datetime) -> str:
    """Write a time as every record of the store has it: ISO 8601, in seconds.

    >>> stamp(datetime(2026, 1, 2, 12, 0, 0, 500))
    '2026-01-02T12:00:00'
    """
    return now.isoformat(timespec="seconds")


def write(connection: Connection, deed: Deed) -> str:
    """Add an entry to the audit log, inside the caller's transaction; return its hash.

    What the entry describes is kept with that hash (`witness`): whoever then removes the entry
    leaves what it describes without one.
    """
    number, previous = connection.execute(
        "SELECT (SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'audit'),"
        " (SELECT hash FROM audit ORDER BY number DESC LIMIT 1)"
    ).fetchone()
    previous = previous or BEGINNING
    entry = digest(number, deed, previous)
    connection.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, deed.at, deed.by, deed.action, deed.detail, previous, entry),
    )
    return entry


def witness(connection: Connection, kind: Kind, number: int, entry: str) -> None:
    """Keep a digest of the row that an entry describes, and the hash of that entry."""
    (row,) = connection.execute(
        f"SELECT * FROM ({_ROWS[kind]}) AS described WHERE number = ?", (number,)
    )
    connection.execute(
        "INSERT OR REPLACE INTO witnesses VALUES (?, ?, ?, ?)", (kind, number, _sum(row), entry)
    )


def fits(connection: Connection, kind: Kind, number: int) -> bool:
    """Tell whether a row is as it was when the entry that describes it was written."""
    (row,) = connection.execute(
        f"SELECT * FROM ({_ROWS[kind]}) AS described WHERE number = ?", (number,)
    )
    kept = connection.execute(
        "SELECT sha256 FROM witnesses WHERE kind = ? AND number = ?", (kind, number)
    ).fetchone()
    return kept is not None and kept[0] == _sum(row)


def dismiss(connection: Connection, kind: Kind, number: int) -> None:
    """Forget the entry of a row that is removed."""
    connection.execute("DELETE FROM witnesses WHERE kind = ? AND number = ?", (kind, number))


def read(connection: Connection) -> tuple[AuditEntry, ...]:
    """Read the audit log, oldest entry first; a store that is older than the log has no entries."""
    if not _is_there(connection, "audit"):
        return ()
    rows = connection.execute(
        "SELECT number, at, by, action, detail, previous, hash FROM audit ORDER BY number"
    )
    return tuple(
        AuditEntry(number, Deed(*map(str, deed)), str(previous), str(kept))
        for number, *deed, previous, kept in rows
    )


def problems(connection: Connection) -> tuple[str, ...]:
    """List a line for every entry that was edited, moved, forged, removed or cut off.

    And for every row that is not as it was when its entry was written, or whose entry is gone.
    """
    entries = read(connection)
    found = [*_misfits(entries), *_gaps(entries)]
    last = entries[-1].number if entries else 0
    written = _written(connection)
    if written > last:
        found.append(f"{_named(last + 1, written)} cut off at the end")
    elif written < last and not found:
        found.append(f"the count of entries was set back to {written}")
    return (*found, *_unwitnessed(connection, {entry.hash for entry in entries}))


def digest(number: int, deed: Deed, previous: str) -> str:
    """Compute the hash of an entry: SHA-256 of its fields as a JSON array in UTF-8.

    >>> digest(1, Deed("2026-01-02T12:00:00+00:00", "cli:ada", "published", ""), BEGINNING)[:8]
    'f9bbbe50'
    """
    fields = [number, deed.at, deed.by, deed.action, deed.detail, previous]
    canonical = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _misfits(entries: Sequence[AuditEntry]) -> Iterator[str]:
    """Find the entries whose own hash, or whose hash of the entry before, does not fit."""
    before = AuditEntry(0, Deed("", "", "", ""), "", BEGINNING)
    for entry in entries:
        if digest(entry.number, entry.deed, entry.previous) != entry.hash:
            yield _how_it_misfits(entry, len(entries))
        elif entry.number == before.number + 1 and entry.previous != before.hash:
            yield f"entry {entry.number} does not go on from entry {before.number}: one was forged"
        before = entry


def _how_it_misfits(entry: AuditEntry, count: int) -> str:
    """Tell an entry that was given another number from one whose fields were edited."""
    for number in range(1, count + 2):
        if digest(number, entry.deed, entry.previous) == entry.hash:
            return f"entry {entry.number} was moved: it was written as entry {number}"
    return f"entry {entry.number} was edited: its hash does not fit what it says"


def _gaps(entries: Sequence[AuditEntry]) -> Iterator[str]:
    """Find the numbers that no entry has, between two that are there."""
    before = 0
    for entry in entries:
        if entry.number > before + 1:
            yield f"{_named(before + 1, entry.number - 1)} removed"
        before = entry.number


def _unwitnessed(connection: Connection, hashes: Container[str]) -> Iterator[str]:
    """Find the rows that an entry described, and does not any more."""
    if not _is_there(connection, "witnesses"):
        return
    witnesses = connection.execute(
        "SELECT kind, number, sha256, entry FROM witnesses ORDER BY kind, number"
    ).fetchall()
    described = {kind for kind, *_ in witnesses}
    rows = {
        (kind, row[0]): _sum(row)
        for kind, query in _ROWS.items()
        if kind in described
        for row in connection.execute(query)
    }
    for kind, number, kept, entry in witnesses:
        if (kind, number) not in rows:
            yield f"{kind} {number} was removed, and its entry says that it was made"
        elif rows[kind, number] != kept:
            yield f"{kind} {number} is not what its entry was written for"
        elif entry not in hashes:
            yield f"the entry of {kind} {number} is not there any more"


def _sum(row: Sequence[object]) -> bytes:
    return sha256(json.dumps([str(column) for column in row]).encode()).digest()


def _row(connection: Connection, kind: Kind, number: int) -> Sequence[object]:
    (row,) = connection.execute(
        f"SELECT * FROM ({_ROWS[kind]}) AS described WHERE number = ?", (number,)
    )
    return tuple(row)


def _named(first: int, last: int) -> str:
    return f"entry {first} was" if first == last else f"entries {first} to {last} were"


def _written(connection: Connection) -> int:
    """Read how many entries were ever written: SQLite counts on when the last are removed."""
    if not _is_there(connection, "audit"):
        return 0
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    return 0 if row is None else int(row[0])


def _is_there(connection: Connection, table: str) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bool(connection.execute(query, (table,)).fetchone()[0])
