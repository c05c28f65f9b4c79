"""A group that becomes a supergroup gets another id from Telegram: nothing is lost by that."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_api.driver import drive
from bot_api.methods.fields import Parameters
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.transport.faults import Fault
from bot_api.values import Chat
from fakes.telegram_bot.served import (
    ADA,
    Talk,
    choosing,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)
from telegram import Bot
from telegram.error import ChatMigrated

from bot.people.book import Access
from bot.telegram.serving import Serving

DESK = Chat(-55, "group", "Desk")
DESK_NOW = -1_000_000_000_055
TOLD = (
    f"the group -55 has become a supergroup with the id {DESK_NOW}; it is let in as before, but"
    f" write {DESK_NOW} in its place into PULLQUOTE_TELEGRAM_GROUPS"
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_corpus(tmp_path)
    return tmp_path


def serving_groups(server: BotApiServer, data: Path, *groups: str) -> Serving:
    access = Access(frozenset(), frozenset(), frozenset(groups))
    return choosing(serving(server, data), access=access)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [record.getMessage() for record in caplog.records]
    return [line for line in lines if "supergroup" in line]


def test_the_emulation_refuses_a_group_that_was_upgraded_and_names_the_new_id(
    server: BotApiServer,
) -> None:
    supergroup = server.upgrade_group(DESK, ADA)
    assert supergroup == Chat(DESK_NOW, "supergroup", "Desk")

    async def send(bot: Bot) -> None:
        await bot.send_message(DESK.id, "hello")

    with pytest.raises(ChatMigrated) as caught:
        drive(server, send)
    assert caught.value.new_chat_id == DESK_NOW
    assert [call.description for call in server.calls("sendMessage")] == [
        "Bad Request: group chat was upgraded to a supergroup chat"
    ]


def test_an_allowed_group_stays_allowed_also_after_a_restart_and_the_operator_is_told(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = serving_groups(server, data, "-55")
    with served(chosen, lambda: open_desk(data)):
        Talk(server, DESK).says("/ask captain")
        supergroup = server.upgrade_group(DESK, ADA)
        (text,) = Talk(server, supergroup).says("/ask captain")
        assert text.startswith("The captain was arrested.")
        assert told(caplog) == [TOLD]
    with served(chosen, lambda: open_desk(data)):
        assert Talk(server, supergroup).says("/ask captain") == [text]
        assert told(caplog) == [TOLD, TOLD]
    with served(serving_groups(server, data, str(DESK_NOW)), lambda: open_desk(data)):
        assert Talk(server, supergroup).says("/ask captain") == [text]
    assert told(caplog) == [TOLD, TOLD]


def test_an_answer_under_way_is_sent_to_the_new_id_once_and_its_buttons_work_there(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    may_pass = threading.Event()

    def hold(method: str, _: Parameters) -> Fault | None:
        is_held = method == "sendmessage" and not may_pass.is_set()
        return Fault("flood", retry_after=1) if is_held else None

    server.faults = hold
    with served(serving_groups(server, data, "-55"), lambda: open_desk(data)):
        server.send_text(DESK, ADA, "/ask captain")
        wait_until(lambda: len(server.calls("sendMessage")) == 1)
        supergroup = server.upgrade_group(DESK, ADA, is_told=False)
        may_pass.set()
        wait_until(lambda: server.pending_updates() == 0)
        (answer,) = server.bot_messages(supergroup)
        assert answer.text.startswith("The captain was arrested.")
        assert answer.reply_to_message_id is None
        assert server.bot_messages(DESK) == ()
        shown = Talk(server, supergroup).shown_by(answer, "Context 1")
        assert "Nobody was hurt on board." in shown.text
    assert told(caplog) == [TOLD]


def test_the_buttons_under_an_answer_from_before_work_in_the_supergroup(
    server: BotApiServer, data: Path
) -> None:
    with served(serving_groups(server, data, "-55"), lambda: open_desk(data)):
        (answer,) = Talk(server, DESK).gets("/ask captain")
        supergroup = server.upgrade_group(DESK, ADA)
        query = server.press(DESK, answer.message_id, ADA, "Context 1")
        server.wait_for(lambda: server.callback_answer(query) is not None)
        wait_until(lambda: len(server.bot_messages(supergroup)) == 1)
    (shown,) = server.bot_messages(supergroup)
    assert "Nobody was hurt on board." in shown.text


def test_a_group_that_was_not_allowed_is_not_as_a_supergroup_either(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with served(serving_groups(server, data, "-77"), lambda: open_desk(data)):
        supergroup = server.upgrade_group(DESK, ADA)
        (text,) = Talk(server, supergroup).says("/ask captain")
    assert text == (
        f"This group has not been allowed. A moderator can send /allow here; its id is {DESK_NOW}."
    )
    assert told(caplog) == []


def test_what_is_told_of_the_move_is_no_question(server: BotApiServer, data: Path) -> None:
    with served(serving_groups(server, data, "-55"), lambda: open_desk(data)):
        supergroup = server.upgrade_group(DESK, ADA)
        wait_until(lambda: server.pending_updates() == 0)
        assert Talk(server, supergroup).is_ignored("captain", Place())
    assert (server.bot_messages(DESK), server.bot_messages(supergroup)) == ((), ())
