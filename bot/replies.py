"""What comes in and what goes out: the records between a chat and the responder."""

from collections.abc import Callable
from dataclasses import dataclass

from index.records import Quote, Source


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person: who wrote it where, in which language their client is set."""

    chat: str
    sender: str
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Say:
    """One or more of the bot's own sentences, already in the reader's language."""

    text: str


@dataclass(frozen=True, slots=True)
class ShowQuote:
    """A quote, under its number if it can be referred to, with its citation if it is wanted.

    `label` is one of the bot's own sentences shown above it (what the quote is).
    """

    quote: Quote
    number: int | None = None
    label: str | None = None
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


Respond = Callable[[Incoming], Reply]
