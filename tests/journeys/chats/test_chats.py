"""What journalists and moderators live on every chat platform, from the same lines."""

from dataclasses import replace

import pytest
from fakes.telegram_bot.moderators import FERRY_NOW, STORM, Held
from fakes.telegram_bot.served import moderating
from journeys.chats.seam import Chats

from index.errors import SourceGone
from index.records import Source, SourceText
from index.store import audit
from index.store.store import Store

CAPTAIN = "The corpus answers:\n\n[1]\nThe captain was arrested.\n— Ferry sinks · Harbour News"
AROUND = "The paragraphs around quote 1:\n\nNobody was hurt on board."
ONLY_MODERATORS = "Only moderators can do this, in a private chat."


def live(chats: Chats) -> int | None:
    store = Store(chats.data)
    try:
        return store.live()
    finally:
        store.close()


def test_a_question_is_answered_with_a_cited_quote_or_honestly_with_none(chats: Chats) -> None:
    with chats.served():
        carl = chats.colleague("carl")
        assert carl.says("captain").text.startswith(CAPTAIN)
        assert carl.says("zebra").text.startswith("The corpus does not say.")
        filtered = carl.says("/ask outlet:harbour captain").text
        assert filtered.startswith("Filters: outlet harbour — The corpus answers:")
        assert carl.says("/sources").text.startswith("The articles by their ids; /source and an id")
        assert carl.says("/source x").text.startswith("There is no article with this id.")


def test_buttons_show_what_stands_around_and_where_it_is_from_also_after_a_restart(
    chats: Chats,
) -> None:
    carl = chats.colleague("carl")
    with chats.served():
        answer = carl.says("captain")
        assert carl.shown_by(answer, "context").text.startswith(AROUND)
        source = carl.shown_by(answer, "source").text
        assert source.startswith("The source of quote 1:\n\nid: ferry\nread from: ferry.txt")
        assert carl.notice(answer, "wrong") == "Noted for the moderators. Thank you."
    with chats.served():
        assert carl.shown_by(answer, "context").text.startswith(AROUND)
        assert carl.notice(answer, "wrong") == "You have reported this quote already."
        first = carl.says("who was there?")
        assert carl.shown_by(first, "more", 2).text.startswith("More passages:\n\n[2]")
        carl.says("/forget")
        assert carl.notice(answer, "context").startswith("These buttons no longer work")


def test_a_file_becomes_a_card_is_edited_published_quoted_and_undone(chats: Chats) -> None:
    with chats.served():
        ada, carl = chats.colleague("ada"), chats.colleague("carl")
        card = ada.sends("storm.txt", STORM)
        assert card.text.startswith("New source: storm\n\ntitle: unknown\n\noutlet: unknown\n")
        ada.answers(card, "outlet: Meduza")
        card = ada.reads(card, "outlet: Meduza")
        skips = ada.shown_by(card, "skips")
        ada.presses(skips, "keep_one", 2)
        ada.reads(skips, "Paragraph 2 will be kept")
        ada.presses(skips, "skip_one", 2)
        ada.reads(card, "Paragraphs: 3, of which 1 will be skipped.")
        result = ada.reads(ada.shown_by(card, "approve"), " is live")
        assert (
            result.text == "Generation 2 is live: 1 added, 0 changed, 0 removed; 3 texts embedded."
        )
        assert "Meduza" in carl.says("storm pier").text
        ada.presses(result, "undo")
        assert ada.reads(result, "Generation 1 is live again.")
        assert carl.says("storm pier").text.startswith("The corpus does not say.")
    deeds = [(entry.deed.by, entry.deed.action) for entry in audit.entries(chats.data)][1:]
    by = f"{chats.name}:{ada.id}"
    assert deeds == [(by, "published"), (by, "undone to")]


def test_a_card_is_cancelled_and_a_source_removed(chats: Chats) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        card = ada.sends("storm.txt", STORM)
        ada.presses(card, "cancel")
        ada.reads(card, "Cancelled; storm was left as it was.")
        removal = ada.says("/remove trial")
        assert removal.text.startswith("To be removed: trial")
        result = ada.reads(ada.shown_by(removal, "approve"), " is live")
        assert result.text.startswith("Generation 2 is live: 0 added, 0 changed, 1 removed")
        assert "removed" in ada.says("/history").text
        assert ada.says("/undo").text == "Generation 1 is live again."


def test_with_two_persons_only_another_moderator_publishes(chats: Chats) -> None:
    with chats.served(is_two_person=True):
        ada, bob = chats.colleague("ada"), chats.colleague("bob")
        bob.says("/about")
        card = ada.sends("storm.txt", STORM)
        asked = ada.notice(card, "approve")
        assert asked.startswith("Other moderators who are asked: 1.")
        request = bob.hears("asks for approval:\n\nNew source: storm")
        assert live(chats) == 1
        result = bob.reads(bob.shown_by(request, "publish"), " is live")
        assert result.text.startswith("Generation 2 is live: 1 added")
        ada.hears("Another moderator has published storm: generation 2.")


def test_what_a_card_shows_is_approved_after_a_restart(chats: Chats) -> None:
    ada = chats.colleague("ada")
    with chats.served():
        card = ada.sends("ferry.txt", FERRY_NOW)
        assert card.text.startswith("In place of ferry, revision 1: paragraphs added 0, changed 1")
    with chats.served():
        result = ada.reads(ada.shown_by(card, "approve"), " is live")
        assert result.text.startswith("Generation 2 is live: 0 added, 1 changed")
        assert "Two were hurt on board." in ada.says("who were hurt").text


def test_progress_is_one_message_and_asking_goes_on_meanwhile(chats: Chats) -> None:
    held = Held()
    means = replace(moderating(chats.data), make_embedder=held.embedder)
    with chats.served(moderating=means):
        ada = chats.colleague("ada")
        long = "\n\n".join(f"On day {number} the wind blew." for number in range(400))
        ada.sends("wind.txt", long.encode())
        card = ada.hears("New source: wind")
        count = len(ada.all_shown())
        ada.presses(ada.all_shown()[-1], "approve")
        followed = ada.hears("wind is being published")
        assert held.has_begun.wait(40)
        assert ada.says("captain").text.endswith("generation 1.")
        held.let_go(1)
        ada.reads(followed, "wind is being published: 256 of ")
        held.let_go()
        ada.reads(followed, "Generation 2 is live: 1 added")
        assert len(ada.all_shown()) == count + 2
        assert card.text != ""


def test_an_address_becomes_a_card_and_what_cannot_be_read_is_one_line(chats: Chats) -> None:
    def read_address(address: str) -> SourceText:
        if "gone" in address:
            raise SourceGone(f"{address}: the server says 410 Gone")
        return SourceText(Source("a", address, url=address), "Ten men fled.\n\nNobody saw.")

    means = replace(moderating(chats.data), read_address=read_address)
    with chats.served(moderating=means):
        ada = chats.colleague("ada")
        card = ada.says("/add https://a.example/")
        ada.reads(ada.shown_by(card, "approve"), "Generation 2 is live")
        assert "Ten men fled." in ada.says("men fled").text
        gone = ada.says("/add https://gone.example/")
        assert gone.text == (
            "That failed, nothing was lost: https://gone.example/: the server says 410 Gone"
        )
        assert ada.says("/add").text.startswith("Write /add and an address")


def test_a_colleague_is_invited_let_in_answered_and_revoked(chats: Chats) -> None:
    with chats.served():
        ada, eve = chats.colleague("ada"), chats.colleague("eve")
        stranger = f"I answer only people who were let in. Your id is {eve.id};"
        invitation = ada.says("/invite")
        assert eve.opens(invitation).text.startswith("Thank you. The moderators were told")
        assert eve.says("captain").text.startswith(stranger)
        request = ada.hears("asks to join")
        assert ada.notice(request, "let_in").startswith("Let in by ")
        eve.hears("You were let in (role: journalist).")
        answer = eve.says("captain")
        assert answer.text.startswith(CAPTAIN)
        assert ada.says(f"/revoke {eve.id}").text.endswith("is a stranger again.")
        assert eve.notice(answer, "context").startswith(stranger)
        assert eve.says("captain").text.startswith(stranger)


def test_who_is_granted_a_role_is_told_and_what_moderators_do_is_theirs_alone(
    chats: Chats,
) -> None:
    with chats.served():
        ada, carl = chats.colleague("ada"), chats.colleague("carl")
        assert "moderator" in ada.says("/people").text
        for typed in ("/audit", "/history", "/undo", "/add https://example.org"):
            assert carl.says(typed).text.startswith("There is no command /")
        assert carl.sends("storm.txt", STORM).text == (
            "I read text only. Write your question in plain words."
        )
        card = ada.sends("storm.txt", STORM)
        assert live(chats) == 1
        assert card.text.startswith("New source: storm")
        eve = chats.colleague("eve")
        if chats.name == "matrix":
            assert ada.says(f"/grant {eve.id} journalist").text.startswith("Done:")
            eve.hears("You were let in (role: journalist).")
            assert eve.says("captain").text.startswith(CAPTAIN)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b" ", "That failed, nothing was lost: empty.txt: holds no text"),
        ("../../x.txt", b"x", "That failed, nothing was lost: ../../x.txt: has a path for a name"),
    ],
)
def test_a_hostile_file_costs_one_line_and_the_service_goes_on(
    chats: Chats, name: str, content: bytes, says: str
) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        refused = ada.sends(name, content)
        assert refused.text.startswith(says)
        assert "\n" not in refused.text
        assert ada.says("captain").text.startswith(CAPTAIN)
