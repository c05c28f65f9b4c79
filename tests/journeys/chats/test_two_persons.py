"""Two-person mode on every chat platform: what one moderator makes another has to approve."""

from fakes.telegram_bot.moderators import STORM
from journeys.chats.seam import Chats, Colleague, Shown
from journeys.chats.test_moderating import approves, deeds, live


def asked(asking: Colleague, other: Colleague, card: Shown, words: str = "") -> Shown:
    """Approve a card where two have to agree; return what the other is shown, with the words."""
    said = asking.notice(card, "approve")
    assert said == f"Asked: {other.named}. One of them has to approve."
    return other.hears(words or f"{asking.named} asks for approval:")


def test_only_another_moderator_publishes_and_both_hear_of_it(chats: Chats) -> None:
    with chats.served(is_two_person=True):
        ada, bob = chats.colleague("ada"), chats.colleague("bob")
        bob.says("/about")
        card = ada.sends("storm.txt", STORM)
        request = asked(ada, bob, card)
        assert "New source: storm" in request.text
        assert request.offers == ("approve", "refuse")
        assert live(chats) == 1
        assert approves(bob, request, kind="publish").text.startswith("Published: storm, ")
        ada.hears(f"Approved by {bob.named}. Published: storm, 2 paragraphs.")
        assert (ada.reads(card, "").offers, bob.reads(request, "").offers) == ((), ())
    assert deeds(chats) == [(ada.id, "approval asked for"), (bob.id, "published")]


def test_a_refused_or_edited_card_has_to_be_asked_for_again(chats: Chats) -> None:
    with chats.served(is_two_person=True):
        ada, bob = chats.colleague("ada"), chats.colleague("bob")
        bob.says("/about")
        card = ada.sends("storm.txt", STORM)
        first = asked(ada, bob, card)
        ada.answers(card, "outlet: Meduza")
        card = ada.reads(card, "outlet: Meduza")
        assert bob.notice(first, "publish").startswith("The card or the corpus has changed")
        second = asked(ada, bob, card, "outlet: Meduza")
        assert second.id != first.id
        assert bob.notice(second, "decline").startswith("Refused; whoever made it was told.")
        ada.hears(f"{bob.named} has refused storm.")
        assert live(chats) == 1


def test_an_undo_takes_two_also_under_a_result_and_the_request_survives_a_restart(
    chats: Chats,
) -> None:
    ada, bob = chats.colleague("ada"), chats.colleague("bob")
    with chats.served(is_two_person=True):
        bob.says("/about")
        result = approves(bob, asked(ada, bob, ada.sends("storm.txt", STORM)), kind="publish")
        card = bob.shown_by(result, "undo")
        assert card.text.startswith("Go back from generation 2 to 1?")
        request = asked(bob, ada, card)
        assert live(chats) == 2
    with chats.served(is_two_person=True):
        approves(ada, request, "No longer in the corpus: «storm»", kind="publish")
        assert live(chats) == 1


def test_a_moderator_is_proposed_to_the_others_only_and_a_refusal_is_told_to_the_proposer(
    chats: Chats,
) -> None:
    with chats.served(is_two_person=True):
        ada, bob, carl = chats.colleague("ada"), chats.colleague("bob"), chats.colleague("carl")
        bob.says("/about")
        proposed = ada.says(f"/grant {carl.id} moderator")
        assert proposed.text.startswith("Two people have to agree on a moderator: the others are")
        request = bob.hears(f"{ada.named} wants to give somebody a role (moderator).")
        assert request.offers == ("let in", "refuse")
        bob.notice(request, "refuse")
        ada.hears("Another moderator did not agree, so no role was given: ")
        assert carl.says("/people").text.startswith("There is no command /people")
