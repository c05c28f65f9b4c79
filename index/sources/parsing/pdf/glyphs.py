"""The characters that pdfium finds on an open page -> pieces of text; drives pdfium."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from index.sources.parsing.office.raised import RAISED
from index.sources.parsing.pdf.shapes import Box, Piece, Style

Handle: TypeAlias = Any  # what pdfium hands out: ctypes gives its pointers no useful type

GAP_IN_SIZES = 0.16
"""A wider gap parts words: TeX sets spaces as narrow as .22 of the size, kerning is below .1."""

OVERLAP_IN_SIZES = 0.35
"""How far a letter may reach back over the one before it, as italics and accents do."""

MOST_DEGREES_ASKEW = 5.0
"""Text turned further than this from upright or lying is drawn across the page."""

RAISED_DIGIT = 0.22
"""A digit whose lower edge is so many font sizes over the base line is raised."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for a letter that is shown, but that its font gives no name."""

_INVISIBLE_MODE = 3
_FIRST_FROM_THE_RIGHT = "\u0590"  # Hebrew
# The bullets of Symbol and Wingdings, which are no letters of Unicode.
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF076: "❖"}


@dataclass(frozen=True, slots=True)
class Ground:
    """The visible part of a page, in the file's own coordinates, and how it is turned."""

    crop: Box
    quarters: int

    @property
    def width(self) -> float:
        """Return the width of the page as it is shown."""
        return self.crop.height if self.quarters % 2 else self.crop.width

    @property
    def height(self) -> float:
        """Return the height of the page as it is shown."""
        return self.crop.width if self.quarters % 2 else self.crop.height

    @property
    def is_upright(self) -> bool:
        """Tell whether a box of the file is shown where the file has it."""
        return not self.quarters and not self.crop.left and not self.crop.bottom

    def shown(self, box: Box) -> Box:
        """Return where a box of the file is shown."""
        left, bottom = self.crop.left, self.crop.bottom
        if self.is_upright:
            return box
        moved = Box(box.left - left, box.bottom - bottom, box.right - left, box.top - bottom)
        return moved.turned(self.crop.width, self.crop.height, self.quarters)

    def turned(self, box: Box, quarters: int) -> Box:
        """Turn a box on the page as shown; one quarter and three more lead back."""
        return box.turned(self.width, self.height, quarters)


@dataclass(slots=True)
class _Open:
    """The characters gathered so far for the next piece."""

    style: Style
    base: float
    spaced: bool
    letters: list[tuple[str, float, float]] = field(default_factory=list)


def read_pieces(text_page: Handle, ground: Ground) -> Iterator[Piece]:
    """Yield the pieces of a page in the order in which it is drawn, each upright in its direction.

    The base of a piece, its edges and its box are turned with its style's `quarters`.
    """
    gathered: _Open | None = None
    spaced = False
    order = 0
    for letter, style, left, right, base in _characters(text_page, ground):
        if style is None or letter.isspace():
            if gathered is not None:
                yield _piece(gathered, order)
                gathered, order = None, order + 1
            spaced = spaced or style is not None
            continue
        if gathered is not None and not _goes_on(gathered, letter, style, left, right, base):
            yield _piece(gathered, order)
            gathered, order = None, order + 1
        if gathered is None:
            gathered = _Open(style, base, spaced)
            spaced = False
        gathered.letters.append((letter, left, right))
    if gathered is not None:
        yield _piece(gathered, order)


def _characters(
    text_page: Handle, ground: Ground
) -> Iterator[tuple[str, Style | None, float, float, float]]:
    """Yield each character with its style, its left and right edge, and its base line, upright.

    A space that the file does not hold has no style. This runs for every letter of a file, so that
    a box is made only where it must be moved or turned.
    """
    from pypdfium2 import raw

    unicode, object_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
    loose_box, address = raw.FPDFText_GetLooseCharBox, ctypes.addressof
    rectangle, is_upright = raw.FS_RECTF(), ground.is_upright
    styles: dict[int, tuple[Style, float]] = {}
    for index in range(raw.FPDFText_CountChars(text_page)):
        drawn = object_of(text_page, index)
        if not drawn:
            yield " ", None, 0.0, 0.0, 0.0
            continue
        key = address(drawn.contents)
        if key not in styles:
            styles[key] = _style(text_page, index, drawn, ground)
        style, base = styles[key]
        loose_box(text_page, index, rectangle)
        left, right = rectangle.left, rectangle.right
        if style.quarters or not is_upright:
            box = ground.shown(Box(left, rectangle.bottom, right, rectangle.top))
            box = ground.turned(box, style.quarters) if style.quarters else box
            left, right = box.left, box.right
        letter = _letter(unicode(text_page, index))
        if letter.isdecimal() and not style.quarters:
            is_raised = _is_raised(text_page, index, style, ground, base)
            letter = letter.translate(RAISED) if is_raised else letter
        yield letter, style, left, right, base


def _is_raised(text_page: Handle, index: int, style: Style, ground: Ground, base: float) -> bool:
    """Tell whether a digit is drawn high up, as fonts with raised digits of their own do."""
    from pypdfium2 import raw

    edges = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(text_page, index, *edges)
    left, right, bottom, top = (edge.value for edge in edges)
    return ground.shown(Box(left, bottom, right, top)).bottom - base > RAISED_DIGIT * style.size


def _style(text_page: Handle, index: int, drawn: Handle, ground: Ground) -> tuple[Style, float]:
    """Read the style of a text object, and the base line of its letters."""
    from pypdfium2 import raw

    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a)) + 90 * ((4 - ground.quarters) % 4)
    quarters = round(degrees / 90)
    askew = abs(degrees - 90 * quarters) > MOST_DEGREES_ASKEW
    colour = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(drawn, *colour)
    style = Style(
        size=raw.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d),
        quarters=None if askew else quarters % 4,
        painted=raw.FPDFTextObj_GetTextRenderMode(drawn) != _INVISIBLE_MODE,
        has_font=bool(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(drawn))),
        colour=tuple(channel.value for channel in colour),
    )
    origin = ground.shown(Box(x.value, y.value, x.value, y.value))
    return style, ground.turned(origin, style.quarters or 0).bottom


@cache
def _letter(code: int) -> str:
    """Return the letters that a character of a PDF stands for.

    >>> _letter(0xFB01), _letter(0x2), _letter(0xF0B7)
    ('fi', '-', '•')
    """
    if code < 0x80:
        # pdfium writes the hyphen at the end of a line as the character 2.
        return "-" if code == 0x2 else chr(code) if code >= 0x20 or code in (9, 10, 13) else "�"
    if 0xE000 <= code <= 0xF8FF:
        return _BULLETS.get(code, " ")  # else an icon
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return UNREADABLE
    if 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFF:  # ligatures, and Arabic as it is drawn
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _goes_on(
    gathered: _Open, letter: str, style: Style, start: float, end: float, base: float
) -> bool:
    """Tell whether a letter from `start` to `end` stands beside the ones before it."""
    size = style.size
    is_other = style is not gathered.style and style != gathered.style
    if is_other or abs(base - gathered.base) > 0.05 * size:
        return False
    before, left, right = gathered.letters[-1]
    least, most = -OVERLAP_IN_SIZES * size, GAP_IN_SIZES * size
    is_beside = least <= start - right <= most
    if letter < _FIRST_FROM_THE_RIGHT > before:  # nearly every letter of most files
        return is_beside or unicodedata.combining(letter[0]) > 0
    if is_right_to_left(letter) != is_right_to_left(before) and letter.isalnum():
        return False
    if is_beside or unicodedata.combining(letter[0]):
        return True
    return is_right_to_left(letter) and least <= left - end <= most


def is_right_to_left(letter: str) -> bool:
    """Tell whether a character is of a script written from right to left."""
    return letter[0] >= _FIRST_FROM_THE_RIGHT and unicodedata.bidirectional(letter[0]) in (
        "R",
        "AL",
    )


def _piece(gathered: _Open, order: int) -> Piece:
    letters = gathered.letters
    text = "".join(letter for letter, _, _ in letters)
    if not text.isascii() and any(is_right_to_left(letter) for letter, _, _ in letters):
        letters = _from_right_to_left(letters)
        text = "".join(letter for letter, _, _ in letters)
    lefts = tuple(left for letter, left, _ in letters for _ in letter)
    return Piece(
        text=text,
        lefts=lefts,
        left=min(left for _, left, _ in letters),
        right=max(right for _, _, right in letters),
        base=gathered.base,
        style=gathered.style,
        order=order,
        spaced=gathered.spaced,
    )


def _from_right_to_left(letters: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Put letters in the order in which they are read; an accent stays behind its letter."""
    groups: list[list[tuple[str, float, float]]] = []
    for place in letters:
        if groups and unicodedata.combining(place[0][0]):
            groups[-1].append(place)
        else:
            groups.append([place])
    groups.sort(key=lambda group: -group[0][1])
    return [place for group in groups for place in group]
