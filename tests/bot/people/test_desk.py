from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from fakes.people_book import NOBODY, Book, opened
from fakes.speaking import ENGLISH, worded

from bot.people.book import Access, Profile
from bot.people.desk import MOST_REVOKE_BUTTONS, PeopleDesk, Response
from bot.people.invitations import Request
from bot.replies import Button, Command, Say, Told
from bot.sentences.say import speaker

EVE = Profile("Eve @eve", "ru")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def desk(book: Book) -> PeopleDesk:
    return PeopleDesk(book.people, book.invitations, lambda code: f"https://chat.example/{code}")


def respond(desk: PeopleDesk, name: str, argument: str = "") -> Response:
    return desk.respond(Command(name, argument, "1", "1", "moderator"))


def answer(desk: PeopleDesk, name: str, argument: str = "") -> str:
    return ENGLISH(respond(desk, name, argument).words)


def heard(told: Told) -> tuple[str, str]:
    """Return who is told, and what they read in their own language."""
    (block,) = worded(told.served.reply, told.language).blocks
    assert isinstance(block, Say)
    return told.person, str(block.words)


def asked(book: Book, invited_by: str = "telegram:1") -> Request:
    code = book.invitations.invite(invited_by, "journalist")
    request = book.invitations.open(code, "66", EVE)
    assert request is not None
    return request


def test_an_invitation_is_a_link_for_a_role(desk: PeopleDesk) -> None:
    found = answer(desk, "invite", "Moderator")
    assert found.startswith("With this link one person can ask to join (role: moderator).")
    assert found.splitlines()[1].startswith("https://chat.example/")
    assert "(role: journalist)" in answer(desk, "invite")
    assert (
        answer(desk, "invite", "owner") == "Write /invite for a journalist, or /invite moderator."
    )


def test_whoever_is_granted_a_role_is_told_in_their_language(book: Book, desk: PeopleDesk) -> None:
    book.people.meet("3", Profile("Cy", "uk"))
    granted = respond(desk, "grant", "3 journalist")
    assert (ENGLISH(granted.words), granted.changed) == ("Done: Cy, id 3 — journalist.", "3")
    (told,) = granted.told
    assert heard(told) == (
        "3",
        "Вам надали доступ (роль: журналіст). Поставте запитання звичайними словами; докладніше:"
        " /help",
    )
    again = respond(desk, "grant", "3 journalist")
    assert ENGLISH(again.words) == "Nothing to change: Cy, id 3 — journalist."
    assert (again.told, again.changed) == ((), None)


@pytest.mark.parametrize("argument", ["", "3", "3 owner", "-3 journalist", "journalist 3"])
def test_a_grant_without_an_id_and_a_role_says_how_to_write_it(
    desk: PeopleDesk, argument: str
) -> None:
    assert answer(desk, "grant", argument).startswith("Write /grant, an id and a role:")


def test_what_the_settings_give_is_refused_with_the_setting(desk: PeopleDesk) -> None:
    for name, argument in (("grant", "1 journalist"), ("revoke", "1")):
        assert answer(desk, name, argument) == (
            "id 1 has a role from the setting PULLQUOTE_TELEGRAM_MODERATORS, which cannot be"
            " changed from here: change the setting and start the bot again."
        )


def test_a_revoked_person_is_a_stranger_again(book: Book, desk: PeopleDesk) -> None:
    book.people.grant("telegram:1", "3", "journalist")
    book.people.meet("3", Profile("Cy", "uk"))
    revoked = respond(desk, "revoke", "3")
    assert ENGLISH(revoked.words) == "Done: Cy, id 3 is a stranger again."
    assert (revoked.changed, book.people.role("3")) == ("3", None)
    assert answer(desk, "revoke", "3") == (
        "Nobody with the id 3 was let in. /people lists who was."
    )
    assert answer(desk, "revoke", "Cy") == "Write /revoke and an id, as /people lists them."


def test_who_was_granted_more_than_the_settings_give_falls_back_to_those(
    book: Book, desk: PeopleDesk
) -> None:
    book.people.grant("telegram:1", "2", "moderator")
    revoked = desk.press("1", Button("revoke_sure", "2", 1))
    assert ENGLISH(revoked.words).startswith("id 2 has a role from the setting")
    assert (revoked.changed, book.people.role("2")) == ("2", "journalist")


def test_the_last_moderator_cannot_be_revoked(tmp_path: Path) -> None:
    with opened(tmp_path, NOBODY) as book:
        book.people.grant("cli:ada", "3", "moderator")
        desk = PeopleDesk(book.people, book.invitations, str)
        assert answer(desk, "revoke", "3") == (
            "id 3 is the last moderator; make somebody else one first."
        )


def test_everybody_is_listed_with_a_button_for_each_role_that_can_be_revoked(
    book: Book, desk: PeopleDesk
) -> None:
    book.people.grant("telegram:1", "3", "journalist")
    book.people.grant("cli:ada", "4", "moderator")
    asked(book)
    listed = respond(desk, "people")
    assert ENGLISH(listed.words).splitlines() == [
        "Who was let in. /grant and /revoke change it; so do the buttons:",
        "1. id 1 — moderator, from PULLQUOTE_TELEGRAM_MODERATORS",
        "2. id 2 — journalist, from PULLQUOTE_TELEGRAM_JOURNALISTS",
        "3. id 3 — journalist, from id 1",
        "4. id 4 — moderator, from the command line",
        "5. Eve @eve, id 66 — waiting (role: journalist), invited by id 1",
    ]
    asking, revoking = listed.rows
    assert [(button.kind, button.about) for button in asking] == [
        ("let_in", "Eve @eve"),
        ("refuse", "Eve @eve"),
    ]
    assert revoking == (
        Button("revoke", "3", 3, about="3"),
        Button("revoke", "4", 4, about="4"),
    )


def test_a_tap_on_revoke_asks_once_and_the_revoked_are_told_in_their_language(
    book: Book, desk: PeopleDesk
) -> None:
    book.people.grant("telegram:1", "3", "journalist")
    book.people.meet("3", Profile("Di", "uk"))
    asks = desk.press("1", Button("revoke", "3", 1))
    assert ENGLISH(asks.words) == "Take the access of Di, id 3 away? They will be told."
    assert (asks.asks, book.people.role("3")) == (True, "journalist")
    kept = desk.press("1", asks.rows[0][1])
    assert ENGLISH(kept.words) == "Nothing has changed: Di, id 3 keeps the access."
    done = desk.press("1", asks.rows[0][0])
    assert (done.settles, book.people.role("3")) == (True, None)
    assert [heard(told) for told in done.told] == [
        ("3", "Модератор відкликав ваш доступ. Я вам більше не відповідаю.")
    ]


def test_who_waits_and_is_granted_a_role_is_told_in_the_language_they_asked_in(
    book: Book, desk: PeopleDesk
) -> None:
    request = asked(book)
    granted = respond(desk, "grant", "66 journalist")
    assert [told.language for told in granted.told] == [request.profile.language]


def test_a_message_has_no_more_buttons_than_it_can_carry(book: Book, desk: PeopleDesk) -> None:
    for person in range(100, 100 + MOST_REVOKE_BUTTONS + 1):
        book.people.grant("telegram:1", str(person), "journalist")
    rows = respond(desk, "people").rows
    assert [len(row) for row in rows] == [2] * 25


def test_every_moderator_is_told_of_a_request_with_buttons(book: Book, desk: PeopleDesk) -> None:
    book.people.grant("telegram:1", "4", "moderator")
    book.people.meet("4", Profile("Di", "uk"))
    request = asked(book, "cli:ada")
    found = desk.request_for_moderators(request)
    assert [heard(told) for told in found] == [
        (
            "1",
            "Somebody opened an invitation (role: journalist) from the command line and asks to"
            " join:\nEve @eve, id 66",
        ),
        (
            "4",
            "Запрошення (роль: журналіст) від командного рядка відкрито, про доступ просить:\n"
            "Eve @eve, id 66",
        ),
    ]
    buttons = (Button("let_in", request.id, 1), Button("refuse", request.id, 1))
    assert [told.served.rows for told in found] == [(buttons,), (buttons,)]


def test_the_first_press_decides_and_the_next_one_hears_how(book: Book, desk: PeopleDesk) -> None:
    book.people.grant("telegram:1", "4", "moderator")
    request = asked(book)
    first = desk.press("4", Button("let_in", request.id, 1))
    assert ENGLISH(first.words) == "Let in by id 4: Eve @eve, id 66"
    assert first.changed == "66"
    second = desk.press("1", Button("refuse", request.id, 1))
    assert speaker("uk")(second.words) == "Доступ надано, рішення від id 4: Eve @eve, id 66"
    gone = desk.press("1", Button("refuse", "unknown", 1))
    assert ENGLISH(gone.words).startswith("This can no longer be decided.")
    assert gone.changed is None


def test_the_one_who_asked_hears_the_decision_in_their_language(
    book: Book, desk: PeopleDesk
) -> None:
    let_in, refused = asked(book), asked(book)
    decided = book.invitations.decide("1", refused.id, "refused")
    assert decided is not None
    assert heard(desk.decision_for_asker(decided)) == ("66", "Модераторы не дали вам доступа.")
    decided = book.invitations.decide("1", let_in.id, "let in")
    assert decided is not None
    person, words = heard(desk.decision_for_asker(decided))
    assert (person, words[:38]) == ("66", "Вам дали доступ (роль: журналист). Зад")


def two_person(book: Book) -> PeopleDesk:
    book.people.is_two_person = True
    return PeopleDesk(book.people, book.invitations, lambda code: code)


def press(desk: PeopleDesk, by: str, kind: Literal["let_in", "refuse"], request: str) -> str:
    return ENGLISH(desk.press(by, Button(kind, request, 1)).words)


def test_with_two_persons_nobody_makes_a_moderator_alone(tmp_path: Path) -> None:
    with opened(tmp_path, Access(frozenset({"7", "9"}), frozenset(), frozenset())) as book:
        desk = two_person(book)
        granted = desk.respond(Command("grant", "55 moderator", "7", "7", "moderator"))
        assert ENGLISH(granted.words).startswith("Two people have to agree on a moderator: the")
        again = desk.respond(Command("grant", "55 moderator", "7", "7", "moderator"))
        assert ENGLISH(again.words).startswith("The other moderators were asked already")
        (request,) = book.invitations.untold_moderators()
        assert press(desk, "7", "let_in", request.id).startswith("Two people have to agree")
        assert book.people.role("55") is None
        press(desk, "9", "let_in", request.id)
        assert book.people.role("55") == "moderator"


def test_with_two_persons_whoever_invited_a_moderator_cannot_let_them_in(tmp_path: Path) -> None:
    with opened(tmp_path, Access(frozenset({"7"}), frozenset(), frozenset())) as book:
        desk = two_person(book)
        book.people.grant("cli:ada", "9", "moderator")
        code = book.invitations.invite("telegram:9", "moderator")
        request = book.invitations.open(code, "55", Profile("Eve", "en"))
        assert request is not None
        assert press(desk, "9", "let_in", request.id).startswith("Two people have to agree")
        book.people.revoke("telegram:7", "9")
        assert press(desk, "7", "let_in", request.id).startswith("Two people have to agree")
        assert book.people.role("55") is None
        journalist = book.invitations.invite("telegram:7", "journalist")
        request = book.invitations.open(journalist, "56", Profile("Eve", "en"))
        assert request is not None
        press(desk, "7", "let_in", request.id)
        assert book.people.role("56") == "journalist"
        alone = desk.respond(Command("grant", "56 moderator", "7", "7", "moderator"))
        assert ENGLISH(alone.words).startswith("Two people have to agree, and there is no other")
