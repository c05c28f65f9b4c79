"""Runs the real program over the demonstration articles, and returns what people see of it.

Each function takes a data directory in which the seeds are indexed, and leaves it as it is. The
program runs in a process of its own. Telegram is the strict emulation of `bot_api`, which keeps
every message as it was sent.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot_api.messages import StoredMessage
from bot_api.server import BotApiServer
from bot_api.values import Person, Upload, private_chat

CHECKOUT = Path(__file__).parents[2]
QUESTION = "how many men has get lost helped"
FOREIGN_QUESTION = "Who won the football World Cup in 1998?"
COLUMNS = 100
_MAIN = ("-c", "from bot.cli.main import main; main()")
_ADA = Person(7, "Ada", language_code="en")
_CHAT = private_chat(_ADA)
# A re-wording of one of the seeds, so that the card has a copy to show.
_SENT = Path(__file__).parents[1] / "rewordings" / "point-of-no-return.txt"


def index_seeds(data: Path) -> None:
    """Index the demonstration articles into a data directory."""
    _run(data, "reindex", str(CHECKOUT / "seeds"))


def answer_in_terminal(data: Path) -> str:
    """Ask in a terminal; return what is printed, with the escape sequences of its colours."""
    return _run(data, "ask", QUESTION)


def conversation(data: Path) -> tuple[StoredMessage, ...]:
    """Ask in a private chat, press Context, and ask what the corpus does not say."""
    with _served(data) as server:
        answer = _answered(server, QUESTION)[0]
        before = len(server.bot_messages(_CHAT))
        server.press(_CHAT, answer.message_id, _ADA, _first_button(answer))
        server.wait_for(lambda: len(server.bot_messages(_CHAT)) > before)
        _answered(server, FOREIGN_QUESTION)
        return server.messages(_CHAT)


def card(data: Path) -> tuple[StoredMessage, ...]:
    """Send an article as a moderator; return the message with the file, and the card."""
    with _served(data) as server:
        content = _SENT.read_bytes()
        server.send_document(_CHAT, _ADA, Upload(_SENT.name, "text/plain", content))
        server.wait_for(
            lambda: any("Approve" in _labels(sent) for sent in server.bot_messages(_CHAT))
        )
        return server.messages(_CHAT)


def _answered(server: BotApiServer, question: str) -> tuple[StoredMessage, ...]:
    before = len(server.bot_messages(_CHAT))
    server.send_text(_CHAT, _ADA, question)
    server.wait_for(lambda: len(server.bot_messages(_CHAT)) > before)
    server.wait_for(lambda: server.pending_updates() == 0)
    return server.bot_messages(_CHAT)[before:]


def _labels(message: StoredMessage) -> list[str]:
    rows = (message.reply_markup or {}).get("inline_keyboard", ())
    return [key["text"] for row in rows for key in row]


def _first_button(message: StoredMessage) -> str:
    return _labels(message)[0]


@contextmanager
def _served(data: Path) -> Iterator[BotApiServer]:
    """Serve the bot to one moderator, Ada, over a copy of the data, until the block ends."""
    # A copy, as the bot remembers which updates it has answered, and each server counts from 1.
    with BotApiServer() as server, tempfile.TemporaryDirectory() as folder:
        own = Path(shutil.copytree(data, Path(folder) / "data"))
        chosen = {
            "PULLQUOTE_TELEGRAM_API": server.base_url.removesuffix("/bot"),
            "PULLQUOTE_TELEGRAM_TOKEN": server.token,
            "PULLQUOTE_TELEGRAM_MODERATORS": str(_ADA.id),
            "PULLQUOTE_QUOTES": "1",
        }
        process = subprocess.Popen(
            [sys.executable, *_MAIN, "telegram"],
            env=_environment(own) | chosen,
            cwd=own,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _run(data: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *_MAIN, *arguments],
        env=_environment(data) | {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)},
        cwd=data,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def _environment(data: Path) -> dict[str, str]:
    """Keep the environment, but for settings; in `cwd=data` no file `.env` is found either."""
    kept = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
    ours = {"PYTHONPATH": str(CHECKOUT), "PULLQUOTE_DATA_DIR": str(data), "TERM": "xterm-256color"}
    return kept | ours | {"HF_HUB_OFFLINE": "1"}
