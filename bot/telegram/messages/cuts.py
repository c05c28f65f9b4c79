"""Where a text that is too long for one message is cut; pure."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from bot.telegram.messages import utf16
from index.records import Span

CUT_SHORT = "…"  # stands for the end of a field that was too long
LONGEST_CLUSTER = 64  # characters looked back over for one that a reader sees as one

_JOINER = "\u200d"
_NEVER_FIRST = ("M", "Cf")  # categories: marks; joiners, and the tags in the flags of regions
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_REGION_LETTERS = ("\U0001f1e6", "\U0001f1ff")  # two of them are a flag
_LATER_JAMO = ("\u1160", "\u11ff")  # vowels and finals of a Hangul syllable
_VIRAMA = 9  # combining class of the sign that binds two consonants of an Indic script


def cut(text: str, preferred: Sequence[int], room: int) -> tuple[Span, ...]:
    """Cut into ranges of at most `room` UTF-16 units (2 or more) that together hold all of it.

    A range ends at the last of the `preferred` positions (ascending) that is in reach, else before
    a word, else between two characters as readers see them, else between two code points.

    >>> cut("One. Two three", (5,), 9)
    (Span(start=0, end=5), Span(start=5, end=14))
    """
    units = utf16.offsets(text)
    spans: list[Span] = []
    start = 0
    while start < len(text):
        reach = bisect_right(units, units[start] + room) - 1
        end = reach if reach == len(text) else _end(text, preferred, start, reach)
        spans.append(Span(start, end))
        start = end
    return tuple(spans)


def shorten(text: str, room: int) -> str:
    """Return a text of at most `room` UTF-16 units, its end replaced by `…` where it was longer.

    >>> shorten("Ferry sinks", 8)
    'Ferry…'
    """
    if utf16.length(text) <= room:
        return text
    first = cut(text, (), room - len(CUT_SHORT))[0]
    return text[: first.end].rstrip() + CUT_SHORT


def _end(text: str, preferred: Sequence[int], start: int, reach: int) -> int:
    chosen = bisect_right(preferred, reach) - 1
    if chosen >= 0 and preferred[chosen] > start:
        return preferred[chosen]
    for position in range(reach, start, -1):
        if _begins_word(text, position):
            return position
    for position in range(reach, max(start, reach - LONGEST_CLUSTER), -1):
        if not _is_inside_cluster(text, position):
            return position
    return reach


def _begins_word(text: str, position: int) -> bool:
    if not text[position - 1].isspace() or text[position].isspace():
        return False
    return not _is_inside_cluster(text, position)


def _is_inside_cluster(text: str, position: int) -> bool:
    """Tell whether a reader sees what stands before and behind `position` as one character.

    The common cases of Unicode's annex 29, in doubt one character.
    """
    before, behind = text[position - 1], text[position]
    return (
        unicodedata.category(behind).startswith(_NEVER_FIRST)
        or before == _JOINER
        or unicodedata.combining(before) == _VIRAMA
        or _SKIN_TONES[0] <= behind <= _SKIN_TONES[1]
        or _LATER_JAMO[0] <= behind <= _LATER_JAMO[1]
        or (_is_region_letter(behind) and _region_letters_before(text, position) % 2 == 1)
    )


def _region_letters_before(text: str, position: int) -> int:
    first = position
    while first > 0 and _is_region_letter(text[first - 1]):
        first -= 1
    return position - first


def _is_region_letter(character: str) -> bool:
    return _REGION_LETTERS[0] <= character <= _REGION_LETTERS[1]
