import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.commands.shell import CHECKOUT
from fakes.people_book import ACCESS, NOBODY, Book, opened
from fakes.processes.postgres import of_files

from bot.people.book import MATRIX, TELEGRAM, Access, Listed, People, Profile, QuestionLimit
from bot.people.file import FILE_NAME, open_people_file
from index.errors import StoreRefused

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with opened(tmp_path) as made:
        yield made


def test_the_settings_give_their_roles_and_everybody_else_is_a_stranger(book: Book) -> None:
    roles = [book.people.role(person) for person in ("1", "2", "3")]
    assert roles == ["moderator", "journalist", None]
    assert [book.people.setting(person) for person in ("1", "2", "3")] == [
        "PULLQUOTE_TELEGRAM_MODERATORS",
        "PULLQUOTE_TELEGRAM_JOURNALISTS",
        None,
    ]


def test_who_was_granted_a_role_is_let_in_until_it_is_revoked(book: Book) -> None:
    assert book.people.grant("telegram:1", "3", "journalist") == "done"
    assert (book.people.role("3"), book.people.lets_in("3", None)) == ("journalist", True)
    assert book.people.revoke("telegram:1", "3") == "done"
    assert (book.people.role("3"), book.people.lets_in("3", None)) == (None, False)
    assert book.recorded == [
        ("telegram:1", "granted", "telegram:3 as journalist"),
        ("telegram:1", "revoked", "telegram:3, who was journalist"),
    ]


def test_what_changes_nothing_is_not_recorded(book: Book) -> None:
    book.people.grant("telegram:1", "3", "journalist")
    book.recorded.clear()
    assert book.people.grant("telegram:1", "3", "journalist") == "no change"
    assert book.people.grant("telegram:1", "1", "moderator") == "no change"
    assert book.people.revoke("telegram:1", "4") == "no change"
    assert book.recorded == []


def test_what_cannot_be_recorded_is_not_done(tmp_path: Path) -> None:
    def refuse(*_: str) -> str:
        raise OSError("the disk is full")

    with closing(People(open_people_file(tmp_path, TELEGRAM, refuse, lambda: 0.0), ACCESS)) as one:
        with pytest.raises(OSError, match="the disk is full"):
            one.grant("telegram:1", "3", "journalist")
        assert one.role("3") is None
    with opened(tmp_path) as book:
        assert book.people.grant("telegram:1", "3", "journalist") == "done"


def test_it_is_recorded_while_it_is_not_done_yet(tmp_path: Path) -> None:
    seen: list[object] = []

    def look(*_: str) -> str:
        with opened(tmp_path) as other:
            seen.append(other.people.role("3"))
        return ""

    with closing(People(open_people_file(tmp_path, TELEGRAM, look, lambda: 0.0), ACCESS)) as people:
        people.grant("telegram:1", "3", "journalist")
        people.revoke("telegram:1", "3")
    assert seen == [None, "journalist"]


def test_a_role_from_the_settings_always_holds(book: Book) -> None:
    assert book.people.revoke("telegram:1", "1") == "by the settings"
    assert book.people.grant("telegram:1", "1", "journalist") == "by the settings"
    assert book.people.revoke("telegram:1", "2") == "by the settings"
    assert book.recorded == []


def test_a_journalist_of_the_settings_can_be_made_a_moderator_and_no_less_than_before(
    book: Book,
) -> None:
    assert book.people.grant("telegram:1", "2", "moderator") == "done"
    assert book.people.role("2") == "moderator"
    assert book.people.revoke("telegram:1", "2") == "done"
    assert book.people.role("2") == "journalist"


def test_the_last_moderator_stays_one(tmp_path: Path) -> None:
    with opened(tmp_path, NOBODY) as book:
        assert book.people.is_empty()
        book.people.grant("cli:ada", "3", "moderator")
        assert not book.people.is_empty()
        assert book.people.revoke("telegram:3", "3") == "last moderator"
        assert book.people.grant("telegram:3", "3", "journalist") == "last moderator"
        book.people.grant("telegram:3", "4", "moderator")
        assert book.people.revoke("telegram:4", "3") == "done"
        assert book.people.moderators() == ("4",)


def test_in_an_allowed_group_everybody_may_ask_and_in_another_nobody(book: Book) -> None:
    assert [book.people.lets_in("3", "-10"), book.people.lets_in("1", "-11")] == [True, False]


def test_people_of_two_platforms_are_kept_apart(tmp_path: Path) -> None:
    with opened(tmp_path, NOBODY) as telegram, opened(tmp_path, NOBODY, "matrix") as matrix:
        telegram.people.grant("cli:ada", "3", "journalist")
        assert matrix.people.role("3") is None
        matrix.people.grant("cli:ada", "@ada:example.org", "moderator")
        assert telegram.people.role("@ada:example.org") is None
        assert matrix.recorded == [("cli:ada", "granted", "matrix:@ada:example.org as moderator")]


def test_a_change_made_elsewhere_is_seen_at_the_next_look(tmp_path: Path) -> None:
    with opened(tmp_path) as served, opened(tmp_path) as command_line:
        command_line.people.grant("cli:ada", "3", "journalist")
        assert served.people.role("3") == "journalist"
        command_line.people.revoke("cli:ada", "3")
        assert served.people.role("3") is None


@of_files
def test_what_was_granted_outlives_a_killed_process(tmp_path: Path) -> None:
    killed = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom fakes.people_book import opened\n"
        "with opened(Path(sys.argv[1])) as book:\n"
        "    book.people.grant('telegram:1', '3', 'moderator')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests")))
    ran = subprocess.run(
        [sys.executable, "-c", killed, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": path},
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL
    with opened(tmp_path) as book:
        assert book.people.role("3") == "moderator"


def test_a_list_says_who_has_which_role_from_whom(book: Book) -> None:
    book.people.grant("telegram:1", "3", "journalist")
    book.people.meet("3", Profile("Cy @cy", "uk"))
    assert book.people.listed() == (
        Listed("1", "moderator", "", "PULLQUOTE_TELEGRAM_MODERATORS", True),
        Listed("2", "journalist", "", "PULLQUOTE_TELEGRAM_JOURNALISTS", True),
        Listed("3", "journalist", "Cy @cy", "telegram:1", False),
    )


def test_the_name_of_who_was_revoked_or_forgotten_is_not_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        for person in ("3", "4"):
            book.people.grant("telegram:1", person, "journalist")
            book.people.meet(person, Profile("Zebulon", "uk"))
        book.people.revoke("telegram:1", "3")
        book.people.forget("4")
        assert book.people.profile("3") == book.people.profile("4") == Profile("", "en")
        assert book.people.role("4") == "journalist"


def test_where_the_moderators_menu_stands_is_remembered(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        book.people.keep_menu("3", is_shown=True)
        book.people.keep_menu("4", is_shown=True)
    with opened(tmp_path) as book:
        book.people.keep_menu("4", is_shown=False)
        assert (book.people.menus(), book.people.has_menu("4")) == (("3",), False)


@pytest.mark.parametrize(
    ("text", "is_id"),
    [("66", True), ("-66", False), ("0", False), ("٦", False), ("6 6", False), ("", False)],
)
def test_an_id_of_a_person_in_telegram_is_a_number_above_nothing(
    book: Book, text: str, is_id: bool
) -> None:
    assert book.people.is_id(text) == is_id


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("@ada:example.org", True),
        ("@ada/x=2:[::1]:8448", True),
        ("@ada", False),
        ("ada:example.org", False),
        ("@a da:example.org", False),
        ("!room:example.org", False),
        ("66", False),
    ],
)
def test_an_id_of_a_person_in_matrix_is_a_full_user_id(
    tmp_path: Path, text: str, is_id: bool
) -> None:
    file = open_people_file(tmp_path, MATRIX, lambda *_: "", lambda: 0.0)
    with closing(People(file, Access(frozenset(), frozenset(), frozenset()))) as people:
        assert people.is_id(text) == is_id


@of_files
def test_with_a_damaged_file_only_the_settings_let_people_in_and_it_stays_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = "no database at all, but some text\n" * 40
    (tmp_path / FILE_NAME).write_text(damaged)
    with opened(tmp_path, Access(frozenset({"7"}), frozenset(), frozenset())) as book:
        people = book.people
        assert (people.role("7"), people.role("8")) == ("moderator", None)
        people.meet("7", Profile("Ada", "uk"))
        with pytest.raises(StoreRefused, match=r"people\.sqlite are damaged \(file is not a data"):
            people.grant("telegram:7", "8", "journalist")
    (line,) = caplog.messages
    assert "put back a copy of the file" in line
    assert (tmp_path / FILE_NAME).read_text() == damaged


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_person_has_the_role_that_the_settings_give_them() -> None:
    assert [ACCESS.role(person) for person in ("1", "2", "3")] == ["moderator", "journalist", None]


def test_a_moderator_named_as_journalist_too_is_a_moderator() -> None:
    assert Access(frozenset({"1"}), frozenset({"1"}), frozenset()).role("1") == "moderator"


def test_only_people_with_a_role_are_let_into_a_chat_of_their_own() -> None:
    assert [ACCESS.lets_in(person, None) for person in ("1", "2", "3")] == [True, True, False]


def test_the_settings_let_everybody_in_an_allowed_group_ask() -> None:
    assert ACCESS.lets_in("3", "-10")
    assert not ACCESS.lets_in("1", "-11")


def test_access_is_empty_only_if_nobody_is_let_in() -> None:
    nobody: frozenset[str] = frozenset()
    assert Access(nobody, nobody, nobody).is_empty()
    assert not Access(nobody, nobody, frozenset({"-10"})).is_empty()


def test_a_question_too_many_is_refused_once_and_then_refused_again() -> None:
    limit = QuestionLimit(2, Clock())
    verdicts = [limit.count("a") for _ in range(4)]
    assert verdicts == ["allowed", "allowed", "refused", "refused again"]


def test_each_person_is_counted_alone() -> None:
    limit = QuestionLimit(1, Clock())
    assert [limit.count("a"), limit.count("b")] == ["allowed", "allowed"]


def test_a_question_is_counted_for_five_minutes() -> None:
    clock = Clock()
    limit = QuestionLimit(1, clock)
    limit.count("a")
    clock.now += 299.0
    assert (limit.count("a"), limit.wait_seconds("a")) == ("refused", 1.0)
    clock.now += 1.0
    assert (limit.wait_seconds("a"), limit.count("a")) == (0.0, "allowed")


def test_something_can_be_counted_for_an_hour() -> None:
    clock = Clock()
    limit = QuestionLimit(1, clock, 3600.0)
    limit.count("a")
    clock.now += 3599.0
    assert (limit.count("a"), limit.wait_seconds("a")) == ("refused", 1.0)


def test_who_was_allowed_again_is_told_again() -> None:
    clock = Clock()
    limit = QuestionLimit(1, clock)
    assert [limit.count("a"), limit.count("a")] == ["allowed", "refused"]
    clock.now += 300.0
    assert [limit.count("a"), limit.count("a")] == ["allowed", "refused"]


def test_a_group_is_let_in_under_its_new_id_too_and_one_that_was_not_is_not() -> None:
    moved = ACCESS.following({"-10": "-10010", "-20": "-10020"})
    assert moved.groups == frozenset({"-10", "-10010"})
    assert (moved.lets_in("9", "-10010"), moved.lets_in("9", "-10020")) == (True, False)
    assert (moved.moderators, moved.journalists) == (ACCESS.moderators, ACCESS.journalists)
