"""Fitting candidates, best first -> passages, none of which says only what another says."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from index.generation.opened import Generation
from index.generation.postings import is_said_in
from index.records import Passage
from index.text.quoting import holds_same_words


@dataclass(frozen=True, slots=True)
class Fit:
    """How probably the paragraph `ordinal` answers, and the index of its best sentence."""

    ordinal: int
    probability: float
    best_sentence: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A paragraph that is given, and the stems of its sentences."""

    fit: Fit
    stems: bytes


def choose(generation: Generation, ordered: Sequence[Fit], least: float) -> Iterator[Passage]:
    """Leave out each passage whose words another says too, and give the other its place.

    What is less probable than `least` can only take the place of one that is not. To compare stems
    is enough to see of most that they say other words, so that only the passages that are taken
    from here, and the few that look alike, are read.
    """
    read = cache(partial(_passage, generation))
    kept: list[_Kept] = []
    for fit in ordered:
        one = _Kept(fit, generation.postings.said(fit.ordinal))
        if _takes_a_place(kept, one, read):
            continue
        if fit.probability >= least:
            kept.append(one)
        elif not kept:
            break
    for one in kept:
        yield read(one.fit)


def _takes_a_place(kept: list[_Kept], other: _Kept, read: Callable[[Fit], Passage]) -> bool:
    """Put a passage in place of the first that says the same, if it is fuller; tell if one does."""
    for at, better in enumerate(kept):
        if not _one_says_all_of_the_other(better.stems, other.stems):
            continue
        mine, theirs = (read(one.fit).paragraph.text for one in (better, other))
        if holds_same_words(mine, theirs):
            if len(theirs) > len(mine):
                fit = replace(other.fit, probability=better.fit.probability)
                kept[at] = _Kept(fit, other.stems)
            return True
    return False


def _one_says_all_of_the_other(one: bytes, other: bytes) -> bool:
    return is_said_in(one, other) if len(one) <= len(other) else is_said_in(other, one)


def _passage(generation: Generation, fit: Fit) -> Passage:
    article, paragraph = generation.texts.passage_of(fit.ordinal)
    sentences = generation.texts.sentences(fit.ordinal, article)
    return Passage(
        article=article,
        paragraph=paragraph,
        sentences=sentences,
        best=sentences[fit.best_sentence],
        probability=fit.probability,
    )
