"""The seam of a chat platform: the events that it gives, and what it does for the conversation.

Ids of chats, messages, people and files are text, written as the platform writes them.
"""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.replies import Button, Offered, Served
from bot.sentences.say import Speak, Words

LONGEST_NAME = 100  # characters, of a name that moderators are shown


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself: on which platform it is served, and its id and its name there."""

    platform: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a chat: their id, the language of their client (`en` if unknown), a name."""

    id: str
    language: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A chat, and a thread in it if it has threads."""

    chat: str
    thread: str | None
    is_group: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reply goes: the message that it answers, and those that answered it before."""

    where: Where
    reply_to: str | None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody has sent; `size` in bytes, `None` if the platform does not say."""

    id: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that another one answers, as far as it can be read: its text, its file, its id."""

    text: str = ""
    file: SentFile | None = None
    message: str = ""


Medium = Literal["voice", "picture", "sticker", "other"]
"""What a message may hold instead of words."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message for the bot: a command with its argument, or a question.

    `text` is `None` where there is none to read: a photo, a voice message, a `file`. `answers` is
    the message that it answers, in a chat of somebody's own; what that says is in `answered`, for
    commands, in any chat. `medium` tells what stands there
    instead of words, or beside them. A forwarded message is somebody else's text.
    """

    where: Where
    who: Person
    message: str
    command: str | None
    text: str | None
    is_edit: bool
    file: SentFile | None = None
    answers: str | None = None
    medium: Medium | None = None
    is_forwarded: bool = False
    answered: Answered | None = None


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button pressed under a message; `press` is the platform's own id of it.

    `where` is `None` if the message is too old for the platform to say, `button` if it is not one
    that the bot gives. `typed_in` is the message in which the button was typed, where it was.
    """

    press: str
    where: Where | None
    who: Person
    message: str
    button: Button | None
    typed_in: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A question being typed in any chat, behind the bot's name; `query` is the platform's id."""

    query: str
    who: Person
    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A quote that was offered to somebody who typed, and that they have sent, in whatever chat."""

    who: Person
    receipt: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A group goes on under another id."""

    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A message was taken back by whoever wrote it, or by others who may: so is its answer."""

    where: Where
    who: Person
    message: str


Event = Written | Tapped | Typed | Chosen | Moved | Withdrawn

TakeEvent = Callable[[str, Callable[[], Event | None]], "asyncio.Task[None] | None"]
"""Begins to deal with an event, given its id and what reads it: `Intake.take`."""

NoteMove = Callable[[str, str], Awaitable[None]]
"""Takes note that a group goes on under another id: from the one before to the one now."""


class Undeliverable(Exception):
    """The platform will not do this one thing; `str()` of it are the platform's words."""


class TooLarge(Undeliverable):
    """A file is larger than what the platform lets bots download."""


class Refused(Exception):
    """The platform will not serve this bot at all; `str()` of it is one line with the remedy."""


class LaidOut(Protocol):
    """A reply as the platform shows it."""

    async def deliver(self, spot: Spot) -> tuple[str, ...]:
        """Send the reply, in the place of the earlier messages first; return its messages' ids.

        A reply that says nothing takes the earlier messages back. Every quote is compared with
        what stands in the chat then. Raises `Undeliverable` at the
        first message that the platform will not take, and `Refused`.
        """
        ...


class Platform(Protocol):
    """One chat platform, for the event loop's thread. What talks to it may raise `Refused`.

    `tells_of_search` is whether a message says that a search takes long, which the answer then
    takes the place of. Where clients know no such edits, they would show both.
    """

    tells_of_search: bool

    def lay_out(self, served: Served, speak: Speak) -> LaidOut:
        """Render a reply; pure, in any thread: takes some milliseconds where it is long."""
        ...

    def seen(self, where: Where, message: str) -> AbstractAsyncContextManager[None]:
        """Mark a message as seen until the block ends, where the platform can; never fails.

        It does not hold up what is done in the block.
        """
        ...

    def working(self, where: Where) -> AbstractAsyncContextManager[None]:
        """Show in a chat, until the block ends, that the bot works on something."""
        ...

    async def acknowledge(self, press: str, notice: str | None) -> None:
        """End the waiting on a pressed button, with a notice if there is one.

        Nothing is raised where that comes too late.
        """
        ...

    async def take_buttons(self, where: Where, message: str) -> None:
        """Take the buttons from under a message, which stays; raises `Undeliverable`."""
        ...

    async def download(self, file: SentFile) -> bytes:
        """Download a file; raises `Undeliverable`, which may be `TooLarge`."""
        ...

    async def private_place(self, person: str) -> Where:
        """Return the chat of a person's own; raises `Undeliverable` if there can be none."""
        ...

    def invitation(self, code: str) -> str:
        """Make the link that opens a chat with the bot, in which `/start` and the code are sent."""
        ...

    async def offer(
        self, query: str, offered: Sequence[Offered], otherwise: Words | None, speak: Speak
    ) -> None:
        """Offer quotes to somebody who types; raises `Undeliverable`.

        `otherwise` is shown, if it is given, where not one of them can be offered as it stands.
        """
        ...

    def once(self, key: str) -> AbstractContextManager[None]:
        """Send what is sent in the block under a key, so that it arrives once, also after a crash.

        Whoever sends notes inside the block that it was sent: after it the key may be forgotten.
        """
        ...

    async def set_menu(self, person: str, *, is_moderator: bool) -> bool:
        """Show a person the commands of their role; False where that waits for their first message.

        A platform without menus has nothing to do.
        """
        ...


def shown_name(names: str) -> str:
    r"""Put a person's names into one line, without what could pass for other words of the bot.

    >>> shown_name("Ada\nLet in by Ada")
    'Ada Let in by Ada'
    """
    shown = (letter if unicodedata.category(letter)[0] != "C" else " " for letter in names)
    return " ".join("".join(shown).split())[:LONGEST_NAME]
