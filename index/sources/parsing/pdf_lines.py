"""Lines placed on the pages of a PDF -> text whose paragraphs are parted by blank lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

PARAGRAPH_GAP = 1.3
"""A gap this many times the usual line spacing parts paragraphs; less splits loosely set lines."""

INDENT_IN_SIZES = 0.8
"""A first line set in by this many font sizes opens a paragraph; less catches ragged margins."""

SIZE_CHANGE = 0.1
"""A change of font size by this share parts a heading from its text."""

SENTENCE_ENDS = (".", "!", "?", "…", ":", ".”", "!”", "?”", '."', '!"', '?"', "»", ".)", "’")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: `left` and `base` (upwards) place it in points, `size` is its font's."""

    text: str
    left: float
    base: float
    size: float


def join(pages: Sequence[Sequence[Line]]) -> str:
    """Join lines with a newline, and with a blank line where a new paragraph begins.

    Nothing else changes: a hyphen at the end of a line stays where it stands.
    """
    spacing = _usual_spacing(pages)
    parts: list[str] = []
    last: Line | None = None
    for page in pages:
        margin = _usual_margin(page)
        for line in page:
            if last is not None:
                parts.append("\n\n" if _begins_paragraph(last, line, spacing, margin) else "\n")
            parts.append(line.text)
            last = line
    return "".join(parts)


def _begins_paragraph(last: Line, line: Line, spacing: float, margin: float) -> bool:
    if abs(last.size - line.size) > SIZE_CHANGE * max(last.size, line.size):
        return True
    if line.base > last.base:  # the next column or page: only an unfinished sentence goes on
        return last.text.endswith(SENTENCE_ENDS)
    if last.base - line.base > PARAGRAPH_GAP * spacing:
        return True
    indent = INDENT_IN_SIZES * line.size
    return line.left - margin >= indent and line.left - last.left >= indent


def _usual_spacing(pages: Sequence[Sequence[Line]]) -> float:
    """Return the lower quartile of the gaps between lines: most lines lie within a paragraph."""
    gaps = sorted(
        last.base - line.base
        for page in pages
        for last, line in pairwise(page)
        if last.base > line.base
    )
    return gaps[len(gaps) // 4] if gaps else 0.0


def _usual_margin(page: Sequence[Line]) -> float:
    lefts = [round(line.left) for line in page]
    return max(sorted(set(lefts)), key=lefts.count, default=0)
