"""Raised and lowered characters -> Unicode's own, so that no note mark is glued to a number.

One table for what pages, office files, Markdown and PDFs raise and lower: m², CO₂ and 1st read
alike, whichever file they stand in.
"""

import re
from collections.abc import Mapping

RAISED = str.maketrans(
    "0123456789+−-–=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
)
LOWERED = str.maketrans("0123456789+−-–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_TRADE_MARKS = {"tm": "™", "sm": "℠", "(r)": "®", "r": "®"}
# "21st", "1er", "2e": an ordinal's ending reads the same on the line.
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|er|re|ère|e|ème|nde|d|o|a|os|as|º|ª|й|я|е|го|му|м|х|га|ша|та)", re.IGNORECASE
)
_ABBREVIATED = re.compile(r"(?:^|\W)[A-ZÀ-Þn]$")  # M<sup>me</sup>, D<sup>r</sup>, n<sup>o</sup>
_LONGEST_ABBREVIATION = 4
_LONGEST_LETTERS = 3  # raised letters; more are a word that stands higher
_BETWEEN_MARKS = frozenset(",.;:*†‡§¶ ")


def raised(text: str, before: str) -> str:
    """Write raised text as the page shows it, given the text `before` it on its line.

    >>> raised("2", "35") + raised("st", "1") + raised("a", "people") + raised("note", "people")
    '²stᵃ note'
    """
    words = text.strip()
    if words.lower() in _TRADE_MARKS and before[-1:].isalpha() and len(before.split()[-1]) > 1:
        return text.replace(words, _TRADE_MARKS[words.lower()])
    is_ending = before[-1:].isdigit() and _ORDINAL.fullmatch(words) is not None
    is_short = words.isalpha() and len(words) <= _LONGEST_ABBREVIATION
    if is_ending or (is_short and _ABBREVIATED.search(before)):
        return text
    return _moved_or_apart(text, before, RAISED)


def lowered(text: str, before: str) -> str:
    """Write lowered text as the page shows it, given the text `before` it on its line.

    >>> "CO" + lowered("2", "CO") + lowered("total", "mass")
    'CO₂ total'
    """
    return _moved_or_apart(text, before, LOWERED)


def moved(text: str, table: Mapping[int, int]) -> str | None:
    """Write a text in the characters of a table, `RAISED` or `LOWERED`; `None` if it lacks one.

    >>> moved("10", RAISED), moved("п", RAISED)
    ('¹⁰', None)
    """
    return text.translate(table) if text and all(ord(mark) in table for mark in text) else None


def _moved_or_apart(text: str, before: str, table: Mapping[int, int]) -> str:
    """Move a text; what has no characters of its own is parted from the word before.

    >>> _moved_or_apart("[4]", "votes counted", RAISED)
    ' [4]'
    """
    words = text.strip()
    if sum(map(str.isalpha, words)) <= _LONGEST_LETTERS:
        marks = [chr(table.get(ord(mark), ord(mark))) for mark in text]
        if all(new != old or old in _BETWEEN_MARKS for old, new in zip(text, marks, strict=True)):
            return "".join(marks)
    is_glued = before[-1:].isalnum() and (text[:1].isalnum() or text[:1] == "[")
    return f" {text}" if is_glued else text
