"""Vectors on disk: write, open memory-mapped, find the nearest. Sole importer of faiss.

Few vectors are compared one by one. Of many, faiss first compares short codes (product quantisation
of 4 bits for every 4 dimensions, or 2, scanned in registers: André et al. 2015, "Cache locality is
not enough"), and then the best of those, stored as float16, one by one. On 200,000 vectors made
from the benchmark's, searching by code found .9997 of the 30 nearest in a hundredth of the time of
exact search; an inverted file with 8-bit scalar quantisation found .946 and was slower to make.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused, StoreRefused

FILE_NAME = "vectors.faiss"

LEAST_RECALL = 0.98
"""The share of the truly nearest that searching by code must find; below it, all are compared."""

_EXACT_UP_TO = 20_000  # vectors, compared one by one in some 3 ms
_DIMENSIONS_PER_CODE = (4, 2)  # the fewer, the longer the codes, and the scan
_BITS_PER_CODE = 4
# Vectors compared one by one after the codes: the first number that reaches the recall. To compare
# 4800 took three times as long as to scan the codes of 90,000.
_COMPARED = (160, 320, 480, 640, 960, 1280, 1920, 2560)
_TRAINED_ON = 2048  # vectors; twice as many, and twice the rounds, found no more
_TRAINING_ROUNDS = 4
_ADDED_AT_ONCE = 50_000  # vectors; a copy of all would double the memory
_ASKED = 100  # vectors whose nearest are searched both ways to measure recall …
_NEAREST_OF_ASKED = 30  # … and how many nearest
_ASKED_AT_ONCE = 20  # compared with all in one product, which takes memory


@dataclass(frozen=True, slots=True)
class Searching:
    """How a file of vectors is searched: `exact` or `codes`, and the recall measured on it."""

    method: str
    recall: float


def write(path: Path, vectors: NDArray[np.float32]) -> Searching:
    """Write unit vectors, float32 (n, d), for inner-product search; say how they are searched.

    Raises `StoreRefused` if there is no room for them.
    """
    faiss.omp_set_num_threads(1)  # one is quicker here than several that wait for each other
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    index, searching = _made(vectors)
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise StoreRefused(
            f"cannot write {path}; the live generation is as it was, free some space"
            " or name another place with --data DIR"
        ) from error
    return searching


class Vectors:
    """A file of unit vectors, memory-mapped: opening it reads next to nothing."""

    def __init__(self, path: Path) -> None:
        """Open what `write` wrote; raises `GenerationRefused` if it is not that."""
        # One question is too little work to share: on a busy machine OpenMP's threads, waiting for
        # each other, made a question ten times slower.
        faiss.omp_set_num_threads(1)
        try:
            self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            # The same vectors, to be compared one by one.
            self._whole = getattr(self._index, "refine_index", self._index)
            self._compared = _NEAREST_OF_ASKED * float(getattr(self._index, "k_factor", 1.0))
        except RuntimeError as error:
            raise GenerationRefused(
                f"{path} cannot be read as vectors; mend it with: pullquote reindex"
            ) from error

    @property
    def count(self) -> int:
        """Count the vectors."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Give the length of every vector."""
        return int(self._index.d)

    def nearest(
        self,
        question: NDArray[np.float32],
        count: int,
        among: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """Find the rows most similar to a unit vector, float32 (d,), best first.

        Gives at most `count` rows, fewer where there are fewer vectors. Only the rows `among` are
        looked at if they are given: the nearest of those, however many others are nearer.
        """
        wanted = min(count, self.count if among is None else len(among))
        if wanted == 0:
            return np.empty(0, dtype=np.int64)
        query = np.ascontiguousarray(question[None, :], dtype=np.float32)
        if among is None:
            _, rows = self._index.search(query, wanted, params=self._comparing(wanted))
        else:
            _, rows = self._whole.search(query, wanted, params=self._only(among))
        found: NDArray[np.int64] = rows[0]
        return found[found >= 0]  # faiss pads what it did not find with -1

    def similarities(
        self, question: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compute the cosine similarity of a unit vector, float32 (d,), to each row: (n,)."""
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
        """Read the vectors of the rows from `first` up to `end`, not it: float32 (n, d)."""
        found: NDArray[np.float32] = self._whole.reconstruct_n(first, end - first)
        return found

    def _comparing(self, wanted: int) -> faiss.SearchParameters | None:
        """Make the parameters that compare so many vectors whole, however few are wanted."""
        if self._whole is self._index:
            return None
        return _refining(self._compared, wanted)

    def _only(self, among: NDArray[np.int64]) -> faiss.SearchParameters:
        """Make the parameters that let a search see those rows only."""
        is_among = np.zeros(self.count, dtype=bool)
        is_among[among] = True
        untyped: Any = faiss  # its stubs describe C++ constructors, not those that Python gets
        selector = untyped.IDSelectorBitmap(np.packbits(is_among, bitorder="little"))
        parameters: faiss.SearchParameters = untyped.SearchParameters(sel=selector)
        return parameters


def _made(vectors: NDArray[np.float32]) -> tuple[faiss.Index, Searching]:
    found = _made_of_codes(vectors) if len(vectors) > _EXACT_UP_TO else None
    if found is not None:
        return found
    exact: Any = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    return exact, Searching("exact", 1.0)


def _made_of_codes(vectors: NDArray[np.float32]) -> tuple[faiss.Index, Searching] | None:
    """Try codes, the shortest first, until they find what they must; `None` if none do."""
    truth = _truth(vectors)
    for dimensions in _DIMENSIONS_PER_CODE:
        if vectors.shape[1] % dimensions:
            continue
        coded = _coded(vectors, dimensions)
        for compared in _COMPARED:
            recall = _recall(coded, vectors, truth, compared)
            if recall >= LEAST_RECALL:
                # Kept in the file, where faiss takes no more than 1000 for each that is wanted.
                coded.k_factor = compared / _NEAREST_OF_ASKED
                return coded, Searching("codes", recall)
    return None


def _coded(vectors: NDArray[np.float32], dimensions_per_code: int) -> faiss.IndexRefine:
    """Index vectors by codes, beside the vectors themselves as float16."""
    dimensions = vectors.shape[1]
    untyped: Any = faiss  # its stubs describe C++ constructors, not those that Python gets
    codes = untyped.IndexPQFastScan(
        dimensions,
        dimensions // dimensions_per_code,
        _BITS_PER_CODE,
        faiss.METRIC_INNER_PRODUCT,
    )
    codes.pq.cp.niter = _TRAINING_ROUNDS
    # What all vectors share adds the same to each similarity: without it, codes tell more apart.
    shared = vectors.mean(axis=0)
    codes.train(vectors[_spread(len(vectors), _TRAINED_ON)] - shared)
    for first in range(0, len(vectors), _ADDED_AT_ONCE):
        codes.add(vectors[first : first + _ADDED_AT_ONCE] - shared)
    whole = untyped.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    whole.train(vectors[:1])
    whole.add(vectors)
    index = untyped.IndexRefine(codes, whole)
    index.own_fields = True
    codes.this.disown()
    whole.this.disown()
    made: faiss.IndexRefine = index
    return made


def _refining(compared: float, wanted: int) -> faiss.SearchParameters:
    untyped: Any = faiss  # its stubs lack this class
    parameters: faiss.SearchParameters = untyped.IndexRefineSearchParameters(
        k_factor=max(1.0, compared / wanted)
    )
    return parameters


@dataclass(frozen=True, slots=True)
class _Truth:
    """Some vectors by their rows, int64 (a,), and the rows truly nearest to each, but itself."""

    rows: NDArray[np.int64]
    nearest: tuple[frozenset[int], ...]


def _truth(vectors: NDArray[np.float32]) -> _Truth:
    """Compare some vectors with all, one by one."""
    rows = _spread(len(vectors), _ASKED)
    nearest: list[frozenset[int]] = []
    for first in range(0, len(rows), _ASKED_AT_ONCE):
        some = rows[first : first + _ASKED_AT_ONCE]
        # 20 times n in one product; faiss's own search took six times as long.
        similarities = vectors[some] @ vectors.T
        similarities[np.arange(len(some)), some] = -np.inf
        found = np.argpartition(similarities, -_NEAREST_OF_ASKED, axis=1)[:, -_NEAREST_OF_ASKED:]
        nearest.extend(frozenset(row) for row in found.tolist())
    return _Truth(rows, tuple(nearest))


def _recall(
    coded: faiss.Index, vectors: NDArray[np.float32], truth: _Truth, compared: int
) -> float:
    """Measure which share of the truly nearest codes find, when so many are compared whole."""
    untyped: Any = coded  # as above
    count = _NEAREST_OF_ASKED + 1  # a vector finds itself
    _, found = untyped.search(vectors[truth.rows], count, params=_refining(compared, count))
    held = sum(
        len(near & set(row)) for near, row in zip(truth.nearest, found.tolist(), strict=True)
    )
    return held / (_NEAREST_OF_ASKED * len(truth.rows))


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """Choose at most `most` rows of `count`, evenly spread: int64 (m,), ascending."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))
