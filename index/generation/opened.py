"""An open generation: its texts, words, postings and vectors, opened together and checked."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused
from index.generation import directory, texts, vectors, words
from index.generation.arrays import mapped

ROWS_NAME = "rows.npy"
ARTICLES_NAME = "articles.npy"
ANSWERS_NAME = "answers.npy"


class Generation:
    """An open generation. Immutable; one thread at a time.

    Its p paragraphs have ordinals from 0 in the order of the corpus. The vectors of paragraph `o`
    are the rows from `rows[o]` up to `rows[o + 1]`, int64 (p + 1,). `article_starts`, int64
    (a + 1,), are the ordinals of the first paragraphs of its a articles. `answers`, int64
    ascending, are the ordinals of the paragraphs that answer an interviewer's question.
    """

    def __init__(self, data: Path, number: int, fingerprint: str) -> None:
        """Open and check a generation.

        Raises `GenerationRefused` if it is damaged, or its model has another fingerprint.
        """
        self.manifest = directory.read_manifest(data, number)
        if self.manifest.fingerprint != fingerprint:
            raise GenerationRefused(
                f"generation {number} was made with the model {self.manifest.model}"
                f" ({self.manifest.fingerprint[:8]}), the settings name another"
                f" ({fingerprint[:8]}); mend it with: pullquote reindex"
            )
        directory.check_files(data, self.manifest)
        self._directory = directory.path_of(data, number)
        with directory.naming_damage(data, self.manifest):
            self._open_files()

    def _open_files(self) -> None:
        self.texts = texts.Texts(self.path(texts.FILE_NAME))
        self.words = words.Words(self.path(words.FILE_NAME))
        self.vectors = vectors.Vectors(self.path(vectors.FILE_NAME))
        self.rows = mapped(self.path(ROWS_NAME), np.int64)
        self.article_starts = mapped(self.path(ARTICLES_NAME), np.int64)
        self.answers = mapped(self.path(ANSWERS_NAME), np.int64)
        self.postings = words.Postings(self._directory, self.rows)

    def path(self, name: str) -> Path:
        """Return the path of one of its files."""
        return self._directory / name

    def is_searched(self) -> NDArray[np.bool_]:
        """Tell of each paragraph whether it is searched: bool (p,), false for a heading."""
        return np.asarray(np.diff(self.rows) > 0)

    def check_counts(self) -> None:
        """Raise `GenerationRefused` unless every file holds as much as the manifest counts."""
        manifest = self.manifest
        found = {
            "articles": (self.texts.articles, manifest.articles),
            "vectors": (self.vectors.count, manifest.vectors),
            "rows": (int(self.rows[-1]), manifest.vectors),
            "paragraphs": (len(self.rows) - 1, self.texts.paragraphs),
            "paragraphs of articles": (int(self.article_starts[-1]), self.texts.paragraphs),
            "searched paragraphs": (self.postings.paragraphs, manifest.paragraphs),
        }
        for what, (counted, expected) in found.items():
            if counted != expected:
                raise GenerationRefused(
                    f"generation {manifest.number} holds {counted} {what} where {expected} belong;"
                    " mend it with: pullquote reindex"
                )

    def close(self) -> None:
        """Close its files."""
        self.texts.close()
        self.words.close()
