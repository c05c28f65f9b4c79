"""What a question asks of a shard, and what comes back: all that travels if it is elsewhere.

A few calls, with small plain records. Paragraphs are named by their ordinals in the corpus, stems
by the numbers that the shard itself gave them. A shard that is open here answers as one on another
machine does, and `index.search.find` puts the answers of all shards together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.records import NO_FILTERS, Article, Filters, Paragraph, Sentence, Source

NEAREST_ROWS = 80
"""Vectors nearest to a query, of each shard and of all; the nearest are of some 35 paragraphs."""

BEST_BY_WORDS = 30
"""Paragraphs from word search, of each shard and of all; twice as many candidates found no more."""

FEW = 30
"""The most paragraphs that are all candidates where filters leave no more. More cost only time."""

Result = TypeVar("Result")
Pending = Callable[[], Result]
"""Waits for what was asked of a shard; raises `ShardUnreached` if the shard cannot be reached."""


@dataclass(frozen=True, slots=True)
class KnownStem:
    """A stem of the corpus: its number in the postings, and how many paragraphs hold it."""

    number: int
    paragraphs: int


@dataclass(slots=True)
class Usage:
    """The use of a word, counted: its sentences, its places past their starts, capitals there."""

    sentences: int = 0
    inside: int = 0
    capitals: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a shard: articles, searched paragraphs, their stems, first and last dates."""

    articles: int
    paragraphs: int
    stems: int
    oldest: str | None
    newest: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up: the use of `words`, the words `alike` others, those one slip from `slips`.

    And what is known of `stems`; of those that are `names`, which answers they give in interviews.
    """

    words: Sequence[str] = ()
    alike: Sequence[str] = ()
    slips: Sequence[str] = ()
    stems: Sequence[str] = ()
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a shard knows of what was wanted; it says nothing of what it lacks.

    `slips` has each word one slip away with the sentences that hold it. `answers` are, by the stem
    of a name, the ordinals of the paragraphs in which the one so named speaks, int64 ascending.
    """

    usage: Mapping[str, Usage]
    alike: Mapping[str, Sequence[str]]
    slips: Mapping[str, Mapping[str, int]]
    stems: Mapping[str, KnownStem]
    answers: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What filters leave of a shard, or of all: its articles, paragraphs, first and last dates.

    `fitting` counts the paragraphs that also meet the filters on the text; if they are no more than
    `FEW`, `few` are their ordinals, ascending.
    """

    articles: int
    paragraphs: int
    oldest: str | None
    newest: str | None
    fitting: int
    few: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A unit vector, float32 (d,), and the ordinals, int64, of the paragraphs it is compared with.

    `None` stands for all paragraphs. The similarity of a paragraph is its highest to any of the
    vectors that it is compared with.
    """

    vector: NDArray[np.float32]
    among: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrasing of a question, as one shard is asked it.

    `sought` are the stems that are searched for, each with how many paragraphs of the whole corpus
    hold it; `paragraphs` and `mean_length` are the corpus's, too. `counted` gives stems the number
    that the question has for them; `names` are the stems of names, by the place of the name among
    the question's `words`.
    """

    sought: Mapping[int, int]
    paragraphs: int
    mean_length: float
    counted: Mapping[int, int]
    names: Mapping[int, Sequence[int]]
    words: int
    queries: Sequence[Query] = ()
    filters: Filters = NO_FILTERS


@dataclass(frozen=True, slots=True)
class Near:
    """The paragraphs of the rows nearest to a vector, the nearest first: ordinals, int64 (r,).

    A paragraph comes once for each of its rows. `similarities`, float32 (r,), are of the rows; a
    shard that is alone leaves them out.
    """

    ordinals: NDArray[np.int64]
    similarities: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where a shard may answer: its best paragraphs by words with their BM25, and by each query."""

    by_words: Mapping[int, float]
    near: Sequence[Near]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The n paragraphs to rank, in the order of the corpus, with r runs of stems in all.

    `runs` int64 (n,) counts the runs of each paragraph: one of what stands above it, then one of
    each sentence. `stems` int32 (m,) are the stem numbers of all runs, `run_lengths` int64 (r,) how
    many each run has. `similarities` float32 (r,) are cosines to the question: beside the first run
    of a paragraph that of the whole paragraph, beside the others those of its sentences; all are 0
    when the model cannot read the question. `in_article` bool (n, c) marks which words are names
    that stand in the article of the paragraph.
    """

    ordinals: NDArray[np.int64]
    runs: NDArray[np.int64]
    stems: NDArray[np.int32]
    run_lengths: NDArray[np.int64]
    similarities: NDArray[np.float32]
    in_article: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, with its article and its sentences."""

    article: Article
    paragraph: Paragraph
    sentences: tuple[Sentence, ...]


class Readable(Protocol):
    """A paragraph that was found; its text may be read only when it is wanted."""

    @property
    def stems(self) -> bytes:
        """Give the stems of its sentences, 4 bytes each, to compare."""
        ...

    @property
    def text(self) -> Text:
        """Read it, with its article and sentences."""
        ...

    @property
    def before(self) -> Paragraph | None:
        """Read the paragraph before it."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """A paragraph that was read, with all that a `Readable` gives: as it travels."""

    stems: bytes
    text: Text
    before: Paragraph | None


class Askable(Protocol):
    """A shard that can be asked, open here or on another machine. One thread at a time.

    A call asks at once, and what it returns waits, so that shards elsewhere work side by side.
    """

    @property
    def size(self) -> Size:
        """Tell how much it holds."""
        ...

    def look_up(self, wanted: Wanted) -> Pending[Known]:
        """Look up words and stems."""
        ...

    def select(self, filters: Filters) -> Pending[Chosen]:
        """Count what filters, of which at least one is set, leave."""
        ...

    def places(self, asked: Asked) -> Pending[Places]:
        """Find where it may answer."""
        ...

    def candidates(self, asked: Asked, ordinals: Sequence[int]) -> Pending[Candidates]:
        """Read what is measured of some of its paragraphs, given ascending."""
        ...

    def read(self, ordinals: Sequence[int]) -> Pending[Sequence[Readable]]:
        """Read some of its paragraphs, in the order given."""
        ...


class Texts(Protocol):
    """The texts of a corpus, asked by the ids of articles."""

    def article(self, article_id: str) -> Article | None:
        """Read an article; `None` if there is none."""
        ...

    def sources(self) -> tuple[Source, ...]:
        """Read all sources in order of id."""
        ...

    def values(self, name: str) -> tuple[str, ...]:
        """List the values of a field of sources, by its name in `Source`, each once."""
        ...

    def paragraphs_near(self, article: Article, number: int, reach: int) -> tuple[Paragraph, ...]:
        """Read the paragraphs of an article from `number - reach` to `number + reach`."""
        ...


class Corpus(Protocol):
    """A generation that can be asked: its number, its shards, and its texts."""

    @property
    def number(self) -> int:
        """Return the number of the generation."""
        ...

    @property
    def asked(self) -> Sequence[Askable]:
        """Give its shards."""
        ...

    @property
    def texts(self) -> Texts:
        """Give its texts."""
        ...


class LiveCorpus(Corpus, Protocol):
    """A corpus that is asked as long as it is live."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Give the files that are read here with the sizes in bytes that they must have."""
        ...

    def is_kept(self) -> bool:
        """Tell whether its number still means this generation: the store may have been set back.

        A backup that is restored gives numbers out once more.
        """
        ...

    def check_files(self) -> None:
        """Digest all files that are read here; raises `GenerationRefused` naming a damaged one."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


Opener = Callable[[Path, int, str, LiveCorpus | None], LiveCorpus]
"""Opens a generation of a data directory, by its number, for a model's fingerprint.

What it has in common with a corpus that is open beside it is shared. Raises `GenerationRefused`.
"""
