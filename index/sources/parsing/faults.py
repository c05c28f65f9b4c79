"""The errors, logs and warnings of a parsing library on a damaged file -> one UnreadableSource."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def translated(
    kind: str, libraries: tuple[str, ...], errors: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Turn the errors of libraries on a damaged file into UnreadableSource; silence their logs.

    `errors` are the error types that the libraries define themselves.
    """
    faults: tuple[type[Exception], ...] = (*_DAMAGE, *errors)
    levels = {name: logging.getLogger(name).level for name in libraries}
    for name in libraries:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except faults as error:
        raise UnreadableSource(damaged(kind)) from error
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def damaged(kind: str) -> str:
    """Return the reason that a file is not of the kind that its name promises."""
    return f"is no {kind}, or a damaged one; open it and save it again, or {TO_TEXT}"
