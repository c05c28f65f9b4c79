"""Pieces of text -> rows, each what stands side by side on one base line, with its raised marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.sources.parsing.pdf.shapes import Piece

SAME_BASE = 0.25
"""Bases that differ by less than this many font sizes are of one row."""

LEVEL = 0.45
"""Rows side by side whose bases differ by less than this many font sizes are one row."""

SMALLER = 0.88
"""Raised and lowered marks are set at most this large beside their row."""

MOST_SHIFT = 0.65
"""How far from the base line of its row a mark stands at most, in font sizes of the row."""

NEAR = 0.5
"""How far from its word a mark stands at most, in font sizes of the row."""


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces side by side, from left to right; `base` and `size` are those of most letters."""

    pieces: tuple[Piece, ...]
    base: float
    size: float

    @property
    def left(self) -> float:
        """Return where the first letter begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Return where the last letter ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def text(self) -> str:
        """The words as they stand, for comparing rows; a mark is not told from a letter."""
        return " ".join(piece.text for piece in self.pieces)


def read_rows(pieces: Iterable[Piece]) -> list[Row]:
    """Group pieces into rows, from the top of the page down."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.base, piece.left)):
        last = groups[-1][0] if groups else None
        if last is not None and last.base - piece.base <= SAME_BASE * min(last.size, piece.size):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return _with_marks(_level([_row(group) for group in groups]))


def _row(pieces: Sequence[Piece]) -> Row:
    letters: dict[tuple[float, float], int] = {}
    for piece in pieces:
        key = (piece.size, piece.base)
        letters[key] = letters.get(key, 0) + len(piece.text)
    size, base = max(letters, key=lambda key: (letters[key], key))
    return Row(tuple(sorted(pieces, key=lambda piece: piece.left)), base, size)


def _level(rows: list[Row]) -> list[Row]:
    """Join rows that stand side by side, one a little higher, as a field does beside its label."""
    level: list[Row] = []
    for row in rows:
        above = level[-1] if level else None
        if above is not None and _stand_level(above, row):
            level[-1] = _row((*above.pieces, *row.pieces))
        else:
            level.append(row)
    return level


def _stand_level(above: Row, row: Row) -> bool:
    if above.base - row.base > LEVEL * min(above.size, row.size):
        return False
    return above.right <= row.left or row.right <= above.left


def _with_marks(rows: list[Row]) -> list[Row]:
    """Join rows that are only raised or lowered marks with the row whose words they stand at."""
    joined: dict[int, list[Piece]] = {}
    for index, row in enumerate(rows):
        for other in (index + 1, index - 1, index + 2):
            if 0 <= other < len(rows) and _are_marks(row, rows[other]):
                joined.setdefault(other, []).extend(row.pieces)
                joined.setdefault(index, [])
                break
    result = []
    for index, row in enumerate(rows):
        if index not in joined:
            result.append(row)
        elif marks := joined[index]:
            pieces = tuple(sorted((*row.pieces, *marks), key=lambda piece: piece.left))
            result.append(Row(pieces, row.base, row.size))
    return result


def _are_marks(row: Row, words: Row) -> bool:
    size = words.size
    if row.size > SMALLER * size or abs(row.base - words.base) > MOST_SHIFT * size:
        return False
    return all(
        any(
            -NEAR * size <= mark.left - word.right <= NEAR * size
            or -NEAR * size <= word.left - mark.right <= NEAR * size
            for word in words.pieces
        )
        for mark in row.pieces
    )
