import asyncio
import contextlib
import itertools
import time
from collections.abc import Iterator

import pytest
import telegram
from bot_api.driver import drive, post
from bot_api.server import BotApiServer
from bot_api.transport.faults import random_faults
from bot_api.values import Person, private_chat
from telegram.error import Conflict, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

ADA = Person(7, "Ada")
ADAS = private_chat(ADA)


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        yield running


def texts(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message is not None]


def test_updates_stay_until_a_higher_offset_confirms_them(server: BotApiServer) -> None:
    for text in ("one", "two", "three"):
        server.send_text(ADAS, ADA, text)

    async def steps(bot: telegram.Bot) -> None:
        first = await bot.get_updates(limit=2)
        assert texts(first) == ["one", "two"]
        assert texts(await bot.get_updates()) == ["one", "two", "three"]
        assert texts(await bot.get_updates(offset=first[1].update_id + 1)) == ["three"]
        assert texts(await bot.get_updates(offset=-1)) == ["three"]

    drive(server, steps)
    assert server.pending_updates() == 1


def test_a_negative_offset_forgets_all_but_the_newest(server: BotApiServer) -> None:
    for text in ("one", "two", "three"):
        server.send_text(ADAS, ADA, text)
    newest = drive(server, lambda bot: bot.get_updates(offset=-2))
    assert texts(newest) == ["two", "three"]
    assert server.pending_updates() == 2


def test_a_long_poll_ends_with_the_next_update(server: BotApiServer) -> None:
    async def steps(bot: telegram.Bot) -> tuple[telegram.Update, ...]:
        poll = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        assert not poll.done()
        server.send_text(ADAS, ADA, "hello")
        return await poll

    started = time.monotonic()
    assert texts(drive(server, steps)) == ["hello"]
    assert time.monotonic() - started < 5


def test_a_long_poll_without_news_ends_empty_at_its_timeout(server: BotApiServer) -> None:
    started = time.monotonic()
    assert drive(server, lambda bot: bot.get_updates(timeout=1)) == ()
    assert time.monotonic() - started >= 1


def test_a_second_poller_ends_the_first(server: BotApiServer) -> None:
    async def steps(bot: telegram.Bot) -> str:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        async with telegram.Bot(server.token, base_url=server.base_url) as other_instance:
            assert await other_instance.get_updates(timeout=1) == ()
        with pytest.raises(Conflict) as caught:
            await first
        return caught.value.message

    assert drive(server, steps) == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
        "running"
    )


def test_closing_the_server_ends_a_long_poll_at_once() -> None:
    async def run() -> None:
        server = BotApiServer()
        async with telegram.Bot(server.token, base_url=server.base_url) as bot:
            poll = asyncio.create_task(bot.get_updates(timeout=50))
            await asyncio.sleep(0.2)
            server.close()
            with pytest.raises(NetworkError):
                await poll

    started = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - started < 10


def test_a_poll_that_its_bot_gave_up_does_not_swallow_updates(server: BotApiServer) -> None:
    async def steps(bot: telegram.Bot) -> tuple[telegram.Update, ...]:
        poll = asyncio.create_task(bot.get_updates(timeout=50))
        await asyncio.sleep(0.2)
        poll.cancel()
        server.send_text(ADAS, ADA, "hello")
        return await bot.get_updates(timeout=5)

    assert texts(drive(server, steps)) == ["hello"]


def test_kinds_that_are_not_allowed_never_come(server: BotApiServer) -> None:
    drive(server, lambda bot: bot.get_updates(allowed_updates=["inline_query"]))
    assert server.send_text(ADAS, ADA, "hello").update_id is None
    server.inline_query(ADA, "gates")
    (update,) = drive(server, lambda bot: bot.get_updates(allowed_updates=[]))
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.from_user.id) == ("gates", 7)
    assert server.send_text(ADAS, ADA, "hello").update_id == 700_000_002


def test_an_edited_question_comes_as_an_edit(server: BotApiServer) -> None:
    asked = server.send_text(ADAS, ADA, "whi?")
    server.edit_text(ADAS, asked.message_id, "why?")
    _, edit = drive(server, lambda bot: bot.get_updates())
    assert edit.edited_message is not None
    assert (edit.edited_message.text, edit.edited_message.message_id) == ("why?", asked.message_id)


def test_random_faults_spoil_the_same_calls_for_the_same_seed() -> None:
    first, second = random_faults(3, share=0.5), random_faults(3, share=0.5)
    drawn = [first("sendmessage", {}) for _ in range(50)]
    assert drawn == [second("sendmessage", {}) for _ in range(50)]
    assert {fault.kind for fault in drawn if fault} == {"flood", "bad gateway", "drop before"}
    assert random_faults(3, share=1.0, spared=frozenset({"getme"}))("getme", {}) is None


def test_waiting_in_vain_names_the_refused_calls(server: BotApiServer) -> None:
    post(server, "sendMessage", chat_id="1", text="x")
    with pytest.raises(TimeoutError, match="sendmessage: Bad Request: chat not found"):
        server.wait_for(lambda: server.pending_updates() == 1, timeout_seconds=0.05)


async def collect_questions(bot: telegram.Bot, count: int) -> dict[int, list[str]]:
    """Poll as a bot does, through faults, until `count` messages came; texts by chat."""
    asked: dict[int, list[str]] = {}
    offset = 0
    while sum(map(len, asked.values())) < count:
        try:
            updates = await bot.get_updates(offset=offset)
        except (NetworkError, RetryAfter):
            continue
        for update in updates:
            assert update.message is not None
            asked.setdefault(update.message.chat_id, []).append(str(update.message.text))
            offset = update.update_id + 1
    return asked


async def answer_in_order(bot: telegram.Bot, chat_id: int, questions: list[str]) -> None:
    """Answer one question after another, each again until it is sent."""
    for question in questions:
        is_sent = False
        while not is_sent:
            with contextlib.suppress(NetworkError, RetryAfter):
                await bot.send_message(chat_id, f"answer to {question}")
                is_sent = True


def test_50_chats_at_once_come_through_faults_in_order(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    people = [Person(1000 + number) for number in range(50)]
    for number, person in itertools.product(range(4), people):
        server.send_text(private_chat(person), person, f"question {number}")
    server.faults = random_faults(11, share=0.1, spared=frozenset({"getme"}))

    async def run() -> None:
        request = HTTPXRequest(connection_pool_size=64, pool_timeout=30)
        async with telegram.Bot(server.token, base_url=server.base_url, request=request) as bot:
            asked = await collect_questions(bot, 200)
            await asyncio.gather(*(answer_in_order(bot, *chat) for chat in asked.items()))

    asyncio.run(run())
    expected = [f"answer to question {number}" for number in range(4)]
    for person in people:
        answers = [message.text for message in server.bot_messages(private_chat(person))]
        assert answers == expected
    kinds = {call.fault.kind for call in server.calls("sendMessage") if call.fault}
    assert kinds == {"flood", "bad gateway", "drop before"}
