"""The file of a generation's words, as `Words` reads it: counted and written once."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.stems import split_words

_SCHEMA = """
CREATE VIRTUAL TABLE paragraphs USING fts5(
    stems, content='', tokenize="unicode61 remove_diacritics 0");
CREATE TABLE stems (stem TEXT PRIMARY KEY, paragraphs INTEGER) WITHOUT ROWID;
CREATE TABLE words (
    word TEXT PRIMARY KEY, sentences INTEGER, inside INTEGER, capitals INTEGER) WITHOUT ROWID;
CREATE TABLE totals (paragraphs INTEGER, stems INTEGER);
"""


@dataclass(slots=True)
class _Usage:
    """How a word is used: in how many sentences, how often past the start, how often capital."""

    sentences: int = 0
    inside: int = 0
    capitals: int = 0


@dataclass(slots=True)
class WordFile:
    """Counts words while paragraphs are added, and writes them all at the end.

    How words are used is counted from an earlier file on, if one is taken over: then only what is
    new to it, and what is no longer in it, must be counted.
    """

    path: Path
    _paragraphs: list[tuple[int, str]] = field(default_factory=list)
    _stems: Counter[str] = field(default_factory=Counter)
    _words: dict[str, _Usage] = field(default_factory=dict)
    _stem_total: int = 0

    def take_over(self, earlier: Path, dropped: Iterable[str]) -> None:
        """Start from how words are used in an earlier file, without its `dropped` sentences."""
        connection = sqlite3.connect(f"{earlier.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            for word, *counts in connection.execute("SELECT * FROM words"):
                self._words[word] = _Usage(*counts)
        finally:
            connection.close()
        for sentence in dropped:
            self._count_words(split_words(sentence), -1)

    def add(self, ordinal: int, stems: Sequence[str], sentences: Sequence[str]) -> None:
        """Add a paragraph: the stems it is searched by, and its sentences as they are written.

        The sentences of a paragraph that stands in the file that was taken over are counted there.
        """
        self._paragraphs.append((ordinal, " ".join(stems)))
        self._stem_total += len(stems)
        self._stems.update(set(stems))
        for sentence in sentences:
            self._count_words(split_words(sentence), 1)

    def write(self) -> None:
        """Write the file."""
        connection = sqlite3.connect(self.path)
        try:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            connection.executemany(
                "INSERT INTO paragraphs (rowid, stems) VALUES (?, ?)", self._paragraphs
            )
            connection.executemany("INSERT INTO stems VALUES (?, ?)", sorted(self._stems.items()))
            connection.executemany(
                "INSERT INTO words VALUES (?, ?, ?, ?)",
                (
                    (word, usage.sentences, usage.inside, usage.capitals)
                    for word, usage in sorted(self._words.items())
                    if usage.sentences
                ),
            )
            connection.execute(
                "INSERT INTO totals VALUES (?, ?)", (len(self._paragraphs), self._stem_total)
            )
            connection.execute("INSERT INTO paragraphs (paragraphs) VALUES ('optimize')")
            connection.commit()
        finally:
            connection.close()

    def _count_words(self, words: Sequence[str], times: int) -> None:
        for position, word in enumerate(words):
            usage = self._words.setdefault(word.casefold(), _Usage())
            usage.sentences += times
            if position > 0:
                usage.inside += times
                usage.capitals += times * word[0].isupper()
