"""A crowd that asks at once, over a corpus in which each question has exactly one answer."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot_api.messages import StoredMessage
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, private_chat
from fakes import corpus as fakes
from fakes.commands.shell import CHECKOUT

WORDS = ("zebra", "otter", "heron", "badger", "falcon", "walrus", "ferret", "marmot", "pelican")
FACTS = tuple(
    f"The {word} crossed river number{number} at dawn — “<b>&{word}</b> 🦓” they said."
    for number, word in enumerate(WORDS * 3)
)


def publish_facts(data: Path) -> None:
    fakes.publish(data, fakes.source_text("facts", "\n\n".join(FACTS) + "\n", "Facts"))


def question(number: int) -> str:
    """Ask for fact `number % len(FACTS)`, by a word that only it holds."""
    return f"who crossed river number{number % len(FACTS)}?"


def people(count: int) -> tuple[Person, ...]:
    return tuple(Person(1000 + number, f"P{number}") for number in range(count))


def chats(count: int) -> tuple[Chat, ...]:
    return tuple(private_chat(person) for person in people(count))


def first_quote(message: StoredMessage) -> str:
    """Cut the first blockquote out of a message."""
    quote = next(entity for entity in message.content.entities if "blockquote" in entity.type)
    units = message.text.encode("utf-16-le")
    return units[2 * quote.offset : 2 * quote.end].decode("utf-16-le")


def answered(server: BotApiServer, chat: Chat) -> list[tuple[int, int]]:
    """List, for each answer in a chat, which message it answers and which fact it quotes."""
    return [
        (message.reply_to_message_id or 0, FACTS.index(first_quote(message)))
        for message in server.bot_messages(chat)
    ]


def start(
    server: BotApiServer, data: Path, seconds: float = 0.0, times: Path | None = None
) -> subprocess.Popen[bytes]:
    """Serve in a process of its own; each question takes so long in the desk.

    What each answer takes is written to the file `times`.
    """
    ours = {
        "PYTHONPATH": os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests"))),
        "PULLQUOTE_DATA_DIR": str(data),
        "PULLQUOTE_QUOTES": "1",
        "PULLQUOTE_TELEGRAM_TOKEN": server.token,
        "PULLQUOTE_TELEGRAM_API": server.base_url.removesuffix("/bot"),
        "PULLQUOTE_TELEGRAM_JOURNALISTS": ",".join(str(person.id) for person in people(300)),
    }
    timed = {} if times is None else {"TIMES": str(times)}
    others = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
    return subprocess.Popen(
        [
            sys.executable,
            str(CHECKOUT / "tests/fakes/telegram_bot/process.py"),
            str(seconds),
        ],
        env=others | ours | timed,
        cwd=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def sent_replies(server: BotApiServer) -> dict[int, int]:
    """Count the answers that each question got, by chat: one question a chat."""
    counts: dict[int, int] = {}
    for call in server.calls("sendMessage"):
        if call.status == 200 and "reply_parameters" in call.parameters:
            json.loads(call.parameters["reply_parameters"])
            chat = int(call.parameters["chat_id"])
            counts[chat] = counts.get(chat, 0) + 1
    return counts
