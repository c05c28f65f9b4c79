"""The records that cross the packages of the library: frozen, slotted, standard library only.

In the order of the two flows: a source becomes an article, an article paragraphs and sentences; a
question becomes passages, quotes and an answer. Then what is kept of changes, and golden questions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from os import stat_result
from typing import Literal, Self

Outcome = Literal["answer", "related", "nothing", "unreached"]
"""What came of a question; "unreached" where nothing was found, and not all could be searched."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done and how much there is in all."""


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


RECORDED = tuple(known.name for known in fields(Source) if known.name not in ("id", "origin"))
"""The names of the fields that moderators record of a source, in the order of `Source`."""


RemarkKind = Literal[
    "hidden",  # `count` passages that nobody sees on the page or in print
    "struck",  # `count` passages that are struck out
    "prompt",  # `count` fields of a form that only ask to be filled in
    "scanned",  # `count` of `total` pages are only an image
    "cut_off",  # the article looks cut off; `detail` is the line that tells so
    "notes",  # `count` raised marks that only point to notes
    "elsewhere",  # `count` lines that lead to other articles
    "damaged",  # `count` characters that arrived damaged; readers see a mark in their place
    "modified",  # the outlet says that it changed the article; `detail` is the date
    "recognised",  # `count` of `total` pages are images that a machine read
    "running",  # `count` heads, feet and numbers of pages
    "commented",  # `count` comments that somebody put on the pages
    "passed_over",  # a field that may be wrong was left unknown; `detail` names it and its value
]


@dataclass(frozen=True, slots=True)
class Remark:
    """What reading a file or a page left out of its text or its fields, and how often.

    `detail` is of the file, on one line; empty where the kind needs none.
    """

    kind: RemarkKind
    count: int = 0
    total: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source as it was read, before the store makes it a revision of an article.

    `text` has its newlines and NFC normalised; `skipped` as in `Article`. `parser` is the name and
    version of what read it, and `file_sha256` the digest, in hex, of the bytes that were read; both
    are empty for a text that was not read from bytes. These and the `remarks` are no part of what
    makes two texts the same.
    """

    source: Source
    text: str
    skipped: tuple[Span, ...] = ()
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    parser: str = field(default="", compare=False)
    file_sha256: str = field(default="", compare=False)


_TICK, _COARSE_TICK, _SECOND = 50_000_000, 2_000_000_000, 1_000_000_000  # nanoseconds


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of a file, by which it is known again: its size, time of change, inode and device.

    The time is in nanoseconds.
    """

    size: int
    changed: int
    inode: int
    device: int

    @classmethod
    def of(cls, found: stat_result) -> Self:
        """Take the state from what the system tells of a file."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev)

    def is_settled(self, read: int) -> bool:
        """Tell whether a change of the file after this moment, when it was read, would show.

        Not if it changed just before: file systems count time in ticks of some milliseconds, or in
        whole seconds, FAT in two of them. So does git's index.

        >>> FileState(9, 1_000_000_001, 7, 1).is_settled(1_200_000_000)
        True
        >>> FileState(9, 1_000_000_000, 7, 1).is_settled(1_200_000_000)
        False
        """
        return self.changed + (_TICK if self.changed % _SECOND else _COARSE_TICK) < read


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or address that gave no article, and the one line that says why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """The response of an address: `asked` as it was written in full, `address` after redirects.

    `suffix` is that of a file of this media type; `charset` is what the server names, if it does.
    """

    asked: str
    address: str
    suffix: str
    content: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a folder in the order of their ids, and the files that could not be read."""

    texts: tuple[SourceText, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of a source's text: newlines and NFC normalised once, then immutable.

    `sha256` is of the text's UTF-8 bytes. `parser` and `file_sha256` are as in `SourceText`.
    `skipped` are the ranges of the text that are not part of
    the article (navigation, captions that stand twice): sorted, not overlapping, never searched.
    """

    id: str
    revision: int
    source: Source
    text: str
    sha256: str
    skipped: tuple[Span, ...] = ()
    parser: str = field(default="", compare=False)
    file_sha256: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Damage:
    """Damage to an article: its id, and what of which revision is not as it was written."""

    article_id: str
    what: str


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """A revision of an article that the store keeps, and what became of it.

    `since` is the day (ISO 8601) on which it was replaced or withdrawn; `None` if it is live.
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
class SplitParagraph:
    """A paragraph with its sentences and the stems of each.

    `context_stems` are the stems of what stands above the paragraph: headline, heading, speaker and
    interviewer's question. `before` is the end of the paragraph before, where the paragraph goes on
    from it; else it is empty.
    """

    paragraph: Paragraph
    sentences: tuple[Sentence, ...]
    sentence_stems: tuple[tuple[str, ...], ...]
    context_stems: tuple[str, ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class SplitArticle:
    """An article and all its paragraphs in reading order."""

    article: Article
    paragraphs: tuple[SplitParagraph, ...]


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
    """The place of a quote: a range in a revision of an article, and the source of that article.

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
    """A quote with the probability that it answers the question that was asked.

    `asked` quotes the interviewer's question that it answers in its article, if there is one.
    """

    quote: Quote
    probability: float
    asked: Quote | None


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a search; a passage must meet each that is set.

    The first six look at its source: `after` and `before` are ISO 8601 dates, also in part
    (`2024-06`, `2024`), and inclusive; `source` is an id. The others look at the paragraph: it
    holds each of the `phrases`, and none of the words in `without`. With the
    `spelling` "exact" the names in the question are searched for in no other one.
    """

    outlet: str | None = None
    author: str | None = None
    after: str | None = None
    before: str | None = None
    language: str | None = None
    source: str | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    spelling: Literal["exact"] | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Searched:
    """The part of the corpus that a question was searched in: the sources that its filters leave.

    `threshold` is the probability from which a passage is called an answer; `oldest` and
    `newest` are the first and last recorded publication dates, if any is recorded. `unreached`
    counts the paragraphs that were not searched, as no machine that holds them could be reached.
    """

    articles: int
    paragraphs: int
    oldest: str | None
    newest: str | None
    generation: int
    threshold: float
    unreached: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: its outcome, the quotes, best first, and what was searched.

    `other_spellings` are those of names in the question that were searched for as well.
    """

    question: str
    outcome: Outcome
    quotes: tuple[RankedQuote, ...]
    searched: Searched
    filters: Filters = NO_FILTERS
    other_spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many articles of a corpus, or paragraphs of an article, a change touches."""

    added: int = 0
    changed: int = 0
    removed: int = 0


NO_CHANGES = ChangeCounts()


@dataclass(frozen=True, slots=True)
class Plan:
    """The ids of the articles that a reindex adds, changes (text or fields), removes or leaves.

    Those of `reread` are changed, but their files are not: they are read otherwise.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    reread: tuple[str, ...] = ()

    @property
    def counts(self) -> ChangeCounts:
        """How many articles the reindex adds, changes and removes."""
        return ChangeCounts(len(self.added), len(self.changed), len(self.removed))

    @property
    def has_changes(self) -> bool:
        """Whether the reindex would change anything."""
        return self.counts != NO_CHANGES


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome of a reindex: the live generation, the plan, how many texts were embedded."""

    generation: int
    plan: Plan
    paragraphs: int
    embedded: int
    reused: int


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed for the audit log: when (ISO 8601, UTC), by whom (`cli:ada`), which, and details."""

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
    """A question that every new generation is asked, with what moderators expect of the answer.

    A quote must hold all the `words`; without words any answer will do. Where `is_answerable` is
    false, the outcome must not be `answer`. `number` is the store's; 0 before the store has it.
    """

    question: str
    words: tuple[str, ...] = ()
    is_answerable: bool = True
    number: int = 0


@dataclass(frozen=True, slots=True)
class GoldenAnswer:
    """The answer of one generation to a golden question, and the place of its first quote."""

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
