import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fakes.commands.together import do_at_once

from index.store.comfort import forget_deleted, open_comfort
from index.store.databases import find_damage
from index.store.engines import Connection

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (words TEXT NOT NULL);"
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "of another kind": lambda whole: b"no database at all" + whole[20:],
    "cut off": lambda whole: whole[: len(whole) // 2],
    "with a page of zeros": lambda whole: whole[:4096] + bytes(4096) + whole[8192:],
    "with a head of zeros": lambda whole: bytes(100) + whole[100:],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a file with thirty notes in it."""
    path = tmp_path / "notes.sqlite"
    with closing(open_comfort(path, SCHEMA)) as notes:
        notes.executemany("INSERT INTO notes VALUES (?)", [("note " * 100,)] * 30)
    return path


def count(connection: Connection) -> int:
    (found,) = connection.execute("SELECT count(*) FROM notes").fetchone()
    return int(found)


def test_a_whole_file_goes_on(path: Path) -> None:
    assert find_damage(path, thoroughly=False) is None
    with closing(open_comfort(path, SCHEMA)) as notes:
        assert count(notes) == 30


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_set_aside_with_one_line_and_a_new_one_begun(
    path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = DAMAGES[kind](path.read_bytes())
    for number in (1, 2):
        path.write_bytes(damaged)
        with closing(open_comfort(path, SCHEMA)) as notes:
            assert count(notes) == 0
            notes.execute("INSERT INTO notes VALUES ('x')")
        assert path.with_name(f"notes.sqlite.damaged-{number}").read_bytes() == damaged
    assert len(caplog.messages) == 2
    assert all(str(path) in line and "set aside" in line for line in caplog.messages)


def test_a_damaged_file_that_several_open_at_once_is_set_aside_once_and_nothing_is_lost(
    path: Path,
) -> None:
    damaged = DAMAGES["of another kind"](path.read_bytes())

    def open_and_write(_: int) -> None:
        with closing(open_comfort(path, SCHEMA)) as notes:
            notes.execute("INSERT INTO notes VALUES ('new')")

    for round_ in range(1, 6):
        path.write_bytes(damaged)
        written = do_at_once(6, open_and_write).count(None)
        aside = [f"{path.name}.damaged-{number}" for number in range(1, round_ + 1)]
        assert sorted(found.name for found in path.parent.glob("*.damaged-?")) == aside
        with closing(open_comfort(path, SCHEMA)) as notes:
            assert count(notes) == written == 6


def test_where_nothing_can_be_written_a_copy_is_read(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_comfort(path.parent / "none" / "notes.sqlite", SCHEMA)) as none:
        assert count(none) == 0
        with pytest.raises(sqlite3.OperationalError):
            none.execute("INSERT INTO notes VALUES ('x')")
    (line,) = caplog.messages
    assert "nothing is kept there in this run" in line


def test_what_was_deleted_stands_in_none_of_the_files(path: Path) -> None:
    with closing(open_comfort(path, SCHEMA)) as notes:
        notes.execute("INSERT INTO notes VALUES ('of somebody who asks to be forgotten')")
        notes.execute("DELETE FROM notes WHERE words LIKE 'of %'")
        forget_deleted(notes)
        for file in path.parent.iterdir():
            assert b"asks to be forgotten" not in file.read_bytes()
