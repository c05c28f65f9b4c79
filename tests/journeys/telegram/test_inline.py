from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api.methods.menus import InlineAnswer
from bot_api.server import BotApiServer
from bot_api.values import Person, private_chat
from fakes.chat import TRIAL, publish
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    EVE,
    FERRY,
    GROUP,
    Talk,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)

from bot.desk.verifying.living import LivingDesk
from bot.desk.verifying.memory import Held, QuotesMemory

BOB = Person(8, "Bob")
HELD = Held("66", "", "66", "", None, is_group=False)
CAPTAIN = (
    "The captain was arrested.\n— Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph 3"
    "\n⚠️ Corrected."
)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)
    with (
        BotApiServer() as running,
        served(serving(running, tmp_path), lambda: open_desk(tmp_path)),
    ):
        yield running


def ask(server: BotApiServer, person: Person, text: str) -> InlineAnswer:
    query = server.inline_query(person, text)
    server.wait_for(lambda: server.inline_answer(query) is not None)
    answer = server.inline_answer(query)
    assert answer is not None
    return answer


def test_quotes_are_offered_to_one_person_and_for_a_short_time(server: BotApiServer) -> None:
    answer = ask(server, ADA, "who was there?")
    assert [(one.title, one.description) for one in answer.results[:2]] == [
        ("Ferry sinks", "Nobody was hurt on board."),
        ("Ferry sinks", "The captain was arrested."),
    ]
    assert (answer.is_personal, answer.cache_time, answer.button) == (True, 10, None)


def test_a_chosen_quote_is_sent_with_its_citation(server: BotApiServer) -> None:
    answer = ask(server, ADA, "captain")
    server.choose_inline(GROUP, ADA, answer.query_id, answer.results[0].id)
    (message,) = server.messages(GROUP)
    assert message.text == CAPTAIN
    kinds = [entity.type for entity in message.content.entities]
    assert kinds == ["blockquote", "bold", "text_link"]


def test_strangers_get_nothing(server: BotApiServer) -> None:
    answer = ask(server, EVE, "captain")
    assert (answer.results, answer.button) == ((), None)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "Type a question to quote from the articles"),
        ("zebra", "Nothing to quote for this yet"),
        ("colour:red", "Nothing to quote for this yet"),
    ],
)
def test_where_nothing_is_offered_a_hint_says_why(
    server: BotApiServer, typed: str, hint: str
) -> None:
    answer = ask(server, ADA, typed)
    assert answer.results == ()
    assert answer.button is not None
    assert answer.button["text"] == hint


def test_what_was_sent_through_the_bot_is_not_taken_for_a_question(server: BotApiServer) -> None:
    answer = ask(server, ADA, "captain")
    server.choose_inline(ADAS, ADA, answer.query_id, answer.results[0].id)
    server.push_update("message", _via_bot(server), ADA.id)
    assert Talk(server).says("zebra")[0].startswith("The corpus does not say.")
    assert len(server.bot_messages(ADAS)) == 1


def test_who_sent_a_quote_elsewhere_is_told_once_in_their_own_chat_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)
    with BotApiServer() as server:
        with served(serving(server, tmp_path), lambda: open_desk(tmp_path)):
            Talk(server).says("/about")
            answer = ask(server, ADA, "captain")
            ask(server, BOB, "captain")
            server.choose_inline(GROUP, ADA, answer.query_id, answer.results[0].id)
            wait_until(lambda: server.pending_updates() == 0)
        freed = FERRY.text.replace("captain was arrested", "captain was freed")
        publish(tmp_path, replace(FERRY, text=freed), TRIAL)
        for _ in range(2):
            with served(serving(server, tmp_path), lambda: open_desk(tmp_path)):
                wait_until(lambda: len(server.bot_messages(ADAS)) >= 2)
        _, told = server.bot_messages(ADAS)
        assert told.text.startswith("A quote that I gave you has changed since:")
        assert "The captain was freed." in told.text
        assert told.reply_to_message_id is None
        assert server.bot_messages(private_chat(BOB)) == ()


def test_the_id_of_a_result_that_is_no_receipt_is_kept_nowhere(tmp_path: Path) -> None:
    with closing(QuotesMemory(tmp_path, "telegram")) as memory:
        LivingDesk(tmp_path, memory, lambda: 0.0).keep_sent("1", HELD)
        assert memory.latest("66", "66") == ()


def _via_bot(server: BotApiServer) -> dict[str, object]:
    return {
        "message_id": 900,
        "date": 1,
        "chat": {"id": 7, "type": "private", "first_name": "Ada"},
        "from": ADA.to_json(),
        "via_bot": server.bot.to_json(),
        "text": "The captain was arrested.",
    }
