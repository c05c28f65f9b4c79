"""Vectors on disk: write, open memory-mapped, find the nearest. Sole importer of faiss."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused, StoreRefused

FILE_NAME = "vectors.faiss"


def write(path: Path, vectors: NDArray[np.float32]) -> None:
    """Write unit vectors, float32 (n, d), for exact inner-product search.

    Raises `StoreRefused` if there is no room for them.
    """
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
    try:
        faiss.write_index(flat, str(path))
    except RuntimeError as error:
        raise StoreRefused(
            f"cannot write {path}; the live generation is as it was, free some space"
            " or name another place with --data DIR"
        ) from error


class Vectors:
    """A file of unit vectors, memory-mapped: opening it reads next to nothing."""

    def __init__(self, path: Path) -> None:
        """Open what `write` wrote; raises `GenerationRefused` if it is not that."""
        # One question is too little work to share: on a busy machine OpenMP's threads, waiting for
        # each other, made a question ten times slower.
        faiss.omp_set_num_threads(1)
        try:
            self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
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
        _, rows = self._index.search(query, wanted, params=self._only(among))
        found: NDArray[np.int64] = rows[0]
        return found[found >= 0]  # faiss pads what it did not find with -1

    def similarities(
        self, question: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compute the cosine similarity of a unit vector, float32 (d,), to each row: (n,)."""
        if len(rows) == 0:
            return np.empty(0, dtype=np.float32)
        vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))
        product: NDArray[np.float32] = vectors @ question.astype(np.float32)
        return product

    def _only(self, among: NDArray[np.int64] | None) -> faiss.SearchParameters | None:
        """Make the parameters that let a search see those rows only.

        IVF and HNSW take the same selector, in their own kind of SearchParameters.
        """
        if among is None:
            return None
        is_among = np.zeros(self.count, dtype=bool)
        is_among[among] = True
        untyped: Any = faiss  # its stubs describe C++ constructors, not those that Python gets
        selector = untyped.IDSelectorBitmap(np.packbits(is_among, bitorder="little"))
        parameters: faiss.SearchParameters = untyped.SearchParameters(sel=selector)
        return parameters
