"""Stores as earlier versions wrote them: a row for each article of each generation."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any  # what has `execute`: a connection to a file, or to a server

from index.store.file import FILE_NAME

LISTED = (
    "CREATE TABLE members_before AS SELECT * FROM members",
    "CREATE TABLE proofs_before AS SELECT * FROM proofs",
    "DROP VIEW members",
    "DROP VIEW proofs",
    "DROP TABLE stays",
    "DROP TABLE stay_proofs",
    "DELETE FROM listed_members",
    "DELETE FROM listed_proofs",
    "ALTER TABLE listed_members RENAME TO members",
    "ALTER TABLE listed_proofs RENAME TO proofs",
    "INSERT INTO members SELECT * FROM members_before",
    "INSERT INTO proofs SELECT * FROM proofs_before",
    "DROP TABLE members_before",
    "DROP TABLE proofs_before",
    "DROP INDEX events_by_generation",
)


def list_members(connection: Any) -> None:  # noqa: ANN401 - as said above
    """Make of a store what the version before stays would have written."""
    for statement in LISTED:
        connection.execute(statement)


def write_as_before(data: Path, *, proved: bool = True) -> None:
    """Let a data directory have the store of an earlier version, or of one before proofs."""
    with closing(sqlite3.connect(data / FILE_NAME)) as connection, connection:
        list_members(connection)
        if not proved:
            connection.execute("DROP TABLE proofs")
