import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.people_book import Book, opened

from bot.people.file import PeopleFile, open_people_file
from index.errors import StoreRefused

ROLE = "INSERT INTO people VALUES ('telegram', '3', 'journalist', 'cli:ada', 0)"


def ignore(*_: str) -> str:
    return ""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[PeopleFile]:
    opened_file = open_people_file(tmp_path, "telegram", ignore, lambda: 0.0)
    yield opened_file
    opened_file.connection.close()


def roles(file: PeopleFile) -> int:
    return int(file.connection.execute("SELECT count(*) FROM people").fetchone()[0])


def break_off(file: PeopleFile) -> None:
    with file.changing():
        file.connection.execute(ROLE)
        raise ValueError("the log is full")


def test_a_person_is_named_with_their_platform(file: PeopleFile) -> None:
    assert (file.key("66"), file.key("")) == ("telegram:66", "telegram:")


def test_a_change_is_made_when_its_block_ends(file: PeopleFile) -> None:
    with file.changing():
        file.connection.execute(ROLE)
    assert roles(file) == 1


def test_a_change_that_breaks_off_is_not_made_and_the_next_one_can_be(file: PeopleFile) -> None:
    with pytest.raises(ValueError, match="the log is full"):
        break_off(file)
    assert roles(file) == 0
    with file.changing():
        file.connection.execute(ROLE)
    assert roles(file) == 1


def test_a_role_that_there_is_not_cannot_be_written(file: PeopleFile) -> None:
    with pytest.raises(sqlite3.IntegrityError), file.changing():
        file.connection.execute(ROLE.replace("journalist", "owner"))


def test_a_directory_is_made_with_the_file(tmp_path: Path) -> None:
    with opened(tmp_path / "deep" / "data") as book:
        assert isinstance(book, Book)
    assert (tmp_path / "deep" / "data" / "people.sqlite").is_file()


def test_a_folder_that_is_a_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreRefused, match="that its folder can be written"):
        open_people_file(tmp_path / "data", "telegram", ignore, lambda: 0.0)
