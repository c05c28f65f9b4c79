import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
from fakes.commands.together import do_at_once
from fakes.processes.rights import no_more_files

from index.errors import StoreRefused
from index.store.databases import (
    Access,
    find_damage,
    make_directory,
    open_database,
    refusal_of,
)

ACCESSES: tuple[Access, ...] = ("make", "read")
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


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "of an earlier version"])
@pytest.mark.parametrize("journal", ["wal", "rollback"])
def test_a_file_is_made_and_brought_up_to_date_by_several_at_once(
    tmp_path: Path, journal: Literal["wal", "rollback"], is_there: bool
) -> None:
    later = "".join(
        f"CREATE TABLE IF NOT EXISTS tram{at} (name TEXT); CREATE INDEX IF NOT EXISTS by_name{at}"
        f" ON tram{at} (name);"
        for at in range(8)
    )
    for round_ in range(12):
        path = tmp_path / f"{round_}.sqlite"
        if is_there:
            open_database(path, SCHEMA, journal=journal).close()

        def open_and_write(_: int, path: Path = path) -> None:
            with closing(open_database(path, SCHEMA + later, journal=journal)) as opened:
                opened.execute("INSERT INTO tram7 VALUES ('T')")

        assert do_at_once(6, open_and_write) == [None] * 6
        with closing(open_database(path, access="read")) as reader:
            assert reader.execute("SELECT count(*) FROM tram7").fetchone() == (6,)


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


def test_where_no_more_files_can_be_opened_the_advice_is_about_that(tmp_path: Path) -> None:
    open_database(tmp_path / "a.sqlite", SCHEMA).close()
    with no_more_files():
        for access in ACCESSES:
            with pytest.raises(StoreRefused) as refused:
                open_database(tmp_path / "a.sqlite", SCHEMA, access=access)
            assert str(refused.value) == (
                f"cannot use {tmp_path / 'a.sqlite'}: Too many open files; let it open more files"
                " (as with: ulimit -n 4096) and start it again"
            )


def test_a_full_disk_is_told_as_such_whatever_the_owner_of_the_file_says(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "a.sqlite", SCHEMA)) as opened:
        opened.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as full:
            opened.execute("INSERT INTO boats VALUES (?)", ("x" * 9000,))
    assert str(refusal_of(tmp_path / "a.sqlite", full.value, "delete {path}")) == (
        f"cannot write {tmp_path / 'a.sqlite'}: the disk is full; nothing was changed, free some"
        " space"
    )


def test_a_file_and_its_journals_are_for_their_owner_alone(tmp_path: Path) -> None:
    was = os.umask(0)
    try:
        with closing(open_database(tmp_path / "a.sqlite", SCHEMA)) as opened:
            opened.execute("INSERT INTO boats VALUES ('Ferry')")
            found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(was)
    assert found == {"a.sqlite": 0o600, "a.sqlite-shm": 0o600, "a.sqlite-wal": 0o600}


def test_directories_are_made_for_their_owner_alone_and_those_that_are_there_stay(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    make_directory(tmp_path / "a" / "b")
    make_directory(tmp_path / "a")
    paths = (tmp_path, tmp_path / "a", tmp_path / "a" / "b")
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o755, 0o700, 0o700]
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "c"):
        with pytest.raises(OSError, match=r"File exists|Not a directory"):
            make_directory(path)


def test_damage_inside_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(open_database(path, SCHEMA, journal="rollback")) as opened:
        opened.executemany("INSERT INTO boats VALUES (?)", [("x" * 3000,)] * 9)
    assert find_damage(path, thoroughly=True) is None
    whole = path.read_bytes()
    for place in (0, 4096, 8192):
        path.write_bytes(whole[:place] + b"\xee" * 100 + whole[place + 100 :])
        found = find_damage(path, thoroughly=True)
        assert found
        assert "\n" not in found
