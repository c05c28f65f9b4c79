"""A card takes what people write: captions, several lines, bare lines, answers to any message."""

from pathlib import Path

import pytest
from bot_api.people import Place
from bot_api.server import BotApiServer
from fakes.telegram_bot.moderators import BOB, BOBS, FERRY_NOW, STORM, Moderating, buttons
from fakes.telegram_bot.served import ADAS
from journeys.telegram.test_moderation import bare_server, data, live, server

from index.store.store import read_corpus

__all__ = ["bare_server", "data", "server"]

FIVE_FIELDS = (
    "title: The storm at Odesa\noutlet: Harbour News\nauthor: Anna Smith\n"
    "date: 2 March 2024\nlanguage: English"
)
PAGE = (
    b"# The storm at Odesa\n\nBy Anna Smith | Odesa\n\n2 March 2024\n\n"
    b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"
)


def ids(data: Path) -> list[str]:
    return [article.id for article in read_corpus(data).articles]


@pytest.fixture
def ada(server: BotApiServer) -> Moderating:
    return Moderating(server)


def test_a_person_who_never_saw_it_adds_five_fields_in_one_message_and_one_tap(
    ada: Moderating, data: Path
) -> None:
    (card,) = ada.sends("storm.txt", STORM, caption=FIVE_FIELDS)
    for line in (
        "title: The storm at Odesa",
        "outlet: Harbour News",
        "author: Anna Smith",
        "date: 2024-03-02",
        "language: en",
    ):
        assert line in card.text
    ada.approves(card)
    assert live(data) == 2
    assert "Anna Smith" in ada.talk.says("storm pier")[0]


def test_what_the_text_itself_says_is_taken_by_taps(ada: Moderating) -> None:
    (card,) = ada.sends("storm.txt", PAGE)
    assert buttons(card)[:2] == [
        ["Title = paragraph 1", "Author: Anna Smith"],
        ["Date: 2024-03-02"],
    ]
    ada.talk.presses(card, "Title = paragraph 1")
    card = ada.reads(card, "title: The storm at Odesa")
    ada.talk.presses(card, "Author: Anna Smith")
    card = ada.reads(card, "author: Anna Smith")
    ada.talk.presses(card, "Date: 2024-03-02")
    card = ada.reads(card, "date: 2024-03-02")
    assert buttons(card) == [["Approve", "Edit"], ["Skip paragraphs", "Cancel"]]


def test_while_one_card_is_open_it_is_edited_and_approved_without_answering_it(
    ada: Moderating, data: Path
) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    assert ada.talk.says("outlet: Meduza\nauthor = Anna Smith\nskip 3") == [
        "Noted. outlet: Meduza · author: Anna Smith"
    ]
    assert "Paragraph 3 will be skipped: you chose it" in ada.now(card).text
    assert ada.talk.says("captain")[0].startswith("The captain was arrested.")
    (followed,) = ada.talk.gets("approve")
    ada.reads(followed, "Published: ")
    assert live(data) == 2


def test_with_two_cards_open_a_bare_line_asks_which_one(ada: Moderating) -> None:
    (storm,) = ada.sends("storm.txt", STORM)
    ada.sends("ferry.txt", FERRY_NOW)
    assert ada.talk.says("outlet: Meduza") == [
        "2 cards are open. Answer the one you mean, so that I know which."
    ]
    ada.edits(storm, "outlet: Meduza", "outlet: Meduza")


def test_a_field_with_a_slip_in_its_name_is_refused_and_told_the_name(ada: Moderating) -> None:
    ada.sends("storm.txt", STORM)
    (refusal,) = ada.talk.says("Autor: A. Petrova")
    assert refusal.startswith("Nothing was changed: unknown field 'autor'; did you mean author?")


def test_a_field_is_never_meant_for_an_undo_that_waits(ada: Moderating) -> None:
    (storm,) = ada.sends("storm.txt", STORM)
    ada.approves(storm)
    ada.talk.gets("/undo")
    (ferry,) = ada.sends("ferry.txt", FERRY_NOW)
    assert ada.talk.says("outlet: Meduza") == ["Noted. outlet: Meduza"]
    assert "outlet: Meduza" in ada.now(ferry).text


def test_the_file_a_hint_and_a_receipt_are_answered_like_the_card_itself(ada: Moderating) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    ada.sends("ferry.txt", FERRY_NOW)
    (sent, *_) = (one for one in ada.server.messages(ADAS) if one.document is not None)
    (first,) = ada.talk.gets("видання: Медуза", Place(reply_to=sent.message_id))
    assert first.text == "Noted. outlet: Медуза"
    ada.talk.gets("автор: Ганна", Place(reply_to=first.message_id))
    (last,) = ada.talk.gets("мова: англійська", Place(reply_to=first.message_id))
    assert last.text == "Noted. language: en"
    card = ada.reads(card, "language: en")
    assert ("outlet: Медуза" in card.text, "author: Ганна" in card.text) == (True, True)


def test_another_moderators_open_card_takes_nothing_from_this_one(
    ada: Moderating, server: BotApiServer
) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    assert not Moderating(server, BOBS, BOB).talk.says("outlet: Meduza")[0].startswith("Noted")
    assert "outlet: unknown" in ada.now(card).text


def test_another_text_of_the_same_file_name_is_a_new_source_unless_it_is_told_to_replace(
    ada: Moderating, data: Path
) -> None:
    (card,) = ada.sends("ferry.txt", STORM)
    assert card.text.startswith("New source: ferry-2\n\nThere is a source ferry already")
    assert "outlet: unknown" in card.text
    replace_label = buttons(card)[0][0]
    assert replace_label.startswith("Replace «")
    ada.talk.presses(card, replace_label)
    card = ada.reads(card, "In place of ferry, revision 1")
    assert "outlet: Harbour News" in card.text
    ada.talk.presses(card, "Add as new")
    card = ada.reads(card, "New source: ferry-2")
    ada.approves(card)
    assert ids(data) == ["ferry", "ferry-2", "trial"]


def test_a_published_source_is_edited_and_renamed_without_its_file(
    ada: Moderating, data: Path
) -> None:
    (card,) = ada.talk.gets("/edit ferry")
    assert card.text.startswith("The fields of ferry; its text stays as it is.")
    card = ada.edits(card, "id: The ferry at noon\nauthor: Anna Smith", "author: Anna Smith")
    assert "ferry will be called the-ferry-at-noon from now on." in card.text
    ada.approves(card)
    assert ids(data) == ["the-ferry-at-noon", "trial"]
    assert "Anna Smith" in ada.talk.says("captain")[0]


def test_a_card_that_waited_for_another_of_the_same_source_keeps_what_was_recorded(
    ada: Moderating, data: Path
) -> None:
    (first,) = ada.sends("storm.txt", STORM, caption="outlet: Meduza")
    (second,) = ada.sends("storm.txt", STORM + b"\nThe pier was rebuilt.\n", caption="author: Anna")
    ada.approves(first)
    assert ada.talk.presses(second, "Approve").startswith("The card or the corpus has changed")
    second = ada.reads(second, "In place of storm, revision 1")
    assert ("outlet: Meduza" in second.text, "author: Anna" in second.text) == (True, True)
    ada.approves(second)
    assert live(data) == 3


def test_more_changes_than_a_screen_holds_come_as_a_document(ada: Moderating) -> None:
    days = [f"On day {number} the wind blew." for number in range(30)]
    (card,) = ada.sends("wind.txt", "\n\n".join(days).encode())
    ada.approves(card)
    calm = "\n\n".join(
        [*(day.replace("the wind blew", "it was calm") for day in days[:-1]), days[-1]]
    )
    (card,) = ada.sends("wind.txt", calm.encode())
    assert card.text.count("Changed, paragraph") == 5
    before = len(ada.server.bot_messages(ADAS))
    assert ada.talk.presses(card, "All changes") == ""
    ada.server.wait_for(lambda: len(ada.server.bot_messages(ADAS)) == before + 2)
    said, sent = ada.server.bot_messages(ADAS)[before:]
    assert said.text == "What it changes, in all 29:"
    assert sent.document is not None
    assert sent.document.file_name == "wind.txt"
    text = ada.server.file(sent.document.file_id).content.decode()
    assert text.count("Changed, paragraph") == 29
    assert (
        "Changed, paragraph 29 before:\nOn day 28 the wind blew.\n\nand now:\nOn day 28 it" in text
    )


def test_a_changed_sentence_is_shown_with_its_words_marked(ada: Moderating) -> None:
    (card,) = ada.sends("ferry.txt", FERRY_NOW)
    bold = [
        card.text[entity.offset : entity.offset + entity.length]
        for entity in card.content.entities
        if entity.type == "bold"
    ]
    assert bold[:2] == ["Nobody was", "Two were"]


def test_a_source_is_found_in_the_list_opened_and_edited_by_taps(ada: Moderating) -> None:
    (listed,) = ada.talk.gets("/sources ferry")
    assert buttons(listed) == [["1. Ferry sinks"]]
    source = ada.talk.shown_by(listed, "1. Ferry sinks")
    assert buttons(source) == [["Edit the fields", "Remove"]]
    card = ada.talk.shown_by(source, "Edit the fields")
    assert card.text.startswith("The fields of ferry; its text stays as it is.")
    card = ada.edits(card, "author: Anna Smith", "author: Anna Smith")
    ada.approves(card)
    removal = ada.talk.shown_by(source, "Remove")
    assert removal.text.startswith("To be removed: ferry")


def test_forgetting_asks_once_where_cards_wait(ada: Moderating) -> None:
    ada.sends("storm.txt", STORM)
    (asked,) = ada.talk.gets("/forget")
    assert asked.text == "Your cards that wait for a decision (1) would be discarded as well."
    assert buttons(asked) == [["Forget it all"]]
    assert ada.talk.says("title: The storm")[0].startswith("Noted.")
    done = ada.talk.opens(asked, "Forget it all")
    assert done.text.startswith("Done: nothing stored here bears your id any more")
    assert buttons(done) == []
    (again,) = ada.talk.gets("/forget")
    assert again.text.startswith("Done: nothing stored here")


def test_a_decision_without_a_card_is_told_so_and_not_searched_for(ada: Moderating) -> None:
    assert ada.talk.says("approve") == ["No card of yours waits for a decision."]
    assert ada.talk.says("approve of what?")[0] != "No card of yours waits for a decision."
