"""Fitting candidates, best first -> passages, none of which says only what another says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.generation import Generation
from index.quoting import say_the_same
from index.records import Passage
from index.texts import CandidateText


@dataclass(frozen=True, slots=True)
class Fit:
    """How probably a paragraph answers, and the index of the sentence that fits best."""

    text: CandidateText
    probability: float
    best_sentence: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A passage that is given, and its paragraph's stems in one run."""

    passage: Passage
    stems: str


def choose(generation: Generation, ordered: Sequence[Fit], least: float) -> tuple[Passage, ...]:
    """Leave out each passage whose words another says too, and give the other its place.

    What is less probable than `least` can only take the place of one that is not; and to compare
    stems, which have been read, is enough to see of most that they say other words.
    """
    kept: list[_Kept] = []
    for fit in ordered:
        stems = _in_one_run(fit.text)
        if any(stems in one.stems or one.stems in stems for one in kept):
            passage = _passage(generation, fit)
            if _takes_its_place(kept, _Kept(passage, stems)):
                continue
        elif fit.probability >= least:
            passage = _passage(generation, fit)
        if fit.probability >= least:
            kept.append(_Kept(passage, stems))
        elif not kept:
            break
    return tuple(one.passage for one in kept)


def _takes_its_place(kept: list[_Kept], other: _Kept) -> bool:
    """Put a passage in place of the first that says the same, if it is fuller; tell if one does."""
    for at, better in enumerate(kept):
        mine, theirs = better.passage.paragraph.text, other.passage.paragraph.text
        if say_the_same(mine, theirs):
            if len(theirs) > len(mine):
                probability = better.passage.probability
                kept[at] = replace(other, passage=replace(other.passage, probability=probability))
            return True
    return False


def _in_one_run(text: CandidateText) -> str:
    """Join the stems of all sentences so that a run of whole stems is a substring of it."""
    return f" {' '.join(''.join(text.sentence_stems).split())} "


def _passage(generation: Generation, fit: Fit) -> Passage:
    ordinal = fit.text.ordinal
    article = generation.texts.article_of(ordinal)
    sentences = generation.texts.sentences(ordinal, article)
    return Passage(
        article=article,
        paragraph=generation.texts.paragraph(ordinal, article),
        sentences=sentences,
        best=sentences[fit.best_sentence],
        probability=fit.probability,
    )
