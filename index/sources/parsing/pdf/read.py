"""The bytes of a PDF -> its text as a reader of the page sees it, and what was left out of it.

A PDF holds letters and their places on pages, and neither words nor paragraphs: `pages` finds what
is seen, `running`, `columns` and `lines` put it in order, `paragraphs` joins it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.errors import UnreadableSource
from index.records import Remark
from index.sources.fields import Extracted
from index.sources.parsing import properties
from index.sources.parsing.encodings import unreadable_character
from index.sources.parsing.faults import TO_TEXT
from index.sources.parsing.pdf import paragraphs
from index.sources.parsing.pdf.columns import are_line_numbers, order_columns
from index.sources.parsing.pdf.glyphs import UNREADABLE
from index.sources.parsing.pdf.hyphens import read_words
from index.sources.parsing.pdf.lines import read_column
from index.sources.parsing.pdf.pages import parser_name, read_pages
from index.sources.parsing.pdf.rows import Row, read_rows
from index.sources.parsing.pdf.running import PageRows, without_running
from index.sources.parsing.pdf.shapes import Column, Page

END_BYTES = 2048
"""How near its end a PDF must mark its end; programs look into the last 1024 bytes."""

MOST_UNREADABLE = 0.01
"""A larger share of letters without a name makes a text unreadable; a logo or an icon is fewer."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """The columns of all pages in reading order, and how many rows were no text."""

    columns: tuple[Column, ...]
    running: int


def read(content: bytes) -> Extracted:
    """Return the text and the fields of a PDF; UnreadableSource when it has no readable text."""
    if b"%%EOF" not in content[-END_BYTES:]:
        raise UnreadableSource("is no PDF, or one that was cut off; get the whole file again")
    opened = read_pages(content)
    size = _usual_size(opened.pages)
    laid = _lay_out(opened.pages, size)
    words = read_words(line.text for column in laid.columns for line in column.lines)
    text = paragraphs.write(laid.columns, size, words)
    _refuse_unreadable(text)
    fields = properties.read_confirmed(opened.title, opened.author, text.split("\n\n"))
    remarks = (*_remarks(opened.pages, laid.running), *fields.remarks)
    return Extracted(text, fields.entry, remarks, parser_name())


def _usual_size(pages: Iterable[Page]) -> float:
    """Return the font size of most letters."""
    letters: Counter[float] = Counter()
    for page in pages:
        for flow in page.flows:
            for piece in flow:
                letters[round(piece.size, 1)] += len(piece.text)
    return max(letters, key=lambda size: (letters[size], size), default=1.0)


def _lay_out(pages: Sequence[Page], size: float) -> _Laid:
    """Put what stands on each page into columns, the main direction first, without running rows."""
    rows = [read_rows(page.flows[0]) if page.flows else [] for page in pages]
    text_rows = without_running(
        [PageRows(tuple(found), page.height) for found, page in zip(rows, pages, strict=True)], size
    )
    columns: list[Column] = []
    running = sum(map(len, rows)) - sum(map(len, text_rows))
    for number, (page, main) in enumerate(zip(pages, text_rows, strict=True)):
        flows = [[piece for row in main for piece in row.pieces], *page.flows[1:]]
        for flow in flows:
            for column in order_columns(flow):
                if _is_line_numbers(column):
                    running += len(column)
                else:
                    columns.append(read_column(column, number))
    return _Laid(tuple(columns), running)


def _is_line_numbers(rows: Sequence[Row]) -> bool:
    return are_line_numbers([piece for row in rows for piece in row.pieces])


def _refuse_unreadable(text: str) -> None:
    if not text.strip():
        raise UnreadableSource(
            f"is a PDF of pictures without text; run text recognition on it, or {TO_TEXT}"
        )
    unnamed = text.count(UNREADABLE)
    found = unreadable_character(text)
    if found or unnamed > MOST_UNREADABLE * len(text):
        what = found or f"{unnamed} letters of {len(text)}"
        raise UnreadableSource(f"is a PDF whose fonts do not give its letters ({what}); {TO_TEXT}")


def _remarks(pages: Sequence[Page], running: int) -> Iterable[Remark]:
    """Say what was left out, and how often."""
    oblique = sum(page.oblique > 0 for page in pages)
    counts = (
        Remark("hidden", sum(page.hidden for page in pages)),
        Remark("struck", sum(page.struck for page in pages)),
        Remark("scanned", sum(page.kind == "image" for page in pages), len(pages)),
        Remark("recognised", sum(page.kind == "recognised" for page in pages), len(pages)),
        Remark("running", running + oblique),
        Remark("commented", sum(page.comments for page in pages)),
    )
    return (remark for remark in counts if remark.count)
