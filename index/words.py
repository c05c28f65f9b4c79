"""Word search: which paragraphs share rare words with a question (SQLite FTS5, BM25)."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.errors import GenerationRefused

FILE_NAME = "words.sqlite"

# Shorter words have too many neighbours one letter away (Iran, Iraq) to be repaired.
_REPAIRED_LENGTH = 5


class Words:
    """An open file of words. One thread at a time.

    `paragraphs` is how many paragraphs are searched, `mean_length` how many stems they have.
    """

    def __init__(self, path: Path) -> None:
        """Open what a `WordFile` wrote; raises `GenerationRefused` if it is not that."""
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            row = self._connection.execute("SELECT paragraphs, stems FROM totals").fetchone()
        except sqlite3.Error as error:
            raise GenerationRefused(
                f"{path} cannot be read ({error}); mend it with: pullquote reindex"
            ) from error
        self.paragraphs = int(row[0])
        self.mean_length = row[1] / max(1, row[0])

    def close(self) -> None:
        """Give the file back; the instance is of no use afterwards."""
        self._connection.close()

    def bm25(
        self, stems: Iterable[str], count: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Find the paragraphs that fit the stems best: ordinals with their BM25, best first.

        Only the ordinals `among` are looked at if they are given.
        """
        # Quoted, because FTS5 reads words such as NOT and NEAR as its own.
        query = " OR ".join(f'"{stem}"' for stem in dict.fromkeys(stems))
        if not query:
            return {}
        # The plus keeps SQLite from running the word search once for each of the rowids.
        only = "" if among is None else "AND +rowid IN (SELECT value FROM json_each(:among))"
        rows = self._connection.execute(
            "SELECT rowid, -bm25(paragraphs) FROM paragraphs WHERE paragraphs MATCH :query"
            f" {only} ORDER BY 2 DESC, rowid LIMIT :count",
            {"query": query, "count": count, "among": json.dumps(among)},
        )
        return dict(rows.fetchall())

    def holding(self, stems: Sequence[str]) -> list[int]:
        """Find the paragraphs that hold the stems one after another: ordinals, ascending.

        What stands above a paragraph counts as its beginning, as in every word search.
        """
        if not stems:
            return []
        rows = self._connection.execute(
            "SELECT rowid FROM paragraphs WHERE paragraphs MATCH ? ORDER BY rowid",
            (f'"{" ".join(stems)}"',),
        )
        return [ordinal for (ordinal,) in rows]

    def paragraphs_with(self, stems: Sequence[str]) -> list[int]:
        """Count the paragraphs that each stem stands in."""
        marks = ",".join("?" * len(stems))
        rows = self._connection.execute(
            f"SELECT stem, paragraphs FROM stems WHERE stem IN ({marks})", tuple(stems)
        )
        found = dict(rows.fetchall())
        return [found.get(stem, 0) for stem in stems]

    def is_name(self, word: str) -> bool:
        """Tell whether the corpus writes a word with a capital in most places inside a sentence."""
        row = self._connection.execute(
            "SELECT inside, capitals FROM words WHERE word = ?", (word.casefold(),)
        ).fetchone()
        return row is not None and row[0] > 0 and row[1] > 0.6 * row[0]

    def repaired(self, word: str) -> str:
        """Give the corpus's commonest word one slip away from a word that it does not know.

        A slip is a letter too few, too many, another, or two swapped. What it knows, a number, a
        short word and one that has no such neighbour come back as they are.
        """
        plain = word.casefold()
        if len(plain) < _REPAIRED_LENGTH or not plain.isalpha() or plain in self._vocabulary:
            return word
        known = self._vocabulary.keys()
        near = extract(plain, known, scorer=OSA.distance, score_cutoff=1, limit=None)
        if not near:
            return word
        return max((found for found, _, _ in near), key=lambda one: (self._vocabulary[one], one))

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return dict(self._connection.execute("SELECT word, sentences FROM words").fetchall())
