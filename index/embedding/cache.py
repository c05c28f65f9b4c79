"""The cache of vectors already computed, by model and text: only new texts are embedded."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreRefused
from index.store.databases import ERRORS, open_database, refusal_of

FILE_NAME = "embeddings.sqlite"
# Texts looked up in one statement: SQLite takes 32,766 variables at most, and more save no time.
_LOOKUP_BATCH = 500

_LEAST_NORM, _GREATEST_NORM = 0.999, 1.001  # of a unit vector in float32

# `sum` is a digest of the row; the rows of earlier versions, and their files, have none.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    model TEXT, text BLOB, vector BLOB, sum BLOB, PRIMARY KEY (model, text)) WITHOUT ROWID;
"""
_REFUSAL = (
    "cannot use {path}: {error}; the file holds nothing that cannot be computed again:"
    " delete it if it is damaged, or free some space"
)


class EmbeddingCache:
    """An open SQLite file of vectors. To lose the file costs time and nothing else."""

    def __init__(self, data: Path, fingerprint: str) -> None:
        """Open the cache in a data directory, or make it, for the model with a fingerprint.

        Raises `StoreRefused`, as all methods do, if the file cannot be used.
        """
        self._path = data / FILE_NAME
        self._fingerprint = fingerprint
        self._connection = open_database(self._path, _SCHEMA, refusal=_REFUSAL)
        try:
            columns = self._connection.execute("PRAGMA table_info(embeddings)").fetchall()
            if "sum" not in {name for _, name, *_ in columns}:
                self._connection.execute("ALTER TABLE embeddings ADD COLUMN sum BLOB")
        except ERRORS as error:
            self._connection.close()
            raise self._refusal(error) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def find(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Read the vectors, float32 (d,), of the texts that were embedded before.

        One that is not as it was kept is left out, so that its text is embedded again.
        """
        keys = {_digest(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        digests = list(keys)
        try:
            for first in range(0, len(digests), _LOOKUP_BATCH):
                batch = digests[first : first + _LOOKUP_BATCH]
                marks = ",".join("?" * len(batch))
                rows = self._connection.execute(
                    "SELECT text, vector, sum FROM embeddings"
                    f" WHERE model = ? AND text IN ({marks})",
                    (self._fingerprint, *batch),
                )
                for digest, kept, total in rows:
                    vector = self._checked(digest, kept, total)
                    if vector is not None and digest in keys:  # a damaged key may be another
                        found[keys[digest]] = vector
        except ERRORS as error:
            raise self._refusal(error) from error
        return found

    def keep(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of texts: float32 (n, d), rows in the order of the texts."""
        rows = []
        for text, vector in zip(texts, vectors, strict=True):
            digest, kept = _digest(text), vector.astype(np.float32).tobytes()
            rows.append((self._fingerprint, digest, kept, self._sum(digest, kept)))
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT OR REPLACE INTO embeddings (model, text, vector, sum) VALUES (?, ?, ?, ?)",
                rows,
            )
            self._connection.execute("COMMIT")
        except ERRORS as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise self._refusal(error) from error

    def drop_others(self, models: Collection[str]) -> int:
        """Remove the vectors of all other models, and the journal of SQLite; return how many."""
        try:
            others = [
                model
                for (model,) in self._connection.execute("SELECT DISTINCT model FROM embeddings")
                if model not in models
            ]
            removed = 0
            for model in others:
                found = self._connection.execute("DELETE FROM embeddings WHERE model = ?", (model,))
                removed += found.rowcount
            if removed:
                self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except ERRORS as error:
            raise self._refusal(error) from error
        return removed

    def _checked(self, digest: bytes, kept: object, total: object) -> NDArray[np.float32] | None:
        """Read a vector that is as it was kept; of one without a sum, see that it is a unit one."""
        if not isinstance(kept, bytes) or len(kept) % np.dtype(np.float32).itemsize:
            return None
        vector = np.frombuffer(kept, dtype=np.float32)
        if total is not None:
            return vector if total == self._sum(digest, kept) else None
        norm = float(np.linalg.norm(vector))  # of what is not finite: nan, which no bound holds
        return vector if _LEAST_NORM < norm < _GREATEST_NORM else None

    def _sum(self, digest: bytes, kept: bytes) -> bytes:
        return sha256(self._fingerprint.encode() + digest + kept).digest()

    def _refusal(self, error: Exception) -> StoreRefused:
        return refusal_of(self._path, error, _REFUSAL)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
