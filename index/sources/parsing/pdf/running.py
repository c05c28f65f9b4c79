"""The rows of all pages -> which of them are heads, feet and page numbers, and no text.

A row at the edge of a page is one of these if it stands at the same height on another page with the
same words, its numbers counting the pages; or if it holds nothing but the number of the page; or if
it looks like what browsers print at the edges of a page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.sources.parsing.pdf.rows import Row

EDGE_ROWS = 4
"""So many rows at the top and at the foot of a page can be running."""

SAME_HEIGHT = 3.0
"""In points: running rows differ by less from page to page."""

EDGE = 50.0
"""In points: how far from the edge of the page browsers print at most."""

SMALL = 0.85
"""What browsers print at the edges is at most this large beside the text."""

APART = 1.6
"""A lone number this many font sizes from the text is the number of the page."""

_NUMBER = re.compile(r"\d+")
_ROMAN = r"[ivxlc]{1,7}"
_PAGE_WORD = (
    r"(?:page|p\.|pp\.|seite|s\.|página|pagina|pág\.|стр\.|стр|страница|с\.|стор\.|сторінка)"
)
_OF = r"(?:of|/|из|з|із|von|de|di|sur|—|-|\|)"
_PAGE_NUMBER = re.compile(
    rf"[\W_]*(?:{_PAGE_WORD}\s*)?(?:\d{{1,5}}|{_ROMAN})(?:\s*{_OF}\s*\d{{1,5}})?[\W_]*",
    re.IGNORECASE,
)
_PAGE_OF_PAGES = re.compile(
    rf"[\W_]*{_PAGE_WORD}\s*\d{{1,5}}(?:\s*{_OF}\s*\d{{1,5}})?[\W_]*", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b(?:https?|file)://\S|\bwww\.\S", re.IGNORECASE)
_OF_PAGES = re.compile(r"\b\d{1,4}\s*(?:/|of|из|з|із|von|de|di|sur)\s*\d{1,4}\W*\Z", re.IGNORECASE)
_PRINTED_AT = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+(?:at\s+|в\s+|о\s+)?\d{1,2}[:.]\d{2}"
)


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of a page from its top down, and its height in points."""

    rows: tuple[Row, ...]
    height: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near the edge of a page: its words without their numbers, the numbers, its height."""

    page: int
    place: int
    words: str
    numbers: tuple[int, ...]
    base: float


def without_running(pages: Sequence[PageRows], size: float) -> list[tuple[Row, ...]]:
    """Return the rows of each page that are text; `size` is that of most letters of the file."""
    repeated = _repeated(pages)
    return [_text_rows(page, repeated[number], size) for number, page in enumerate(pages)]


def _text_rows(page: PageRows, repeated: set[int], size: float) -> tuple[Row, ...]:
    rows = page.rows
    printed = _printed(page, size)
    first, last = 0, len(rows)
    while first < last and (first in repeated or first in printed):
        first += 1
    while last > first and (last - 1 in repeated or last - 1 in printed):
        last -= 1
    if last - first > 1 and _is_number(rows[first], rows[first + 1]):
        first += 1
    if last - first > 1 and _is_number(rows[last - 1], rows[last - 2]):
        last -= 1
    return rows[first:last]


def _repeated(pages: Sequence[PageRows]) -> list[set[int]]:
    """Return for each page the places of the rows that run from page to page."""
    alike: dict[tuple[str, bool], list[_Edge]] = {}
    for number, page in enumerate(pages):
        for edge, is_top in _edges(number, page):
            alike.setdefault((edge.words, is_top), []).append(edge)
    repeated: list[set[int]] = [set() for _ in pages]
    for edges in alike.values():
        for index, edge in enumerate(edges):
            # On both sides of a sheet heads can differ, so not only the next page is looked at.
            for other in edges[index + 1 : index + 4]:
                if _runs(edge, other):
                    repeated[edge.page].add(edge.place)
                    repeated[other.page].add(other.place)
    return repeated


def _edges(number: int, page: PageRows) -> Iterator[tuple[_Edge, bool]]:
    """Yield the rows near the top and the foot of a page, and whether it is the top."""
    count = len(page.rows)
    for place, row in enumerate(page.rows):
        is_top = place < min(EDGE_ROWS, count / 2)
        if is_top or place >= count - EDGE_ROWS:
            words = " ".join(_NUMBER.sub("#", row.text).split())
            numbers = tuple(int(digits) for digits in _NUMBER.findall(row.text) if len(digits) < 9)
            yield _Edge(number, place, words, numbers, row.base), is_top


def _runs(edge: _Edge, other: _Edge) -> bool:
    """Tell whether two rows with the same words are one that runs over pages."""
    if edge.page == other.page or abs(edge.base - other.base) > SAME_HEIGHT:
        return False
    if len(edge.numbers) != len(other.numbers):
        return False
    steps = {there - here for here, there in zip(edge.numbers, other.numbers, strict=True)}
    if not steps <= {0, other.page - edge.page}:
        return False
    # Rows of numbers alone may be those of a table.
    return any(letter.isalpha() for letter in edge.words) or other.page - edge.page in steps


def _printed(page: PageRows, size: float) -> set[int]:
    """Return the places of the rows that a browser printed at the edges of a page.

    They hold an address, a date with its time, or the page of so many. Where they stand at both
    edges, they may be as large as the text.
    """
    places = [
        place
        for place, row in enumerate(page.rows)
        if not EDGE < row.base < page.height - EDGE and _looks_printed(row.text)
    ]
    if {0, len(page.rows) - 1} <= set(places):
        return set(places)
    return {place for place in places if page.rows[place].size <= SMALL * size}


def _looks_printed(text: str) -> bool:
    return bool(_ADDRESS.search(text) or _PRINTED_AT.search(text) or _OF_PAGES.search(text))


def _is_number(row: Row, neighbour: Row) -> bool:
    """Tell whether a row is only a page number, apart from the text."""
    if _PAGE_OF_PAGES.fullmatch(row.text):
        return True
    is_apart = abs(row.base - neighbour.base) > APART * max(row.size, neighbour.size)
    return is_apart and _PAGE_NUMBER.fullmatch(row.text) is not None
