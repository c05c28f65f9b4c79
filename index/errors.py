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
│                         carries which: see `store.golden`)
├── ReindexRunning        another process holds the lock of the data directory
└── ShardUnreached        no machine that holds a shard answers; the question goes on without it
"""

import errno
import os
from pathlib import Path
from typing import Literal

_MORE_FILES = "let it open more files (as with: ulimit -n 4096) and start it again"
_RIGHT = "give the user that runs pullquote the right to it"
_REMEDIES = {
    errno.EMFILE: _MORE_FILES,
    errno.ENFILE: _MORE_FILES,
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EIO: "the disk fails; copy the data directory to another",
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EROFS: "name another place with --data DIR",
    errno.ENOMEM: "leave it more memory",
}


class PullquoteError(Exception):
    """Base of the library's errors; `str()` of one is a line that can be shown to a person."""


class UnreadableSource(PullquoteError):
    """A file or an address holds no article text that can be read."""


class SourceGone(UnreadableSource):
    """An address does not exist any more: its server answers 404 or 410."""


class BadMetadata(PullquoteError):
    """A field of a source, or an edit of it, is not in the accepted form."""


class BadQuestion(PullquoteError):
    """A question is empty or far too long; `why` tells which, where that is known.

    `characters` says how many it has of how many are searched, where it is too long.
    """

    def __init__(
        self,
        problem: str,
        why: Literal["no words", "only filters", "too long"] | None = None,
        characters: tuple[int, int] = (0, 0),
    ) -> None:
        """Say in one line what is wrong."""
        super().__init__(problem)
        self.why = why
        self.characters = characters


class BadReceipt(PullquoteError):
    """A receipt has a wrong letter or one too few, or is none.

    `letter` is one that stands in no receipt, and `at` its place among the letters, from 1; both
    are empty where each may stand, and their sum is wrong.
    """

    def __init__(self, problem: str, letter: str = "", at: int = 0) -> None:
        """Say in one line what is wrong."""
        super().__init__(problem)
        self.letter = letter
        self.at = at


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


def told(error: OSError, otherwise: str = "") -> str:
    """Word an error of the system, with what helps against it where that is known.

    What helps `otherwise` is for the other errors, and for a lack of rights.

    >>> told(OSError(errno.ENOSPC, "No space left on device"))
    'No space left on device; free some space'
    """
    known = _REMEDIES.get(error.errno or 0, "")
    remedy = otherwise if otherwise and known in ("", _RIGHT) else known
    return "; ".join(filter(None, [error.strerror or str(error), remedy]))


def system_fault(path: Path) -> str | None:
    """Word why the system does not let a file be opened, which is no damage; `None` if it does.

    Libraries that open files themselves say only that it failed.
    """
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError as error:
        return told(error) if error.errno in _REMEDIES else None
    return None


def one_line(error: BaseException) -> str:
    """Return the message of a library's error on one line; without a message, its type's name."""
    return " ".join(str(error).split()) or type(error).__name__


class ShardUnreached(PullquoteError):
    """No machine that holds a shard of the corpus answers; a question goes on without it."""
