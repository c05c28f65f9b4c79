"""Quotes as CSV, and cells that no spreadsheet takes for a formula.

A cell that begins as a formula does gets an apostrophe in front, which spreadsheets read as "this
is text" (OWASP, CSV Injection). Whether a quote was given one is told by its own digest, which is
of the quote without it.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from index.checking.citing.cited import CitedQuote

COLUMNS = (
    "receipt",
    "text",
    "author",
    "title",
    "outlet",
    "published",
    "url",
    "language",
    "note",
    "paragraph",
    "article",
    "revision",
    "start",
    "end",
    "given",
    "standing",
    "since",
    "page",
    "quote_sha256",
    "article_sha256",
)
_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(cited: Sequence[CitedQuote]) -> str:
    """Write quotes as a table with a heading, a row for each."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(guarded(_row(each)) for each in cited)
    return written.getvalue()


def guarded(row: Mapping[str, object]) -> dict[str, object]:
    """Guard the cells of a row that are text."""
    return {name: guard(value) if isinstance(value, str) else value for name, value in row.items()}


def guard(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> guard("=1+1"), guard("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGIN_FORMULAS) else cell


def _row(cited: CitedQuote) -> dict[str, object]:
    place = cited.quote.citation
    source = place.source
    return {
        "receipt": cited.receipt,
        "text": cited.quote.text,
        "author": source.author,
        "title": source.title,
        "outlet": source.outlet,
        "published": source.published,
        "url": source.url,
        "language": source.language,
        "note": source.note,
        "paragraph": place.paragraph_number,
        "article": place.article_id,
        "revision": place.revision,
        "start": place.start,
        "end": place.end,
        "given": cited.day.isoformat(),
        "standing": cited.standing,
        "since": cited.since,
        "page": cited.page,
        "quote_sha256": cited.quote_sha256,
        "article_sha256": place.text_sha256,
    }
