"""What passes between a chat platform and the conversation: what comes in, and what is replied.

A reply is made of words that know no language: the sentences of `bot.sentences` by their key, put
into the reader's language once, where the conversation meets the platform.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from bot.sentences.say import Joined as Joined
from bot.sentences.say import Sentence as Sentence
from bot.sentences.say import Speak as Speak
from bot.sentences.say import Words as Words
from bot.sentences.say import sentence as sentence
from index.records import Outcome, Quote, Source

Role = Literal["moderator", "journalist"]

QuoteKind = Literal["context", "source", "copy", "wrong", "more"]
"""The kinds of button under an answer: `token` names the answer, `number` one of its quotes, which
for "more" is the first that it shows."""

PeopleKind = Literal["let_in", "refuse", "revoke"]
"""The kinds of button about people: `token` names a request to join, for "revoke" the person;
`number` is for people to read."""

ModerationKind = Literal[
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
"""The kinds of button that change the corpus: `token` names a draft, for "undo" a generation, for
"recheck" what a check found; `number` is the version of the draft that is decided, or a
paragraph's."""

ButtonKind = Literal[QuoteKind, PeopleKind, ModerationKind]

PEOPLE_KINDS: frozenset[ButtonKind] = frozenset(get_args(PeopleKind))
MODERATION_KINDS: frozenset[ButtonKind] = frozenset(get_args(ModerationKind))

PeopleButtonKind = PeopleKind
ModerationButtonKind = ModerationKind


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
    """A button pressed by a person in a chat: its kind says what `token` and `number` mean."""

    chat: str
    person: str
    language: str
    kind: ButtonKind
    token: str
    number: int


@dataclass(frozen=True, slots=True)
class Say:
    """One or more of the bot's own sentences.

    `lead` is a sentence before them, which a terminal puts on a line of its own, a chat on theirs.
    """

    words: Words
    lead: Words | None = None


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
    """A button to be pressed: its kind says what `token` and `number` mean.

    `copied` is what "copy" puts on the clipboard; `None` where the button is pressed instead.
    """

    kind: ButtonKind
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


def said(key: str, **fields: object) -> Served:
    """Reply with one sentence and no buttons.

    >>> said("goodbye").reply.blocks
    (Say(words=Sentence(key='goodbye', fields=()), lead=None),)
    """
    return Served(Reply((Say(sentence(key, **fields)),)))
