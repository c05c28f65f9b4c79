"""How near the text read from a PDF is to the text that was printed: its words, and their order."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

# Marks of notes are shown in different ways, and are no words of the text.
_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1: the words in common, and the longest run of them in the same order."""

    words: float
    order: float


def score(read: str, printed: str) -> Score:
    """Compare the words of two texts."""
    ours, truth = _words(read), _words(printed)
    common = sum((Counter(ours) & Counter(truth)).values())
    total = len(ours) + len(truth)
    order = LCSseq.similarity(ours, truth)
    return Score(2 * common / total if total else 1.0, 2 * order / total if total else 1.0)


def _words(text: str) -> list[str]:
    bare = _MARKS.sub(" ", text.replace("\N{SOFT HYPHEN}", ""))
    return _WORD.findall(unicodedata.normalize("NFKC", bare).replace("_", " "))
