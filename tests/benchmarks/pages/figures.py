"""What is counted of a page that was read: the words of its text, and whether its date is right."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of passages: found where they belong, found where they do not, and lost."""

    found: int = 0
    wrong: int = 0
    lost: int = 0

    def __add__(self, other: "Words") -> "Words":
        return Words(self.found + other.found, self.wrong + other.wrong, self.lost + other.lost)

    @property
    def precision(self) -> float:
        """Return the share of the found words that belong to articles."""
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        """Return the share of the articles' words that were found."""
        return self.found / max(1, self.found + self.lost)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.found / max(1, 2 * self.found + self.wrong + self.lost)


def words_of(letters: str, holds: Sequence[str], lacks: Sequence[str]) -> Words:
    """Count the words of the passages that a text, its letters alone, holds and should not.

    >>> words_of("thebridgefell", ["The bridge fell."], ["Share this"])
    Words(found=3, wrong=0, lost=0)
    """
    words = Words()
    for passage in holds:
        count = len(_WORD.findall(passage))
        words += Words(found=count) if squeezed(passage) in letters else Words(lost=count)
    for passage in lacks:
        if squeezed(passage) in letters:
            words += Words(wrong=len(_WORD.findall(passage)))
    return words


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    folded = unicodedata.normalize("NFKC", text.casefold())  # m² and m2 are the same here
    return "".join(filter(str.isalnum, folded))


def compare_date(true: str | None, given: str | None) -> Literal["right", "unknown", "wrong"]:
    """Compare a date with the true one; a part of it (2024-06) is right.

    >>> compare_date("2024-06-30", "2024-06"), compare_date("2024-06-30", None)
    ('right', 'unknown')
    """
    if given is None:
        return "unknown"
    return "right" if (true or "").startswith(given) else "wrong"
