"""The rows of a column -> lines of text as they are read."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from index.sources.parsing.office.raised import lowered, raised
from index.sources.parsing.pdf.glyphs import GAP_IN_SIZES, is_right_to_left
from index.sources.parsing.pdf.hyphens import HYPHENS
from index.sources.parsing.pdf.rows import SMALLER, Row
from index.sources.parsing.pdf.shapes import Column, Line, Piece
from index.text.blocks import GAP

LEAST_SPACE = 0.05
"""A space of the file that is narrower than this many font sizes is not seen."""

RAISED = 0.12
"""A smaller piece this many font sizes above the base line of its row is raised."""

LONGEST_MARK = 6
"""Longer words that stand higher or lower are of something else beside the row."""

LOWERED = 0.06
"""A smaller piece this many font sizes below the base line of its row is lowered."""

DROP_CAP = 1.8
"""A first letter this many times as large as its row reaches over the rows below it."""

CAPITAL = 0.72
"""The height of a capital, in font sizes."""

LONGEST_INITIAL = 2
"""A quotation mark may be set large with the letter."""

INITIAL_GAP = 0.45
"""A large first letter that stands further from the next, in font sizes, is a word of its own."""

LEAST_SPREAD = 4
SPREAD = 0.6
"""A row of so many pieces, most of them single letters, is set wide apart."""

SPREAD_GAP = 1.6
"""There a gap this many times the usual one parts words."""

CELL_GAP = 1.2
"""Cells of a row stand at least so many font sizes apart."""

CELL_GAPS = 2.5
"""And so many times as far as the words of the row."""

LEAST_GAPS = 3
LONE_CELL_GAP = 6.0
"""In a row with fewer gaps, which tell less, cells stand at least so many font sizes apart."""

HYPHEN_GAP = 0.7
"""Programs that stretch a line can set the hyphen at its end apart, at most so many font sizes."""

_SWAPPED = str.maketrans("()[]{}«»", ")(][}{»«")


def read_column(rows: Sequence[Row], page: int) -> Column:
    """Read the lines of a column; a large first letter goes before the word that it begins."""
    kept, lefts = list(rows), [row.left for row in rows]
    for last, row in enumerate(rows):
        first = _begun_by(kept, last)
        if first is not None:
            initial = row.pieces[0]
            kept[last] = Row(row.pieces[1:], row.base, row.size)
            kept[first] = replace(kept[first], pieces=(initial, *kept[first].pieces))
            lefts[first : last + 1] = [initial.left] * (last + 1 - first)
    lines = [_line(row, left) for row, left in zip(kept, lefts, strict=True) if row.pieces]
    return Column(tuple(line for line in lines if line.text), page)


def join_pieces(pieces: Sequence[Piece], base: float, size: float) -> str:
    """Write pieces that stand side by side, in the order in which they are read.

    Letters above or below the base line are written as such where Unicode has them, and never run
    together with the word before.
    """
    ordered = _read_order(pieces)
    least, widest = _least_gap(ordered, size), _widest_gap(ordered, size)
    parts: list[str] = []
    last: Piece | None = None
    for piece in ordered:
        is_mark = piece.size <= SMALLER * size and len(piece.text) <= LONGEST_MARK
        shift = (piece.base - base) / size if is_mark else 0.0
        written = _written(piece.text, shift, parts[-1] if parts else "")
        if last is not None and _is_apart(last, piece, least):
            parts.append(GAP if _gap(last, piece) > widest else " ")
        parts.append(written)
        last = piece
    return "".join(parts).strip()


def _begun_by(rows: Sequence[Row], last: int) -> int | None:
    """Return the place of the row that the first letter of a lower row begins, if it is large."""
    initial = rows[last].pieces[0]
    if len(initial.text) > LONGEST_INITIAL or not initial.text.isalpha():
        return None
    top = initial.base + CAPITAL * initial.size
    return next(
        (
            place
            for place, row in enumerate(rows[:last])
            if row.pieces and row.base < top and initial.size >= DROP_CAP * row.size
        ),
        None,
    )


def _line(row: Row, left: float) -> Line:
    text = join_pieces(row.pieces, row.base, row.size)
    first = row.pieces[-1] if _is_mostly_right_to_left(row.pieces) else row.pieces[0]
    width = first.right - first.left
    cells = text.count(GAP) + 1
    return Line(text, left, row.right, row.base, row.size, width, cells)


def _read_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Put pieces that stand from left to right in the order in which they are read."""
    if not _is_mostly_right_to_left(pieces):
        return list(pieces)
    ordered: list[Piece] = []
    foreign: list[Piece] = []  # words and numbers written from left to right
    for piece in reversed(pieces):
        if _turns(piece):
            ordered.extend(reversed(foreign))
            foreign.clear()
            ordered.append(piece)
        elif any(letter.isalnum() for letter in piece.text):
            foreign.append(piece)
        else:
            ordered.extend(reversed(foreign))
            foreign.clear()
            ordered.append(piece)
    ordered.extend(reversed(foreign))
    return _with_brackets(ordered)


def _with_brackets(pieces: list[Piece]) -> list[Piece]:
    """Turn brackets that are named as they look, where they open a text from the right."""
    brackets = [letter for piece in pieces for letter in piece.text if letter in "()[]{}«»"]
    if not brackets or brackets[0] in "([{«":
        return pieces
    return [replace(piece, text=piece.text.translate(_SWAPPED)) for piece in pieces]


def _is_mostly_right_to_left(pieces: Sequence[Piece]) -> bool:
    turned = sum(len(piece.text) for piece in pieces if _turns(piece))
    letters = sum(len(piece.text) for piece in pieces if piece.text.isalpha())
    return turned > 0 and 2 * turned >= letters


def _turns(piece: Piece) -> bool:
    text = piece.text
    return not text.isascii() and any(is_right_to_left(letter) for letter in text)


def _least_gap(pieces: Sequence[Piece], size: float) -> float:
    """Return the gap that parts words; wider where single letters are set wide apart."""
    usual = GAP_IN_SIZES * size
    if len(pieces) < LEAST_SPREAD or sum(len(piece.text) == 1 for piece in pieces) < SPREAD * len(
        pieces
    ):
        return usual
    return max(usual, SPREAD_GAP * median(_gap(*pair) for pair in pairwise(pieces)))


def _widest_gap(pieces: Sequence[Piece], size: float) -> float:
    """Return the gap above which pieces are cells of a row, not words of a justified line."""
    gaps = sorted(gap for pair in pairwise(pieces) if (gap := _gap(*pair)) > GAP_IN_SIZES * size)
    if len(gaps) < LEAST_GAPS:
        return LONE_CELL_GAP * size
    return max(CELL_GAP * size, CELL_GAPS * gaps[0], CELL_GAPS * gaps[len(gaps) // 2 - 1])


def _gap(last: Piece, piece: Piece) -> float:
    """Return the space between two pieces, whichever stands on the left."""
    return max(piece.left - last.right, last.left - piece.right)


def _is_apart(last: Piece, piece: Piece, least: float) -> bool:
    gap = _gap(last, piece)
    if piece.text in HYPHENS and not piece.spaced and gap <= HYPHEN_GAP * piece.size:
        return False
    if last.size >= DROP_CAP * piece.size and len(last.text) <= 2 and last.base < piece.base - 1:
        return piece.spaced or gap > INITIAL_GAP * piece.size
    return gap > least or (piece.spaced and gap > LEAST_SPACE * piece.size)


def _written(text: str, shift: float, before: str) -> str:
    """Write a piece that stands higher or lower than its row.

    >>> _written("2", 0.3, "35"), _written("st", 0.3, "1"), _written("*", 0.3, "word")
    ('²', 'st', '*')
    """
    if -LOWERED < shift < RAISED:
        return text
    return raised(text, before) if shift > 0 else lowered(text, before)
