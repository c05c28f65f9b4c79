"""What a page draws -> what of it a reader sees; the rest is counted.

Whether a word is seen is found out by drawing the page small: where the word should stand there
must be ink. So white text, text under a bar or of a hidden layer, and text beside the page are all
told by what they have in common, and white text on a dark ground is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.sources.parsing.pdf import ink, objects
from index.sources.parsing.pdf.glyphs import Ground, Handle
from index.sources.parsing.pdf.shapes import Box, Page, PageKind, Piece

LEAST_SIZE = 1.5
"""In points: smaller letters are no text for readers."""

PICTURE_SHARE = 0.5
"""An image over this share of a page is the page, and invisible text on it what it was read as."""

STRUCK_BETWEEN = (0.12, 0.5)
"""A line through a word stands between these heights over its base line, in font sizes."""

STRUCK_THICKNESS = 0.2
"""The thickest line through a word, in font sizes."""

OUTLINED_SHAPES = 50
"""A page without text that draws so many shapes may be text turned into outlines, or a drawing."""

DRAWING_SHARE = 0.1
"""A shape over this share of a page without text is taken for an image, not for an ornament."""

LETTER_MIDDLE = 0.3
"""The middle of small letters over the base line, in font sizes."""

MOST_BAR_IN_SIZES = 2.0
NEAR_BAR = 1.5
"""A bar at most so many font sizes high, and so many from words, stands in their line."""

BLACKED_OUT = "███"
"""What stands in the text for a bar over words, however wide it is."""


def sort_out(
    page: Handle,
    ground: Ground,
    pieces: Sequence[Piece],
    around: objects.Surroundings,
    notes: objects.Notes,
) -> Page:
    """Return a page with the pieces that are seen and stand; count the others."""
    upright = [piece for piece in pieces if piece.style.quarters is not None]
    sight = _look(page, ground, upright, around, notes.fields)
    seen: list[Piece] = []
    unseen: list[Piece] = []
    for piece in upright:
        (seen if sight.sees(piece) else unseen).append(piece)
    lines = (*around.lines, *notes.strikes)
    parts = [part for piece in seen for part in _cut_at_strikes(piece, lines)]
    standing = [part.piece for part in parts if not part.is_struck]
    flows = _flows([*standing, *_blacked_out(around.bars, standing, unseen)])
    return Page(
        *_size(ground, flows),
        flows=flows,
        kind=_kind(flows, around, ground),
        hidden=_passages(unseen),
        struck=_passages([part.piece for part in parts if part.is_struck]),
        oblique=len(pieces) - len(upright),
        comments=notes.comments,
    )


@dataclass(frozen=True, slots=True)
class _Sight:
    """What of a page can be seen; nothing is known of what stands on the images `unknown`.

    The text of a field may be longer than the field.
    """

    ground: Ground
    drawn: ink.Ink | None
    is_scan: bool
    unknown: tuple[Box, ...]
    fields: tuple[Box, ...]

    def sees(self, piece: Piece) -> bool:
        """Tell whether a piece can be seen, or was read by a machine on the image over it."""
        if piece.size < LEAST_SIZE:
            return False
        if not piece.style.painted:
            return self.is_scan
        if self.drawn is None or any(box.overlaps(piece.box) for box in self.unknown):
            return True
        return self.drawn.shows(piece) or any(
            field.bottom <= piece.base <= field.top and field.left <= piece.left
            for field in self.fields
        )


def _look(
    page: Handle,
    ground: Ground,
    pieces: Sequence[Piece],
    around: objects.Surroundings,
    fields: tuple[Box, ...],
) -> _Sight:
    """Draw a page with the images that words stand on: to unpack the others takes time."""
    painted = [piece.box for piece in pieces if piece.style.painted]
    with_words = [
        picture for picture in around.pictures if any(picture.box.overlaps(box) for box in painted)
    ]
    drawn = [picture for picture in with_words if picture.is_small]
    objects.take_out([picture for picture in around.pictures if picture not in drawn])
    area = PICTURE_SHARE * ground.width * ground.height
    return _Sight(
        ground,
        ink.draw(page, ground) if painted else None,
        any(picture.box.area >= area for picture in around.pictures),
        tuple(picture.box for picture in with_words if not picture.is_small),
        fields,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a piece, and whether a line goes through it."""

    piece: Piece
    is_struck: bool


def _cut_at_strikes(piece: Piece, lines: Sequence[Box]) -> Iterator[_Part]:
    low, high = (piece.base + share * piece.size for share in STRUCK_BETWEEN)
    through = [
        line
        for line in lines
        if line.left < piece.right
        and piece.left < line.right
        and low <= (line.bottom + line.top) / 2 <= high
        and line.height <= STRUCK_THICKNESS * piece.size
    ]
    if not through:
        yield _Part(piece, False)
        return
    middles = [left + 0.25 * piece.size for left in piece.lefts]
    struck = [any(line.left <= middle <= line.right for line in through) for middle in middles]
    for is_struck, group in groupby(range(len(piece.text)), key=struck.__getitem__):
        span = list(group)
        part = replace(
            piece,
            text=piece.text[span[0] : span[-1] + 1],
            lefts=piece.lefts[span[0] : span[-1] + 1],
            left=min(piece.lefts[i] for i in span),
            right=piece.right if len(piece.text) - 1 in span else piece.lefts[span[-1] + 1],
            spaced=piece.spaced and span[0] == 0,
        )
        yield _Part(part, is_struck)


def _blacked_out(
    bars: Sequence[Box], seen: Sequence[Piece], unseen: Sequence[Piece]
) -> Iterator[Piece]:
    """Yield a black mark for each bar within a line of text, so that nobody reads over it.

    A bar has a line where words stand beside it or under it; one with words on it is a ground.
    """
    for bar in bars:
        if any(piece.box.overlaps(bar) for piece in seen):
            continue
        for piece in (*seen, *unseen):
            if _is_level(bar, piece):
                edges = (bar.left,) * len(BLACKED_OUT)
                yield replace(
                    piece,
                    text=BLACKED_OUT,
                    lefts=edges,
                    left=bar.left,
                    right=bar.right,
                    spaced=True,
                )
                break


def _is_level(bar: Box, piece: Piece) -> bool:
    """Tell whether a bar stands in the line of a piece, near it or on it."""
    return (
        bar.bottom <= piece.base + LETTER_MIDDLE * piece.size <= bar.top
        and bar.height <= MOST_BAR_IN_SIZES * piece.size
        and piece.left < bar.right + NEAR_BAR * piece.size
        and bar.left < piece.right + NEAR_BAR * piece.size
    )


def _flows(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Part pieces by the direction in which they are written; the one of most letters first."""
    by_direction: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_direction.setdefault(piece.style.quarters or 0, []).append(piece)
    flows = sorted(by_direction.items(), key=lambda flow: (-_letters(flow[1]), flow[0]))
    return tuple(tuple(flow) for _, flow in flows)


def _letters(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _size(ground: Ground, flows: Sequence[Sequence[Piece]]) -> tuple[float, float]:
    """Return width and height of the page, held so that its main text stands upright."""
    is_lying = bool(flows) and (flows[0][0].style.quarters or 0) % 2 == 1
    return (ground.height, ground.width) if is_lying else (ground.width, ground.height)


def _kind(
    flows: Sequence[Sequence[Piece]], around: objects.Surroundings, ground: Ground
) -> PageKind:
    if not flows:
        is_large = around.largest >= DRAWING_SHARE * ground.width * ground.height
        is_image = around.pictures or is_large or around.shapes >= OUTLINED_SHAPES
        return "image" if is_image else "empty"
    unpainted = sum(not piece.style.painted for flow in flows for piece in flow)
    return "recognised" if unpainted * 2 > sum(map(len, flows)) else "text"


def _passages(pieces: Sequence[Piece]) -> int:
    """Count the runs of pieces that the page draws one after the other."""
    orders = sorted({piece.order for piece in pieces})
    return sum(not index or order != orders[index - 1] + 1 for index, order in enumerate(orders))
