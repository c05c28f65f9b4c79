"""What a colleague does in a chat, whichever platform it is on: the seam of shared journeys."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol  # Any: a field of `Chosen` of whatever type it has

from bot.desk.desk import Desk
from bot.replies import ButtonKind

Name = Literal["ada", "bob", "carl", "eve"]
"""Ada and Bob moderate, Carl asks, and Eve is a stranger."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot's as it stands: its text, with commands as Telegram writes them.

    `offers` are its buttons, by the words that stand for them.
    """

    id: str
    text: str
    offers: tuple[str, ...] = ()


class Colleague(Protocol):
    """One person in a chat of their own with the bot."""

    @property
    def id(self) -> str:
        """Their id, as moderators write it."""

    @property
    def named(self) -> str:
        """How moderators are told of them: their name and their id."""

    def says(self, text: str) -> Shown:
        """Write a question, or a command with its slash; return what the bot answers."""

    def edits(self, before: str, text: str) -> None:
        """Put another text in the place of what they wrote."""

    def answers(self, shown: Shown, text: str) -> Shown:
        """Answer a message of the bot's; return what the bot answers."""

    def sends(self, name: str, content: bytes) -> Shown:
        """Send a file; return what the bot answers."""

    def opens(self, invitation: Shown) -> Shown:
        """Follow an invitation that a moderator was given; return what the bot answers."""

    def presses(self, shown: Shown, kind: ButtonKind, number: int = 1) -> None:
        """Press a button under a message."""

    def opened_by(self, shown: Shown, kind: ButtonKind, words: str, number: int = 1) -> Shown:
        """Press a button; return what comes in the place of the message, or where it was typed."""

    def chooses(self, shown: Shown, words: str) -> None:
        """Press the button with these words; type them, where buttons are typed."""

    def shown_by(self, shown: Shown, kind: ButtonKind, number: int = 1) -> Shown:
        """Press a button, and return the message that the bot sends."""

    def notice(self, shown: Shown, kind: ButtonKind, number: int = 1) -> str:
        """Press a button, and return what the bot says about the press."""

    def reads(self, shown: Shown, words: str) -> Shown:
        """Wait until a message holds the words; return it as it is then."""

    def hears(self, words: str) -> Shown:
        """Wait for a message with the words; return the last one."""

    def all_shown(self) -> list[Shown]:
        """List the messages of the bot as they stand."""


class Chats(Protocol):
    """A platform with the bot's data, on which it can be served, and served again."""

    @property
    def name(self) -> str:
        """How the platform is called in records."""

    @property
    def data(self) -> Path:
        """The bot's data directory."""

    def served(
        self,
        *,
        is_two_person: bool = False,
        open_own: Callable[[], Desk] | None = None,
        **chosen: Any,  # noqa: ANN401 - as above
    ) -> AbstractContextManager[None]:
        """Serve until the block ends, with a desk of one's own if need be."""

    def colleague(self, name: Name) -> Colleague:
        """Return somebody, in a chat of their own with the bot."""
