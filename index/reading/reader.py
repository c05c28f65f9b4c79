"""What a reader is given and what it says: this package's vocabulary, standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
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


class Reader(Protocol):
    """Reads questions with passages. `fingerprint` changes whenever it could say something else."""

    @property
    def fingerprint(self) -> str:
        """Name the reader's weights and layout, as hexadecimal digits."""
        ...

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        """Read each question with its passage, in order; of several questions all together."""
        ...
