"""What journalists live on every chat platform, from the same lines."""

from dataclasses import replace

import pytest
from fakes.chat import FERRY, publish
from fakes.telegram_bot.served import Clock, open_desk
from journeys.chats.seam import Chats

from index.records import Source, SourceText

CAPTAIN = "The captain was arrested.\n[1] Ferry sinks · Harbour News"
AROUND = "The paragraphs around quote 1:\n\nNobody was hurt on board."
EXPIRED = "These buttons no longer work: they do for 30 days."
ZOO = SourceText(
    Source("zoo", "zoo.txt", title="Zoo", outlet="Zoo News"),
    "A zebra ran to the gate.\n\nThe zebra slept at the gate.\n\nA gate did not open.\n",
)


def test_a_question_is_answered_with_a_cited_quote_or_honestly_with_none(chats: Chats) -> None:
    with chats.served():
        carl = chats.colleague("carl")
        assert carl.says("captain").text.startswith(CAPTAIN)
        assert carl.says("zebra").text.startswith("The corpus does not say.")
        filtered = carl.says("/ask outlet:harbour captain").text
        assert filtered.startswith(CAPTAIN)
        assert "\n\nFilters: outlet harbour" in filtered
        assert carl.says("/sources").text.startswith("2 articles, page 1 of 1.")
        assert carl.says("/source x").text.startswith("There is no article with this id.")
        assert carl.says("/about").text.count("generation 1.") == 1


def test_an_edited_question_is_answered_in_place(chats: Chats) -> None:
    with chats.served():
        carl = chats.colleague("carl")
        answer = carl.says("zebra")
        carl.edits("zebra", "captain")
        carl.reads(answer, CAPTAIN)
        assert len(carl.all_shown()) == 1


def test_context_and_source_are_opened_and_back_leads_back(
    chats: Chats,
) -> None:
    with chats.served():
        carl = chats.colleague("carl")
        answer = carl.says("captain")
        around = carl.opened_by(answer, "context", "The paragraphs around")
        assert around.text.startswith(AROUND)
        assert {"source 1", "wrong 1", "back"} <= set(around.offers)
        source = carl.opened_by(around, "source", "The source of quote 1")
        assert "id: ferry\nread from: ferry.txt\ntitle: Ferry sinks" in source.text
        again = carl.opened_by(source, "back", "The captain was arrested.")
        assert (again.text, again.offers) == (answer.text, answer.offers)


def test_more_shows_the_next_quote_and_buttons_work_after_a_restart_until_forgotten(
    chats: Chats,
) -> None:
    carl = chats.colleague("carl")
    with chats.served():
        first = carl.says("who was there?")
        more = carl.shown_by(first, "more", 2)
        assert more.text.startswith("More passages:\n\nThe captain was arrested.\n[2] ")
    with chats.served():
        carl.presses(more, "context", 2)
        carl.reads(more, "The paragraphs around quote 2:")
        carl.opened_by(first, "source", "The source of quote 1:")
        assert carl.says("/forget").text.startswith("Done: nothing stored here bears your id")
        assert carl.notice(first, "context").startswith(EXPIRED)


def test_buttons_expire_after_thirty_days_with_a_clear_sentence(chats: Chats) -> None:
    clock = Clock()
    with chats.served(open_own=lambda: open_desk(chats.data, clock)):
        carl = chats.colleague("carl")
        answer = carl.says("captain")
        clock.now += 30 * 24 * 3600
        assert carl.notice(answer, "context").startswith(EXPIRED)


def test_wrong_tells_moderators_what_was_shown_and_why_and_the_reporter_of_its_end(
    chats: Chats,
) -> None:
    with chats.served():
        ada, carl = chats.colleague("ada"), chats.colleague("carl")
        ada.says("/about")
        answer = carl.says("captain")
        source = carl.opened_by(answer, "source", "The source of quote 1")
        carl.presses(source, "wrong")
        told = ada.hears("on a quote called wrong:")
        assert told.text.startswith(
            f"{carl.named} on a quote called wrong:\n\nThe captain was arrested."
        )
        why = carl.hears("What is wrong")
        carl.chooses(why, "Out of context")
        ada.hears("The reason: Out of context")
        assert "Out of context" in ada.says("/reports").text
        assert carl.notice(source, "wrong") == "You have reported this quote already."
        ada.presses(told, "settle")
        carl.hears("A moderator has dealt with the quote that you called wrong:")
        assert ada.says("/reports").text == "Nobody has called a quote wrong."


def test_a_follow_up_is_understood_with_the_question_before_and_asked_alone(chats: Chats) -> None:
    publish(chats.data, FERRY, ZOO)
    with chats.served():
        carl = chats.colleague("carl")
        carl.says("where was the zebra")
        followed = carl.says("and when?")
        assert "zebra" in followed.text
        assert "Understood together with your question before it." in followed.text
        alone = carl.opened_by(followed, "alone", "The corpus does not say.")
        assert "zebra" not in alone.text


def test_follow_ups_can_be_switched_off(chats: Chats) -> None:
    publish(chats.data, FERRY, ZOO)
    with chats.served(open_own=lambda: replace(open_desk(chats.data), recent=None)):
        carl = chats.colleague("carl")
        carl.says("where was the zebra")
        assert "Understood" not in carl.says("and when?").text


def test_too_many_questions_are_refused_each_time_with_the_minutes_left(chats: Chats) -> None:
    with chats.served(questions_per_5_minutes=3):
        carl = chats.colleague("carl")
        for _ in range(3):
            carl.says("zebra")
        for _ in range(2):
            assert carl.says("zebra").text.startswith("That is 3 questions in five minutes")
        assert carl.says("/privacy").text.startswith("Your questions are neither stored nor logged")


@pytest.mark.parametrize(
    ("typed", "first_line"),
    [
        ("/start", "Ask me a question in plain words."),
        ("/help", "Ask a question in plain words"),
        ("/source trial", "id: trial"),
        ("/source", "Write an id after the command, as /sources lists them."),
        ("/reports", "There is no command /reports."),
        ("colour:red captain", "There is no filter colour: here."),
    ],
)
def test_a_command_of_a_journalist_is_answered(chats: Chats, typed: str, first_line: str) -> None:
    with chats.served():
        assert chats.colleague("carl").says(typed).text.startswith(first_line)
