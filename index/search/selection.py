"""The filters of a question -> the part of a generation that is searched."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generation.opened import Generation
from index.records import NO_FILTERS, Filters
from index.search import filters


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles whose sources meet the filters, and the paragraphs that may be found in them.

    `paragraphs` counts all searched paragraphs of those articles; `oldest` and `newest` are their
    first and last recorded dates. `among`, int64 (p,) ascending, are the ordinals of the paragraphs
    that also meet the filters on the text; `None` stands for all paragraphs of the generation.
    """

    articles: int
    paragraphs: int
    oldest: str | None
    newest: str | None
    among: NDArray[np.int64] | None = None


def select(generation: Generation, wanted: Filters) -> Selection:
    """Select the part of a generation that meets the filters; all of it where none is set."""
    manifest = generation.manifest
    if wanted == NO_FILTERS:
        return Selection(manifest.articles, manifest.paragraphs, manifest.oldest, manifest.newest)
    chosen = [
        entry for entry in generation.texts.entries if filters.meets_source(entry.source, wanted)
    ]
    is_searched = generation.is_searched()
    is_chosen = np.zeros_like(is_searched)
    for entry in chosen:
        is_chosen[entry.first : entry.end] = True
    ordinals = np.flatnonzero(is_chosen & is_searched)
    dates = sorted(date for entry in chosen if (date := entry.source.published) is not None)
    return Selection(
        articles=len(chosen),
        paragraphs=len(ordinals),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        among=_with_fitting_text(generation, wanted, ordinals),
    )


def _with_fitting_text(
    generation: Generation, wanted: Filters, ordinals: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Keep the paragraphs that hold every phrase of the filters and none of the words `without`.

    The postings narrow the paragraphs to those with the stems of a phrase, the headline above
    included; then the text of the paragraph decides.
    """
    for phrase in wanted.phrases:
        ordinals = np.intersect1d(ordinals, _holding(generation, phrase, above=True))
    if wanted.phrases:
        texts = generation.texts.paragraph_texts(ordinals.tolist())
        holding = [
            ordinal for ordinal, text in texts.items() if filters.holds_phrases(text, wanted)
        ]
        ordinals = np.array(holding, dtype=np.int64)
    for words in wanted.without:
        ordinals = np.setdiff1d(ordinals, _holding(generation, words, above=False))
    return ordinals


def _holding(generation: Generation, words: str, *, above: bool) -> NDArray[np.int64]:
    stems = filters.stems_of(words)
    known = generation.words.known_stems(stems)
    return generation.postings.holding([known[stem].number for stem in stems], above=above)
