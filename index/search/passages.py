"""The fits of candidates, best first -> passages, none of which only repeats another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from index.generation.opened import Generation
from index.generation.postings import stands_within
from index.records import Passage
from index.text.quoting import holds_same_words


@dataclass(frozen=True, slots=True)
class Fit:
    """A paragraph, the probability that it answers, and the index of its best sentence."""

    ordinal: int
    probability: float
    best_sentence: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A paragraph that is kept, and the stems of its sentences."""

    fit: Fit
    stems: bytes


def choose(generation: Generation, ordered: Sequence[Fit], least: float) -> Iterator[Passage]:
    """Skip passages below `least`, and of passages with the same words all but the fullest.

    The fullest takes the place and the probability of the best of them, even if it is itself below
    `least`. Stems are compared first, which tells most passages apart, so that only those that are
    taken from here, and the few that look alike, are read.
    """
    read = cache(partial(_passage, generation))
    kept: list[_Kept] = []
    for fit in ordered:
        candidate = _Kept(fit, generation.postings.sentence_stems(fit.ordinal))
        if _repeats_one(kept, candidate, read):
            continue
        if fit.probability >= least:
            kept.append(candidate)
        elif not kept:
            break
    for passage in kept:
        yield read(passage.fit)


def _repeats_one(kept: list[_Kept], candidate: _Kept, read: Callable[[Fit], Passage]) -> bool:
    """Tell whether a candidate has the words of a kept passage; a fuller one takes its place."""
    for at, better in enumerate(kept):
        if not _hold_same_stems(better.stems, candidate.stems):
            continue
        better_text, text = read(better.fit).paragraph.text, read(candidate.fit).paragraph.text
        if holds_same_words(better_text, text):
            if len(text) > len(better_text):
                fit = replace(candidate.fit, probability=better.fit.probability)
                kept[at] = _Kept(fit, candidate.stems)
            return True
    return False


def _hold_same_stems(stems: bytes, other: bytes) -> bool:
    shorter, longer = sorted((stems, other), key=len)
    return stands_within(shorter, longer)


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
