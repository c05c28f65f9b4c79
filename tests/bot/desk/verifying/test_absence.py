from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes.chat import FERRY, TRIAL
from fakes.corpus import open_asker, publish
from fakes.speaking import worded_pressed, worded_served
from fakes.telegram_bot.served import Clock
from telegram import InlineKeyboardButton

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.desk.verifying.desk import CheckingDesk
from bot.replies import Button, Incoming, Press, Say, Served, ShowQuote
from bot.sentences.say import LANGUAGES, speaker
from bot.telegram.messages.text import units
from bot.telegram.updates import keyboard
from index.checking.absence import negatives
from index.checking.absence.making import NegativeReceipts
from index.checking.absence.negatives import Pasted
from index.records import Source, SourceText

ASKED = "Ministers deny zebra bans?"
DENIED = SourceText(
    Source("denial", "denial.txt", title="The ban"), "The minister denied the ban on Monday.\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    publish(tmp_path, FERRY, TRIAL)
    clock = Clock(1_800_000_000.0)
    with closing(Desk(open_asker(tmp_path), ChatStore(None), 3, "none", clock)) as opened:
        opened.negatives = NegativeReceipts(tmp_path)
        yield opened


def ask(desk: Desk, question: str = ASKED) -> Served:
    return worded_served(desk.ask(Incoming("chat", "ada", question, is_private=True)))


def cite(served: Served) -> Button:
    (button,) = (button for row in served.rows for button in row if button.kind == "cite")
    return button


def lines(served: Served) -> list[str]:
    return [
        str(block.words) if isinstance(block, Say) else f"> {block.quote.text}"
        for block in worded_served(served).reply.blocks
        if isinstance(block, Say | ShowQuote)
    ]


def checked(desk: Desk, pasted: str, perhaps: str = "") -> list[str]:
    found = negatives.find(pasted)
    assert found is not None
    return lines(desk.check_no(found, perhaps))


def test_an_answer_that_is_none_can_be_cited_with_one_tap(desk: Desk) -> None:
    button = cite(ask(desk))
    assert str(button.copied).startswith(
        "The archive that was searched (2 articles, 5 paragraphs, dated 2024-06-30, as of"
        f" 2027-01-15) holds nothing on the question “{ASKED}”. Receipt: no-"
    )
    assert button.token in str(button.copied)
    assert [block for block in ask(desk).reply.blocks if "no-" in str(block)] == []


def test_what_answers_has_no_button_to_cite_a_no(desk: Desk) -> None:
    rows = ask(desk, "captain").rows
    assert [button for row in rows for button in row if button.kind == "cite"] == []


def test_the_sentence_that_cites_a_no_is_checked_as_it_was_copied(desk: Desk) -> None:
    said = checked(desk, f"We wrote: {cite(ask(desk)).copied} Is that so?")
    assert said == [
        "Genuine: on 2027-01-15 nothing in 2 articles (5 paragraphs, generation 1) was near the"
        " question.",
        "The question is the one that was asked.",
        "The corpus has not changed since.",
        "Asked today:",
        "The corpus does not say.",
        "Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.",
    ]


def test_a_later_corpus_that_answers_is_quoted(desk: Desk, tmp_path: Path) -> None:
    receipt = cite(ask(desk, "minister denied ban")).token
    publish(tmp_path, FERRY, DENIED)
    alone = checked(desk, receipt)
    assert alone[1].startswith(
        "The corpus has changed since 2026-01-02, articles: 1 added, 0 changed, 1 withdrawn. Paste"
    )
    said = checked(desk, f"{receipt}\n«Minister denied: ban»")
    assert said[1] == "The question is the one that was asked."
    assert said[3:5] == [
        "Asked today, the corpus answers:",
        "> The minister denied the ban on Monday.",
    ]
    assert said[5].startswith("1. Receipt: pq-")


def test_another_question_is_told_from_the_one_that_was_asked(desk: Desk) -> None:
    receipt = cite(ask(desk)).token
    said = checked(desk, f"{receipt} captain")
    assert said[1] == "This is not the question that was asked: the receipt says nothing about it."
    assert said[3:5] == ["Asked today, the corpus answers:", "> The captain was arrested."]


def test_a_message_that_is_answered_is_the_question_only_where_it_is(desk: Desk) -> None:
    receipt = cite(ask(desk)).token
    assert "The question is the one that was asked." in checked(desk, receipt, ASKED)
    assert checked(desk, receipt, "The corpus does not say.") == checked(desk, receipt)


@pytest.mark.parametrize(
    "typed",
    [
        'outlet:"Harbour News" Ministers deny zebra bans?',
        "source:ferry before:2024 minister -zebra",
        '"deny bans" minister -Ґазета',
    ],
)
def test_filters_stand_in_the_sentence_and_are_asked_for_where_they_are_missing(
    desk: Desk, typed: str
) -> None:
    button = cite(ask(desk, typed))
    assert "The question is the one that was asked." in checked(desk, str(button.copied))
    said = checked(desk, button.token)
    assert said[-1].startswith("It was searched under filters: ")
    bare = checked(desk, f"{button.token} {ASKED}")
    assert any(line.startswith("It was searched under filters: ") for line in bare)


def test_where_filters_leave_nothing_to_search_there_is_no_no_to_cite(desk: Desk) -> None:
    rows = ask(desk, "outlet:Ґазета minister").rows
    assert [button for row in rows for button in row if button.kind == "cite"] == []


def test_filters_in_plain_words_are_understood_as_they_were(desk: Desk) -> None:
    asked = "zebra bans, in Harbour News"
    button = cite(ask(desk, asked))
    assert "outlet:" in str(button.copied)
    assert "The question is the one that was asked." in checked(desk, f"{button.token} {asked}")


def test_a_receipt_of_another_newsroom_is_unknown_and_nothing_is_asked(
    desk: Desk, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    publish(other, DENIED)
    with closing(open_asker(other)) as asker:
        answer = asker.answer("zebra", 1)
    receipt = NegativeReceipts(other).of_answer(answer, date(2027, 1, 15))
    (line,) = checked(desk, f"{receipt} captain")
    assert line.startswith("Unknown: the receipt is well formed")


def test_a_mistyped_receipt_says_which_letter_cannot_be(desk: Desk) -> None:
    receipt = cite(ask(desk)).token
    (line,) = checked(desk, f"{receipt[:8]}U{receipt[9:]} {ASKED}")
    assert "none holds the letter U, which is letter 7 of yours" in line
    other = "7" if receipt[9] != "7" else "8"
    (line,) = checked(desk, f"{receipt[:9]}{other}{receipt[10:]} {ASKED}")
    assert line.startswith("That is no receipt as I gave it: a letter is wrong or missing")


def test_where_there_is_no_clipboard_the_sentence_is_said(desk: Desk) -> None:
    token = cite(ask(desk)).token
    press = Press("chat", "ada", "cite", token, 1, is_private=True)
    pressed = worded_pressed(desk.press(press)).served
    assert pressed is not None
    assert f"“{ASKED}”. Receipt: {token}" in lines(pressed)[1]
    ask(desk, "captain")
    later = worded_pressed(desk.press(press)).served
    assert later is not None
    assert f"on the question that was asked. Receipt: {token}" in lines(later)[1]
    forged = Press("chat", "ada", "cite", "no-0000", 1, is_private=True)
    assert desk.press(forged).served is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", ["zebra", "zebra " * 100])
def test_a_phone_copies_it_with_one_tap_however_long_the_question_is(
    desk: Desk, language: str, question: str
) -> None:
    served = desk.ask(Incoming("chat", "ada", question, is_private=True))
    laid_out = keyboard(served.rows, speaker(language))
    assert laid_out is not None
    keys: list[InlineKeyboardButton] = [key for row in laid_out.inline_keyboard for key in row]
    (copied,) = (key.copy_text.text for key in keys if key.copy_text is not None)
    assert "no-" in copied
    assert units(copied) <= 256


def test_a_quotation_that_is_nowhere_has_a_receipt_that_is_checked(
    desk: Desk, tmp_path: Path
) -> None:
    written = "We shall never ban the zebra"
    with closing(CheckingDesk(tmp_path, Clock(1_800_000_000.0))) as checking:
        served = worded_served(checking.answer("quote", f"«{written}»"))
    receipt = lines(served)[-1].removeprefix("Receipt: ")
    button = cite(served)
    assert button.token == receipt
    assert f"does not hold the quotation “{written}”. Receipt: {receipt}" in str(button.copied)
    said = checked(desk, str(button.copied))
    assert said[1] == "The quotation is the one that was looked for."
    assert said[-1] == "Not in the corpus."
    publish(tmp_path, SourceText(Source("zoo", "zoo.txt"), f"{written}, he said.\n"))
    said = checked(desk, f"{receipt} {written}")
    assert "Verbatim: the corpus has these words, in 1 place." in said


def test_a_question_that_is_too_long_is_refused_in_one_line(desk: Desk) -> None:
    (line,) = lines(desk.check_no(Pasted(cite(ask(desk)).token, "zebra " * 500)))
    assert line.startswith("The question has 2999 characters, at most 1000 are searched.")
