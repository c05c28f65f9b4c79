from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from fakes.chat import publish
from fakes.telegram_bot.moderators import CARL, CARLS
from fakes.telegram_bot.served import (
    ADAS,
    FERRY,
    Clock,
    Talk,
    open_desk,
    publish_corpus,
    served,
    serving,
)

from index.records import Source, SourceText

EXPIRED = "These buttons no longer work: they do for 30 days. Please ask the question again."
NOTE = "⚠️ Corrected."
CITED = "— Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph"


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)


@contextmanager
def ada_served(server: BotApiServer, data: Path, clock: Clock | None = None) -> Iterator[Talk]:
    with served(serving(server, data), lambda: open_desk(data, clock or Clock())):
        yield Talk(server)


def test_context_shows_the_paragraphs_around_as_quotes(
    server: BotApiServer, tmp_path: Path
) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("captain")
        shown = ada.opens(message, "Context 1")
    assert shown.text == (
        "The paragraphs around quote 1:\n\n"
        f"Nobody was hurt on board.\n{CITED} 2\n{NOTE}\n\nThe captain was arrested.\n— paragraph 3"
    )
    assert [one.type for one in shown.content.entities].count("blockquote") == 2
    assert shown.message_id == message.message_id


def test_more_shows_the_next_quote_with_its_own_buttons(
    server: BotApiServer, tmp_path: Path
) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("who was there?")
        more = ada.shown_by(message, "More")
    assert more.text == f"More passages:\n\nThe captain was arrested.\n[2] {CITED[2:]} 3\n{NOTE}"
    assert more.reply_to_message_id == message.message_id
    assert more.reply_markup is not None
    rows = more.reply_markup["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [
        ["Context 2", "📋 Quote 2"],
        ["Source 2", "Open 2", "More"],
    ]


def test_source_shows_all_that_is_known(server: BotApiServer, tmp_path: Path) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("captain")
        shown = ada.opens(message, "Source 1")
    assert shown.text.startswith(
        "The source of quote 1:\n\nid: ferry\nread from: ferry.txt\ntitle: Ferry sinks\n"
    )


def test_a_citation_too_long_for_the_clipboard_is_sent_with_its_title_whole(
    server: BotApiServer, tmp_path: Path
) -> None:
    publish(
        tmp_path,
        SourceText(Source("long", "long.txt", title="T" * 250), f"A zebra ran{', on' * 80}.\n"),
    )
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("zebra")
        shown = ada.shown_by(message, "📋 Citation 1")
    assert f"[1] {'T' * 60}… · paragraph 1" in message.text
    cited, receipt = shown.text.split("\n\nReceipt: ")
    assert cited == f"The citation of quote 1, to be copied:\n\n{'T' * 250} · paragraph 1"
    assert receipt.startswith("pq-")


def test_wrong_tells_every_moderator_what_was_shown_and_why_and_the_reporter_of_its_end(
    server: BotApiServer, tmp_path: Path
) -> None:
    server.add_chat(CARLS)
    carl = Talk(server, CARLS, CARL)
    with ada_served(server, tmp_path) as ada:
        ada.says("/about")
        (answer,) = carl.gets("captain")
        source = carl.opens(answer, "Source 1")
        before = len(server.bot_messages(ADAS))
        assert carl.presses(source, "Wrong? 1") == "Noted for the moderators. Thank you."
        server.wait_for(lambda: len(server.bot_messages(ADAS)) == before + 1)
        told = server.bot_messages(ADAS)[-1]
        assert told.text.startswith(
            "Carl, id 8 on a quote called wrong:\n\nThe captain was arrested."
        )
        server.wait_for(lambda: "What is wrong" in server.bot_messages(CARLS)[-1].text)
        why = server.bot_messages(CARLS)[-1]
        assert carl.presses(why, "Out of context") == ""
        server.wait_for(lambda: len(server.bot_messages(ADAS)) == before + 2)
        assert server.bot_messages(ADAS)[-1].text.endswith("The reason: Out of context")
        assert "Out of context" in ada.says("/reports")[0]
        heard = len(server.bot_messages(CARLS))
        assert ada.presses(told, "Settled") == ""
        server.wait_for(lambda: len(server.bot_messages(CARLS)) == heard + 1)
        assert server.bot_messages(CARLS)[-1].text.startswith(
            "A moderator has dealt with the quote that you called wrong:"
        )
        assert ada.says("/reports") == ["Nobody has called a quote wrong."]


def test_wrong_goes_once_to_the_moderators_list(server: BotApiServer, tmp_path: Path) -> None:
    with ada_served(server, tmp_path) as ada:
        (answer,) = ada.gets("captain")
        message = ada.opens(answer, "Source 1")
        assert ada.presses(message, "Wrong? 1") == "Noted for the moderators. Thank you."
        server.wait_for(lambda: len(server.bot_messages(ADAS)) == 3)
        assert ada.presses(message, "Wrong? 1") == "You have reported this quote already."
        assert ada.says("/reports") == [
            "Quotes that somebody called wrong, the newest first:\n\n"
            f"The captain was arrested.\n{CITED} 3\n{NOTE}"
        ]


def test_buttons_work_after_a_restart(server: BotApiServer, tmp_path: Path) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("captain")
    with ada_served(server, tmp_path) as ada:
        assert ada.opens(message, "Context 1").text.startswith("The paragraphs around quote 1:")


def test_buttons_expire_after_30_days_with_a_clear_sentence(
    server: BotApiServer, tmp_path: Path
) -> None:
    clock = Clock()
    with ada_served(server, tmp_path, clock) as ada:
        (message,) = ada.gets("captain")
        clock.now += 30 * 24 * 3600 - 1
        assert ada.presses(message, "Context 1") == ""
        clock.now += 1
        assert ada.presses(message, "Context 1") == EXPIRED


def test_buttons_stop_working_when_their_asker_is_forgotten(
    server: BotApiServer, tmp_path: Path
) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("captain")
        ada.says("/forget")
        assert ada.presses(message, "Source 1") == EXPIRED


def test_a_quote_whose_text_was_replaced_is_shown_in_it_and_said_to_be_older(
    server: BotApiServer, tmp_path: Path
) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("captain")
        publish(tmp_path, SourceText(FERRY.source, "The captain was not arrested.\n"))
        shown = ada.opens(message, "Context 1").text
    assert "ferry: the article has had a newer text since 20" in shown
    assert "The captain was arrested." in shown
    assert "not arrested" not in shown


def test_a_new_generation_is_picked_up_without_a_restart(
    server: BotApiServer, tmp_path: Path
) -> None:
    with ada_served(server, tmp_path) as ada:
        assert ada.says("zebra")[0].startswith("The corpus does not say.")
        publish(tmp_path, FERRY, SourceText(Source("zoo", "zoo.txt"), "A zebra ran away.\n"))
        (text,) = ada.says("zebra")
        assert text.startswith("A zebra ran away.\n")


def test_a_press_that_is_too_old_to_be_acknowledged_is_answered_all_the_same(
    server: BotApiServer, tmp_path: Path
) -> None:
    with ada_served(server, tmp_path) as ada:
        (message,) = ada.gets("captain")
    server.press(ADAS, message.message_id, ada.person, "Context 1")
    server.expire_queries()
    with ada_served(server, tmp_path) as ada:
        server.wait_for(lambda: server.bot_messages(ADAS)[0].text != message.text)
    assert server.bot_messages(ADAS)[0].text.startswith("The paragraphs around quote 1:")
