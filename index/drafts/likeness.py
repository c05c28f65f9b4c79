"""Two texts -> how alike they are: in words, or in meaning, sentence by sentence. Pure."""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.text.stems import split_stems

Shingles = frozenset[tuple[str, ...]]

# Shorter runs are common to any two texts on a subject; of longer ones, one edit destroys more.
_SHINGLE_STEMS = 3
# Of sentences whose common part (the headline) was taken away, those that are the same in other
# words have a similarity of .4 to .9, two others about the same event seldom .35.
_SAME_SENTENCE = 0.35


def shingles(text: str) -> Shingles:
    """List every run of three stems in a text.

    >>> sorted(shingles("The ferry sank, the ferry sank."))[0]
    ('ferri', 'sank', 'the')
    """
    stems = split_stems(text)
    runs = (stems[at:] for at in range(_SHINGLE_STEMS))
    return frozenset(zip(*runs, strict=False))


def containment(shingles: Shingles, others: Shingles) -> float:
    """Measure how much of the smaller set the larger holds, from 0 to 1; 0 if one is empty.

    This is the containment of A. Broder, "On the resemblance and containment of documents" (1997),
    taken from the smaller side, so that a part of an article is as like it as the whole.

    >>> containment(shingles("the ferry sank at noon"), shingles("Ferries sank at two"))
    0.5
    """
    smaller = min(len(shingles), len(others))
    return len(shingles & others) / smaller if smaller else 0.0


def without_common(sentences: NDArray[np.float32]) -> NDArray[np.float32]:
    """Subtract from unit vectors, float32 (n, d), their mean; return unit vectors again.

    Sentences are embedded under their headline, which makes all of an article alike and hides how
    they differ; their mean is what they share.
    """
    own = sentences - sentences.mean(axis=0)
    lengths = np.linalg.norm(own, axis=1, keepdims=True)
    return np.asarray(own / np.maximum(lengths, 1e-6), dtype=np.float32)


def matched_in_order(sentences: NDArray[np.float32], others: NDArray[np.float32]) -> int:
    """Count the sentences that two articles have in the same order, whatever their words.

    Both are as `without_common` gives them, in reading order. Two sentences match if each is the
    other's nearest, and near enough; counted is the longest run of matches that rises in both.
    """
    similarities = sentences @ others.T
    nearest = similarities.argmax(axis=1)
    back = similarities.argmax(axis=0)
    rows = np.arange(len(sentences))
    mutual = (back[nearest] == rows) & (similarities[rows, nearest] >= _SAME_SENTENCE)
    return longest_rise(nearest[mutual].tolist())


def longest_rise(places: Iterable[int]) -> int:
    """Count the longest rising choice of numbers, in their order.

    >>> longest_rise([3, 1, 2, 9, 4, 5])
    4
    """
    ends: list[int] = []  # the lowest end of a rise of each length
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)
