"""The arrays of a generation: how they are mapped into memory, and how parts are numbered."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from tokenize import TokenError
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused, system_fault

Number = TypeVar("Number", np.int32, np.int64)

# NumPy reads the head of a file as a Python literal, and threads that do so at once can fail there
# (SystemError "AST constructor recursion depth mismatch", seen with CPython 3.11.7).
_READING_HEADS = Lock()


def mapped(path: Path, kind: type[Number]) -> NDArray[Number]:
    """Map the array in a file into memory; raises `GenerationRefused` unless it has one dimension.

    The result is a plain array over the file: slices of a `memmap` take twice the time.
    """
    try:
        with _READING_HEADS:
            found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError, TokenError) as error:  # of its head
        raise refusal(path, str(error)) from error
    if found.dtype != kind or found.ndim != 1:
        raise refusal(path, f"it holds {found.dtype} of {found.ndim} dimensions")
    plain: NDArray[Number] = np.asarray(found)
    return plain


def refusal(path: Path, why: str) -> GenerationRefused:
    """Return the error for a file that cannot be read, as the system says, or is damaged."""
    if fault := system_fault(path):
        return GenerationRefused(f"{path} cannot be read: {fault}")
    return GenerationRefused(f"{path} cannot be read ({why}); mend it with: pullquote reindex")


def starts(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Compute where each of n parts of given lengths begins, and the last ends: int64 (n + 1,).

    >>> starts([2, 0, 3]).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
