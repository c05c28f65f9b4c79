"""What a shard elsewhere is asked ahead, so that a question waits for fewer rounds of calls.

A host tells of the words of a question, with their use, also their stems and what is spelled alike,
and measures what it found at once. All of that is what the question would ask next; where it was
not told ahead it is asked after all, so that the answers are the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.generation.asked import AskedShard
from index.generation.asking import (
    BEST_BY_WORDS,
    Asked,
    Candidates,
    Known,
    KnownStem,
    Places,
    Usage,
    Wanted,
)
from index.generation.vectors import ranges
from index.generation.words import may_be_name
from index.text.stems import stem
from index.text.stopwords import STOPWORDS

_KEPT_WORDS = 20_000  # of a shard; then what was learned is forgotten: some megabytes
_LEAST_MEASURED = 4  # paragraphs of each list

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Studied:
    """What a shard knows of more than was wanted: `wanted` is all of which it tells."""

    wanted: Wanted
    known: Known


@dataclass(frozen=True, slots=True)
class Measured:
    """Where a shard may answer, and the best of those places measured; `None` where it has none."""

    places: Places
    candidates: Candidates | None


def study(shard: AskedShard, wanted: Wanted, *, is_interviewing: bool) -> Studied:
    """Look up what is wanted, and what a question asks next of the same words.

    Which names are of people who are interviewed takes time where there are interviews.
    """
    usage = shard.look_up(Wanted(words=wanted.words))().usage
    alike = tuple(dict.fromkeys((*wanted.alike, *_names(wanted.words, usage))))
    names = tuple(dict.fromkeys((*wanted.names, *map(stem, alike))))
    stems = tuple(dict.fromkeys((*wanted.stems, *names, *map(stem, wanted.words))))
    told = Wanted(
        alike=alike, slips=wanted.slips, stems=stems, names=names if is_interviewing else stems
    )
    known = shard.look_up(told)()
    others = tuple(dict.fromkeys((*wanted.words, *chain.from_iterable(known.alike.values()))))
    usage = shard.look_up(Wanted(words=others))().usage
    whole = Wanted(others, told.alike, told.slips, told.stems, told.names)
    return Studied(whole, Known(usage, known.alike, known.slips, known.stems, known.answers))


def measure(shard: AskedShard, asked: Asked, most: int) -> Measured:
    """Find where a shard may answer, and measure the best `most` of each list."""
    places = shard.places(asked)()
    best = set(islice(places.by_words, most))
    for near in places.near:
        best.update(islice(dict.fromkeys(near.ordinals.tolist()), most))
    return Measured(places, shard.candidates(asked, sorted(best))() if best else None)


def measured_ahead(shards: int) -> int:
    """Choose how many of each list a shard measures: twice its share of those that are taken.

    >>> measured_ahead(1), measured_ahead(4), measured_ahead(50)
    (30, 15, 4)
    """
    return max(_LEAST_MEASURED, min(BEST_BY_WORDS, 2 * BEST_BY_WORDS // shards))


def choose(measured: Candidates | None, ordinals: Sequence[int]) -> Candidates | None:
    """Choose paragraphs, given ascending, from measured ones; `None` if some are not measured."""
    if measured is None:
        return None
    wanted = np.array(ordinals, dtype=np.int64)
    at = np.searchsorted(measured.ordinals, wanted).clip(max=len(measured.ordinals) - 1)
    if not np.array_equal(measured.ordinals[at], wanted):
        return None
    by_run = _ranges_of(measured.runs, at)
    return Candidates(
        ordinals=wanted,
        runs=measured.runs[at],
        stems=measured.stems[_ranges_of(measured.run_lengths, by_run)],
        run_lengths=measured.run_lengths[by_run],
        similarities=measured.similarities[by_run],
        in_article=measured.in_article[at],
    )


class Learned:
    """What was learned of the words of a shard, which never changes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._forget()

    def _forget(self) -> None:
        self._usage: dict[str, Usage | None] = {}
        self._alike: dict[str, Sequence[str]] = {}
        self._slips: dict[str, Mapping[str, int]] = {}
        self._stems: dict[str, KnownStem | None] = {}
        self._answers: dict[str, NDArray[np.int64] | None] = {}

    def lacking(self, wanted: Wanted) -> Wanted | None:
        """Tell what of the wanted was not learned yet; `None` if all was."""
        lacking = Wanted(
            words=_not_in(self._usage, wanted.words),
            alike=tuple(word for word in wanted.alike if word.casefold() not in self._alike),
            slips=_not_in(self._slips, wanted.slips),
            stems=_not_in(self._stems, wanted.stems),
            names=_not_in(self._answers, wanted.names),
        )
        return None if lacking == Wanted() else lacking

    def keep(self, studied: Studied) -> None:
        """Keep what a shard told."""
        if len(self._usage) + len(self._stems) > _KEPT_WORDS:
            self._forget()
        wanted, known = studied.wanted, studied.known
        self._usage |= {word: known.usage.get(word) for word in wanted.words}
        self._alike |= {word.casefold(): known.alike.get(word, ()) for word in wanted.alike}
        self._slips |= known.slips
        self._stems |= {each: known.stems.get(each) for each in wanted.stems}
        self._answers |= {name: known.answers.get(name) for name in wanted.names}

    def known(self, wanted: Wanted) -> Known:
        """Tell what was learned of the wanted, all of it."""
        return Known(
            usage=_of(self._usage, wanted.words),
            alike={word: self._alike[word.casefold()] for word in wanted.alike},
            slips={word: self._slips[word] for word in wanted.slips},
            stems=_of(self._stems, wanted.stems),
            answers=_of(self._answers, wanted.names),
        )


def _names(words: Iterable[str], usage: Mapping[str, Usage]) -> list[str]:
    """List the words that may be names, as far as this shard knows: other spellings are sought."""
    return [
        word
        for word in words
        if word not in STOPWORDS
        and (word not in usage or may_be_name(usage[word].inside, usage[word].capitals))
    ]


def _not_in(learned: Mapping[str, object], wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in wanted if each not in learned)


def _of(learned: Mapping[str, Found | None], wanted: Sequence[str]) -> dict[str, Found]:
    return {each: found for each in wanted if (found := learned[each]) is not None}


def _ranges_of(counts: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the places of the parts of some things, of which each has so many."""
    ends = np.cumsum(counts)
    return ranges((ends - counts)[at], ends[at])
