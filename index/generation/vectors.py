"""The vectors of a generation, memory-mapped: the nearest to a question, any by its row.

Which rows are a paragraph's is told by `rows` of a `Generation`: where the rows of each begin.
"""

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused, system_fault

FILE_NAME = "vectors.faiss"

NEAREST_OF_ASKED = 30
"""How many nearest vectors are sought when the recall of a file is measured.

The file holds, as a factor of this number, how many vectors are compared whole after the codes.
"""

_LARGE_PART = 0.05  # of all vectors; of a smaller part, comparing all of it is quicker
_MORE = 2  # times as many are searched as would do if the nearest lay evenly in the part and not


class Vectors:
    """An open file of unit vectors, memory-mapped: of all but the codes next to nothing is read."""

    def __init__(self, path: Path) -> None:
        """Open a file that `write_vectors` wrote; raises `GenerationRefused` for any other."""
        try:
            self._index = self._read(path)
            # The same vectors, to be compared one by one.
            self._whole = getattr(self._index, "refine_index", self._index)
            self._compared = NEAREST_OF_ASKED * float(getattr(self._index, "k_factor", 1.0))
        except (RuntimeError, OSError, ValueError) as error:
            why = system_fault(path)
            how = f": {why}" if why else " as vectors; mend it with: pullquote reindex"
            raise GenerationRefused(f"{path} cannot be read{how}") from error

    def _read(self, path: Path) -> faiss.Index:
        """Read an index out of the mapped file: its codes are copied, the whole vectors are not."""
        untyped: Any = faiss  # its stubs lack this reader
        with path.open("rb") as file:
            mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes = np.frombuffer(mapping, dtype=np.uint8)  # held as long as the index is
        index: faiss.Index = untyped.read_index(
            untyped.ZeroCopyIOReader(untyped.swig_ptr(self._bytes), len(self._bytes))
        )
        mapping.madvise(mmap.MADV_DONTNEED)  # what was copied is not kept twice
        return index

    @property
    def count(self) -> int:
        """Count the vectors."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Return the length of every vector."""
        return int(self._index.d)

    def nearest(
        self,
        question: NDArray[np.float32],
        count: int,
        among: NDArray[np.int64] | None = None,
        removed: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.int64]:
        """Find the rows most similar to a unit vector, float32 (d,), best first.

        At most `count` rows, fewer where there are fewer vectors. If rows `among` are given, the
        nearest of those are found, however many others are nearer; else those that are `removed`,
        bool (n,), are not.
        """
        wanted = min(count, self.count if among is None else len(among))
        if wanted == 0:
            return np.empty(0, dtype=np.int64)
        query = np.ascontiguousarray(question[None, :], dtype=np.float32)
        # A shard is too little work to share: on a busy machine the threads of OpenMP, waiting for
        # each other, made a question ten times slower. It holds for the thread that asks alone.
        faiss.omp_set_num_threads(1)
        if among is not None and len(among) < self.count:
            return self._nearest_among(query, wanted, among)
        if among is None and removed is not None:
            return self._nearest_left(query, wanted, removed)
        _, rows = self._index.search(query, wanted, params=self._comparing(wanted))
        found: NDArray[np.int64] = rows[0]
        return found[found >= 0]  # faiss pads what it did not find with -1

    def similarities(
        self, question: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compute the cosine of a unit vector, float32 (d,), and each of n rows: float32 (n,)."""
        if len(rows) == 0:
            return np.empty(0, dtype=np.float32)
        vectors = self.read(rows)
        product: NDArray[np.float32] = vectors @ question.astype(np.float32)
        return product

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Read the vectors of some rows, at least one: float32 (n, d)."""
        found: NDArray[np.float32] = self._whole.reconstruct_batch(
            np.ascontiguousarray(rows, dtype=np.int64)
        )
        return found

    def read_range(self, first: int, end: int) -> NDArray[np.float32]:
        """Read the vectors of the rows from `first` up to `end`: float32 (n, d)."""
        found: NDArray[np.float32] = self._whole.reconstruct_n(first, end - first)
        return found

    def _nearest_among(
        self, query: NDArray[np.float32], wanted: int, among: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Find the nearest of some rows: by the codes, or one by one if those find too few.

        Codes cannot be searched in a part, but if it is a large one, some more of all hold enough.
        """
        is_among = np.zeros(self.count, dtype=bool)
        is_among[among] = True
        if self._whole is not self._index and len(among) >= _LARGE_PART * self.count:
            more = min(self.count, _MORE * wanted * self.count // len(among))
            _, rows = self._index.search(query, more, params=self._comparing(more))
            near = rows[0][rows[0] >= 0]
            near = near[is_among[near]][:wanted]
            if len(near) == wanted:
                return np.asarray(near)
        _, rows = self._whole.search(query, wanted, params=_only(is_among))
        found: NDArray[np.int64] = rows[0]
        return found[found >= 0]

    def _nearest_left(
        self, query: NDArray[np.float32], wanted: int, removed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Find the nearest of the rows that are left: of ever more, until so many are.

        Only where the rows of an article are nearest that was removed, once does not do.
        """
        more = 1 + wanted + wanted // 4
        while True:
            more = min(self.count, more)
            _, rows = self._index.search(query, more, params=self._comparing(more))
            near = rows[0][rows[0] >= 0]
            near = near[~removed[near]][:wanted]
            if len(near) == wanted or more == self.count:
                return np.asarray(near)
            more *= _MORE

    def _comparing(self, wanted: int) -> faiss.SearchParameters | None:
        if self._whole is self._index:
            return None
        return refining(self._compared, wanted)


def _only(is_among: NDArray[np.bool_]) -> faiss.SearchParameters:
    """Make the parameters that let a search see only the rows that are marked."""
    untyped: Any = faiss  # its stubs describe C++ constructors, not those that Python gets
    selector = untyped.IDSelectorBitmap(np.packbits(is_among, bitorder="little"))
    parameters: faiss.SearchParameters = untyped.SearchParameters(sel=selector)
    return parameters


def refining(compared: float, wanted: int) -> faiss.SearchParameters:
    """Make the parameters of a search that compares so many vectors whole, however few it wants."""
    untyped: Any = faiss  # its stubs lack this class
    parameters: faiss.SearchParameters = untyped.IndexRefineSearchParameters(
        k_factor=max(1.0, compared / wanted)
    )
    return parameters


@dataclass(frozen=True, slots=True)
class Part:
    """Those of some paragraphs that are of one shard: its number, and their ordinals in it.

    `at`, int64 (n,), are the places that they had among all that were asked for.
    """

    shard: int
    ordinals: NDArray[np.int64]
    at: NDArray[np.int64]


class Ordinals:
    """The ordinals of paragraphs in the corpus, whose articles stand in order of id, by shard.

    `of_shard` are, for each shard, the ordinals in the corpus of its paragraphs: int64, ascending.
    """

    def __init__(self, of_shard: Sequence[NDArray[np.int64]]) -> None:
        self.of_shard = tuple(of_shard)
        self.count = sum(map(len, self.of_shard))
        self._shards = np.empty(self.count, dtype=np.int16)
        for shard, ordinals in enumerate(self.of_shard):
            self._shards[ordinals] = shard

    def parts(self, ordinals: NDArray[np.int64]) -> Iterator[Part]:
        """Yield what of some paragraphs, given by their ordinals in the corpus, each shard has."""
        if len(self.of_shard) == 1:
            yield Part(0, ordinals, np.arange(len(ordinals)))
            return
        shards = self._shards[ordinals]
        for shard in np.unique(shards).tolist():
            at = np.flatnonzero(shards == shard)
            yield Part(shard, np.searchsorted(self.of_shard[shard], ordinals[at]), at)

    def within(self, shard: int, ordinals: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
        """Give the ordinals in a shard of those paragraphs that it has; `None` stands for all."""
        if ordinals is None or len(self.of_shard) == 1:
            return ordinals
        own = ordinals[self._shards[ordinals] == shard]
        return np.asarray(np.searchsorted(self.of_shard[shard], own))


def rows_of(starts: NDArray[np.int64], ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the rows of several paragraphs, in their order; `starts` as `rows` of `Generation`.

    >>> rows_of(np.array([0, 0, 3, 5]), np.array([1, 2])).tolist()
    [0, 1, 2, 3, 4]
    """
    return ranges(starts[ordinals], starts[ordinals + 1])


def owners_of(starts: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the paragraph that each row belongs to: ordinals, int64, in the order of the rows.

    >>> owners_of(np.array([0, 0, 3, 5]), np.array([4, 0, 3])).tolist()
    [2, 1, 2]
    """
    owners: NDArray[np.int64] = np.searchsorted(starts, rows, side="right") - 1
    return owners


def ranges(firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the numbers from each first up to its end, one range after another.

    >>> ranges(np.array([5, 1]), np.array([7, 2])).tolist()
    [5, 6, 1]
    """
    counts = ends - firsts
    offsets = np.repeat(firsts - (np.cumsum(counts) - counts), counts)
    numbers: NDArray[np.int64] = offsets + np.arange(len(offsets))
    return numbers
