"""Everything that the library raises on purpose; each message says what, where and how to mend it.

PullquoteError
├── UnreadableSource      a file or address gave no article text
│   └── SourceGone        what stood at an address is there no more
├── BadMetadata           what is written about a source is not as it should be
├── BadQuestion           a question is empty or far too long
├── QuoteMismatch         a quote is not the slice that its citation names (promise 1)
├── ModelRefused          the embedding model is missing, damaged or not what it was
├── GenerationRefused     a built index is missing, damaged, or made by another model or format
├── StoreRefused          the data directory cannot be read or written
├── NothingToIndex        a reindex found no article at all
├── PlanChanged           what was to be done is not what was planned any more
├── GoldenRefused         a new generation answers fewer golden questions than the live one
└── ReindexRunning        somebody else is building a generation right now
"""

from index.records import GoldenChange


class PullquoteError(Exception):
    """Base of all errors below; `str()` of it is one line that can be shown to a person."""


class UnreadableSource(PullquoteError):
    """A file or address gave no article text."""


class SourceGone(UnreadableSource):
    """What stood at an address is there no more: its server says so (404, 410)."""


class BadMetadata(PullquoteError):
    """What a moderator wrote about a source is not as it should be."""


class BadQuestion(PullquoteError):
    """A question is empty or far too long."""


class QuoteMismatch(PullquoteError):
    """A quote is not the slice of the article that its citation names."""


class ModelRefused(PullquoteError):
    """The embedding model is missing, damaged or not the one that was verified."""


class GenerationRefused(PullquoteError):
    """A built index is missing, damaged, or was made by another model or format."""


class StoreRefused(PullquoteError):
    """The data directory cannot be read or written."""


class NothingToIndex(PullquoteError):
    """A reindex found no article at all."""


class PlanChanged(PullquoteError):
    """The texts or the live generation are not those that a plan was made from."""


class GoldenRefused(PullquoteError):
    """A new generation answers fewer golden questions than the live one, so it was not published.

    `changes` are the questions that the two do not answer equally well, worse ones first.
    """

    def __init__(self, message: str, changes: tuple[GoldenChange, ...]) -> None:
        super().__init__(message)
        self.changes = changes


class ReindexRunning(PullquoteError):
    """Somebody else is building a generation over the same data directory."""


def one_line(error: BaseException) -> str:
    """Give what an error of somebody else's says, on one line, or what it is called."""
    return " ".join(str(error).split()) or type(error).__name__
