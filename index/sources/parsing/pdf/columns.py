"""The rows of a page -> its columns in the order in which they are read.

White space that runs down between words parts columns, unless what stands on both sides is a table:
a row of a table is read across. The order in which the file draws helps to tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.sources.parsing.pdf.glyphs import is_right_to_left
from index.sources.parsing.pdf.rows import Row, read_rows
from index.sources.parsing.pdf.shapes import Piece

GUTTER_IN_SIZES = 0.7
"""The narrowest space between columns: newspapers set it as wide as a letter or two."""

MOST_GUTTERS = 200
MOST_TRIED = 20
"""Letters strewn over a page make more; a page has a few."""

LEAST_ROWS = 2
"""Columns have at least so many rows on each side, when the file draws one after the other."""

MOST_ASTRAY = 0.25
"""This share of the smaller side may be drawn out of turn; the rows of a table all are."""

LEAST_PROSE_ROWS = 3
"""The same when the file draws row by row."""

ROWS_TO_OVERRUN = 5
"""After so many rows of a column, a word of it may run out of it."""

NOTES_GAP = 1.5
NOTES_SIZE = 0.95
"""A row so many font sizes under columns, and at most this large beside them, begins their notes.
"""

LEAST_PROSE_LETTERS = 15
"""The middle row of a column of prose has at least so many letters; the cells of a table fewer."""

FILLED = 0.65
"""The middle row of a column of prose fills this share of its width."""

ALIGNED = 0.6
"""This share of the rows of a column begin where it begins; chance gaps between words do not."""


LEAST_LINE_NUMBERS = 5
"""Fewer numbers in the margin may be those of a list."""

LONGEST_LINE_NUMBER = 5
"""Digits."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A space between `left` and `right` that is free in the rows from `first` to `last`."""

    left: float
    right: float
    first: int
    last: int


def order_columns(pieces: Sequence[Piece]) -> list[list[Row]]:
    """Part the text of a page into columns, in the order in which they are read."""
    return _order(read_rows(pieces))


def _order(rows: list[Row]) -> list[list[Row]]:
    if len(rows) < LEAST_ROWS:
        return [rows] if rows else []
    gutters = sorted(_gutters(rows), key=lambda gutter: gutter.first - gutter.last)
    for gutter in gutters[:MOST_TRIED]:
        within = rows[gutter.first : gutter.last + 1]
        parts = _parted(within, gutter, gutters)
        if parts:
            above, below = rows[: gutter.first], rows[gutter.last + 1 :]
            inner = [column for part in parts for column in _order(read_rows(part))]
            return [*_order(above), *inner, *_order(below)]
    return [rows]


def _gutters(rows: Sequence[Row]) -> list[_Gutter]:
    """List the spaces that run down between words over several rows."""
    least = GUTTER_IN_SIZES * median(row.size for row in rows)
    free = [_spaces(row, least) for row in rows]
    found: list[_Gutter] = []
    for index, spaces in enumerate(free):
        if len(found) > MOST_GUTTERS:
            break
        for left, right in [*spaces[1:-1], *_beside(rows[index : index + 2], least)]:
            known = any(
                gutter.first <= index <= gutter.last and gutter.left < right and left < gutter.right
                for gutter in found
            )
            if not known:
                found.append(_run(rows, free, index, left, right, least))
    return [gutter for gutter in found if gutter.last - gutter.first + 1 >= LEAST_ROWS]


def _spaces(row: Row, least: float) -> list[tuple[float, float]]:
    """List the free intervals of a row: its left margin, what is wide within it, its right one."""
    spaces = [(float("-inf"), row.left)]
    end = row.pieces[0].right
    for piece in row.pieces[1:]:
        if piece.left - end >= least:
            spaces.append((end, piece.left))
        end = max(end, piece.right)
    return [*spaces, (end, float("inf"))]


def _beside(rows: Sequence[Row], least: float) -> list[tuple[float, float]]:
    """List the space between two rows of which one stands wholly to the side of the other."""
    if len(rows) < LEAST_ROWS:
        return []
    left, right = sorted(rows, key=lambda row: row.left)
    return [(left.right, right.left)] if right.left - left.right >= least else []


def _run(
    rows: Sequence[Row],
    free: Sequence[Sequence[tuple[float, float]]],
    index: int,
    left: float,
    right: float,
    least: float,
) -> _Gutter:
    """Follow a space up and down as far as rows leave enough of it free."""
    ends = []
    for step in (-1, 1):
        end, overrun = index, index
        while 0 <= end + step < len(free):
            common = [
                (max(left, start), min(right, stop))
                for start, stop in free[end + step]
                if min(right, stop) - max(left, start) >= least
            ]
            other = rows[end + step]
            if step > 0 and _are_notes(rows[index], rows[end], other):
                break
            if common:
                left, right = max(common, key=lambda space: space[1] - space[0])
            elif abs(end - overrun) >= ROWS_TO_OVERRUN and _runs_over(other, left, right):
                overrun = end + step
            else:
                break
            end += step
        ends.append(end)
    return _Gutter(left, right, ends[0], ends[1])


def _runs_over(row: Row, left: float, right: float) -> bool:
    """Tell whether a long word runs out of its column, over the space and maybe further."""
    begins_column = any(abs(piece.left - right) < 1.0 for piece in row.pieces)
    over = [piece for piece in row.pieces if piece.left < left and piece.right > left + 1.0]
    return begins_column and len(over) == 1


def _are_notes(text: Row, last: Row, row: Row) -> bool:
    """Tell whether a row begins notes under columns: it is smaller, and apart from the text."""
    return last.base - row.base > NOTES_GAP * last.size and row.size < NOTES_SIZE * text.size


def _parted(rows: Sequence[Row], gutter: _Gutter, gutters: Sequence[_Gutter]) -> list[list[Piece]]:
    """Return what stands on the sides of a gutter, in reading order; empty where it parts a table.

    What the file draws one after the other is one after the other also for its readers.
    """
    middle = (gutter.left + gutter.right) / 2
    pieces = [piece for row in rows for piece in row.pieces]
    sides = [
        [piece for piece in pieces if (piece.left + piece.right) / 2 < middle],
        [piece for piece in pieces if (piece.left + piece.right) / 2 >= middle],
    ]
    counts = [len(read_rows(side)) for side in sides]
    if min(counts) < LEAST_ROWS:
        return []
    if _is_right_to_left(pieces):
        sides.reverse()
    if _is_drawn_apart(sides, min(counts)) or are_line_numbers(sides[0]):
        return sides
    if min(counts) < LEAST_PROSE_ROWS:
        return []
    left, right = _next_gutters(gutter, gutters)
    beside = [[piece for piece in side if left <= piece.left < right] for side in sides]
    return sides if all(side and _is_prose(side) for side in beside) else []


def _next_gutters(gutter: _Gutter, gutters: Sequence[_Gutter]) -> tuple[float, float]:
    """Return where the columns beside a gutter end at other gutters that run as far down."""
    rows = ALIGNED * (gutter.last - gutter.first)
    others = [other for other in gutters if other.last - other.first >= rows]
    lefts = [other.left for other in others if other.right <= gutter.left]
    rights = [other.right for other in others if other.left >= gutter.right]
    return max(lefts, default=float("-inf")), min(rights, default=float("inf"))


def are_line_numbers(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces are the numbers of lines in the margin, as in records of courts."""
    numbers = [
        int(piece.text)
        for piece in sorted(pieces, key=lambda piece: -piece.base)
        if piece.text.isdecimal() and len(piece.text) <= LONGEST_LINE_NUMBER
    ]
    if len(numbers) < len(pieces) or len(numbers) < LEAST_LINE_NUMBERS:
        return False
    steps = {after - before for before, after in pairwise(numbers)}
    return len(steps) == 1 and steps <= {1, 5, 10}


def _is_drawn_apart(sides: Sequence[Sequence[Piece]], rows: int) -> bool:
    """Tell whether the file draws one side, then the other, but for a few pieces such as notes.

    Either can be first: browsers draw a box before the text beside it. A file that draws across
    comes back to each side once for each of the `rows`: two stretched lines with a gap in common.
    """
    drawn = [
        side for _, side in sorted((piece.order, side) for side in (0, 1) for piece in sides[side])
    ]
    if sum(before != after for before, after in pairwise(drawn)) > rows:
        return False
    before_second = before_first = 0
    astray = [len(sides[0]), len(sides[1])]  # drawn out of turn, if either side comes first
    for side in drawn:
        before_first += 1 if side else -1
        before_second -= 1 if side else -1
        astray[0] = min(astray[0], len(sides[0]) + before_first)
        astray[1] = min(astray[1], len(sides[1]) + before_second)
    return min(astray) <= MOST_ASTRAY * min(map(len, sides))


def _is_prose(column: Sequence[Piece]) -> bool:
    """Tell whether what stands between two gutters is running text."""
    rows = read_rows(column)
    left = min(row.left for row in rows)
    width = max(row.right for row in rows) - left
    letters = median(sum(len(piece.text) for piece in row.pieces) for row in rows)
    filled = median(row.right - row.left for row in rows)
    # Letters stand over the edge a little, first lines of paragraphs are set in.
    aligned = sum(row.left - left <= 0.15 * row.size for row in rows)
    return (
        letters >= LEAST_PROSE_LETTERS
        and filled >= FILLED * width
        and aligned >= ALIGNED * len(rows)
    )


def _is_right_to_left(pieces: Sequence[Piece]) -> bool:
    turned = sum(is_right_to_left(piece.text[0]) for piece in pieces)
    return 2 * turned > len(pieces)
