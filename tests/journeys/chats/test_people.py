"""Moderators, journalists and strangers, as they live it on every chat platform."""

import pytest
from journeys.chats.seam import Chats, Colleague, Shown
from journeys.chats.test_asking import CAPTAIN

JOINED = "Thank you. The moderators were told; one of them will let you in."
WAITING = "You have asked to join, and the moderators know."
LET_IN = "You were let in (role: journalist)."
REVOKED = "A moderator has taken your access away. I no longer answer you."
NO_CODE = "x" * 32


def stranger(person: Colleague) -> str:
    return f"I answer only people who were let in. Your id is {person.id};"


def asks_to_join(person: Colleague, moderator: Colleague) -> Shown:
    """Open an invitation, and return what the moderator gets."""
    assert person.opens(moderator.says("/invite")).text == JOINED
    request = moderator.hears("asks to join")
    assert request.text == (
        f"Somebody opened an invitation (role: journalist) from {moderator.named} and asks to"
        f" join:\n{person.named}"
    )
    return request


def test_a_colleague_is_invited_let_in_answered_and_revoked(chats: Chats) -> None:
    with chats.served():
        ada, eve = chats.colleague("ada"), chats.colleague("eve")
        request = asks_to_join(eve, ada)
        assert eve.says("captain").text.startswith(WAITING)
        assert ada.notice(request, "let_in") == f"Let in by {ada.named}: {eve.named}"
        eve.hears(LET_IN)
        answer = eve.says("captain")
        assert answer.text.startswith(CAPTAIN)
        assert ada.says(f"/revoke {eve.id}").text == f"Done: {eve.named} is a stranger again."
        eve.hears(REVOKED)
        assert eve.notice(answer, "context").startswith(stranger(eve))
        assert eve.says("captain").text.startswith(stranger(eve))


def test_who_is_refused_is_told_and_stays_a_stranger(chats: Chats) -> None:
    with chats.served():
        ada, eve = chats.colleague("ada"), chats.colleague("eve")
        request = asks_to_join(eve, ada)
        assert ada.notice(request, "refuse") == f"Refused by {ada.named}: {eve.named}"
        eve.hears("The moderators have not let you in.")
        assert eve.says("captain").text.startswith(stranger(eve))


def test_every_moderator_is_asked_and_the_first_press_decides_also_after_a_restart(
    chats: Chats,
) -> None:
    ada, bob, eve = chats.colleague("ada"), chats.colleague("bob"), chats.colleague("eve")
    with chats.served():
        bob.says("/about")
        request = asks_to_join(eve, ada)
        bobs = bob.hears("asks to join")
        assert bobs.text == request.text
    with chats.served():
        assert bob.notice(bobs, "let_in").startswith(f"Let in by {bob.named}")
        eve.hears(LET_IN)
        assert eve.says("captain").text.startswith(CAPTAIN)
        ada.reads(request, "asks to join")


def test_people_are_listed_with_buttons_to_revoke(chats: Chats) -> None:
    with chats.served():
        ada, eve = chats.colleague("ada"), chats.colleague("eve")
        request = asks_to_join(eve, ada)
        waiting = f"{eve.named} — waiting (role: journalist), invited by {ada.named}"
        assert ada.says("/people").text.splitlines()[-1].endswith(waiting)
        ada.notice(request, "let_in")
        eve.hears(LET_IN)
        people = ada.says("/people")
        number = next(
            line.partition(".")[0] for line in people.text.splitlines() if eve.named in line
        )
        asks = ada.shown_by(people, "revoke", int(number))
        assert asks.text == f"Take the access of {eve.named} away? They will be told."
        ada.presses(asks, "revoke_sure")
        ada.hears(f"Done: {eve.named} is a stranger again.")
        eve.hears(REVOKED)


def test_who_is_granted_a_role_by_their_id_is_told_and_what_moderators_do_is_theirs_alone(
    chats: Chats,
) -> None:
    with chats.served():
        ada, carl, eve = chats.colleague("ada"), chats.colleague("carl"), chats.colleague("eve")
        ada.says("/invite")  # else the bot follows no stranger into a room of Matrix
        assert eve.says("hello").text.startswith(stranger(eve))
        assert ada.says(f"/grant {eve.id} journalist").text.endswith(f"id {eve.id} — journalist.")
        eve.hears(LET_IN)
        assert eve.says("captain").text.startswith(CAPTAIN)
        for typed in ("/people", "/invite", f"/grant {carl.id} moderator", f"/revoke {ada.id}"):
            assert carl.says(typed).text.startswith("There is no command /")
        assert ada.says(f"/revoke {ada.id}").text.startswith(
            f"{ada.named} has a role from the setting PULLQUOTE_{chats.name.upper()}_MODERATORS"
        )


@pytest.mark.parametrize(
    "typed",
    ["/start", f"/start {NO_CODE}", "/ask captain", "/help", "/people", "/nonsense", "outlet:x y"],
)
def test_a_stranger_hears_the_one_sentence_whatever_they_say(chats: Chats, typed: str) -> None:
    with chats.served():
        ada, eve = chats.colleague("ada"), chats.colleague("eve")
        ada.says("/invite")  # as above
        assert eve.says(typed).text.startswith(stranger(eve))
