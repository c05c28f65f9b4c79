"""What moderators live on every chat platform: files, cards, publishing, undoing."""

from dataclasses import replace

import pytest
from fakes.telegram_bot.moderators import FERRY_NOW, STORM, Held
from fakes.telegram_bot.served import moderating
from journeys.chats.seam import Chats, Colleague, Shown

from bot.replies import ButtonKind
from index.errors import SourceGone
from index.records import Source, SourceText
from index.store import audit
from index.store.store import Store

ON_CARD = ("approve", "edit", "skip paragraphs", "cancel")


def live(chats: Chats) -> int | None:
    store = Store(chats.data)
    try:
        return store.live()
    finally:
        store.close()


def deeds(chats: Chats) -> list[tuple[str, str]]:
    """List who has done what since the corpus was made."""
    entries = [(entry.deed.by, entry.deed.action) for entry in audit.entries(chats.data)][1:]
    return [(by.removeprefix(f"{chats.name}:"), action) for by, action in entries]


def approves(
    colleague: Colleague, card: Shown, words: str = "Published: ", kind: ButtonKind = "approve"
) -> Shown:
    """Approve a card, and return the message that follows once it holds the words."""
    return colleague.reads(colleague.shown_by(card, kind), words)


def test_a_file_becomes_a_card_is_edited_published_quoted_and_undone(chats: Chats) -> None:
    with chats.served():
        ada, carl = chats.colleague("ada"), chats.colleague("carl")
        card = ada.sends("storm.txt", STORM)
        assert card.text.startswith("New source: storm\n\ntitle: unknown\noutlet: unknown\n")
        assert "Paragraph 2 will be skipped: it speaks to the reader of the page" in card.text
        assert card.offers == ON_CARD
        assert carl.says("storm pier").text.startswith("The corpus does not say.")
        assert ada.shown_by(card, "edit").text.startswith("Write what you know, a line each")
        assert ada.answers(card, "outlet: Meduza").text == "Noted. outlet: Meduza"
        ada.answers(card, "date: 2 March 2024\nskip 3")
        card = ada.reads(card, "date: 2024-03-02")
        assert "Paragraph 3 will be skipped: you chose it" in card.text
        ada.answers(card, "keep 3")
        result = approves(ada, ada.reads(card, "of which 1 will be skipped."))
        assert result.text == "Published: storm, 2 paragraphs."
        assert result.offers == ("undo",)
        assert "The storm broke the pier." in carl.says("storm pier").text
        ada.presses(result, "undo")
        assert ada.reads(result, "No longer in the corpus: «storm»").offers == ()
        assert carl.says("storm pier").text.startswith("The corpus does not say.")
    assert deeds(chats) == [(ada.id, "published"), (ada.id, "undone to")]


def test_fields_are_typed_without_answering_the_card_and_so_is_the_approval(
    chats: Chats,
) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        card = ada.sends("storm.txt", STORM)
        noted = ada.says("outlet: Meduza\nauthor = Anna Smith\nдата: 2 марта 2024")
        assert noted.text == "Noted. outlet: Meduza · author: Anna Smith · date: 2024-03-02"
        assert "date: 2024-03-02" in ada.reads(card, "author: Anna Smith").text
        refused = ada.answers(card, "outlett: Meduza")
        assert refused.text.startswith("Nothing was changed: unknown field 'outlett'")
        ada.reads(ada.says("approve"), "Published: storm, ")
        assert "Anna Smith" in ada.says("storm pier").text
        assert live(chats) == 2


def test_paragraphs_are_skipped_and_kept_by_buttons(chats: Chats) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        card = ada.sends("storm.txt", STORM)
        skips = ada.shown_by(card, "skips")
        assert skips.offers == ("keep 2",)
        ada.presses(skips, "keep_one", 2)
        assert ada.reads(skips, "Paragraph 2 will be kept").offers == ("skip 2",)
        card = ada.reads(card, "of which 0 will be skipped.")
        ada.presses(skips, "skip_one", 2)
        approves(ada, ada.reads(card, "of which 1 will be skipped."))
        assert "Share this" not in ada.says("share this article").text


def test_what_the_text_itself_says_is_taken_by_buttons(chats: Chats) -> None:
    page = b"# The storm\n\nBy Anna Smith | Odesa\n\n2 March 2024\n\nThe storm broke the pier.\n"
    with chats.served():
        ada = chats.colleague("ada")
        card = ada.sends("storm.txt", page)
        ada.chooses(card, "Title = paragraph 1")
        card = ada.reads(card, "title: The storm")
        ada.chooses(card, "Author: Anna Smith")
        card = ada.reads(card, "author: Anna Smith")
        ada.chooses(card, "Date: 2024-03-02")
        assert ada.reads(card, "date: 2024-03-02").offers[0] == "approve"


def test_a_new_text_of_a_source_shows_what_it_changes_also_after_a_restart(chats: Chats) -> None:
    ada = chats.colleague("ada")
    with chats.served():
        card = ada.sends("ferry.txt", FERRY_NOW)
        assert card.text.startswith(
            "In place of ferry, revision 1: paragraphs added 0, changed 1, removed 0, unchanged 2."
        )
        assert "Changed, paragraph 2 before:\nNobody was hurt on board." in card.text
        assert "and now:\nTwo were hurt on board." in card.text
        ada.answers(card, "author: Anna Smith")
        card = ada.reads(card, "author: Anna Smith")
    with chats.served():
        approves(ada, card)
        answer = ada.says("who were hurt")
        assert "Two were hurt on board." in answer.text
        assert "Anna Smith" in answer.text


def test_a_card_is_cancelled_and_a_source_is_removed_and_brought_back(chats: Chats) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        card = ada.sends("storm.txt", STORM)
        ada.presses(card, "cancel")
        assert ada.reads(card, "Cancelled: storm was not added.").offers == ()
        removal = ada.says("/remove trial")
        assert removal.text.startswith("To be removed: trial")
        assert removal.offers == ("approve", "cancel")
        result = approves(ada, removal, "Removed: ")
        assert result.text == "Removed: trial. No longer quoted: 2 paragraphs."
        assert "removed «trial»" in ada.says("/history").text
        undo = ada.says("/undo")
        assert undo.text.startswith("Go back from generation 2 to 1?")
        first, undo = undo, ada.says("/undo")  # asked again, further down
        assert ada.reads(first, "Cancelled; generation 2 stays live.").offers == ()
        assert undo.text.startswith("Go back from generation 2 to 1?")
        approves(ada, undo, "Back in the corpus: «trial»")
        assert live(chats) == 1


def test_an_address_becomes_a_card_and_what_cannot_be_read_is_one_line(chats: Chats) -> None:
    def read_address(address: str) -> SourceText:
        if "gone" in address:
            raise SourceGone(f"{address}: the server says 410 Gone")
        return SourceText(Source("a", address, url=address), "Ten men fled.\n\nNobody saw.")

    means = replace(moderating(chats.data), read_address=read_address)
    with chats.served(moderating=means):
        ada = chats.colleague("ada")
        approves(ada, ada.says("/add https://a.example/"))
        assert "Ten men fled." in ada.says("men fled").text
        gone = ada.says("/add https://gone.example/")
        assert gone.text == (
            "That failed, nothing was lost: https://gone.example/: the server says 410 Gone"
        )
        assert ada.says("/add").text.startswith("Write /add and an address")


def test_progress_is_one_message_and_asking_goes_on_meanwhile(chats: Chats) -> None:
    held = Held()
    means = replace(moderating(chats.data), make_embedder=held.embedder)
    with chats.served(moderating=means):
        ada = chats.colleague("ada")
        long = "\n\n".join(f"On day {number} the wind blew." for number in range(400))
        ada.sends("wind.txt", long.encode())
        ada.hears("New source: wind")
        card = next(shown for shown in ada.all_shown() if "approve" in shown.offers)
        count = len(ada.all_shown())
        followed = ada.shown_by(card, "approve")
        assert followed.text == "Publishing wind. Asking goes on meanwhile."
        assert held.has_begun.wait(40)
        assert ada.says("captain").text.startswith("The captain was arrested.")
        held.let_go(1)
        ada.reads(followed, "Publishing wind: 256 of ")
        held.let_go()
        ada.reads(followed, "Published: wind, 400 paragraphs.")
        assert len(ada.all_shown()) == count + 2


def test_what_answers_fewer_golden_questions_is_published_only_anyway(chats: Chats) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        ada.says("/golden add Was nobody hurt on board? => nobody was hurt")
        refused = approves(ada, ada.sends("ferry.txt", FERRY_NOW), "Not published")
        assert refused.offers == ("publish anyway", "discard")
        assert live(chats) == 1
        ada.presses(refused, "publish_anyway")
        ada.reads(refused, "Published: Ferry sinks")
        assert live(chats) == 2


def test_a_source_is_found_in_the_list_opened_and_edited_by_buttons(chats: Chats) -> None:
    with chats.served():
        ada = chats.colleague("ada")
        listed = ada.says("/sources ferry")
        ada.chooses(listed, "1. Ferry sinks")
        source = ada.hears("read from: ferry.txt")
        card = ada.shown_by(source, "reopen")
        assert card.text.startswith("The fields of ferry; its text stays as it is.")
        ada.answers(card, "author: Anna Smith")
        approves(ada, ada.reads(card, "author: Anna Smith"))
        assert "Anna Smith" in ada.says("captain").text


def test_journalists_and_strangers_get_nothing_of_it(chats: Chats) -> None:
    with chats.served():
        ada, carl = chats.colleague("ada"), chats.colleague("carl")
        ada.says("/invite")  # else the bot follows no stranger into a room of Matrix
        for typed in ("/add https://example.org", "/undo", "/audit", "/golden", "/history"):
            assert carl.says(typed).text.startswith("There is no command /")
        assert carl.sends("storm.txt", STORM).text == (
            "I do not read files as questions. To have the quotations in this one checked,"
            " answer it with /quotes, or send it with that caption."
        )
        eve = chats.colleague("eve")
        assert eve.sends("storm.txt", STORM).text.startswith("I answer only people who were let in")
        assert live(chats) == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b" ", "That failed, nothing was lost: empty.txt: holds no text"),
        ("../../x.txt", b"x", "That failed, nothing was lost: ../../x.txt: has a path for a name"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Cat", "That failed, nothing was lost: a"),
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
        assert ada.says("captain").text.startswith("The captain was arrested.")
