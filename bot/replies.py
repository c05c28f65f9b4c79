"""What passes between a chat platform and the conversation: what comes in, and what is replied.

A reply is made of words that know no language: the sentences of `bot.sentences` by their key, put
into the reader's language once, where the conversation meets the platform.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Union

from index.records import Outcome, Quote, Source

Role = Literal["moderator", "journalist"]

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
class Sentence:
    """One of the bot's own sentences, by its key, with the fields that it takes."""

    key: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """Words one after the other, with `by` between them."""

    parts: "tuple[Words, ...]"
    by: str


Words = Union[str, Sentence, Joined]  # noqa: UP007 - `|` cannot name what stands further up
"""What is said in no language yet; text is a field of a source, which is never translated."""

Speak = Callable[[Words], str]
"""Puts words into the language of one reader."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person: who wrote it where, in which language their client is set."""

    chat: str
    sender: str
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was given: its name without the slash, and what stands behind it."""

    name: str
    argument: str
    chat: str
    person: str
    language: str
    role: Role | None


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
class Say:
    """One or more of the bot's own sentences."""

    words: Words


@dataclass(frozen=True, slots=True)
class ShowQuote:
    """A quote, under its number if it can be referred to, with its citation if it is wanted.

    `label` is one of the bot's own sentences shown above it (what the quote is).
    """

    quote: Quote
    number: int | None = None
    label: Words | None = None
    cited: bool = True


@dataclass(frozen=True, slots=True)
class ShowSource:
    """All that is known about a source."""

    source: Source
    revision: int
    sha256: str


Block = Say | ShowQuote | ShowSource


@dataclass(frozen=True, slots=True)
class Reply:
    """What is shown for one message, top to bottom; `ends` closes the conversation."""

    blocks: tuple[Block, ...]
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button: for quote `number` of the answer remembered under `token`.

    One about people is for the request `token`, or revokes the person `token`; its `number` is for
    people to read. For "more" it is the number of the first quote that it shows. `copied` is what
    "copy" puts on the clipboard; `None` where it is pressed instead.
    """

    kind: ButtonKind | PeopleButtonKind | ModerationButtonKind
    token: str
    number: int
    copied: Words | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """A reply, the rows of buttons under it, and how a question came out, if it was one."""

    reply: Reply
    rows: tuple[tuple[Button, ...], ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press leads to: a short notice on the button itself, or a message."""

    notice: Words | None = None
    served: Served | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote offered while somebody types; chosen, it is sent with its citation."""

    title: Words
    quote: Quote


@dataclass(frozen=True, slots=True)
class Told:
    """A reply to somebody who has not asked for one, in a chat of their own."""

    person: str
    language: str
    served: Served


def in_rows(buttons: Sequence[Button], length: int) -> tuple[tuple[Button, ...], ...]:
    """Put buttons into rows of at most `length`.

    >>> [len(row) for row in in_rows([Button("undo", "7", 1)] * 5, 3)]
    [3, 2]
    """
    starts = range(0, len(buttons), length)
    return tuple(tuple(buttons[start : start + length]) for start in starts)


def sentence(key: str, **fields: object) -> Sentence:
    """Name a sentence of the table in `bot.sentences`; a field is text, a number, or words again.

    >>> sentence("paragraph", number=7)
    Sentence(key='paragraph', fields=(('number', 7),))
    """
    return Sentence(key, tuple(fields.items()))


def said(key: str, **fields: object) -> Served:
    """Reply with one sentence and no buttons.

    >>> said("goodbye").reply.blocks
    (Say(words=Sentence(key='goodbye', fields=())),)
    """
    return Served(Reply((Say(sentence(key, **fields)),)))
