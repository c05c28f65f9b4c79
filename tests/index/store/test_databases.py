import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreRefused
from index.store.databases import open_database

SCHEMA = "CREATE TABLE IF NOT EXISTS boats (name TEXT);"


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_file_is_made_with_its_tables_and_kept_when_it_is_opened_again(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "a.sqlite", SCHEMA)) as made:
        made.execute("INSERT INTO boats VALUES ('Ferry')")
    with closing(open_database(tmp_path / "a.sqlite", SCHEMA)) as opened:
        assert opened.execute("SELECT name FROM boats").fetchall() == [("Ferry",)]


def test_a_file_has_a_journal_that_readers_do_not_wait_for(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "a.sqlite", SCHEMA)) as opened:
        assert (pragma(opened, "journal_mode"), pragma(opened, "synchronous")) == ("wal", 1)
        assert pragma(opened, "busy_timeout") == 5000


def test_a_file_can_have_a_rollback_journal_and_lose_nothing_with_the_power(tmp_path: Path) -> None:
    opened = open_database(
        tmp_path / "a.sqlite", SCHEMA, journal="rollback", synchronous="full", busy_seconds=0.25
    )
    with closing(opened):
        assert (pragma(opened, "journal_mode"), pragma(opened, "synchronous")) == ("delete", 2)
        assert pragma(opened, "busy_timeout") == 250


def test_a_reader_changes_nothing(tmp_path: Path) -> None:
    open_database(tmp_path / "a.sqlite", SCHEMA).close()
    with (
        closing(open_database(tmp_path / "a.sqlite", access="read")) as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reader.execute("INSERT INTO boats VALUES ('Ferry')")


def test_a_reader_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match=r"^cannot use .*a\.sqlite: unable to open database"):
        open_database(tmp_path / "a.sqlite", access="read")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_refused_in_the_words_of_its_owner(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("no database" * 100)
    with pytest.raises(StoreRefused) as refused:
        open_database(tmp_path / "a.sqlite", SCHEMA, refusal="no boats in {path} ({error})")
    assert str(refused.value) == f"no boats in {tmp_path / 'a.sqlite'} (file is not a database)"
