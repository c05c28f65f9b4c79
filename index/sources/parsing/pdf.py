"""The bytes of a PDF -> its text, whose paragraphs are parted by blank lines; imports pypdf.

A PDF holds lines and their places on pages, and no paragraphs. A line begins a paragraph where the
gap above it, its indent or the size of its font differs from the lines around it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.errors import UnreadableSource
from index.sources.fields import Entry, Extracted
from index.sources.parsing import properties
from index.sources.parsing.encodings import unreadable_character
from index.sources.parsing.faults import TO_TEXT, translated

# Here for the type checker only: it takes a tenth of a second to import, and every command would
# wait for it, also one that reads no PDF.
if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

    Matrix = list[float]

END_BYTES = 2048
"""How near its end a PDF must mark its end; programs look into the last 1024 bytes."""

PARAGRAPH_GAP = 1.3
"""A gap this many times the usual line spacing parts paragraphs; less splits loosely set lines."""

INDENT_IN_SIZES = 0.8
"""A first line set in by this many font sizes opens a paragraph; less catches ragged margins."""

SIZE_CHANGE = 0.1
"""A change of font size by this share parts a heading from its text."""

SENTENCE_ENDS = (".", "!", "?", "…", ":", ".”", "!”", "?”", '."', '!"', '?"', "»", ".)", "’")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its place in points, `base` from below, and the size of its font."""

    text: str
    left: float
    base: float
    size: float


def read(content: bytes) -> Extracted:
    """Return the text and the fields of a PDF; UnreadableSource when it has no readable text."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    if b"%%EOF" not in content[-END_BYTES:]:
        raise UnreadableSource("is no PDF, or one that was cut off; get the whole file again")
    with translated("PDF", ("pypdf",), (PyPdfError, DependencyError)):
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadableSource("is an encrypted PDF; save a copy without a password")
        text = join([_page_lines(page) for page in reader.pages])
        entry = _entry(reader)
    if not text.strip():
        raise UnreadableSource(
            f"is a PDF of pictures without text; run text recognition on it, or {TO_TEXT}"
        )
    if found := unreadable_character(text):
        raise UnreadableSource(f"is a PDF whose fonts do not give its letters ({found}); {TO_TEXT}")
    return Extracted(text, entry)


def _page_lines(page: PageObject) -> list[Line]:
    """Return the lines of a page in the order in which the page draws them."""
    lines: list[Line] = []
    open_line: list[str] = []
    place: list[float] = []

    def end_line() -> None:
        text = "".join(open_line).strip()
        if text:
            lines.append(Line(text, *place))
        open_line.clear()
        place.clear()

    def take(
        text: str, page_matrix: Matrix, text_matrix: Matrix, _font: object, size: float
    ) -> None:
        for position, part in enumerate(text.split("\n")):
            if position:
                end_line()
            if part.strip() and not place:
                place.extend(_place(page_matrix, text_matrix, size))
            open_line.append(part)

    page.extract_text(visitor_text=take)
    end_line()
    return lines


def _place(page_matrix: Matrix, text_matrix: Matrix, size: float) -> tuple[float, float, float]:
    """Return left, base and font size of a text on the page: PDF applies two matrices in turn."""
    a, b, c, d, e, f = page_matrix
    x, y = text_matrix[4], text_matrix[5]
    scale = abs(text_matrix[3] * d) or 1.0
    return a * x + c * y + e, b * x + d * y + f, size * scale


def _entry(reader: PdfReader) -> Entry:
    # The creation date is when the file was made, not when the article was published.
    about = reader.metadata
    return properties.read_entry(about.title, about.author) if about else Entry()


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
