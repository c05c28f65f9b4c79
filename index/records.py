"""Every record that crosses a module boundary: frozen, slotted, standard library only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answer", "related", "nothing"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are in all."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range of code points, end exclusive, in the text that its owner names."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """What a moderator adds: where the text came from and what is known about it.

    `None` means that nobody recorded it. `id` is also the id of the article made from it.
    `origin` is the file name or the address that was read; `published` is an ISO 8601 date
    (`2024-06-30`, or as far as it is known: `2024-06`, `2024`).
    """

    id: str
    origin: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source that was read just now, before it has become a revision of an article.

    `text` has its newlines and NFC normalised; `skipped` as in `Article`.
    """

    source: Source
    text: str
    skipped: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or address that gave no article, and the one line that says why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: `asked` as it was written in full, `address` after all redirects.

    `suffix` is that of a file of this media type; `charset` is what the server said, if anything.
    """

    asked: str
    address: str
    suffix: str
    content: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder held: the texts in the order of their ids, and what could not be read."""

    texts: tuple[SourceText, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of a source's text: newlines and NFC normalised once, then immutable.

    `sha256` is of the text's UTF-8 bytes. `skipped` are the ranges of the text that are not part of
    the article (navigation, captions said twice): sorted, not overlapping, never searched.
    """

    id: str
    revision: int
    source: Source
    text: str
    sha256: str
    skipped: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """A revision that was quoted once, and what became of it: live, or replaced or withdrawn.

    `since` is the day (ISO 8601) on which it was; `None` if it is live.
    """

    article: Article
    became: Literal["live", "replaced", "withdrawn"]
    since: str | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A slice of an article, the unit that is cited: `text == article.text[start:end]`.

    `number` counts from 1 in reading order. `question` is the interviewer's question that this
    paragraph answers, `heading` the nearest heading above, `speaker` the name before a turn of a
    transcript: ranges of the article's text. A heading is itself a paragraph, shown
    but not searched.
    """

    article_id: str
    number: int
    start: int
    end: int
    text: str
    is_heading: bool = False
    question: Span | None = None
    heading: Span | None = None
    speaker: Span | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A slice of a paragraph, the unit that is embedded and highlighted.

    `start` and `end` are offsets into the article's text, like those of its paragraph.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph found for a question, with how well it fits.

    `probability` is the calibrated probability that the paragraph answers the question; `best` is
    the sentence that fits best.
    """

    article: Article
    paragraph: Paragraph
    sentences: tuple[Sentence, ...]
    best: Sentence
    probability: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: the range in that revision of the article, and whose text it is.

    `text_sha256` is of the whole text of the revision, so that a quote can be checked years later.
    """

    source: Source
    article_id: str
    revision: int
    paragraph_number: int
    start: int
    end: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact slice of an article; `highlight` is the range of `text` that fits best, if any."""

    text: str
    highlight: Span | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class RankedQuote:
    """A quote given for a question, and the interviewer's question that it answers, if any."""

    quote: Quote
    probability: float
    asked: Quote | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search; a passage must meet every part that is set.

    The first six look at its source: `after` and `before` are ISO 8601 dates, also in part
    (`2024-06`, `2024`), and inclusive; `source` is an id. The others look at the paragraph: it
    holds each of the `phrases`, and none of the words in `without`.
    """

    outlet: str | None = None
    author: str | None = None
    after: str | None = None
    before: str | None = None
    language: str | None = None
    source: str | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched: the sources that the filters leave, and the bar an answer had to clear.

    `oldest` and `newest` are the first and last recorded publication dates, if any is recorded.
    """

    articles: int
    paragraphs: int
    oldest: str | None
    newest: str | None
    generation: int
    threshold: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to a question: the outcome, the quotes best first, what was searched."""

    question: str
    outcome: Outcome
    quotes: tuple[RankedQuote, ...]
    searched: Searched
    filters: Filters = NO_FILTERS


@dataclass(frozen=True, slots=True)
class Deed:
    """What is recorded of something done: when (ISO 8601, UTC), who (`cli:ada`), what, details."""

    at: str
    by: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry of the audit log: the deed, the hash of the entry before, and its own (hex)."""

    number: int
    deed: Deed
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question that moderators expect every generation to answer as they say.

    A quote must hold all the `words`; without words any answer will do. Where `is_answerable` is
    false there must be none. `number` is how the store lists it, 0 before it does.
    """

    question: str
    words: tuple[str, ...] = ()
    is_answerable: bool = True
    number: int = 0


@dataclass(frozen=True, slots=True)
class GoldenAnswer:
    """How one generation answers a golden question, and where its first quote stands, if any."""

    is_right: bool
    outcome: Outcome
    article_id: str | None
    paragraph_number: int | None


@dataclass(frozen=True, slots=True)
class GoldenChange:
    """A golden question that two generations do not answer equally well."""

    question: str
    was: GoldenAnswer
    now: GoldenAnswer
