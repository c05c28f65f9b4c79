"""The bot's own files damaged one by one, read only, or on a full disk: it starts and answers."""

import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from bot_api.values import Chat, private_chat
from fakes.telegram_bot.crowd import people, publish_facts, question, start
from fakes.telegram_bot.moderators import Moderating, buttons
from fakes.telegram_bot.served import (
    Talk,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)

STORES = (
    *("answered.sqlite", "chats.sqlite", "moderation.sqlite", "people.sqlite"),
    *("quotes.sqlite", "sending.sqlite"),
)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "of another kind": lambda whole: b"\xff no database" + whole[20:],
    "cut off": lambda whole: whole[: len(whole) // 2 + 7],
    "with a page of zeros": lambda whole: whole[:4096] + bytes(4096) + whole[8192:],
    "with every 50th byte another": lambda whole: bytes(
        byte ^ 0x15 if number % 50 == 49 else byte for number, byte in enumerate(whole)
    ),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.fixture
def used(server: BotApiServer, tmp_path: Path) -> Path:
    """Use the bot once: every store has something in it."""
    publish_corpus(tmp_path)
    with served(serving(server, tmp_path), lambda: open_desk(tmp_path)):
        Talk(server).says("captain")
        Moderating(server).sends("storm.txt", b"The storm broke the pier.\n")
        wait_until(lambda: server.pending_updates() == 0)
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", STORES)
def test_with_a_damaged_store_the_bot_starts_answers_and_names_the_file_once(
    server: BotApiServer, used: Path, name: str, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = DAMAGES[damage]((used / name).read_bytes())
    for journal in ("-wal", "-shm"):
        (used / f"{name}{journal}").unlink(missing_ok=True)
    (used / name).write_bytes(damaged)
    with served(serving(server, used), lambda: open_desk(used)):
        (answer,) = Talk(server).gets("sailor")
        assert answer.text.startswith("A sailor did.")
        assert Talk(server).opens(answer, "Context 1").text.startswith("The paragraphs")
        (card,) = Moderating(server).sends("storm.txt", b"The storm broke the pier.\n")
        assert buttons(card)
        wait_until(lambda: server.pending_updates() == 0)
    named = [line for line in caplog.messages if f"{used / name} " in line]
    assert len(named) == 1
    kept = used / name if name == "people.sqlite" else used / f"{name}.damaged-1"
    assert kept.read_bytes() == damaged
    assert not [record for record in caplog.records if record.exc_info]


def test_rows_that_a_fault_has_garbled_cost_their_own_buttons_alone(
    server: BotApiServer, used: Path
) -> None:
    with served(serving(server, used), lambda: open_desk(used)):
        (answer,) = Talk(server).gets("captain")
        with closing(sqlite3.connect(used / "chats.sqlite")) as fault:
            fault.execute("UPDATE shown SET places = '[[\"ferry\", {}'")
            fault.commit()
        assert "no longer work" in Talk(server).presses(answer, "Context 1")
        assert Talk(server).says("captain")[0].startswith("The captain was arrested.")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of another process")
def test_on_a_disk_that_is_full_every_question_is_answered_once_without_buttons(
    server: BotApiServer, tmp_path: Path
) -> None:
    publish_facts(tmp_path)
    asking = people(12)
    chats = [private_chat(person) for person in asking]

    def ask(first: int, last: int) -> list[Chat]:
        for person, chat in list(zip(asking, chats, strict=True))[first:last]:
            server.send_text(chat, person, question(person.id))
        return chats[first:last]

    def answered(asked: list[Chat]) -> list[list[list[str]]]:
        wait_until(lambda: server.pending_updates() == 0)
        each = [server.bot_messages(chat) for chat in asked]
        assert [len(messages) for messages in each] == [1] * len(asked)
        assert all("river" in messages[0].text for messages in each)
        return [buttons(messages[0]) for messages in each]

    with start(server, tmp_path) as process:
        try:
            assert all(answered(ask(0, 2)))
            no_room = (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, no_room)
            assert answered(ask(2, 10)) == [[]] * 8
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (no_room[1], no_room[1]))
            assert all(answered(ask(10, 12)))
            process.terminate()
            assert process.wait(30) == 0
        finally:
            process.kill()


def test_a_clock_far_ahead_at_one_start_deletes_nothing(
    server: BotApiServer, used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> list[int]:
        counts = []
        for name, table in (("chats", "shown"), ("moderation", "drafts"), ("answered", "answered")):
            with closing(sqlite3.connect(used / f"{name}.sqlite")) as store:
                counts += store.execute(f"SELECT count(*) FROM {table}").fetchone()
        return counts

    before = rows()
    assert all(before)
    ahead = time.time() + 40 * 24 * 3600
    monkeypatch.setattr("bot.serving.running.time", lambda: ahead)
    with served(serving(server, used), lambda: open_desk(used, lambda: ahead)):
        Talk(server).says("captain")
        wait_until(lambda: server.pending_updates() == 0)
    assert [after >= count for after, count in zip(rows(), before, strict=True)] == [True] * 3
