"""A quotation as somebody wrote it -> its words, with the gaps that it marks. Pure.

An ellipsis marks that words were left out; brackets hold words that the quoting person put in.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from index.text.stems import APOSTROPHES, PlacedWord, place_words

Ignored = Literal["case", "marks", "dashes", "apostrophes", "punctuation", "spaces", "numbers"]
"""What made no difference: letters' case, quotation marks, dashes and hyphens, kinds of apostrophe,
other punctuation, spaces and line ends, marks between thousands."""

FEWEST_WORDS = 3
"""A quotation with fewer words is no statement that can be told from chance."""

MARKS = "\"“”„‟«»‹›'‘’‚‛"
_LEFT_OUT = re.compile(r"[\[(<]\s*(?:\.\s?\.\s?\.|…)\s*[\])>]|\.\s?\.\s?\.+|…")
_PUT_IN = re.compile(r"\[[^\]]*\]")
_DASHES = re.compile("[-\u2010-\u2015\u2212\u00ad]+")
_KINDS: tuple[tuple[Ignored, re.Pattern[str], str], ...] = (
    ("numbers", re.compile(r"(?<=\d)[,.’' \u00a0\u2009\u202f](?=\d{3})"), ""),
    ("apostrophes", re.compile(rf"(?<=\w)[{APOSTROPHES}](?=\w)"), "'"),
    ("marks", re.compile(f"[{MARKS}]"), ""),
    ("dashes", _DASHES, ""),
    ("spaces", re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+"), ""),
    ("punctuation", re.compile(r"[^\w']"), ""),
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as it was written, its words, and where it marks that words are missing.

    `gaps` are positions among the words before which words were left out or others put in.
    """

    text: str
    words: tuple[PlacedWord, ...]
    gaps: frozenset[int]


def read(written: str) -> Quotation:
    """Read a quotation; its own quotation marks and the words put into brackets are passed over.

    >>> quotation = read("“We left [the village] … at dawn.”")
    >>> [word.plain for word in quotation.words], sorted(quotation.gaps)
    (['we', 'left', 'at', 'dawn'], [2])
    """
    text = unicodedata.normalize("NFC", written.strip())
    holes = [match.span() for match in _LEFT_OUT.finditer(text)]
    holes += [match.span() for match in _PUT_IN.finditer(text)]
    words = [word for word in place_words(text) if not _is_in(word, holes)]
    inner = words[0].start if words else 0, words[-1].end if words else 0
    gaps = {
        sum(word.end <= start for word in words)
        for start, end in holes
        if inner[0] < end and start < inner[1]
    }
    return Quotation(text, tuple(words), frozenset(gaps))


def ignored(written: str, source: str) -> tuple[Ignored, ...]:
    """List what differs between a quotation and the source's text, where their words are the same.

    >>> ignored('"we left”', "“We left”")
    ('case',)
    """
    found: list[Ignored] = []
    one, other = _PUT_IN.sub("", _LEFT_OUT.sub("", written)), source
    for kind, pattern, plain in _KINDS:
        if kind == "marks":
            one, other = (text.strip(MARKS) for text in (one, other))
        if pattern.findall(one) != pattern.findall(other):
            found.append(kind)
        one, other = pattern.sub(plain, one), pattern.sub(plain, other)
    if one != other and one.casefold() == other.casefold():
        found.append("case")
    return tuple(found)


def _is_in(word: PlacedWord, holes: list[tuple[int, int]]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in holes)
