"""The records of a source on approval: what a moderator sees of it before anything changes."""

from dataclasses import dataclass
from typing import Literal

from index.records import Article, Paragraph, Quote, Source, SourceText

Likeness = Literal["same", "edited", "reworded"]
"""Says the same word for word, nearly word for word, or the same things in other words."""

SkipReason = Literal[
    "skipped_before",  # the moderator left it out of the revision that this text replaces
    "elsewhere",  # stands word for word in other articles
    "said_twice",  # stands twice in this text
    "links",  # is made of links
    "credit",  # says who wrote or took something
    "asks_reader",  # asks the reader to share, subscribe, donate, read on
    "label",  # a word or two above or below the article
]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A source of the corpus whose article is like a new text.

    `share` is how much of the shorter of the two the other has as well, from 0 to 1: of its words
    in order if it is edited, of its sentences in order if it is reworded.
    """

    source: Source
    likeness: Likeness
    share: float


@dataclass(frozen=True, slots=True)
class SuggestedSkip:
    """A paragraph, by its number on the card, that looks like no part of the article, and why."""

    number: int
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Sample:
    """A quote as it could be given once the draft is approved; its paragraph's number on the card.

    The quote's own citation counts paragraphs as they will be, without those that are skipped.
    """

    number: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """What a new text does to a paragraph: added (no `before`), removed (no `after`) or changed."""

    before: Quote | None
    after: Quote | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The article that a new text takes the place of, and how their paragraphs differ.

    `unchanged` counts the paragraphs that both have.
    """

    article: Article
    changes: tuple[ParagraphChange, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many paragraphs a new text adds, changes and removes."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A source that waits for a moderator's approval.

    `read` is the text as it was read, with the fields as they were edited since; `paragraphs` are
    its paragraphs, numbered as the card shows them, and `skipped` the numbers of those that will be
    left out. `text` is what approving the draft adds. `sought_rewordings` tells whether
    re-worded copies could be looked for: the model must read the text and have made the index.
    """

    read: SourceText
    paragraphs: tuple[Paragraph, ...]
    suggested: tuple[SuggestedSkip, ...]
    skipped: tuple[int, ...]
    duplicates: tuple[Duplicate, ...]
    sought_rewordings: bool
    text: SourceText
    samples: tuple[Sample, ...]
    replaces: Replacement | None
