from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.commands.together import do_at_once
from fakes.people_book import ACCESS, Book, opened
from fakes.processes.postgres import of_files

from bot.people.book import Access, Profile
from bot.people.file import FILE_NAME
from bot.people.invitations import Request

EVE = Profile("Eve @eve", "en")
ZOE = Profile("Zoe", "ru")
DAY = 24 * 3600.0


pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with opened(tmp_path) as made:
        yield made


def asked(book: Book, person: str = "66") -> Request:
    request = book.invitations.open(
        book.invitations.invite("telegram:1", "journalist"), person, EVE
    )
    assert request is not None
    return request


def test_who_opens_an_invitation_is_let_in_by_a_moderator_and_all_is_recorded(book: Book) -> None:
    request = asked(book)
    assert (request.role, request.invited_by, request.person, request.profile) == (
        "journalist",
        "telegram:1",
        "66",
        EVE,
    )
    assert book.people.role("66") is None
    assert book.invitations.waiting() == (request,)
    decided = book.invitations.decide("1", request.id, "let in")
    assert decided is not None
    assert (decided.decision, decided.decided_by) == ("let in", "telegram:1")
    assert book.people.role("66") == "journalist"
    assert book.people.profile("66") == EVE
    assert book.recorded == [
        ("telegram:1", "invited", "somebody as journalist"),
        ("telegram:66", "asked to join", "as journalist, invited by telegram:1"),
        ("telegram:1", "let in", "telegram:66 as journalist"),
    ]


def test_who_is_refused_stays_a_stranger(book: Book) -> None:
    request = asked(book)
    book.invitations.decide("1", request.id, "refused")
    assert book.people.role("66") is None
    assert book.recorded[-1] == ("telegram:1", "refused", "telegram:66 as journalist")


def test_the_first_decision_counts(book: Book) -> None:
    book.people.grant("telegram:1", "3", "moderator")
    request = asked(book)
    book.invitations.decide("3", request.id, "refused")
    book.recorded.clear()
    second = book.invitations.decide("1", request.id, "let in")
    assert second is not None
    assert (second.decision, second.decided_by) == ("refused", "telegram:3")
    assert (book.people.role("66"), book.recorded) == (None, [])


def test_only_a_moderator_can_decide(book: Book) -> None:
    request = asked(book)
    assert book.invitations.decide("2", request.id, "let in") is None
    assert book.invitations.decide("66", request.id, "let in") is None
    assert book.people.role("66") is None


def test_a_code_opens_once(book: Book) -> None:
    code = book.invitations.invite("telegram:1", "journalist")
    first = book.invitations.open(code, "66", EVE)
    assert first is not None
    assert book.invitations.open(code, "67", ZOE) is None
    assert book.invitations.open(code, "66", EVE) == first  # who waits hears the same again
    book.invitations.decide("1", first.id, "let in")
    assert book.invitations.open(code, "66", EVE) is None
    assert [action for _, action, _ in book.recorded] == ["invited", "asked to join", "let in"]


def test_a_code_can_be_opened_for_seven_days(book: Book) -> None:
    code = book.invitations.invite("telegram:1", "journalist")
    book.wait(7 * DAY)
    assert book.invitations.open(code, "66", EVE) is None
    book.wait(-1.0)
    assert book.invitations.open(code, "66", EVE) is not None


@pytest.mark.parametrize("code", ["", "inline", "x" * 32, "x" * 65, "a b", "é", "\ud800", "'--"])
def test_what_is_no_code_opens_nothing(book: Book, code: str) -> None:
    book.invitations.invite("telegram:1", "journalist")
    assert book.invitations.open(code, "66", EVE) is None


@of_files
def test_a_code_fits_into_a_link_and_does_not_stand_in_the_file(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        code = book.invitations.invite("telegram:1", "journalist")
        assert len(code) == 32
    assert code.encode() not in (tmp_path / FILE_NAME).read_bytes()


def test_an_invitation_from_who_was_revoked_since_is_void(book: Book) -> None:
    book.people.grant("telegram:1", "3", "moderator")
    code = book.invitations.invite("telegram:3", "moderator")
    book.people.revoke("telegram:1", "3")
    book.people.grant("telegram:1", "3", "moderator")
    assert book.invitations.open(code, "66", EVE) is None


def test_an_invitation_from_who_was_made_a_journalist_since_is_void(book: Book) -> None:
    book.people.grant("telegram:1", "3", "moderator")
    code = book.invitations.invite("telegram:3", "moderator")
    book.people.grant("telegram:1", "3", "journalist")
    assert book.invitations.open(code, "66", EVE) is None


def test_an_invitation_from_who_is_no_longer_in_the_settings_is_void(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        code = book.invitations.invite("telegram:1", "journalist")
        on_command_line = book.invitations.invite("cli:ada", "journalist")
    with opened(tmp_path, Access(frozenset({"5"}), frozenset(), frozenset())) as book:
        assert book.invitations.open(code, "66", EVE) is None
        assert book.invitations.open(on_command_line, "66", EVE) is not None


def test_who_was_granted_more_meanwhile_keeps_it(book: Book) -> None:
    request = asked(book)
    book.people.grant("telegram:1", "66", "moderator")
    assert book.invitations.waiting() == ()
    book.invitations.decide("1", request.id, "let in")
    assert book.people.role("66") == "moderator"


def test_what_two_moderators_propose_at_once_is_asked_once(tmp_path: Path) -> None:
    def propose(at: int) -> Request | None:
        with opened(tmp_path) as book:
            return book.invitations.propose(f"telegram:{1 + at}", "66", "moderator", EVE)

    for _ in range(5):
        asked_for, other = sorted(do_at_once(2, propose), key=lambda found: found is None)
        assert isinstance(asked_for, Request)
        assert other is None
        with opened(tmp_path) as book:
            book.invitations.decide("1", asked_for.id, "refused")


def test_a_code_of_another_platform_opens_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as telegram, opened(tmp_path, ACCESS, "matrix") as matrix:
        code = telegram.invitations.invite("telegram:1", "journalist")
        assert matrix.invitations.open(code, "@eve:example.org", EVE) is None
        request = asked(telegram)
        assert matrix.invitations.decide("1", request.id, "let in") is None


def test_what_was_not_told_is_known_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        request = asked(book)
    with opened(tmp_path) as book:
        assert book.invitations.untold_moderators() == (request,)
        book.invitations.keep_told(request)
        assert book.invitations.untold_moderators() == ()
        decided = book.invitations.decide("1", request.id, "let in")
        assert decided is not None
        assert book.invitations.untold_askers() == (decided,)
        book.invitations.keep_told(decided)
        assert book.invitations.untold_askers() == ()


def test_what_is_too_old_is_removed(book: Book) -> None:
    request = asked(book)
    code = book.invitations.invite("telegram:1", "journalist")
    book.wait(30 * DAY - 1)
    book.invitations.expire()
    assert book.invitations.request(request.id) == request
    book.wait(1.0)
    assert book.invitations.decide("1", request.id, "let in") is None
    book.invitations.expire()
    book.wait(-30 * DAY)
    assert book.invitations.request(request.id) is None
    assert book.invitations.open(code, "66", EVE) is None
