"""The words of articles -> the files that `Words` and `Postings` read: counted, written once."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generation import words
from index.generation.arrays import starts
from index.generation.asking import Usage
from index.generation.words import Postings, count_in
from index.text import spellings
from index.text.stems import split_words

_SCHEMA = """
CREATE TABLE stems (stem TEXT PRIMARY KEY, number INTEGER, paragraphs INTEGER) WITHOUT ROWID;
CREATE TABLE words (
    word TEXT PRIMARY KEY, sentences INTEGER, inside INTEGER, capitals INTEGER) WITHOUT ROWID;
CREATE TABLE spellings (key TEXT, word TEXT, PRIMARY KEY (key, word)) WITHOUT ROWID;
"""


@dataclass(slots=True)
class WordFile:
    """Counts the words of paragraphs that are added in order, and writes them all at the end.

    Stems are numbered as they come, and anew in alphabetical order when they are written: so a
    generation made from an earlier one has the same files as one made afresh.
    """

    _numbers: dict[str, int] = field(default_factory=dict)
    _stream: list[NDArray[np.int32]] = field(default_factory=list)
    _run_lengths: list[int] = field(default_factory=list)
    _words: dict[str, Usage] = field(default_factory=dict)

    def take_over(self, earlier: words.Words, dropped: Iterable[str]) -> NDArray[np.int32]:
        """Count the words of an earlier shard too, but without its `dropped` sentences.

        What remains are the articles that are carried over, which `carry` adds in their order.
        Return the numbers of the stems here by those that they have there.
        """
        for word, sentences, inside, capitals in earlier.usage():
            count_in(self._words.setdefault(word, Usage()), sentences, inside, capitals)
        for sentence in dropped:
            _count_words(self._words, split_words(sentence), -1)
        known = self._numbers
        numbers = [known.setdefault(stem, len(known)) for stem in earlier.all_stems()]
        return np.array(numbers, dtype=np.int32)

    def add(self, runs: Sequence[Sequence[str]], sentences: Sequence[str]) -> None:
        """Add a paragraph: its runs of stems (none for a heading) and its sentences as written."""
        numbers = [
            self._numbers.setdefault(stem, len(self._numbers)) for run in runs for stem in run
        ]
        self._stream.append(np.array(numbers, dtype=np.int32))
        self._run_lengths.extend(len(run) for run in runs)
        for sentence in sentences:
            _count_words(self._words, split_words(sentence), 1)

    def carry(
        self, earlier: Postings, numbers: NDArray[np.int32], first_row: int, end_row: int
    ) -> None:
        """Add paragraphs of an earlier shard by their rows; `numbers` as `take_over` gives them."""
        runs = earlier.runs(np.arange(first_row, end_row, dtype=np.int64))
        self._stream.append(numbers[runs.stems])
        self._run_lengths.extend(runs.lengths.tolist())

    def write(self, directory: Path, rows: NDArray[np.int64]) -> None:
        """Write the files; the runs of a paragraph are numbered like its `rows` in `Generation`."""
        stream = np.concatenate(self._stream) if self._stream else np.empty(0, dtype=np.int32)
        stems, used = _renumbered(stream, list(self._numbers))
        runs = starts(self._run_lengths)
        places = np.argsort(stems, kind="stable").astype(np.int32)
        lists = starts(np.bincount(stems, minlength=len(used)))
        np.save(directory / words.STEMS_NAME, stems)
        np.save(directory / words.RUNS_NAME, runs)
        np.save(directory / words.PLACES_NAME, places)
        np.save(directory / words.LISTS_NAME, lists)
        holding = _paragraphs_with(stems, places, runs[rows])
        self._write_tables(directory / words.FILE_NAME, used, holding)

    def _write_tables(self, path: Path, stems: Sequence[str], holding: Sequence[int]) -> None:
        connection = sqlite3.connect(path)
        try:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            connection.executemany(
                "INSERT INTO stems VALUES (?, ?, ?)",
                zip(stems, range(len(stems)), holding, strict=True),
            )
            connection.executemany(
                "INSERT INTO words VALUES (?, ?, ?, ?)",
                (
                    (word, usage.sentences, usage.inside, usage.capitals)
                    for word, usage in sorted(self._words.items())
                    if usage.sentences
                ),
            )
            connection.executemany(
                "INSERT INTO spellings VALUES (?, ?)",
                ((key, word) for word in self._names() for key in spellings.keys(word)),
            )
            connection.commit()
        finally:
            connection.close()

    def _names(self) -> Iterator[str]:
        """Yield the words that may be names: mostly with a capital, or never inside a sentence."""
        for word, usage in self._words.items():
            if usage.sentences and words.may_be_name(usage.inside, usage.capitals):
                yield word


def lessen(path: Path, stems: Mapping[int, int], sentences: Iterable[str]) -> None:
    """Take what is removed of a shard out of a copy of its file of words.

    `stems` are how many of the removed paragraphs hold each stem, by its number, `sentences` what
    was removed. A stem that is nowhere any more keeps its number, and is held by no paragraph.
    """
    lost: dict[str, Usage] = {}
    for sentence in sentences:
        _count_words(lost, split_words(sentence), -1)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        _lessen_stems(connection, stems)
        connection.executemany(
            "UPDATE words SET sentences = sentences + ?, inside = inside + ?,"
            " capitals = capitals + ? WHERE word = ?",
            [(use.sentences, use.inside, use.capitals, word) for word, use in lost.items()],
        )
        _spell_again(connection, list(lost))
        connection.execute("DELETE FROM words WHERE sentences <= 0")
        connection.commit()


def _lessen_stems(connection: sqlite3.Connection, stems: Mapping[int, int]) -> None:
    rows = connection.execute(
        "SELECT number, stem FROM stems WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(stems)),),
    ).fetchall()
    connection.executemany(
        "UPDATE stems SET paragraphs = paragraphs - ? WHERE stem = ?",
        [(stems[number], stem) for number, stem in rows],
    )


def _spell_again(connection: sqlite3.Connection, changed: Sequence[str]) -> None:
    """Keep the spellings of those changed words that may be names now, and of no others.

    The files of an earlier version have none.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'spellings'").fetchone():
        return
    rows = connection.execute(
        "SELECT word, sentences, inside, capitals FROM words"
        " WHERE word IN (SELECT value FROM json_each(?))",
        (json.dumps(changed),),
    ).fetchall()
    names = [word for word, sentences, *used in rows if sentences > 0 and words.may_be_name(*used)]
    for statement, spelled in (
        ("DELETE FROM spellings WHERE key = ? AND word = ?", changed),
        ("INSERT INTO spellings VALUES (?, ?)", names),
    ):
        connection.executemany(
            statement, ((key, word) for word in spelled for key in spellings.keys(word))
        )


def _count_words(used: dict[str, Usage], counted: Sequence[str], times: int) -> None:
    for position, word in enumerate(counted):
        usage = used.setdefault(word.casefold(), Usage())
        usage.sentences += times
        if position > 0:
            usage.inside += times
            usage.capitals += times * word[0].isupper()


def _renumbered(
    stream: NDArray[np.int32], known: Sequence[str]
) -> tuple[NDArray[np.int32], list[str]]:
    """Return a stream with its stems numbered in alphabetical order, and those stems."""
    is_used = np.bincount(stream, minlength=len(known)) > 0
    used = sorted(known[number] for number in np.flatnonzero(is_used).tolist())
    order = {stem: number for number, stem in enumerate(used)}
    numbers = np.array([order.get(stem, -1) for stem in known], dtype=np.int32)
    return numbers[stream] if len(known) else stream, used


def _paragraphs_with(
    stems: NDArray[np.int32], places: NDArray[np.int32], starts: NDArray[np.int64]
) -> list[int]:
    """Count the paragraphs that each stem stands in; `starts` is where they begin in the stream."""
    owners = np.searchsorted(starts, places, side="right")
    sorted_stems = stems[places]
    is_first = np.ones(len(places), dtype=bool)
    is_first[1:] = (np.diff(owners) != 0) | (np.diff(sorted_stems) != 0)
    counts: list[int] = np.bincount(sorted_stems[is_first]).tolist()
    return counts
