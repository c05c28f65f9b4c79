"""What stands between a chat platform and the desk: presses, replies with buttons, results."""

from dataclasses import dataclass
from typing import Literal

from bot.replies import Reply
from index.records import Outcome, Quote

ButtonKind = Literal["context", "source", "copy", "wrong", "more"]

PeopleButtonKind = Literal["let_in", "refuse", "revoke"]

ModerationButtonKind = Literal[
    "approve",  # of the card's own moderator
    "publish",  # of another moderator, who was asked
    "decline",
    "edit",
    "skips",
    "skip_one",
    "keep_one",
    "cancel",
    "publish_anyway",
    "discard",
    "undo",
    "recheck",
]
"""The token of these names a draft (of "undo" a generation, of "recheck" what a check found); their
number is the version of the draft that is decided, or a paragraph's."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: for quote `number` of the answer remembered under `token`.

    One about people is for the request `token`, or revokes the person `token`; its `number` is for
    people to read. For "more" it is the number of the first quote that it shows. `copied` is the
    text that "copy" puts on the clipboard; `None` where the platform cannot, and the button is
    pressed instead.
    """

    kind: ButtonKind | PeopleButtonKind | ModerationButtonKind
    token: str
    number: int
    copied: str | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """A reply, the rows of buttons under it, and how a question came out, if it was one."""

    reply: Reply
    rows: tuple[tuple[Button, ...], ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed by a person in a chat."""

    chat: str
    person: str
    language: str
    kind: ButtonKind
    token: str
    number: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press leads to: a short notice on the button itself, or a message."""

    notice: str | None = None
    served: Served | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote offered while somebody types; chosen, it is sent with its citation."""

    title: str
    quote: Quote
