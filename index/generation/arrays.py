"""The arrays of a generation: mapped into memory or read by parts, and how parts are numbered."""

import os
import weakref
from collections.abc import Sequence
from pathlib import Path
from tokenize import TokenError
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused, system_fault

Number = TypeVar("Number", np.int32, np.int64)


def mapped(path: Path, kind: type[Number]) -> NDArray[Number]:
    """Map the array in a file into memory; raises `GenerationRefused` unless it has one dimension.

    The result is a plain array over the file: slices of a `memmap` take twice the time.
    """
    try:
        found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError, TokenError) as error:  # of its head
        raise refusal(path, str(error)) from error
    if found.dtype != kind or found.ndim != 1:
        raise refusal(path, f"it holds {found.dtype} of {found.ndim} dimensions")
    plain: NDArray[Number] = np.asarray(found)
    return plain


class FiledArray:
    """An int32 array in a file, of which parts are read when they are wanted: none stays in memory.

    A page that is touched of a mapped file counts as the process's own from then on, with its
    neighbours. `mapped` is the array all the same, for whoever needs a number here and there of
    all of it. Several threads may read at once.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; raises `GenerationRefused` unless it holds such an array."""
        self.mapped = mapped(path, np.int32)
        self._path = path
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._offset = os.fstat(self._file).st_size - self.mapped.nbytes

    def __len__(self) -> int:
        return len(self.mapped)

    def part(self, first: int, end: int) -> NDArray[np.int32]:
        """Read the numbers from `first` up to `end`; raises `GenerationRefused` if it cannot."""
        size = (end - first) * self.mapped.itemsize
        try:
            read = os.pread(self._file, size, self._offset + first * self.mapped.itemsize)
        except OSError as error:
            raise refusal(self._path, str(error)) from error
        if len(read) != size:
            raise refusal(self._path, "it was cut off")
        return np.frombuffer(read, dtype=np.int32)

    def parts(self, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int32]:
        """Read several parts, one after another; those that touch are read at once."""
        if not len(firsts):
            return np.empty(0, dtype=np.int32)
        is_apart = firsts[1:] != ends[:-1]
        begin = firsts[np.concatenate([[True], is_apart])].tolist()
        until = ends[np.concatenate([is_apart, [True]])].tolist()
        return np.concatenate([self.part(*bounds) for bounds in zip(begin, until, strict=True)])


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
