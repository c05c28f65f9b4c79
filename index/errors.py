"""The errors that the library raises on purpose; a message says what, where and how to mend it.

PullquoteError
├── UnreadableSource      a file or address holds no article text
│   └── SourceGone        an address does not exist any more
├── BadMetadata           a field of a source, or an edit of it, is not in the accepted form
├── BadQuestion           a question is empty or far too long
├── BadReceipt            a receipt is mistyped, or none
├── QuoteMismatch         a quote is not the slice that its citation names (promise 1)
├── ModelRefused          the embedding model is missing, damaged or not the one that was verified
├── GenerationRefused     a generation is missing, damaged, or made by another model or format
├── StoreRefused          a file of the data directory cannot be read or written
├── NothingToIndex        a reindex found no article at all
├── PlanChanged           the texts or the live generation differ from those of the plan
├── GoldenRefused         a new generation answers fewer golden questions than the live one (it
│                         carries which: see `publishing.gate`)
└── ReindexRunning        another process holds the lock of the data directory
"""


class PullquoteError(Exception):
    """Base of the library's errors; `str()` of one is a line that can be shown to a person."""


class UnreadableSource(PullquoteError):
    """A file or an address holds no article text that can be read."""


class SourceGone(UnreadableSource):
    """An address does not exist any more: its server answers 404 or 410."""


class BadMetadata(PullquoteError):
    """A field of a source, or an edit of it, is not in the accepted form."""


class BadQuestion(PullquoteError):
    """A question is empty or far too long."""


class BadReceipt(PullquoteError):
    """A receipt has a wrong letter or one too few, or is none."""


class QuoteMismatch(PullquoteError):
    """A quote is not the slice of the article that its citation names."""


class ModelRefused(PullquoteError):
    """The embedding model is missing, damaged or not the one that was verified."""


class GenerationRefused(PullquoteError):
    """A generation is missing, damaged, or was made by another model or format."""


class StoreRefused(PullquoteError):
    """A file of the data directory cannot be read or written."""


class NothingToIndex(PullquoteError):
    """A reindex found no article at all."""


class PlanChanged(PullquoteError):
    """The texts or the live generation differ from those that the plan was made from."""


class ReindexRunning(PullquoteError):
    """Another process holds the lock of the data directory: it changes the corpus now."""


def one_line(error: BaseException) -> str:
    """Return the message of a library's error on one line; without a message, its type's name."""
    return " ".join(str(error).split()) or type(error).__name__
