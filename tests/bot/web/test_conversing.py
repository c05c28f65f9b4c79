from contextlib import closing
from pathlib import Path

import pytest
from fakes.telegram_bot.served import open_desk, publish_corpus

from bot.replies import Served, ShowQuote
from bot.web import conversing
from bot.web.records import Answered, Asker

CARL = Asker("carl", "journalist")


def quotes_of(served: Served) -> tuple[ShowQuote, ...]:
    return tuple(block for block in served.reply.blocks if isinstance(block, ShowQuote))


def ask(data: Path, **form: str) -> Answered:
    publish_corpus(data)
    with closing(open_desk(data)) as desk:
        return conversing.ask(desk, CARL, form)


def test_a_question_is_answered_as_in_a_chat(tmp_path: Path) -> None:
    answered = ask(tmp_path, question="captain")
    assert answered.served.outcome == "answer"
    assert [shown.quote.text for shown in quotes_of(answered.served)] == [
        "The captain was arrested."
    ]


def test_the_fields_of_a_form_are_filters(tmp_path: Path) -> None:
    answered = ask(tmp_path, question="captain", outlet="“Other” Paper", after="2023")
    assert answered.typed == 'outlet:"Other Paper" after:2023 captain'
    assert answered.served.outcome == "nothing"


@pytest.mark.parametrize("after", ["yesterday", "2023-13", "1 OR 1"])
def test_a_filter_that_cannot_be_is_said(tmp_path: Path, after: str) -> None:
    assert ask(tmp_path, question="captain", after=after).served.outcome is None


def test_a_command_is_answered_as_in_a_chat(tmp_path: Path) -> None:
    assert "Ferry sinks" in str(ask(tmp_path, question="/sources").served.reply)


def test_a_command_that_changes_the_corpus_is_unknown_here(tmp_path: Path) -> None:
    publish_corpus(tmp_path)
    with closing(open_desk(tmp_path)) as desk:
        form = {"question": "/remove ferry"}
        answered = conversing.ask(desk, Asker("7", "moderator"), form)
    assert "unknown" in str(answered.served.reply) or "unlike" in str(answered.served.reply)


@pytest.mark.parametrize(
    "pressed", ["", "context", "wrong t 1", "undo 7 1", "context t x", "context t 99999999999"]
)
def test_a_button_that_is_none_of_the_page_does_nothing(tmp_path: Path, pressed: str) -> None:
    publish_corpus(tmp_path)
    with closing(open_desk(tmp_path)) as desk:
        answered = conversing.press(desk, CARL, pressed)
    assert "expired" in str(answered.served.reply)


def test_a_button_is_of_whoever_got_the_answer(tmp_path: Path) -> None:
    publish_corpus(tmp_path)
    with closing(open_desk(tmp_path)) as desk:
        served = conversing.ask(desk, CARL, {"question": "captain"}).served
        (button,) = (each for row in served.rows for each in row if each.kind == "context")
        pressed = f"context {button.token} 1"
        own = conversing.press(desk, CARL, pressed)
        others = conversing.press(desk, Asker("eve", "journalist"), pressed)
    assert quotes_of(own.served) != ()
    assert quotes_of(others.served) == ()
