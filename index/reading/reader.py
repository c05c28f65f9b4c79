"""What a reader is given and what it says: this package's vocabulary, standard library only."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.records import Span


@dataclass(frozen=True, slots=True)
class InContext:
    """A passage as a reader is given it: its text, and the ranges of its sentences in that text.

    `above` is what stands over it (headline, heading, speaker, the interviewer's question, a line
    each), `before` the end of the paragraph before.
    """

    text: str
    sentences: tuple[Span, ...]
    above: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class ToRead:
    """A question, and a passage that may answer it."""

    question: str
    passage: InContext


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of a question with a passage.

    `log_odds` are those of the passage answering the question; no bar is theirs to set, as they
    are calibrated together with what search measured. `weights` say of each sentence of the passage
    how likely it is the one that answers, if one does: they sum to 1.
    """

    log_odds: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """What a reader says of a passage, and the log-odds it gives the part of it that fits.

    The part is the sentence with the most weight and the one before it.
    """

    whole: Reading
    part: float


class Reader(Protocol):
    """Reads questions with passages. `fingerprint` changes whenever it could say something else."""

    @property
    def fingerprint(self) -> str:
        """Name the reader's weights and layout, as hexadecimal digits."""
        ...

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        """Read each question with its passage, in order; of several questions all together."""
        ...


def read_again(
    reader: Reader, pairs: Sequence[ToRead], whole: Sequence[Reading], chosen: Container[int]
) -> tuple[ReadTwice, ...]:
    """Read the part that fits of those chosen, by their place; of the others the whole counts.

    A long passage has much that is about the question, which is taken for an answer, and much that
    is not, which hides one; both are less in two sentences. Nothing is read twice where the part is
    all of the passage.
    """
    parts = [
        _part(pair, said) if at in chosen else None
        for at, (pair, said) in enumerate(zip(pairs, whole, strict=True))
    ]
    again = iter(reader.read([part for part in parts if part is not None]))
    return tuple(
        ReadTwice(said, said.log_odds if part is None else next(again).log_odds)
        for said, part in zip(whole, parts, strict=True)
    )


def _part(pair: ToRead, said: Reading) -> ToRead | None:
    """Cut a passage to the sentence that fits and the one before; `None` where that is all."""
    passage = pair.passage
    best = said.weights.index(max(said.weights))
    kept = passage.sentences[max(0, best - 1) : best + 1]
    if len(kept) == len(passage.sentences):
        return None
    first, end = kept[0].start, kept[-1].end
    moved = tuple(Span(each.start - first, each.end - first) for each in kept)
    return replace(pair, passage=replace(passage, text=passage.text[first:end], sentences=moved))
