"""Vectors -> the file that `Vectors` opens, searched exactly or by short codes.

Few vectors are compared one by one. Of many, faiss first compares short codes (product quantisation
of 4 bits for every 4 dimensions, or 2, scanned in registers: André et al. 2015, "Cache locality is
not enough"), and then the best of those one by one. On 200,000 vectors made from the benchmark's,
searching by code found .9997 of the 30 nearest in a hundredth of the time of exact search; an
inverted file with 8-bit scalar quantisation found .946 and was slower to make.
"""

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import StoreRefused, one_line, told
from index.generation.vectors import NEAREST_OF_ASKED, refining

LEAST_RECALL = 0.98
"""The share of the truly nearest that a search by codes must find; below it, all are compared."""

_EXACT_UP_TO = 20_000  # vectors, compared one by one in some 3 ms
_DIMENSIONS_PER_CODE = (4, 2)  # the fewer, the longer the codes, and the scan
_BITS_PER_CODE = 4
# Vectors compared one by one after the codes: the first number that reaches the recall. To compare
# 4800 took three times as long as to scan the codes of 90,000.
_COMPARED = (160, 320, 480, 640, 960, 1280, 1920, 2560)
_TRAINED_ON = 2048  # vectors; twice as many, and twice the rounds, found no more
_TRAINING_ROUNDS = 4
_IN_BYTES_FROM = 200_000  # vectors; fewer take little memory as float16, which finds a little more
_ADDED_AT_ONCE = 50_000  # vectors; a copy of all would double the memory
_ASKED = 100  # vectors whose nearest are searched both ways to measure recall …
_ASKED_AT_ONCE = 20  # compared with all in one product, which takes memory


@dataclass(frozen=True, slots=True)
class Searching:
    """How a file of vectors is searched, `exact` or by `codes`, and the recall measured on it."""

    method: str
    recall: float


def write_vectors(path: Path, vectors: NDArray[np.float32]) -> Searching:
    """Write unit vectors, float32 (n, d), to be searched by cosine; return how they are searched.

    Raises `StoreRefused` if there is no room for them.
    """
    faiss.omp_set_num_threads(1)  # quicker here than several that wait for each other
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    index, searching = _made(vectors)
    untyped: Any = faiss  # its stubs lack this class
    try:
        # Through Python: faiss itself prints a line of its own when the disk is full.
        with path.open("wb") as file:
            untyped.write_index(index, untyped.PyCallbackIOWriter(file.write))
    except (RuntimeError, OSError) as error:
        why = told(error) if isinstance(error, OSError) else one_line(error)
        raise StoreRefused(
            f"cannot write {path}: {why}, or name another place with --data DIR; the live"
            " generation is as it was"
        ) from error
    return searching


def _made(vectors: NDArray[np.float32]) -> tuple[faiss.Index, Searching]:
    found = _made_of_codes(vectors) if len(vectors) > _EXACT_UP_TO else None
    if found is not None:
        return found
    exact: Any = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    return exact, Searching("exact", 1.0)


def _made_of_codes(vectors: NDArray[np.float32]) -> tuple[faiss.Index, Searching] | None:
    """Make the smallest codes that reach `LEAST_RECALL`; `None` if no codes do.

    Very close neighbours cannot be told apart in bytes; so float16 is tried after them.
    """
    truth = _truth(vectors)
    made_codes = cache(partial(_codes, vectors))
    fitting = [each for each in _DIMENSIONS_PER_CODE if vectors.shape[1] % each == 0]
    for store in (_in_bytes, _as_float16) if len(vectors) >= _IN_BYTES_FROM else (_as_float16,):
        whole = store(vectors)
        for dimensions in fitting:
            codes = made_codes(dimensions)
            untyped: Any = faiss  # its stubs describe C++ constructors, not those that Python gets
            coded = untyped.IndexRefine(codes, whole)
            for compared in _COMPARED:
                recall = _recall(coded, vectors, truth, compared)
                if recall >= LEAST_RECALL:
                    return _owning(coded, codes, whole, compared), Searching("codes", recall)
    return None


def _owning(coded: Any, codes: Any, whole: Any, compared: int) -> faiss.Index:  # noqa: ANN401 - SWIG
    """Let an index own its parts, and keep in it how many vectors are compared whole."""
    # Kept in the file as a factor of the vectors wanted, of which faiss takes 1000 at most.
    coded.k_factor = compared / NEAREST_OF_ASKED
    coded.own_fields = True
    codes.this.disown()
    whole.this.disown()
    index: faiss.Index = coded
    return index


def _codes(vectors: NDArray[np.float32], dimensions_per_code: int) -> faiss.IndexPQFastScan:
    """Index vectors by their codes alone."""
    dimensions = vectors.shape[1]
    untyped: Any = faiss  # as in _made_of_codes
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
    made: faiss.IndexPQFastScan = codes
    return made


def _as_float16(vectors: NDArray[np.float32]) -> faiss.IndexScalarQuantizer:
    """Store vectors with 16 bits a dimension; a cosine is off by less than .0001."""
    untyped: Any = faiss  # as in _made_of_codes
    whole = untyped.IndexScalarQuantizer(
        vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    whole.train(vectors[:1])
    whole.add(vectors)
    made: faiss.IndexScalarQuantizer = whole
    return made


def _in_bytes(vectors: NDArray[np.float32]) -> faiss.IndexScalarQuantizer:
    """Store vectors with 8 bits a dimension: half the memory to serve from.

    A cosine is off by some .0007, and the benchmark's questions find the same paragraphs. All
    dimensions have one range, a power of 2 to the ¼, so that vectors which were read from here stay
    as they are when they are stored again.
    """
    dimensions = vectors.shape[1]
    untyped: Any = faiss  # its stubs describe C++ constructors, not those that Python gets
    whole = untyped.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
    )
    widest = max(float(vectors.max()), -float(vectors.min()))
    bound = np.exp2(np.ceil(4 * np.log2(widest)) / 4)
    whole.train(np.full((2, dimensions), [[-bound], [bound]], dtype=np.float32))
    whole.add(vectors)
    made: faiss.IndexScalarQuantizer = whole
    return made


@dataclass(frozen=True, slots=True)
class _Truth:
    """The rows of some vectors, int64 (a,), and to each the nearest other rows, found exactly."""

    rows: NDArray[np.int64]
    nearest: tuple[frozenset[int], ...]


def _truth(vectors: NDArray[np.float32]) -> _Truth:
    """Find the nearest rows of some vectors exactly, by comparing them with all vectors."""
    rows = _spread(len(vectors), _ASKED)
    nearest: list[frozenset[int]] = []
    for first in range(0, len(rows), _ASKED_AT_ONCE):
        some = rows[first : first + _ASKED_AT_ONCE]
        # 20 times n in one product; faiss's own search took six times as long.
        similarities = vectors[some] @ vectors.T
        similarities[np.arange(len(some)), some] = -np.inf
        found = np.argpartition(similarities, -NEAREST_OF_ASKED, axis=1)[:, -NEAREST_OF_ASKED:]
        nearest.extend(frozenset(row) for row in found.tolist())
    return _Truth(rows, tuple(nearest))


def _recall(
    coded: faiss.Index, vectors: NDArray[np.float32], truth: _Truth, compared: int
) -> float:
    """Measure the share of the truly nearest that codes find when so many are compared whole."""
    untyped: Any = coded  # as in _made_of_codes
    count = NEAREST_OF_ASKED + 1  # a vector finds itself
    _, found = untyped.search(vectors[truth.rows], count, params=refining(compared, count))
    held = sum(
        len(near & set(row)) for near, row in zip(truth.nearest, found.tolist(), strict=True)
    )
    return held / (NEAREST_OF_ASKED * len(truth.rows))


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """Choose at most `most` rows of `count`, evenly spread: int64 (m,), ascending."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))
