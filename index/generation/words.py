"""The words of a generation: stems and names, slips repaired, and where each stem stands.

What is counted is counted over all shards, so that words weigh the same however the corpus is cut.

The stems of all paragraphs that are searched make one stream of stem numbers. The stream is cut
into runs, one for each row of the vectors: what stands above a paragraph, then each of its
sentences. For each stem its places in the stream are listed. All of this is memory-mapped, so that
a question reads only the parts that it needs: with SQLite FTS5, which also needs the texts of the
candidates, word search and the features of the words took over three times as long.
"""

import json
import os
import sqlite3
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.generation.arrays import mapped, refusal
from index.generation.asking import KnownStem, Usage
from index.generation.vectors import Ordinals
from index.text import spellings
from index.text.stopwords import STOPWORDS

FILE_NAME = "words.sqlite"
STEMS_NAME = "stems.npy"
RUNS_NAME = "runs.npy"
PLACES_NAME = "places.npy"
LISTS_NAME = "lists.npy"

# Shorter words have too many neighbours one letter away (Iran, Iraq) to be repaired.
_REPAIRED_LENGTH = 5
MOST_SPELLINGS = 6  # of one name; a key that more words share is no name's
MOSTLY = 0.6
"""The share of a name's places inside sentences where it has its capital."""
# Robertson and Zaragoza 2009; the values that SQLite FTS5 and Lucene have.
_SATURATION = 1.2  # k1: how soon further mentions of a stem stop to count
_LENGTH_SHARE = 0.75  # b: how far a long paragraph's mentions count less
_BLOCK_BITS = (
    6  # 64 stems, about a paragraph; a number for each block takes a tenth of a byte a stem
)
_STEPS = 8  # from the start of a block: short paragraphs, unless many stand together


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word as the corpus spells it, and whether the corpus writes it as a name.

    `spellings` are those of a name in the corpus, without the one that was typed, the commonest
    first.
    """

    word: str
    is_name: bool
    spellings: tuple[str, ...] = ()


UNKNOWN_STEM = KnownStem(-1, 0)
"""Stands for every stem that the corpus lacks."""


@dataclass(frozen=True, slots=True)
class _StemOfShards:
    """A stem's number in each of several shards, below 0 where it lacks, and its paragraphs."""

    numbers: tuple[int, ...]
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics by which BM25 weighs stems: those of the whole corpus.

    `holding` counts the paragraphs that hold a stem, by its number in the shard that is searched;
    `mean_length` is that of a paragraph, in stems.
    """

    holding: Mapping[int, int]
    paragraphs: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of stems, one after another: their stem numbers, int32 (m,), and lengths, int64 (r,)."""

    stems: NDArray[np.int32]
    lengths: NDArray[np.int64]


class Vocabulary(Protocol):
    """The words of a corpus, or of a part of it, as far as typed words are understood by them."""

    def usage_of(self, words: Sequence[str]) -> Mapping[str, Usage]:
        """Count the uses of words, given without case; of unknown words none."""
        ...

    def alike(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """List, for each word, the words that a spelling of it is kept for."""
        ...

    def near(self, word: str) -> Mapping[str, int]:
        """Find the words one slip from a word without case, and how many sentences hold each."""
        ...


class Words:
    """The open files of the words of shards, counted together. One thread at a time."""

    def __init__(self, *paths: Path) -> None:
        """Open files that a `WordFile` wrote; raises `GenerationRefused` for any other."""
        self._files = tuple(map(_open, paths))
        self._numbered: dict[str, int] = {}  # stems that several files were asked for
        self._stems: list[_StemOfShards] = []
        self._digests: dict[int, NDArray[np.uint32]] = {}

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def known_stems(self, stems: Iterable[str]) -> dict[str, KnownStem]:
        """Look stems up; a stem that the corpus lacks gets `UNKNOWN_STEM`.

        The number is that of the file. Of several files, whose numbers differ, it is one by which
        `in_shard` knows the stem, for as long as they are open.
        """
        wanted = tuple(dict.fromkeys(stems))
        found = [dict(_look_up(file, wanted)) for file in self._files]
        if len(found) == 1:
            return {stem: found[0].get(stem, UNKNOWN_STEM) for stem in wanted}
        return {stem: self._counted_together(stem, found) for stem in wanted}

    def in_shard(self, shard: int, numbers: Iterable[int]) -> list[int]:
        """Translate numbers of stems into those that the stems have in a shard; below 0 if none."""
        if len(self._files) == 1:
            return list(numbers)
        return [self._stems[number].numbers[shard] if number >= 0 else -1 for number in numbers]

    def holding(self, number: int) -> int:
        """Tell how many paragraphs of all shards hold a stem that several files were asked for."""
        return self._stems[number].paragraphs

    def digests(self, shard: int) -> NDArray[np.uint32]:
        """Compute a digest of each stem of a shard, by its number: uint32 (s,); kept once made."""
        if shard not in self._digests:
            made = [crc32(stem.encode()) for stem in self.all_stems(shard)]
            self._digests[shard] = np.array(made, dtype=np.uint32)
        return self._digests[shard]

    def all_stems(self, shard: int = 0) -> list[str]:
        """Read every stem of a file, in the order of their numbers."""
        rows = self._files[shard].execute("SELECT stem FROM stems ORDER BY number")
        return [stem for (stem,) in rows]

    def usage(self) -> Iterator[tuple[str, int, int, int]]:
        """Read all words of one file: sentences, places past their starts, capitals there."""
        return iter(self._files[0].execute("SELECT word, sentences, inside, capitals FROM words"))

    def alike(self, words: Sequence[str]) -> dict[str, Sequence[str]]:
        """List, for each word, the words that a spelling of it is kept for, in no order of weight.

        There are none in a generation of an earlier version.
        """
        found: dict[str, Sequence[str]] = {}
        for word in words if self._with_spellings else ():
            keys = json.dumps(sorted(spellings.keys(word)))
            others = {
                other
                for file in self._with_spellings
                for (other,) in file.execute(
                    "SELECT word FROM spellings WHERE key IN (SELECT value FROM json_each(?))",
                    (keys,),
                )
            }
            found[word] = sorted(others)
        return found

    def near(self, word: str) -> dict[str, int]:
        """Find the words one slip away, each with how many sentences hold it."""
        found: dict[str, int] = {}
        for length in (len(word) - 1, len(word), len(word) + 1):
            like = self._by_length[length]
            slips = extract(word, like.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
            found |= {neighbour: like[neighbour] for neighbour, _, _ in slips}
        return found

    @cached_property
    def _with_spellings(self) -> tuple[sqlite3.Connection, ...]:
        query = "SELECT 1 FROM sqlite_master WHERE name = 'spellings'"
        return tuple(file for file in self._files if file.execute(query).fetchone())

    def usage_of(self, words: Sequence[str]) -> dict[str, Usage]:
        """Count the uses of words, given without case, in all files; of unknown words none."""
        written = json.dumps(words)
        found: dict[str, Usage] = {}
        for file in self._files:
            for word, *counts in file.execute(
                "SELECT word, sentences, inside, capitals FROM words"
                " WHERE word IN (SELECT value FROM json_each(?))",
                (written,),
            ):
                count_in(found.setdefault(word, Usage()), *counts)
        return found

    def _counted_together(self, stem: str, found: Sequence[Mapping[str, KnownStem]]) -> KnownStem:
        known = [file.get(stem, UNKNOWN_STEM) for file in found]
        paragraphs = sum(each.paragraphs for each in known)
        if not paragraphs:
            return UNKNOWN_STEM
        number = self._numbered.setdefault(stem, len(self._stems))
        if number == len(self._stems):
            numbers = tuple(each.number for each in known)
            self._stems.append(_StemOfShards(numbers, paragraphs))
        return KnownStem(number, paragraphs)

    @cached_property
    def _by_length(self) -> Mapping[int, Mapping[str, int]]:
        """Count the sentences with each word; by the lengths of the words, then by the words."""
        found: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for file in self._files:
            for word, sentences in file.execute("SELECT word, sentences FROM words"):
                alike = found[len(word)]
                alike[word] = alike.get(word, 0) + sentences
        return found


class FiledArray:
    """An int32 array in a file, of which parts are read when they are wanted: none stays in memory.

    A page that is touched of a mapped file counts as the process's own from then on, with its
    neighbours. `mapped` is the array all the same, for whoever needs a number here and there of
    all of it. Several threads may read at once.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; raises `GenerationRefused` unless it holds such an array."""
        self.mapped = mapped(path, np.int32)
        self._path = path
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._offset = os.fstat(self._file).st_size - self.mapped.nbytes

    def __len__(self) -> int:
        return len(self.mapped)

    def part(self, first: int, end: int) -> NDArray[np.int32]:
        """Read the numbers from `first` up to `end`; raises `GenerationRefused` if it cannot."""
        size = (end - first) * self.mapped.itemsize
        try:
            read = os.pread(self._file, size, self._offset + first * self.mapped.itemsize)
        except OSError as error:
            raise refusal(self._path, str(error)) from error
        if len(read) != size:
            raise refusal(self._path, "it was cut off")
        return np.frombuffer(read, dtype=np.int32)

    def parts(self, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int32]:
        """Read several parts, one after another; those that touch are read at once."""
        if not len(firsts):
            return np.empty(0, dtype=np.int32)
        is_apart = firsts[1:] != ends[:-1]
        begin = firsts[np.concatenate([[True], is_apart])].tolist()
        until = ends[np.concatenate([is_apart, [True]])].tolist()
        return np.concatenate([self.part(*bounds) for bounds in zip(begin, until, strict=True)])


class Postings:
    """The open files of the postings. Several threads may read them at once.

    No paragraph that was removed is found or counted; but `lengths` are of all.
    """

    def __init__(
        self, directory: Path, rows: NDArray[np.int64], removed: NDArray[np.bool_] | None = None
    ) -> None:
        """Open the files that a `WordFile` wrote; `rows` as in `Generation`.

        `removed`, bool (p,), marks the paragraphs that were removed, if any were. Raises
        `GenerationRefused` for any other files.
        """
        self._stems = FiledArray(directory / STEMS_NAME)
        self._run_starts = mapped(directory / RUNS_NAME, np.int64)
        self._places = FiledArray(directory / PLACES_NAME)
        self._lists = mapped(directory / LISTS_NAME, np.int64)
        if len(self._run_starts) != int(rows[-1]) + 1 or len(self._places) != len(self._stems):
            raise refusal(directory / RUNS_NAME, "it does not fit the vectors")
        self._rows = rows
        self._starts = self._run_starts[rows]  # of each paragraph, int64 (p + 1,)
        blocks = np.arange(0, len(self._stems) + 1, 1 << _BLOCK_BITS)
        self._block_owners = np.searchsorted(self._starts, blocks, side="right") - 1
        self.lengths = np.diff(self._starts)
        self._removed = removed
        here = slice(None) if removed is None else ~removed
        self.paragraphs = int(np.count_nonzero(np.diff(rows)[here]))
        self.stems = int(self.lengths[here].sum())
        self.mean_length = self.stems / max(1, self.paragraphs)

    def bm25(
        self,
        numbers: Sequence[int],
        count: int,
        among: NDArray[np.int64] | None = None,
        corpus: Statistics | None = None,
    ) -> dict[int, float]:
        """Find the paragraphs that fit stems best: ordinals with their BM25, best first.

        Ties stand in the order of the corpus. If ordinals `among` are given, only those are
        searched. Numbers below 0, which are no stem's, are passed over. Without the statistics of a
        `corpus` stems weigh as these postings alone count them.
        """
        stems = [number for number in dict.fromkeys(numbers) if number >= 0]
        if not stems:
            return {}
        ordinals, weights = self._weighed(stems, corpus)
        if among is not None:
            is_among = np.isin(ordinals, among, assume_unique=True)
            ordinals, weights = ordinals[is_among], weights[is_among]
        if len(ordinals) > count:
            least = np.partition(weights, len(weights) - count)[len(weights) - count]
            ordinals, weights = ordinals[weights >= least], weights[weights >= least]
        best = np.lexsort((ordinals, -weights))[:count]
        return dict(zip(ordinals[best].tolist(), weights[best].tolist(), strict=True))

    def holding(self, numbers: Sequence[int], *, above: bool = True) -> NDArray[np.int64]:
        """Find the paragraphs that hold stems one after another: ordinals, int64 (h,), ascending.

        What stands above a paragraph counts as its beginning, unless `above` is false.
        """
        if not numbers or min(numbers) < 0:
            return np.empty(0, dtype=np.int64)
        rarest = min(range(len(numbers)), key=lambda at: self._length_of(numbers[at]))
        places = self._of(numbers[rarest]).astype(np.int64) - rarest
        stems = self._stems.mapped
        places = places[(places >= 0) & (places + len(numbers) <= len(stems))]
        for offset, number in enumerate(numbers):
            places = places[stems[places + offset] == number]
        owners = self._owners(places)
        begin = self._starts[owners] if above else self._run_starts[self._rows[owners] + 1]
        is_whole = (places >= begin) & (places + len(numbers) <= self._starts[owners + 1])
        return np.unique(owners[is_whole & self._are_here(owners)])

    def articles_with(
        self, numbers: Sequence[int], article_starts: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find the articles that hold any of s stems: pairs of a stem, from 0, and an article.

        Both int64, each pair once, by stem; articles are numbered as `article_starts` of `Shard`
        has them. A number below 0 is no stem's.
        """
        stems, places = self._places_of(numbers)
        articles = np.searchsorted(self._starts[article_starts], places, side="right") - 1
        is_first = _begin(stems, articles) & self._are_here(article_starts[articles])
        return stems[is_first], articles[is_first]

    def stand_in(
        self, number: int, firsts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell of n ranges of paragraphs, from `firsts` up to `ends`, whether they hold a stem."""
        if number < 0:
            return np.zeros(len(firsts), dtype=bool)
        places = self._of(number)
        before, until = (
            np.searchsorted(places, self._starts[ordinals]) for ordinals in (firsts, ends)
        )
        return np.asarray(before < until)

    def count_holding(self, ordinals: NDArray[np.int64]) -> dict[int, int]:
        """Count how many of some paragraphs hold each stem that one of them holds, by number."""
        firsts, ends = self._starts[ordinals], self._starts[ordinals + 1]
        owners = np.repeat(np.arange(len(ordinals)), ends - firsts)
        most = len(self._lists)
        pairs = np.unique(owners * most + self._stems.parts(firsts, ends))
        numbers, counts = np.unique(pairs % most, return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def runs(self, rows: NDArray[np.int64]) -> Runs:
        """Read the runs of stems beside some rows of the vectors, in the order of the rows."""
        firsts, ends = self._run_starts[rows], self._run_starts[rows + 1]
        return Runs(self._stems.parts(firsts, ends), ends - firsts)

    def sentence_stems(self, ordinal: int) -> bytes:
        """Read the stem numbers, int32, of all sentences of a paragraph, as bytes to compare."""
        start = self._run_starts[self._rows[ordinal] + 1]
        return self._stems.part(int(start), int(self._starts[ordinal + 1])).tobytes()

    def _weighed(
        self, numbers: Sequence[int], corpus: Statistics | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find the paragraphs that hold any of the stems, ascending, and the BM25 of each.

        The lists of places are worked on together, which costs as many steps as a single stem.
        """
        stems, places = self._places_of(numbers)
        owners = self._owners(places)
        if self._removed is not None:
            is_here = self._are_here(owners)
            stems, owners = stems[is_here], owners[is_here]
        firsts = np.flatnonzero(_begin(stems, owners))
        mentions = np.diff(firsts, append=len(owners))
        owners, stems = owners[firsts], stems[firsts]
        if corpus is None:
            corpus = Statistics({}, self.paragraphs, self.mean_length)
            holding = np.bincount(stems, minlength=len(numbers))
        else:
            holding = np.array([corpus.holding[number] for number in numbers], dtype=np.int64)
        rarity = np.log(1 + (corpus.paragraphs - holding + 0.5) / (holding + 0.5))
        share = self.lengths[owners] / corpus.mean_length
        weighed = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * share)
        parts = rarity[stems] * mentions * (_SATURATION + 1) / (mentions + weighed)
        # By the paragraphs found, which are few, and not by all of the corpus; the order is stable,
        # so that the parts of a paragraph are added up in the order of the stems.
        order = np.argsort(owners, kind="stable")
        owners, parts = owners[order], parts[order]
        is_new = np.diff(owners, prepend=-1) != 0
        sums = np.bincount(np.cumsum(is_new) - 1, weights=parts)
        return owners[is_new], sums.astype(np.float64, copy=False)

    def _places_of(self, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """List the places of s stems, one after another, each with the stem's place from 0."""
        none = np.empty(0, dtype=np.int32)
        lists = [self._of(number) if number >= 0 else none for number in numbers]
        stems = np.repeat(np.arange(len(lists)), [len(places) for places in lists])
        return stems, np.concatenate(lists)

    def _of(self, number: int) -> NDArray[np.int32]:
        """List the places of a stem, ascending."""
        return self._places.part(int(self._lists[number]), int(self._lists[number + 1]))

    def _length_of(self, number: int) -> int:
        """Count the places of a stem."""
        return int(self._lists[number + 1] - self._lists[number])

    def _are_here(self, ordinals: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of n paragraphs whether they were not removed: bool (n,)."""
        if self._removed is None:
            return np.ones(len(ordinals), dtype=bool)
        return np.asarray(~self._removed[ordinals])

    def _owners(self, places: NDArray[np.int32] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Find the ordinals of the paragraphs that places, of the stream, belong to.

        Each is looked for from where its block of the stream begins: a fifteenth of the time that
        searching all paragraphs takes, whose steps a processor cannot foresee.
        """
        owners: NDArray[np.int64] = self._block_owners[places >> _BLOCK_BITS]
        for _ in range(_STEPS):
            is_later = self._starts[owners + 1] <= places
            if not is_later.any():
                return owners
            owners += is_later
        return np.asarray(np.searchsorted(self._starts, places, side="right") - 1)


class CorpusPostings:
    """The postings of all shards, asked by ordinals and numbers of stems of the corpus."""

    def __init__(self, shards: Sequence[Postings], words: Words, ordinals: Ordinals) -> None:
        """Join open postings; `words` are of the same shards in the same order."""
        self._shards = shards
        self._words = words
        self._ordinals = ordinals
        self.paragraphs = sum(shard.paragraphs for shard in shards)
        self.mean_length = sum(shard.stems for shard in shards) / max(1, self.paragraphs)

    def bm25(
        self, numbers: Sequence[int], count: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """Find the paragraphs that fit stems best, as `Postings.bm25` does."""
        if len(self._shards) == 1:
            return self._shards[0].bm25(numbers, count, among)
        held = {number: self._words.holding(number) for number in numbers if number >= 0}
        found: list[tuple[float, int]] = []
        for at, shard in enumerate(self._shards):
            own = self._words.in_shard(at, held)
            holding = dict(zip(own, held.values(), strict=True))
            corpus = Statistics(holding, self.paragraphs, self.mean_length)
            best = shard.bm25(own, count, self._ordinals.within(at, among), corpus)
            ordinals = self._ordinals.of_shard[at][list(best)].tolist() if best else []
            found.extend(zip((-weight for weight in best.values()), ordinals, strict=True))
        return {ordinal: -weight for weight, ordinal in sorted(found)[:count]}

    def holding(self, numbers: Sequence[int], *, above: bool = True) -> NDArray[np.int64]:
        """Find the paragraphs that hold stems in a row, as `Postings.holding` does."""
        found = [
            self._ordinals.of_shard[at][
                shard.holding(self._words.in_shard(at, numbers), above=above)
            ]
            for at, shard in enumerate(self._shards)
        ]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    def lengths(self) -> NDArray[np.int64]:
        """Count the stems of each paragraph: int64 (p,)."""
        found = np.empty(self._ordinals.count, dtype=np.int64)
        for at, shard in enumerate(self._shards):
            found[self._ordinals.of_shard[at]] = shard.lengths
        return found


def _begin(stems: NDArray[np.int64], owners: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell where a new stem, or the next owner of one, begins in lists of places."""
    begins: NDArray[np.bool_] = (np.diff(owners, prepend=-1) != 0) | (
        np.diff(stems, prepend=-1) != 0
    )
    return begins


def understood(
    vocabulary: Vocabulary, words: Sequence[str], as_typed: bool = False
) -> list[KnownWord]:
    """Return each word as the corpus spells it, and whether the corpus writes it as a name.

    A name has its other spellings too; the first of them takes the place of a name that the corpus
    lacks. Another word that it lacks is replaced by its commonest word one slip away: a letter too
    few, too many, another, or two swapped. A number, a short word, a stop word and a word without
    such a neighbour stay as they are. A name mostly has its capital inside sentences. `as_typed`
    looks for no other spellings.
    """
    known = _are_names(vocabulary, words)
    others = [()] * len(words) if as_typed else _other_spellings(vocabulary, words, known)
    taken = [
        _known_word(vocabulary, word, known.get(word.casefold()), own)
        for word, own in zip(words, others, strict=True)
    ]
    if [word.word for word in taken] != list(words):
        known = _are_names(vocabulary, [word.word for word in taken])
    return [replace(word, is_name=known.get(word.word.casefold(), False)) for word in taken]


def other_spellings(vocabulary: Vocabulary, words: Sequence[str]) -> list[tuple[str, ...]]:
    """List the corpus's other spellings of each word that is a name, or that it lacks.

    They are without case, the commonest first. There are none of an ordinary word.
    """
    return _other_spellings(vocabulary, words, _are_names(vocabulary, words))


def _are_names(vocabulary: Vocabulary, words: Sequence[str]) -> dict[str, bool]:
    """Look up, without case, which words the corpus holds, and which of those are names."""
    found = vocabulary.usage_of([word.casefold() for word in words])
    return {
        word: usage.inside > 0 and usage.capitals > MOSTLY * usage.inside
        for word, usage in found.items()
    }


def _other_spellings(
    vocabulary: Vocabulary, words: Sequence[str], known: Mapping[str, bool]
) -> list[tuple[str, ...]]:
    sought = [
        word
        for word in dict.fromkeys(words)
        if known.get(word.casefold()) is not False and word.casefold() not in STOPWORDS
    ]
    alike = vocabulary.alike(sought) if sought else {}
    every = sorted({other for others in alike.values() for other in others})
    usage = vocabulary.usage_of(every) if every else {}
    return [_spellings(word, alike.get(word, ()), usage) for word in words]


def _spellings(word: str, alike: Sequence[str], usage: Mapping[str, Usage]) -> tuple[str, ...]:
    """Choose from the words alike a name its other spellings, the commonest first."""
    # What is no name in all shards together may stand among the spellings of one.
    names = [
        other
        for other in alike
        if other in usage and may_be_name(usage[other].inside, usage[other].capitals)
    ]
    names.sort(key=lambda other: (-usage[other].sentences, other))
    found = [other for other in names[: MOST_SPELLINGS + 1] if spellings.are_spellings(word, other)]
    others = [other for other in found if other != word.casefold()]
    return tuple(others) if len(others) <= MOST_SPELLINGS else ()


def _known_word(
    vocabulary: Vocabulary, word: str, is_name: bool | None, others: tuple[str, ...]
) -> KnownWord:
    """Take the word, the first other spelling of one that the corpus lacks, or repair it."""
    if is_name is not None:
        return KnownWord(word, is_name, others)
    if others:
        return KnownWord(others[0], False, others)
    return KnownWord(_repaired(vocabulary, word) if _can_be_repaired(word) else word, False)


def _repaired(vocabulary: Vocabulary, word: str) -> str:
    near = [(sentences, other) for other, sentences in vocabulary.near(word.casefold()).items()]
    return max(near, default=(0, word))[1]


def count_in(usage: Usage, sentences: int, inside: int, capitals: int) -> None:
    """Count further uses of a word; those that are taken away are below 0."""
    usage.sentences += sentences
    usage.inside += inside
    usage.capitals += capitals


def may_be_name(inside: int, capitals: int) -> bool:
    """Tell of a word whether it may be a name: mostly with a capital, or never inside a sentence.

    >>> may_be_name(inside=5, capitals=3), may_be_name(inside=5, capitals=2), may_be_name(0, 0)
    (True, False, True)
    """
    return capitals >= MOSTLY * inside


def stands_within(part: bytes, whole: bytes) -> bool:
    """Tell whether the stems of one paragraph stand, in one run, within those of another.

    Both are given as `Postings.sentence_stems` reads them.

    >>> stands_within(b"2222", b"11112222"), stands_within(b"1222", b"11112222")
    (True, False)
    """
    at = whole.find(part)
    while at > 0 and at % 4:  # a stem number has 4 bytes
        at = whole.find(part, at + 1)
    return at >= 0


def _open(path: Path) -> sqlite3.Connection:
    try:
        file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        file.execute("SELECT 1 FROM stems, words").fetchone()
    except sqlite3.Error as error:
        raise refusal(path, str(error)) from error
    return file


def _look_up(file: sqlite3.Connection, stems: Sequence[str]) -> Iterator[tuple[str, KnownStem]]:
    found = file.execute(
        "SELECT stem, number, paragraphs FROM stems"
        " WHERE stem IN (SELECT value FROM json_each(?)) AND paragraphs > 0",
        (json.dumps(stems),),
    )
    for stem, number, paragraphs in found:
        yield stem, KnownStem(number, paragraphs)


def _can_be_repaired(word: str) -> bool:
    plain = word.casefold()
    return len(plain) >= _REPAIRED_LENGTH and plain.isalpha() and plain not in STOPWORDS
