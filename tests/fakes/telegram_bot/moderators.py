"""Moderators in Telegram: files that they send, and an embedder that can be held back."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from bot_api.messages import StoredMessage
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, Upload, private_chat
from fakes.chat import BlindEmbedder
from fakes.commands.shell import CHECKOUT
from fakes.telegram_bot.served import ADA, ADAS, Reached, Talk, choosing, open_desk, serving
from numpy.typing import NDArray

from bot.people.book import Access
from bot.serving.workers import DeskWorker
from bot.telegram.serving import Serving, run

BOB = Person(9, "Bob", language_code="en")  # moderates as Ada does
BOBS = private_chat(BOB)
CARL = Person(8, "Carl", language_code="en")  # a journalist
CARLS = private_chat(CARL)

STORM = b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"
FERRY_NOW = b"The ferry sank at noon.\n\nTwo were hurt on board.\n\nThe captain was arrested.\n"


@dataclass(slots=True)
class Held:
    """Holds back embedders in the thread that changes the corpus, until `let_go` is called."""

    calls: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    has_begun: threading.Event = field(default_factory=threading.Event)

    def let_go(self, calls: int = 10_000) -> None:
        """Let so many calls of an embedder through."""
        self.calls.release(calls)

    def embedder(self) -> "HeldEmbedder":
        return HeldEmbedder(self)


@dataclass(frozen=True, slots=True)
class HeldEmbedder:
    """Embeds as `BlindEmbedder` does, as often as `Held` lets it."""

    held: Held
    fingerprint: str = "0" * 64

    def reads(self, text: str) -> bool:
        return not text

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if threading.current_thread().name.startswith("changes"):
            self.held.has_begun.set()
            assert self.held.calls.acquire(timeout=40)
        return BlindEmbedder().embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return BlindEmbedder().embed_questions(texts)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The address and token of a test server that runs in another process."""

    token: str
    base_url: str


def two_moderators(server: Reached, data: Path, *, is_two_person: bool = False) -> Serving:
    plain = serving(server, data)
    access = Access(frozenset({"7", "9"}), frozenset({"8"}), frozenset({"-1001"}))
    means = replace(plain.chosen.moderating, is_two_person=is_two_person)
    return choosing(plain, access=access, moderating=means)


def held_back(server: BotApiServer, data: Path, held: Held) -> Serving:
    plain = two_moderators(server, data)
    means = replace(plain.chosen.moderating, make_embedder=held.embedder)
    return choosing(plain, moderating=means)


@contextmanager
def moderating_process(server: BotApiServer, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Serve in a process of its own, in which no change ever ends."""
    with subprocess.Popen(
        [sys.executable, __file__, server.token, server.base_url, str(data)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests")))},
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class _StuckEmbedder(BlindEmbedder):
    """Prints that it embeds, and never returns."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if threading.current_thread().name.startswith("changes"):
            sys.stdout.write("embedding\n")
            sys.stdout.flush()
            threading.Event().wait()
        return super().embed_passages(texts)


def _serve(token: str, base_url: str, data: Path) -> None:
    os.environ["PTB_TIMEDELTA"] = "true"
    plain = two_moderators(_Elsewhere(token, base_url), data)
    means = replace(plain.chosen.moderating, make_embedder=_StuckEmbedder)
    worker = DeskWorker(lambda: open_desk(data))
    run(choosing(plain, moderating=means), worker)


@dataclass(frozen=True, slots=True)
class Moderating:
    """A moderator in a private chat with the bot."""

    server: BotApiServer
    chat: Chat = ADAS
    person: Person = ADA

    @property
    def talk(self) -> Talk:
        return Talk(self.server, self.chat, self.person)

    def sends(
        self, name: str, content: bytes, answers: int = 1, caption: str = ""
    ) -> tuple[StoredMessage, ...]:
        """Send a file and return the messages that the bot answers with.

        On a busy machine they tell first that it is being compared, and hold the card then.
        """
        before = len(self.server.bot_messages(self.chat))
        upload = Upload(name, "text/plain", content)
        self.server.send_document(self.chat, self.person, upload, caption)

        def answered() -> tuple[StoredMessage, ...]:
            return self.server.bot_messages(self.chat)[before:]

        self.server.wait_for(
            lambda: len(answered()) >= answers and "Comparing the text" not in answered()[-1].text
        )
        return answered()

    def now(self, message: StoredMessage) -> StoredMessage:
        """Return a message as it stands in the chat now."""
        found = self.server.messages(self.chat)
        return next(standing for standing in found if standing.message_id == message.message_id)

    def reads(self, message: StoredMessage, words: str) -> StoredMessage:
        """Wait until a message holds the words, and return it as it is then."""
        self.server.wait_for(lambda: words in self.now(message).text)
        return self.now(message)

    def edits(self, card: StoredMessage, written: str, words: str) -> StoredMessage:
        """Answer a card, and return the card once it holds the words, and that was noted."""
        self.talk.gets(written, Place(reply_to=card.message_id))
        return self.reads(card, words)

    def approves(self, card: StoredMessage, words: str = "Published: ") -> StoredMessage:
        """Approve a card, and return the message that follows once it holds the words."""
        followed = self.talk.shown_by(card, "Approve")
        return self.reads(followed, words)


def buttons(message: StoredMessage) -> list[list[str]]:
    """List the labels under a message, row by row."""
    rows = (message.reply_markup or {"inline_keyboard": []})["inline_keyboard"]
    return [[key["text"] for key in row] for row in rows]


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
