"""What a PDF draws: pieces of text at their places on a page, and the lines made of them.

Places are in points from the lower left corner of the page as it is shown, turned upright.
"""

from dataclasses import dataclass
from typing import Literal

LETTER_TOP = 0.75
"""How far letters reach above their base line, in font sizes."""

LETTER_BOTTOM = 0.2
"""How far letters reach below their base line, in font sizes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.top - self.bottom

    @property
    def area(self) -> float:
        """Return the area in square points."""
        return self.width * self.height

    def overlaps(self, other: "Box") -> bool:
        """Tell whether a point lies in both boxes."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def turned(self, width: float, height: float, quarters: int) -> "Box":
        """Return the place of this box once a page of this size is turned clockwise.

        >>> Box(0, 90, 10, 100).turned(50, 100, 1)
        Box(left=90, bottom=40, right=100, top=50)
        """
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        if quarters == 1:
            return Box(bottom, width - right, top, width - left)
        if quarters == 2:
            return Box(width - right, height - top, width - left, height - bottom)
        if quarters == 3:
            return Box(height - top, left, height - bottom, right)
        return self


@dataclass(frozen=True, slots=True)
class Style:
    """What the letters of one text object have in common.

    `quarters` tells how often the page must be turned clockwise until they stand upright, `None`
    for text that is drawn across the page. Invisible letters, as over a scan, are not `painted`;
    `has_font` tells whether the file brings their shapes.
    """

    size: float
    quarters: int | None = 0
    painted: bool = True
    has_font: bool = True
    colour: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand side by side without a gap, of one style and on one base line.

    `lefts` holds the left edge of each character; `order` grows as the page draws; `spaced` tells
    whether the file holds a space before it.
    """

    text: str
    lefts: tuple[float, ...]
    left: float
    right: float
    base: float
    style: Style
    order: int = 0
    spaced: bool = False

    @property
    def size(self) -> float:
        """Return the font size in points."""
        return self.style.size

    @property
    def box(self) -> Box:
        """The room that letters of this size take above and below the base line."""
        bottom, top = self.base - LETTER_BOTTOM * self.size, self.base + LETTER_TOP * self.size
        return Box(self.left, bottom, self.right, top)


PageKind = Literal[
    "text",
    "empty",
    "image",  # it holds no text, only what is drawn
    "recognised",  # an image, and under it the text that a machine read on it
]


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page as it is shown, by the direction in which it is written, the main first.

    Text of another direction is turned so that it can be read like the main one. `hidden` counts
    passages that nobody sees, `struck` the ones crossed out, `oblique` those drawn across the page,
    `comments` the notes that readers put on it.
    """

    width: float
    height: float
    flows: tuple[tuple[Piece, ...], ...] = ()
    kind: PageKind = "text"
    hidden: int = 0
    struck: int = 0
    oblique: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column: its text, its extent, and the size of most of its letters.

    `first_width` is the width of its first word, `cells` how many parts stand far apart in it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    first_width: float = 0.0
    cells: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """Lines one below the other that are read together, of one page."""

    lines: tuple[Line, ...]
    page: int = 0
