"""How many rooms a person's act walks through: own modules in which a function is entered.

Counted by a profiler while the real program runs, in all threads; what an import runs is left out.
The models are fakes: with the packaged one, a question enters two more, a source up to four.
"""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import FrameType

import pytest
from bot_api.server import BotApiServer
from fakes.chat import FERRY, TRIAL
from fakes.commands.shell import CHECKOUT, VOTED, Ran, Shell
from fakes.corpus import open_asker, publish
from fakes.telegram_bot.served import (
    Clock,
    Talk,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)
from rich.console import Console

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.sentences.say import LANGUAGES, speaker
from bot.serving.verifying.living import LivingQuotes
from bot.terminal.chat import talk

_NOTED = "bot/telegram/once.py"  # what was sent is noted there after it was, which may be late
_OWN = tuple(f"{CHECKOUT / hall}/" for hall in ("bot", "index"))


@dataclass(frozen=True, slots=True)
class Walk:
    """How often each function was entered, by its module's path and its name.

    It ends where one is entered that is named in `ends`, if there is one.
    """

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    ends: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def enter(self, room: str, name: str) -> None:
        if name == self.ends:
            self.ended.set()
        if not self.ended.is_set() and room != _NOTED:
            self.calls[room, name] += 1

    def begin_again(self) -> None:
        self.calls.clear()
        self.ended.clear()

    @property
    def rooms(self) -> list[str]:
        return sorted({room for room, _ in self.calls})


@contextmanager
def walked(ends: str = "") -> Iterator[Walk]:
    """Count what is entered inside, also in threads that are started there."""
    walk = Walk(ends=ends)
    importing = threading.local()

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event not in ("call", "return") or not code.co_filename.startswith(_OWN):
            return
        depth = getattr(importing, "depth", 0)
        if code.co_name == "<module>":
            importing.depth = depth + (1 if event == "call" else -1)
        elif event == "call" and not depth:
            room = str(Path(code.co_filename).relative_to(CHECKOUT))
            walk.enter(room, code.co_qualname)

    threading.setprofile(profile)
    sys.setprofile(profile)
    try:
        yield walk
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


@pytest.fixture
def asked(tmp_path: Path) -> Walk:
    """A question typed into the chat in the terminal, the second one of that chat."""
    publish(tmp_path, FERRY, TRIAL)
    console = Console(file=StringIO())
    asking = Walk()

    def lines() -> Iterator[str]:
        yield "Who was the captain?"
        with walked() as walk:
            yield "Who was hurt at noon?"
        asking.calls.update(walk.calls)

    with closing(Desk(open_asker(tmp_path), ChatStore(None), 1, "none", Clock())) as desk:
        talk(desk, lines(), console, speaker("en"))
    return asking


@dataclass(frozen=True, slots=True)
class Chatting:
    """A question in Telegram up to the sent quote, and a press on its button Context.

    Which quotes were given is written down once they were sent, which is not counted.
    """

    question: list[str]
    press: list[str]


@pytest.fixture
def chatting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chatting:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)
    with BotApiServer() as server, walked(ends=LivingQuotes.note.__qualname__) as walk:
        chosen = serving(server, tmp_path)
        with served(chosen, lambda: open_desk(tmp_path, Clock())):
            # Menus are set at the start and at a moderator's first message, beside what is counted.
            described = len(LANGUAGES)
            server.wait_for(lambda: len(server.calls("setMyShortDescription")) == described)
            ada = Talk(server)
            ada.gets("captain")
            wait_until(lambda: server.pending_updates() == 0)
            walk.begin_again()
            (message,) = ada.gets("sailor")
            question = walk.rooms
            wait_until(lambda: server.pending_updates() == 0)
            walk.begin_again()
            ada.opens(message, "Context 1")
            return Chatting(question, walk.rooms)


@dataclass(frozen=True, slots=True)
class Added:
    """A run of `sources add FILE --yes`, and what it walked through."""

    ran: Ran
    walk: Walk


@pytest.fixture
def added(indexed: Shell) -> Added:
    indexed.write(voted=VOTED)
    with walked() as walk:
        ran = indexed.run("sources", "add", "articles/voted.txt", "--yes")
    return Added(ran, walk)


def test_a_question_in_the_terminal_enters_twenty_two_rooms(asked: Walk) -> None:
    assert "index/search/find.py" in asked.rooms
    assert len(asked.rooms) <= 22, "\n".join(asked.rooms)


def test_a_question_in_telegram_enters_thirty_seven_rooms(chatting: Chatting) -> None:
    assert "index/search/find.py" in chatting.question
    assert len(chatting.question) <= 37, "\n".join(chatting.question)


def test_a_press_on_context_enters_twenty_five_rooms(chatting: Chatting) -> None:
    assert "index/text/quoting.py" in chatting.press
    assert len(chatting.press) <= 25, "\n".join(chatting.press)


def test_adding_a_source_enters_forty_eight_rooms(added: Added) -> None:
    assert added.ran.code == 0
    assert len(added.walk.rooms) <= 48, "\n".join(added.walk.rooms)


def test_adding_a_source_splits_its_text_once_and_opens_the_store_twice(added: Added) -> None:
    assert added.ran.out.endswith(
        "Generation 2 is live: 1 added, 0 changed, 0 removed, 1 unchanged;"
        " 0 texts embedded, 6 already known.\n"
    )
    splits = added.walk.calls["index/text/paragraphs.py", "split"]
    opens = added.walk.calls["index/store/file.py", "StoreFile.__init__"]
    assert (splits, opens) == (1, 2)
