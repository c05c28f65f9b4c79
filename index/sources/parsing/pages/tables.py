"""The tables of a page: which hold figures and words, and which only lay the page out."""

from copy import deepcopy

from index.sources.parsing.pages.seen import Page, names, text_of

_IN_A_CELL = frozenset({"div", "p", "center"})
_LAYS_OUT = names(
    """address article aside blockquote details dl fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hr main menu nav ol pre section table ul"""
)
_LONGEST_CELL = 400  # characters; more are paragraphs that stand beside each other
_MOST_ROWS = 100  # that a cell may say to go over


def is_of_cells(row: Page) -> bool:
    """Tell whether a row is one of figures and words; with paragraphs in it, it is a layout."""
    return all(_is_cell(cell) for cell in row if cell.tag in ("td", "th"))


def width(cell: Page) -> int:
    """Return how many columns a cell goes over."""
    return _span(cell, "colspan")


def repeat_merged(root: Page) -> None:
    """Write a cell that goes over several rows into each of them, where a reader sees it too."""
    for cell in [*root.iter("td", "th")]:
        rows = _span(cell, "rowspan")
        row = cell.getparent()
        if rows == 1 or row is None or row.tag != "tr":
            continue
        column = _column(cell)
        cell.attrib.pop("rowspan")
        for _ in range(rows - 1):
            row = row.getnext()
            if row is None or row.tag != "tr":
                break
            _insert(row, column, cell)


def _is_cell(cell: Page) -> bool:
    if next(cell.iter(*_LAYS_OUT), None) is not None:
        return False
    paragraphs = [
        part
        for part in cell.iter(*_IN_A_CELL)
        if not any(child.tag in _IN_A_CELL for child in part) and text_of(part).strip()
    ]
    return len(paragraphs) <= 1 and len(" ".join(text_of(cell).split())) <= _LONGEST_CELL


def _span(cell: Page, name: str) -> int:
    written = cell.get(name) or "1"
    return max(1, min(int(written), _MOST_ROWS)) if written.isdecimal() else 1


def _column(cell: Page) -> int:
    return sum(width(before) for before in cell.itersiblings("td", "th", preceding=True))


def _insert(row: Page, column: int, cell: Page) -> None:
    place = 0
    for position, child in enumerate(row):
        if place >= column:
            row.insert(position, deepcopy(cell))
            return
        place += width(child) if child.tag in ("td", "th") else 0
    row.append(deepcopy(cell))
