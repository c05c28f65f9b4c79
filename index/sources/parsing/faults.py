"""The errors, logs and warnings of a parsing library on a damaged file -> one UnreadableSource.

What goes wrong because the process may open nothing, or because the program itself has a fault, is
never called the file's.
"""

import errno
import logging
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from index.errors import UnreadableSource

TO_TEXT = "save its text as .txt or .md"
"""The end of a reason: what a person can do about any file that cannot be read."""

# On damaged files libraries let Python's own errors through, beside the ones they define; those of
# lxml are SyntaxErrors. MemoryError and the like are not the fault of the file and pass.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)


# What the confinement answers where a library would load a part of itself.
_CONFINED = frozenset({errno.EMFILE, errno.ENFILE, errno.EPERM, errno.EACCES, errno.EAGAIN})


@contextmanager
def translated(
    kind: str, libraries: tuple[str, ...], errors: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Turn the errors of libraries on a damaged file into UnreadableSource; silence their logs.

    `errors` are the error types that the libraries define themselves.
    """
    faults: tuple[type[Exception], ...] = (*_DAMAGE, *errors)
    try:
        with silent(libraries):
            yield
    except faults as error:
        if _is_ours(error):
            raise
        raise UnreadableSource(damaged(kind)) from error


def fault(error: Exception) -> str:
    """Return the reason that a file was not read where the program is at fault, and its place."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {PurePath(frame.filename).name}:{frame.lineno}" for frame in last)
    return (
        f"was not read because of a fault in this program, not in the file"
        f" ({type(error).__name__}{place}); please report it, and meanwhile {TO_TEXT}"
    )


@contextmanager
def silent(libraries: tuple[str, ...]) -> Iterator[None]:
    """Silence the logs and warnings of libraries; their errors pass."""
    levels = {name: logging.getLogger(name).level for name in libraries}
    for name in libraries:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def damaged(kind: str) -> str:
    """Return the reason that a file is not of the kind that its name promises."""
    return f"is no {kind}, or a damaged one; open it and save it again, or {TO_TEXT}"


def _is_ours(error: BaseException | None) -> bool:
    """Tell whether an error, or one that it came from, is of the confinement, not of the file."""
    while error is not None:
        if isinstance(error, ImportError):
            return True
        if isinstance(error, OSError) and error.errno in _CONFINED:
            return True
        error = error.__cause__ or error.__context__
    return False
