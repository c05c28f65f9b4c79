"""The columns of all pages, in reading order -> paragraphs; notes and boxes go between them. Pure.

A line begins a paragraph where the gap above it, its indent or the size of its letters differs from
the lines around it, or where the line above ends early with a sentence. A sentence that runs on in
another column or on another page is joined, over whatever stands between.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.sources.parsing.pdf.glyphs import is_right_to_left
from index.sources.parsing.pdf.hyphens import Words, is_broken, join_lines
from index.sources.parsing.pdf.shapes import Column, Line

PARAGRAPH_GAP = 1.3
"""A gap this many times the usual line spacing parts paragraphs; less splits loosely set lines."""

LEAST_GAPS = 4
LIKELY_SPACING = 1.4
"""In font sizes: how lines are spaced at most, where there are too few to tell."""

WIDEST_SPACING = 2.4
"""In font sizes: lines further apart are not of one paragraph, even where all are."""

INDENT_IN_SIZES = 0.8
"""A first line set in by this many font sizes opens a paragraph; less catches ragged margins."""

SIZE_CHANGE = 0.1
"""A change of font size by this share parts a heading from its text."""

HEADING_SIZE = 1.15
"""Lines this large beside the text are a heading, whose lines break where it looks well."""

NOTE_SIZE = 0.94
"""Notes at the foot of a page are at most this large beside the text."""

SPACE = 0.25
"""The width of a space, in font sizes."""

RAGGED = 3.0
LEAST_WRAPPED = 3
WRAPPED = 0.6
"""Of so many lines this share ends within so many font sizes of a margin, if it is one."""

FURTHEST = 8
"""A sentence goes on at most so many blocks further on: notes, captions and boxes between."""

SENTENCE_ENDS = ".!?…:;"
_CLOSING = "\"'”’»)]*_⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈ†‡ "
_BULLET = re.compile(r"[•▪●◦‣➢✓❖■□–—*·-]\s")
_NOTE_MARK = re.compile(
    r"""(?:[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈ]+|[*†‡§¶]{1,3}|\[?\d{1,3}[\].)]?(?=[^\W\d]|[\s"«“„(\[]))\s*\S"""
)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one column that belong together; `right` is the margin of their column.

    `is_note` for what stands at the foot of a page in small letters.
    """

    lines: tuple[Line, ...]
    page: int
    column: int
    left: float
    right: float
    is_note: bool = False

    @property
    def size(self) -> float:
        return self.lines[0].size


def write(columns: Sequence[Column], size: float, words: Words) -> str:
    """Write the text of all columns, with a blank line between paragraphs, and notes at the end.

    `size` is that of most letters. Lines of a table or an address keep their newlines.
    """
    spacing = _usual_spacing(columns)
    blocks: list[_Block] = []
    for number, column in enumerate(columns):
        is_first = not blocks or blocks[-1].page != column.page
        blocks.extend(_with_notes(_blocks(column, number, spacing), size, is_first))
    text = [block for block in blocks if not block.is_note]
    notes = [block for block in blocks if block.is_note]
    paragraphs = [_text(run, size, words) for run in (*_runs(text, size), *_note_runs(notes))]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _usual_spacing(columns: Sequence[Column]) -> float:
    """Return the lower quartile of the gaps between lines, in font sizes."""
    gaps = sorted(
        (last.base - line.base) / line.size
        for column in columns
        for last, line in pairwise(column.lines)
        if last.base > line.base and abs(last.size - line.size) < SIZE_CHANGE * line.size
    )
    if len(gaps) < LEAST_GAPS:
        return min([*gaps, LIKELY_SPACING])
    return min(gaps[len(gaps) // 4], WIDEST_SPACING)


def _blocks(column: Column, number: int, spacing: float) -> list[_Block]:
    """Cut a column where paragraphs begin by their place."""
    if not column.lines:
        return []
    left = _usual_margin(column.lines)
    right = max(line.right for line in column.lines)
    runs: list[list[Line]] = [[column.lines[0]]]
    for last, line in pairwise(column.lines):
        if _is_apart(last, line, spacing, left):
            runs.append([line])
        else:
            runs[-1].append(line)
    return [_Block(tuple(run), column.page, number, left, right) for run in runs]


def _usual_margin(lines: Sequence[Line]) -> float:
    lefts = [round(line.left) for line in lines]
    return max(sorted(set(lefts)), key=lefts.count)


def _is_apart(last: Line, line: Line, spacing: float, margin: float) -> bool:
    if abs(last.size - line.size) > SIZE_CHANGE * max(last.size, line.size):
        return True
    if last.base - line.base > PARAGRAPH_GAP * spacing * line.size:
        return True
    indent = INDENT_IN_SIZES * line.size
    if _turns(line) or _hangs(last, line):
        return False
    return line.left - margin >= indent and line.left - last.left >= indent


def _hangs(last: Line, line: Line) -> bool:
    """Tell whether a line goes on an entry of a list whose first line is above it."""
    is_entry = _is_list_item(last.text) and not _is_list_item(line.text)
    return is_entry and not _ends_sentence(last.text)


def _with_notes(blocks: Sequence[_Block], size: float, is_first: bool) -> list[_Block]:
    """Mark what stands in small letters at the foot of a column, from its first mark on.

    `is_first` tells whether it is the first column of its page, and so no notes alone.
    """
    first = len(blocks)
    small = NOTE_SIZE * size
    while first and blocks[first - 1].size <= small:
        first -= 1
    while first < len(blocks) and not _NOTE_MARK.match(blocks[first].lines[0].text):
        first += 1
    if first == 0 and is_first:
        return list(blocks)
    return [*blocks[:first], *(replace(block, is_note=True) for block in blocks[first:])]


def _runs(blocks: Sequence[_Block], size: float) -> list[list[_Block]]:
    """Join blocks over which a sentence runs; what stands between goes behind its end."""
    runs: list[list[_Block]] = []
    taken: set[int] = set()
    for index, block in enumerate(blocks):
        if index in taken:
            continue
        run = [block]
        last = index
        while (following := _following(blocks, last, taken, size)) is not None:
            run.append(blocks[following])
            taken.add(following)
            last = following
        runs.append(run)
    return runs


def _following(blocks: Sequence[_Block], index: int, taken: set[int], size: float) -> int | None:
    """Return the place of the block in which the last sentence of a block goes on."""
    block = blocks[index]
    if block.size > HEADING_SIZE * size or _ends_sentence(block.lines[-1].text):
        return None
    for place in range(index + 1, min(index + 1 + FURTHEST, len(blocks))):
        other = blocks[place]
        if other.page > block.page + 1:
            return None
        if place not in taken and _goes_on(block, other, is_next=place == index + 1):
            return place
        if _has_same_size(block, other) and not _starts_elsewhere(block, other):
            return None  # the column itself goes on with another paragraph
    return None


def _goes_on(block: _Block, other: _Block, is_next: bool) -> bool:
    last, first = block.lines[-1], other.lines[0]
    if not _has_same_size(block, other) or not _starts_elsewhere(block, other):
        return False
    letter = next((letter for letter in first.text if letter.isalpha()), "")
    starts_small = letter.islower() and first.text[:1] == letter
    if starts_small:
        return _is_full(last, first, block) or is_broken(last.text)
    is_prose = len(block.lines) > 1
    return is_next and is_prose and _is_full(last, first, block) and not _is_list_item(first.text)


def _has_same_size(block: _Block, other: _Block) -> bool:
    last, first = block.lines[-1], other.lines[0]
    return abs(last.size - first.size) <= 0.5 * SIZE_CHANGE * last.size


def _starts_elsewhere(block: _Block, other: _Block) -> bool:
    """Tell whether a block stands in another column or on another page than the one before."""
    return other.column != block.column


def _is_full(last: Line, first: Line, block: _Block) -> bool:
    """Tell whether the first word of a line would not fit behind the line before."""
    room = last.left - block.left if _turns(last) else block.right - last.right
    return first.first_width + SPACE * last.size > room - 0.5 * last.size


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip(_CLOSING)
    return not bare or bare[-1] in SENTENCE_ENDS


def _is_list_item(text: str) -> bool:
    return _BULLET.match(text) is not None


def _turns(line: Line) -> bool:
    text = line.text
    return not text.isascii() and any(is_right_to_left(letter) for letter in text)


def _note_runs(notes: Sequence[_Block]) -> list[list[_Block]]:
    """Join the parts of a note that runs over pages."""
    runs: list[list[_Block]] = []
    for note in notes:
        begins = _NOTE_MARK.match(note.lines[0].text) is not None
        if runs and not begins:
            runs[-1].append(note)
        else:
            runs.append([note])
    return runs


def _text(run: Sequence[_Block], size: float, words: Words) -> str:
    """Write one paragraph; lines that were ended on purpose keep their newline."""
    is_heading = run[0].size >= HEADING_SIZE * size
    parts: list[list[str]] = [[]]
    ends: list[str] = []
    for block in run:
        for last, line in zip((None, *block.lines), block.lines, strict=False):
            end = "" if last is None or is_heading else _end(last, line, block)
            if end:
                ends.append(end)
                parts.append([])
            parts[-1].append(line.text)
    written = [join_lines(part, words) for part in parts]
    return written[0] + "".join(end + part for end, part in zip(ends, written[1:], strict=True))


def _end(last: Line, line: Line, block: _Block) -> str:
    """Return what ends a line before the next one of its block; nothing where it only wraps."""
    if is_broken(last.text):
        return ""
    if _is_list_item(line.text) or (last.cells > 1 and line.cells > 1):
        return "\n"
    room = _room(last, block)
    if line.text[0].islower() or line.first_width + SPACE * last.size >= room - 0.3 * last.size:
        return ""
    return "\n\n" if _ends_paragraph(last, line) else "\n"


def _room(line: Line, block: _Block) -> float:
    """Return how much white stands between a line and the margin where it would have wrapped."""
    if _turns(line):
        return line.left - min(other.left for other in block.lines)
    right = max(other.right for other in block.lines)
    wrapped = block.lines[:-1]
    reaching = sum(right - other.right <= RAGGED * other.size for other in wrapped)
    # Lines of which most end near a margin of their own are wrapped there, as a long quotation is.
    is_wrapped = len(wrapped) >= LEAST_WRAPPED and reaching >= WRAPPED * len(wrapped)
    return (right if is_wrapped else block.right) - line.right


def _ends_paragraph(last: Line, line: Line) -> bool:
    first = next((letter for letter in line.text if letter.isalpha()), "")
    return _ends_sentence(last.text) and not first.islower()
