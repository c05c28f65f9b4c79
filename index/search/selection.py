"""The filters of a question -> which part of a generation is searched, and what that part holds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generation.opened import Generation
from index.records import NO_FILTERS, Filters
from index.search import filters


@dataclass(frozen=True, slots=True)
class Selection:
    """What is searched: the articles whose sources meet the filters, and in them what may be found.

    `paragraphs` counts all searched paragraphs of those articles, `oldest` and `newest` are their
    first and last recorded dates. `among`, int64 (p,) ascending, are the ordinals that also meet
    the filters on the text; `None` stands for every paragraph of the generation.
    """

    articles: int
    paragraphs: int
    oldest: str | None
    newest: str | None
    among: NDArray[np.int64] | None = None


def select(generation: Generation, wanted: Filters) -> Selection:
    """Select what meets the filters: everything, without looking, where none is set."""
    manifest = generation.manifest
    if wanted == NO_FILTERS:
        return Selection(manifest.articles, manifest.paragraphs, manifest.oldest, manifest.newest)
    chosen = [
        entry for entry in generation.texts.entries if filters.meets_source(entry.source, wanted)
    ]
    is_chosen = np.zeros(len(generation.rows) - 1, dtype=bool)
    for entry in chosen:
        is_chosen[entry.first : entry.end] = True
    ordinals = np.flatnonzero(is_chosen & generation.is_searched())
    dates = sorted(date for one in chosen if (date := one.source.published) is not None)
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
    """Keep the ordinals whose paragraphs hold the phrases, and none of the words to do without.

    The word index narrows to where a phrase's stems stand, the headline above included; then the
    paragraph itself decides.
    """
    for phrase in wanted.phrases:
        ordinals = np.intersect1d(ordinals, _holding(generation, phrase, above=True))
    if wanted.phrases:
        texts = generation.texts.paragraph_texts(ordinals.tolist())
        saying = [one for one, text in texts.items() if filters.says_phrases(text, wanted)]
        ordinals = np.array(saying, dtype=np.int64)
    for words in wanted.without:
        ordinals = np.setdiff1d(ordinals, _holding(generation, words, above=False))
    return ordinals


def _holding(generation: Generation, words: str, *, above: bool) -> NDArray[np.int64]:
    stems = filters.stems_of(words)
    known = generation.words.known_stems(stems)
    return generation.postings.holding([known[stem].number for stem in stems], above=above)
