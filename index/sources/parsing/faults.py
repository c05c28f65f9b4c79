"""What a parser's library raises, logs and warns on a damaged file -> one UnreadableSource."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import UnreadableSource

TO_TEXT = "save its text as .txt or .md"
"""What mends any file that cannot be read: the end of a reason."""

# On damaged files these libraries let Python's own errors through, beside the ones they define;
# lxml's are SyntaxErrors. MemoryError and the like are not the file's fault and pass.
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
    """Turn what `libraries` raise on a damaged file into one line, and keep their warnings quiet.

    `errors` are the types that they define themselves.
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
    """Say that a file is not what its name says."""
    return f"is no {kind}, or a damaged one; open it and save it again, or {TO_TEXT}"
