"""The records of moderation: who acts, what a step leads to, what is published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.moderation.store import CardKind, Pending, Undo
from bot.replies import Button, ModerationKind, Served, Told
from bot.sentences.say import Words
from index.embedding.embedder import Embedder
from index.records import NO_CHANGES, Article, ChangeCounts, SourceText
from index.search.answer import Means

BUTTONS_IN_ROW = 4  # under a list of paragraphs or addresses


@dataclass(frozen=True, slots=True)
class ModerationMeans:
    """The data directory, the model and the functions with which the corpus is read and changed.

    With `make_means` the golden questions are asked before a change is published. Where
    `is_two_person`, a moderator's addition or removal is published by another moderator.
    `word_given` words how many quotes in people's hands change if the articles of some ids become
    others, or go; `None` where none does.
    """

    data: Path
    model: str
    make_embedder: Callable[[], Embedder]
    make_means: Callable[[], Means]
    read_address: Callable[[str], SourceText]
    is_two_person: bool = False
    word_given: Callable[[Mapping[str, Article | None]], Words | None] = lambda _becomes: None


@dataclass(frozen=True, slots=True)
class Moderator:
    """A moderator who acts in a chat of their own; the audit log names them as `by`.

    `name` is what other moderators know them by.
    """

    chat: str
    person: str
    by: str
    language: str
    name: Words = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """What a change does to one article, and how its paragraphs differ from those before.

    A source that is "edited" keeps its text; `paragraphs` are those that can be quoted, before the
    change where it is "removed". `title` is the id where no title is recorded.
    """

    kind: Literal["added", "replaced", "edited", "removed"]
    title: str
    paragraphs: int
    counts: ChangeCounts = NO_CHANGES


@dataclass(frozen=True, slots=True)
class CorpusChange:
    """An approved change of the corpus: texts to add, ids of articles to remove, or an undo.

    `token` and `version` name the draft as it was approved. With `anyway` the change is published
    although fewer golden questions are answered. `happening` is `None` for an undo.
    """

    token: str
    version: int
    article_id: str
    added: tuple[SourceText, ...]
    removed: tuple[str, ...]
    anyway: bool
    undo: Undo | None = None
    happening: Happening | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft laid out for its moderator, and the messages that have shown it so far."""

    chat: str
    language: str
    served: Served
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a moderator's message or press leads to, in the order of the fields.

    `notice` stands on the pressed button. `shows` lists what is shown of the draft `token`, in
    place of the messages that showed it before; `closes` takes the place of its card. `said` is a
    message of its own. `asks_others` shows the card to all other moderators, `told` tells the
    draft's moderator what another one did, and `change` is to be published.
    """

    notice: Words | None = None
    token: str = ""
    shows: tuple[CardKind, ...] = ()
    closes: Words | None = None
    said: Served | None = None
    asks_others: bool = False
    told: Told | None = None
    change: CorpusChange | None = None


def row(pending: Pending, *kinds: ModerationKind) -> tuple[Button, ...]:
    """Make a row of buttons that decide a draft in its present version."""
    return tuple(Button(kind, pending.token, pending.version) for kind in kinds)
