"""The records of a draft: a source that waits for a moderator's approval, and what it would do."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from index.records import Article, Paragraph, Quote, Source, SourceText, SplitArticle

Likeness = Literal["same", "edited", "reworded"]
"""How a copy is like its original: word for word, nearly so, or the same in other words."""

SkipReason = Literal[
    "skipped_before",  # the moderator left it out of the revision that this text replaces
    "elsewhere",  # stands word for word in other articles
    "said_twice",  # stands twice in this text
    "links",  # is made of links
    "credit",  # says who wrote or took something
    "asks_reader",  # asks the reader to share, subscribe, donate, read on
    "label",  # a word or two above or below the article
]

Shown = TypeVar("Shown", Paragraph, Quote)


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
    """A paragraph that looks like no part of the article: its number on the card, and why."""

    number: int
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Sample:
    """A quote as it can be given once the draft is approved; its paragraph's number on the card.

    The quote's own citation counts paragraphs as they will be, without those that are skipped.
    """

    number: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class ParagraphChange(Generic[Shown]):
    """A paragraph that a new revision adds (no `old`), removes (no `new`) or changes."""

    old: Shown | None
    new: Shown | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The article that a new text takes the place of, and how their paragraphs differ.

    `unchanged` counts the paragraphs that both have.
    """

    article: Article
    changes: tuple[ParagraphChange[Quote], ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A source that waits for a moderator's approval.

    `read` is the text as it was read, with the fields as they were edited since; `paragraphs` are
    its paragraphs, numbered as the card shows them, and `skipped` the numbers of those that will be
    left out. `text` is what approving the draft adds, `split` the article that it becomes, split as
    the index will hold it. `sought_rewordings` tells whether re-worded copies could be looked for:
    the model must read the text and have made the index. `uncompared` counts the sentences at the
    end of a long text by which they were not looked for. `rivals` are the articles that the text
    may be a new revision of, whether it `replaces` one or not, the likeliest first; `taken` are all
    ids.
    """

    read: SourceText
    paragraphs: tuple[Paragraph, ...]
    suggested: tuple[SuggestedSkip, ...]
    skipped: tuple[int, ...]
    duplicates: tuple[Duplicate, ...]
    sought_rewordings: bool
    uncompared: int
    text: SourceText
    split: SplitArticle
    samples: tuple[Sample, ...]
    replaces: Replacement | None
    rivals: tuple[Article, ...]
    taken: frozenset[str]
