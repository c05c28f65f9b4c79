"""A question and a passage in its context -> the tokens that a reader sees, and back. Pure.

`[CLS] question [SEP] what stands above, the end of what stands before [SEP] passage [SEP]`, or the
same with `<s>` and `</s>`; the passage's own tokens are of the second type, so that what is only
said before it answers nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.reading.reader import Reading
from index.records import Span

MOST_TOKENS = 320
"""Of all; what of a passage is beyond is not read. To read costs time as its square."""

QUESTION_TOKENS = 64
ABOVE_TOKENS = 56
BEFORE_TOKENS = 48
_ENDS = (("[CLS]", "[SEP]"), ("<s>", "</s>"))  # as vocabularies name what begins and ends a text

VERSION = "1"
"""Raise it whenever the same texts would be laid out otherwise: the weights learned this layout."""

_ANSWER = 0.5  # of the highest logit of the answer's own words, beside the mean of the sentence
_UNREAD = -30.0  # of a sentence beyond the last token


@dataclass(frozen=True, slots=True)
class Ends:
    """The token ids of a vocabulary that begin a text, and that end each of its parts."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Laid:
    """Token ids, where the passage's own begin among them, and each one's sentence, int64 (p,)."""

    ids: tuple[int, ...]
    begins: int
    owners: NDArray[np.int64]


def find_ends(number_of: Callable[[str], int | None]) -> Ends:
    """Find the tokens of a vocabulary that begin and end a text.

    `number_of` gives a token's id, `None` if there is none. Raises `ValueError` for a vocabulary of
    another kind.

    >>> find_ends({"<s>": 0, "</s>": 2}.get)
    Ends(start=0, stop=2)
    """
    for first, last in _ENDS:
        start, stop = number_of(first), number_of(last)
        if start is not None and stop is not None:
            return Ends(start, stop)
    raise ValueError("the vocabulary has no tokens that begin and end a text")


def lay_out(
    question: Sequence[int], above: Sequence[int], before: Sequence[int], ends: Ends
) -> list[int]:
    """Lay out the token ids that stand before a passage's own.

    >>> lay_out([7, 8], [5], [], Ends(start=1, stop=2))
    [1, 7, 8, 2, 5, 2]
    """
    context = [*above[:ABOVE_TOKENS], *before[-BEFORE_TOKENS:]]
    return [ends.start, *question[:QUESTION_TOKENS], ends.stop, *context, ends.stop]


def lay_out_passage(
    opening: Sequence[int],
    passage: Sequence[int],
    places: Sequence[int],
    sentences: Sequence[Span],
) -> Laid:
    """Add a passage's tokens to what `lay_out` gave, and the token that ends each part.

    `places` are where they begin in the passage's text.
    """
    room = MOST_TOKENS - 1 - len(opening)
    firsts = np.array([sentence.start for sentence in sentences], dtype=np.int64)
    owners = np.searchsorted(firsts, np.array(places[:room], dtype=np.int64), side="right") - 1
    return Laid((*opening, *passage[:room], opening[-1]), len(opening), owners.clip(min=0))


def pad(rows: Sequence[Laid]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pad rows to one length: the ids, the mask and the types of their tokens, int64 (n, t)."""
    ids = np.zeros((len(rows), max(len(row.ids) for row in rows)), dtype=np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row.ids)] = row.ids
        mask[at, : len(row.ids)] = 1
        types[at, row.begins : len(row.ids)] = 1
    return ids, mask, types


def reading(laid: Laid, sentences: int, answer: float, tokens: NDArray[np.float32]) -> Reading:
    """Gather what a network says of a row's tokens, float32 (t, 2), by the passage's sentences.

    The first column says that a token's sentence answers, the second that the answer's own words
    hold the token.
    """
    own = tokens[laid.begins : laid.begins + len(laid.owners)].astype(np.float64)
    fits = np.full(sentences, _UNREAD)
    for sentence in np.unique(laid.owners):
        held = own[laid.owners == sentence]
        fits[sentence] = held[:, 0].mean() + _ANSWER * held[:, 1].max()
    weights = np.exp(fits - fits.max())
    return Reading(answer, tuple((weights / weights.sum()).tolist()))
