"""What passes between the moderators' conversation, its threads and a chat platform."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.desk.records import ModerationButtonKind, Served
from bot.moderation.store import CardKind
from index.build import Gate
from index.embedding.embedder import Embedder
from index.records import SourceText


@dataclass(frozen=True, slots=True)
class ModerationMeans:
    """By what the corpus is read and changed; `make_gate` is told whether to publish anyway.

    Where `is_two_person`, what one moderator adds or removes another one publishes.
    """

    data: Path
    model: str
    make_embedder: Callable[[], Embedder]
    make_gate: Callable[[bool], Gate]
    read_address: Callable[[str], SourceText]
    is_two_person: bool = False


@dataclass(frozen=True, slots=True)
class Moderator:
    """A moderator who does something, in a chat of their own; `by` is how they are recorded."""

    chat: str
    person: str
    by: str
    language: str


@dataclass(frozen=True, slots=True)
class ModerationPress:
    """A button pressed by a moderator; `others` are all other moderators there are now."""

    who: Moderator
    kind: ModerationButtonKind
    token: str
    number: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What is published now: the draft it comes of, texts to add, ids of articles to remove.

    `anyway` although fewer golden questions are answered.
    """

    token: str
    version: int
    article_id: str
    added: tuple[SourceText, ...]
    removed: tuple[str, ...]
    anyway: bool


@dataclass(frozen=True, slots=True)
class Notified:
    """What the moderator of a draft hears of it in a chat of their own."""

    person: str
    language: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a draft now, to its moderator, and the messages that showed it so far."""

    chat: str
    language: str
    served: Served
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a moderator's message or press leads to, in this order.

    `notice` is on the button itself. `shows` is what is shown of the draft `token`, in place of the
    messages that showed it before; `closes` is said in place of its card. `said` is a message of
    its own, `asks_others` shows the card to all other moderators, `change` is published.
    """

    notice: str | None = None
    token: str = ""
    shows: tuple[CardKind, ...] = ()
    closes: str | None = None
    said: Served | None = None
    asks_others: bool = False
    notified: Notified | None = None
    change: Change | None = None
