"""Two hundred quotes in the hands of twenty people, thirty articles touched, and kill -9."""

import random
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bot_api.methods.fields import Parameters
from bot_api.server import BotApiServer
from bot_api.transport.faults import Fault
from bot_api.values import Chat, private_chat
from fakes.corpus import publish, source_text
from fakes.telegram_bot.crowd import people, start
from fakes.telegram_bot.served import wait_until

pytestmark = pytest.mark.no_cover

PEOPLE, EACH, ARTICLES, TOUCHED = 20, 10, 100, 30
WITNESS = re.compile(r"Witness number(\d+)")
TOLD = re.compile("(?:Changed|Withdrawn) since")
CHATS = tuple(private_chat(person) for person in people(PEOPLE))


def text_of(number: int, hour: str = "dawn") -> str:
    return f"Witness number{number} saw the fire at {hour}.\n\nIt rained on day{number}.\n"


@dataclass(slots=True)
class Killing:
    """Ends the process at some of the messages that tell: before they are taken, or right after.

    `process` is the one that serves now; nothing is ended while there is none.
    """

    chance: random.Random = field(default_factory=lambda: random.Random(11))
    process: subprocess.Popen[bytes] | None = None
    before: int = 0
    after: int = 0

    def choose(self, method: str, parameters: Parameters) -> Fault | None:
        is_telling = method == "sendmessage" and TOLD.search(parameters.get("text", ""))
        if not is_telling or self.process is None or self.chance.random() > 0.2:
            return None
        process, self.process = self.process, None
        process.kill()
        process.wait()
        if self.chance.random() < 0.5:
            self.before += 1
            return Fault("drop before")
        self.after += 1
        return None


@contextmanager
def process_of(server: BotApiServer, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start(server, data)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def give(server: BotApiServer, data: Path, given: dict[Chat, list[int]]) -> None:
    """Let everybody ask for their quotes; the process is killed twice meanwhile, anywhere."""
    for person, chat in zip(people(PEOPLE), CHATS, strict=True):
        for number in given[chat]:
            server.send_text(chat, person, f"what did witness number{number} see?")
    for answers in (50, 120):
        with process_of(server, data):
            wait_until(lambda: len(all_messages(server)) >= answers, 160)  # noqa: B023
    with process_of(server, data) as process:
        wait_until(lambda: server.pending_updates() == 0, 240)
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def all_messages(server: BotApiServer) -> list[tuple[Chat, str]]:
    return [(chat, message.text) for chat in CHATS for message in server.bot_messages(chat)]


def heard(server: BotApiServer) -> Counter[tuple[int, int]]:
    """Count how often somebody was told of an article, each time under the quote of that."""
    found: Counter[tuple[int, int]] = Counter()
    for chat in CHATS:
        held = {message.message_id: message.text for message in server.messages(chat)}
        for message in server.bot_messages(chat):
            if TOLD.search(message.text):
                number = WITNESS.search(held[message.reply_to_message_id or 0])
                assert number is not None
                found[chat.id, int(number[1])] += 1
    return found


def rewrite(data: Path, touched: list[int]) -> None:
    """Change half of what is touched, and withdraw the others."""
    gone = touched[::2]
    publish(
        data,
        *(
            source_text(f"a{number}", text_of(number, "noon" if number in touched else "dawn"))
            for number in range(ARTICLES)
            if number not in gone
        ),
    )


def test_killed_while_it_tells_each_person_is_told_once_and_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(3)
    publish(tmp_path, *(source_text(f"a{n}", text_of(n)) for n in range(ARTICLES)))
    given = {chat: chance.sample(range(ARTICLES), EACH) for chat in CHATS}
    touched = chance.sample(range(ARTICLES), TOUCHED)
    concerned = {(chat.id, n) for chat, numbers in given.items() for n in numbers if n in touched}
    killing = Killing()
    with BotApiServer() as server:
        give(server, tmp_path, given)
        rewrite(tmp_path, touched)
        server.faults = killing.choose
        until_told(server, tmp_path, killing, lambda: heard(server).keys() >= concerned)
        found = heard(server)
    with capsys.disabled():
        twice = sum(found.values()) - len(found)
        print(  # noqa: T201
            f"\n{PEOPLE * EACH} quotes given, {len(concerned)} to be told of,"
            f" {killing.before + killing.after} kills ({killing.after} once the message was taken):"
            f" {len(concerned - found.keys())} lost, {twice} told twice"
        )
    assert found == Counter(concerned)
    assert len(concerned) > 40
    assert killing.before > 2
    assert killing.after > 2


def until_told(
    server: BotApiServer, data: Path, killing: Killing, is_done: Callable[[], bool]
) -> None:
    """Serve again after each death, until everybody was told and nobody is told any more."""
    while not is_done():
        with process_of(server, data) as process:
            killing.process = process
            wait_until(lambda: killing.process is None or is_done(), 120)
    killing.process = None
    with process_of(server, data):
        polls = len(server.calls("getUpdates"))
        wait_until(lambda: len(server.calls("getUpdates")) > polls + 1, 60)
        server.send_text(CHATS[0], people(1)[0], "/about")
        wait_until(lambda: server.pending_updates() == 0, 60)
