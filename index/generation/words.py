"""The words of a generation: the numbers of stems, which words are names, and slips repaired."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.errors import GenerationRefused
from index.text.stopwords import STOPWORDS

FILE_NAME = "words.sqlite"

# Shorter words have too many neighbours one letter away (Iran, Iraq) to be repaired.
_REPAIRED_LENGTH = 5
_MOSTLY = 0.6  # of a name's places inside sentences it has its capital


@dataclass(frozen=True, slots=True)
class KnownStem:
    """A stem of the corpus: its number in the postings, and how many paragraphs hold it."""

    number: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word as the corpus spells it, and whether the corpus writes it as a name."""

    word: str
    is_name: bool


UNKNOWN_STEM = KnownStem(-1, 0)
"""Stands for every stem that the corpus lacks."""


class Words:
    """An open file of words. One thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open a file that a `WordFile` wrote; raises `GenerationRefused` for any other."""
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._connection.execute("SELECT 1 FROM stems, words").fetchone()
        except sqlite3.Error as error:
            raise GenerationRefused(
                f"{path} cannot be read ({error}); mend it with: pullquote reindex"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def known_stems(self, stems: Iterable[str]) -> dict[str, KnownStem]:
        """Look stems up; a stem that the corpus lacks gets `UNKNOWN_STEM`."""
        wanted = tuple(dict.fromkeys(stems))
        found = self._connection.execute(
            "SELECT stem, number, paragraphs FROM stems"
            " WHERE stem IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
        known = {stem: KnownStem(number, paragraphs) for stem, number, paragraphs in found}
        return {stem: known.get(stem, UNKNOWN_STEM) for stem in wanted}

    def all_stems(self) -> list[str]:
        """Read every stem, in the order of their numbers."""
        rows = self._connection.execute("SELECT stem FROM stems ORDER BY number")
        return [stem for (stem,) in rows]

    def usage(self) -> Iterator[tuple[str, int, int, int]]:
        """Read all words: the sentences with each, its places past their starts, capitals there."""
        return iter(self._connection.execute("SELECT word, sentences, inside, capitals FROM words"))

    def understood(self, words: Sequence[str]) -> list[KnownWord]:
        """Return each word as the corpus spells it, and whether the corpus writes it as a name.

        A word that the corpus lacks is replaced by its commonest word one slip away: a letter too
        few, too many, another, or two swapped. A number, a short word, a stop word and a word
        without such a neighbour stay as they are. A name mostly has its capital inside sentences.
        """
        known = self._are_names(words)
        taken = [
            word if word.casefold() in known or not _can_be_repaired(word) else self._repair(word)
            for word in words
        ]
        if taken != list(words):
            known = self._are_names(taken)
        return [KnownWord(word, known.get(word.casefold(), False)) for word in taken]

    def _are_names(self, words: Sequence[str]) -> dict[str, bool]:
        """Look up, without case, which words the corpus holds, and which of those are names."""
        found = self._connection.execute(
            "SELECT word, inside > 0 AND capitals > ? * inside FROM words"
            " WHERE word IN (SELECT value FROM json_each(?))",
            (_MOSTLY, json.dumps([word.casefold() for word in words])),
        )
        return {word: bool(is_name) for word, is_name in found}

    def _repair(self, word: str) -> str:
        plain = word.casefold()
        near: list[tuple[int, str]] = []
        for length in (len(plain) - 1, len(plain), len(plain) + 1):
            like = self._by_length[length]
            found = extract(plain, like.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
            near.extend((like[neighbour], neighbour) for neighbour, _, _ in found)
        return max(near, default=(0, word))[1]

    @cached_property
    def _by_length(self) -> Mapping[int, Mapping[str, int]]:
        """Count the sentences with each word; by the lengths of the words, then by the words."""
        found: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for word, sentences in self._connection.execute("SELECT word, sentences FROM words"):
            found[len(word)][word] = sentences
        return found


def _can_be_repaired(word: str) -> bool:
    plain = word.casefold()
    return len(plain) >= _REPAIRED_LENGTH and plain.isalpha() and plain not in STOPWORDS
