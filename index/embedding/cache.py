"""The cache of vectors already computed, by model and text: only new texts are embedded."""

import sqlite3
from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreRefused
from index.store.databases import open_database

FILE_NAME = "embeddings.sqlite"
# Texts looked up in one statement: SQLite takes 32,766 variables at most, and more save no time.
_LOOKUP_BATCH = 500

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text)) WITHOUT ROWID;
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

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def find(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Read the vectors, float32 (d,), of the texts that were embedded before."""
        keys = {_digest(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        digests = list(keys)
        try:
            for first in range(0, len(digests), _LOOKUP_BATCH):
                batch = digests[first : first + _LOOKUP_BATCH]
                marks = ",".join("?" * len(batch))
                rows = self._connection.execute(
                    f"SELECT text, vector FROM embeddings WHERE model = ? AND text IN ({marks})",
                    (self._fingerprint, *batch),
                )
                for digest, vector in rows:
                    found[keys[digest]] = np.frombuffer(vector, dtype=np.float32)
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        return found

    def keep(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of texts: float32 (n, d), rows in the order of the texts."""
        rows = [
            (self._fingerprint, _digest(text), vector.astype(np.float32).tobytes())
            for text, vector in zip(texts, vectors, strict=True)
        ]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
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
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        return removed

    def _refusal(self, error: sqlite3.Error) -> StoreRefused:
        return StoreRefused(_REFUSAL.format(path=self._path, error=error))


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
