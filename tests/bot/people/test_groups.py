from pathlib import Path

import pytest
from fakes.people_book import opened

from bot.people import groups
from bot.people.groups import ListedGroup

pytestmark = pytest.mark.usefixtures("engine")


@pytest.mark.parametrize("group", ["-1002", "!room:example.org"])
def test_a_group_is_let_in_and_out_and_both_are_recorded(tmp_path: Path, group: str) -> None:
    with opened(tmp_path) as book:
        assert groups.let_in(book.people.file, "telegram:1", group, is_two_person=False) == "done"
        assert book.people.lets_in("9", group)
        again = groups.let_in(book.people.file, "telegram:2", group, is_two_person=False)
        assert again == "no change"
        assert groups.put_out(book.people.file, "telegram:1", group) == "done"
        assert groups.put_out(book.people.file, "telegram:1", group) == "no change"
        assert not book.people.lets_in("9", group)
        assert book.recorded == [
            ("telegram:1", "granted", f"the group telegram:{group} may ask"),
            ("telegram:1", "revoked", f"the group telegram:{group} may not ask any more"),
        ]


def test_where_two_have_to_agree_a_group_waits_for_the_second(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        file = book.people.file
        for _ in range(2):
            assert groups.let_in(file, "telegram:1", "-7", is_two_person=True) == "waits"
        assert not book.people.lets_in("9", "-7")
        assert groups.listed(file) == (ListedGroup("-7", "telegram:1", is_waiting=True),)
        assert groups.let_in(file, "telegram:2", "-7", is_two_person=True) == "done"
        assert book.people.lets_in("9", "-7")


def test_a_group_that_moves_stays_let_in(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        groups.let_in(book.people.file, "telegram:1", "-7", is_two_person=False)
        groups.move(book.people.file, "-7", "-1007")
        assert (book.people.lets_in("9", "-7"), book.people.lets_in("9", "-1007")) == (False, True)
