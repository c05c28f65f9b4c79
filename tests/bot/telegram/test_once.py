from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api.methods.fields import Parameters
from bot_api.server import BotApiServer
from bot_api.transport.faults import Fault, FaultKind
from bot_api.values import Chat, Person, private_chat
from fakes.chat import TRIAL, publish
from fakes.processes.postgres import of_files
from fakes.telegram_bot.served import ADAS, FERRY, Talk, open_desk, served, serving, wait_until

from bot.desk.verifying.memory import QuotesMemory
from bot.telegram.once import REACH, SentOnce

BOB = Person(8, "Bob")
BOBS = private_chat(BOB)
GROUP = "-1001234567890"


@pytest.fixture
def sending(tmp_path: Path, engine: str) -> Iterator[SentOnce]:  # noqa: ARG001 - it is kept in either
    with closing(SentOnce(tmp_path, "1")) as opened:
        yield opened


def test_what_may_have_been_taken_is_looked_for_after_the_newest_that_was_known(
    tmp_path: Path, sending: SentOnce
) -> None:
    sending.note("7", 120)
    sending.note("8", 125)
    sending.note("7", 121)
    assert sending.begin("key", 0, "7") == ()
    sending.note("7", 128)  # an answer that the same person got meanwhile
    sending.note("8", 127)
    with closing(SentOnce(tmp_path, "1")) as next_process:
        places = next_process.begin("key", 0, "7")
        assert places == (126, 127, *range(129, 126 + REACH))
        next_process.keep("key", 0, "7", 127)
        assert next_process.begin("key", 0, "7") == (127,)
        next_process.end("key")
        assert next_process.begin("key", 0, "7") == ()


def test_a_supergroup_counts_by_itself_and_a_bot_of_another_name_too(
    tmp_path: Path, sending: SentOnce
) -> None:
    sending.note(GROUP, 5)
    sending.note("7", 900)
    sending.begin("key", 0, GROUP)
    assert sending.begin("key", 0, GROUP)[0] == 6
    with closing(SentOnce(tmp_path, "2")) as other:
        assert other.begin("key", 0, GROUP) == ()
        assert other.begin("key", 0, GROUP) == ()  # nothing is known of where it would stand


@of_files
def test_where_nothing_can_be_written_nothing_is_raised(sending: SentOnce) -> None:
    sending._connection.execute("PRAGMA query_only=ON")
    sending.note("7", 5)
    assert sending.begin("key", 0, "7") == ()
    sending.keep("key", 0, "7", 6)
    sending.end("key")
    assert sending.begin("key", 0, "7") == ()


def test_nothing_of_what_is_done_is_kept(sending: SentOnce) -> None:
    sending.begin("key", 0, "7")
    sending.note("7", 5)
    sending.end("key")
    left = sending._connection.execute(
        "SELECT (SELECT count(*) FROM sending), (SELECT count(*) FROM others)"
    ).fetchone()
    assert left == (0, 0)


@pytest.mark.parametrize("kind", ["drop after", "drop before", "bad gateway", "flood"])
def test_a_change_is_told_once_also_where_the_connection_is_lost_while_it_is_told(
    server: BotApiServer, data: Path, kind: FaultKind
) -> None:
    # After it was taken once it is found, and not sent again.
    faults = [Fault(kind, retry_after=0)] * (1 if kind == "drop after" else 2)

    def spoil(method: str, parameters: Parameters) -> Fault | None:
        is_telling = method == "sendmessage" and "changed since" in parameters.get("text", "")
        return faults.pop() if is_telling and faults else None

    with served(serving(server, data), lambda: open_desk(data)):
        (answer,) = Talk(server, BOBS, BOB).gets("captain")
        Talk(server).gets("sailor")  # between the answer and what is told of it
        wait_until(lambda: server.pending_updates() == 0)
    freed = FERRY.text.replace("captain was arrested", "captain was freed")
    publish(data, replace(FERRY, text=freed), TRIAL)
    server.faults = spoil
    with served(serving(server, data), lambda: open_desk(data)):
        wait_until(lambda: bool(told(server, BOBS)))
        asked = Talk(server, BOBS, BOB).says("sailor")
        assert "A sailor did." in asked[-1]
        wait_until(lambda: is_noted(data))
    assert faults == []
    assert told(server, BOBS) == [answer.message_id]
    assert told(server, ADAS) == []


def told(server: BotApiServer, chat: Chat) -> list[int | None]:
    return [
        message.reply_to_message_id
        for message in server.bot_messages(chat)
        if "changed since" in message.text
    ]


def is_noted(data: Path) -> bool:
    """Tell whether the bot has noted that all was told."""
    with closing(QuotesMemory(data, "telegram")) as memory:
        return memory.untold() == ()
