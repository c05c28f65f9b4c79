"""The bot served in this process over real HTTP, the strict test server, and its people."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol  # Any: a field of `Chosen` of whatever type it has

from bot_api.messages import StoredMessage
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, private_chat
from fakes.chat import CALIBRATION, TRIAL, BlindEmbedder, open_asker, publish
from fakes.chat import FERRY as FERRY_IN_BRIEF

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.desk.verifying.living import word_changing
from bot.moderation.records import ModerationMeans
from bot.people.book import Access
from bot.serving.running import Chosen
from bot.serving.workers import DeskWorker
from bot.telegram.serving import Serving, serve
from index.checking.absence.making import NegativeReceipts
from index.errors import UnreadableSource
from index.records import SourceText
from index.search.answer import Means

ADA = Person(7, "Ada", language_code="en")
ADAS = private_chat(ADA)
EVE = Person(66, "Eve")
EVES = private_chat(EVE)
GROUP = Chat(-1001, "supergroup", "Desk")

FERRY_TEXT = "The ferry sank at noon.\n\nNobody was hurt on board.\n\nThe captain was arrested.\n"
FERRY = SourceText(FERRY_IN_BRIEF.source, FERRY_TEXT)


class Reached(Protocol):
    """The address and token of a Bot API server."""

    @property
    def token(self) -> str: ...

    @property
    def base_url(self) -> str: ...


MEANS = Means(BlindEmbedder(), CALIBRATION, CALIBRATION.threshold)

OpenDesk = Callable[[], Desk]


@dataclass(slots=True)
class Clock:
    """Seconds since 1970, set by hand."""

    now: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.now


def serving(server: Reached, data: Path) -> Serving:
    """Return what to serve: Ada moderates, and the group may ask."""
    return Serving(
        token=server.token,
        api=server.base_url.removesuffix("/bot"),
        webhook=None,
        chosen=Chosen(
            data=data,
            access=Access(frozenset({"7"}), frozenset({"8"}), frozenset({"-1001"})),
            record=lambda *_: "",
            questions_per_5_minutes=20,
            monitoring_port=None,
            moderating=moderating(data),
        ),
    )


def choosing(serving: Serving, **fields: Any) -> Serving:  # noqa: ANN401 - as above
    """Serve the same, but for what the settings choose otherwise."""
    return replace(serving, chosen=replace(serving.chosen, **fields))


def moderating(data: Path) -> ModerationMeans:
    """Return what moderators change the corpus with: an embedder that reads no script."""

    def no_network(address: str) -> SourceText:
        raise UnreadableSource(f"{address}: there is no network here")

    word_given = partial(word_changing, data)
    return ModerationMeans(
        data, "none", BlindEmbedder, lambda: MEANS, no_network, word_given=word_given
    )


def publish_corpus(data: Path) -> None:
    publish(data, FERRY, TRIAL)


def open_desk(data: Path, clock: Callable[[], float] = time.time, quotes: int = 1) -> Desk:
    desk = Desk(open_asker(data), ChatStore(data), quotes, "none", clock)
    desk.negatives = NegativeReceipts(data)
    return desk


@contextmanager
def served(chosen: Serving, opened: OpenDesk) -> Iterator[None]:
    """Serve in a thread until the block ends; what serving raises is raised then."""
    worker = DeskWorker(opened)
    loop = asyncio.new_event_loop()
    told_to_end = asyncio.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            loop.run_until_complete(serve(chosen, worker, told_to_end))
        except Exception as error:  # noqa: BLE001 - raised again below
            failed.append(error)
        finally:
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
        while thread.is_alive():
            if not loop.is_closed():
                loop.call_soon_threadsafe(told_to_end.set)
            thread.join(0.05)
        if failed:
            raise failed[0]
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(told_to_end.set)
        thread.join()
        worker.close()


@dataclass(frozen=True, slots=True)
class Talk:
    """A person in a chat, who writes and presses buttons."""

    server: BotApiServer
    chat: Chat = ADAS
    person: Person = ADA

    def says(self, text: str, place: Place = Place(), answers: int = 1) -> list[str]:  # noqa: B008
        """Write, and return the texts of what the bot answers, once there are so many."""
        return [message.text for message in self.gets(text, place, answers)]

    def gets(
        self,
        text: str,
        place: Place = Place(),  # noqa: B008  # frozen
        answers: int = 1,
    ) -> tuple[StoredMessage, ...]:
        before = len(self.server.bot_messages(self.chat))
        self.server.send_text(self.chat, self.person, text, place)
        self.server.wait_for(lambda: len(self.server.bot_messages(self.chat)) >= before + answers)
        return self.server.bot_messages(self.chat)[before:]

    def is_ignored(self, text: str, place: Place = Place()) -> bool:  # noqa: B008
        """Write; return whether the bot has confirmed the message without an answer."""
        before = self.server.bot_messages(self.chat)
        self.server.send_text(self.chat, self.person, text, place)
        wait_until(lambda: self.server.pending_updates() == 0)
        return self.server.bot_messages(self.chat) == before

    def presses(self, message: StoredMessage, button: str) -> str:
        """Press a button that was seen, and return the notice that acknowledges the press."""
        seen = message.reply_markup
        query = self.server.press(self.chat, message.message_id, self.person, button, seen)
        self.server.wait_for(lambda: self.server.callback_answer(query) is not None)
        answer = self.server.callback_answer(query)
        assert answer is not None
        return answer.text

    def shown_by(self, message: StoredMessage, button: str) -> StoredMessage:
        """Press a button, and return the message that the bot sends."""
        before = len(self.server.bot_messages(self.chat))
        assert self.presses(message, button) == ""
        self.server.wait_for(lambda: len(self.server.bot_messages(self.chat)) > before)
        return self.server.bot_messages(self.chat)[-1]

    def opens(self, message: StoredMessage, button: str) -> StoredMessage:
        """Press a button, and return what the bot puts in the place of its message."""
        assert self.presses(message, button) == ""
        self.server.wait_for(lambda: self._now(message) != message)
        return self._now(message)

    def _now(self, message: StoredMessage) -> StoredMessage:
        sent = self.server.bot_messages(self.chat)
        return next(now for now in sent if now.message_id == message.message_id)


def wait_until(is_true: Callable[[], bool], timeout_seconds: float = 120.0) -> None:
    """Poll until something is true, where no condition can be waited for."""
    end = time.monotonic() + timeout_seconds
    while not is_true():
        assert time.monotonic() < end, "not true in time"
        time.sleep(0.005)
