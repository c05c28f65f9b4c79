"""The real program over an index, in a process of its own: a command, or Telegram served.

Telegram is the strict emulation of `bot_api`, which keeps every message as it was sent.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot_api.messages import StoredMessage
from bot_api.server import BotApiServer
from bot_api.values import Person, Upload, private_chat

CHECKOUT = Path(__file__).parents[3]
COLUMNS = 100
MAIN = ("-c", "from bot.cli.main import main; main()")
ADA = Person(7, "Ada", language_code="en")
_CHAT = private_chat(ADA)
_SEARCHING = "Searching the articles …"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Ada, a moderator, in a private chat with the bot that a process serves."""

    server: BotApiServer
    process: subprocess.Popen[str]

    def ask(self, question: str) -> StoredMessage:
        """Write a question, and return the bot's first answer once the question is confirmed."""
        before = len(self.server.bot_messages(_CHAT))
        self.server.send_text(_CHAT, ADA, question)
        return self._answer(before)

    def press(self, message: StoredMessage, label: str) -> StoredMessage:
        """Press a button under a message, and return what the bot sends or puts in its place."""
        before = self.server.bot_messages(_CHAT)
        self.server.press(_CHAT, message.message_id, ADA, label)
        self.server.wait_for(lambda: self.server.bot_messages(_CHAT) != before)
        return next(sent for sent in self.server.bot_messages(_CHAT) if sent not in before)

    def send(self, file: Path) -> StoredMessage:
        """Send a text file, and return the card that can be approved."""
        self.server.send_document(_CHAT, ADA, Upload(file.name, "text/plain", file.read_bytes()))
        self.server.wait_for(lambda: self._card() is not None)
        card = self._card()
        assert card is not None
        return card

    def messages(self) -> tuple[StoredMessage, ...]:
        """Return all messages of the chat, oldest first."""
        return self.server.messages(_CHAT)

    def hear(self, question: str) -> StoredMessage:
        """Write a question, and return the bot's answer, but for what it says while it searches."""
        before = len(self.server.bot_messages(_CHAT))
        self.server.send_text(_CHAT, ADA, question)
        self.server.wait_for(
            lambda: (
                len(self.server.bot_messages(_CHAT)) > before
                and not self.server.bot_messages(_CHAT)[before].text.endswith(_SEARCHING)
            )
        )
        return self.server.bot_messages(_CHAT)[before]

    def last_written(self) -> StoredMessage:
        """Return the last message of Ada's own."""
        return [message for message in self.messages() if message.sender == ADA][-1]

    def _answer(self, before: int) -> StoredMessage:
        self.server.wait_for(lambda: len(self.server.bot_messages(_CHAT)) > before)
        self.server.wait_for(lambda: self.server.pending_updates() == 0)
        return self.server.bot_messages(_CHAT)[before]

    def _card(self) -> StoredMessage | None:
        sent = self.server.bot_messages(_CHAT)
        return next((message for message in sent if "Approve" in labels(message)), None)


def labels(message: StoredMessage) -> list[str]:
    """List the labels of the buttons under a message."""
    rows = (message.reply_markup or {}).get("inline_keyboard", ())
    return [key["text"] for row in rows for key in row]


@contextmanager
def serving_telegram(data: Path, main: Sequence[str] = MAIN) -> Iterator[Conversation]:
    """Serve the bot over a copy of the data until the block ends; `main` replaces the entrance."""
    # A copy, as the bot remembers which updates it has answered, and each server counts from 1.
    with BotApiServer() as server, tempfile.TemporaryDirectory() as folder:
        own = Path(shutil.copytree(data, Path(folder) / "data"))
        chosen = {
            "PULLQUOTE_TELEGRAM_API": server.base_url.removesuffix("/bot"),
            "PULLQUOTE_TELEGRAM_TOKEN": server.token,
            "PULLQUOTE_TELEGRAM_MODERATORS": str(ADA.id),
            "PULLQUOTE_QUOTES": "1",
        }
        process = subprocess.Popen(
            [sys.executable, *main, "telegram"],
            env=_environment(own, CHECKOUT) | chosen,
            cwd=own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        try:
            yield Conversation(server, process)
        finally:
            process.terminate()
            process.communicate(timeout=20)


def run(
    data: Path,
    *arguments: str,
    main: Sequence[str] = MAIN,
    checkout: Path = CHECKOUT,
    typed: str = "",
) -> str:
    """Run a command in colour to its end, and return what it prints; raises if it fails."""
    done = subprocess.run(
        [sys.executable, *main, *arguments],
        env=_environment(data, checkout) | {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)},
        cwd=data,
        input=typed,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def _environment(data: Path, checkout: Path) -> dict[str, str]:
    """Keep the environment, but for settings; in `cwd=data` no file `.env` is found either."""
    kept = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
    ours = {"PYTHONPATH": str(checkout), "PULLQUOTE_DATA_DIR": str(data), "TERM": "xterm-256color"}
    return kept | ours | {"HF_HUB_OFFLINE": "1"}
