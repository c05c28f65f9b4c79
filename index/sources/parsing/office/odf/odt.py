"""The bytes of an ODT -> what a print of it shows, with tracked changes accepted."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from index.errors import UnreadableSource
from index.sources.fields import Extracted
from index.sources.parsing import properties
from index.sources.parsing.faults import damaged, translated
from index.sources.parsing.office import packages
from index.sources.parsing.office.left_out import LeftOut, as_line, as_row, close_gaps
from index.sources.parsing.office.odf.lines import UNSEEN, Lines, bare_text, number_of
from index.sources.parsing.office.odf.styles import OFFICE, TABLE, TEXT, OdfStyles, written_number
from index.text.blocks import write

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

VERSION = "odt 3"
"""Raise it whenever the same file gives another text."""

_KIND = "ODT"
_BLOCK_TAGS = (f"{TEXT}p", f"{TEXT}h")
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_MOST_REPEATED = 1000  # columns: what is repeated more often is the empty rest of a sheet


def read(content: bytes) -> Extracted:
    """Return the text and the fields of an ODT; UnreadableSource when it is none, or too large."""
    sizes = packages.parts(content, _KIND)
    if "content.xml" not in sizes:
        raise UnreadableSource(damaged(_KIND))
    with translated(_KIND, (), (zipfile.BadZipFile, zlib.error)):
        _refuse_locked(content, sizes)
        reading = _Reading(content, sizes)
        blocks = tuple(reading.all_blocks())
        about = _about(content, sizes)
        fields = properties.read_confirmed(about.get("title"), about.get("creator"), blocks)
    remarks = (*reading.left_out.remarks(), *fields.remarks)
    return Extracted(write(blocks), fields.entry, remarks, VERSION)


@dataclass(frozen=True, slots=True)
class _Merged:
    """The blocks of a cell that is merged downwards, and in how many rows it still stands."""

    rows_left: int
    blocks: list[str]


class _Reading:
    """An OpenDocument text while it is read, once: its lists count on, its notes wait."""

    def __init__(self, content: bytes, sizes: Mapping[str, int]) -> None:
        def parsed(name: str) -> Node | None:
            return packages.tree(packages.part(content, name), _KIND) if name in sizes else None

        self._root = packages.tree(packages.part(content, "content.xml"), _KIND)
        styles = parsed("styles.xml")
        roots = [self._root] if styles is None else [self._root, styles]
        self._styles = OdfStyles(*roots)
        self.left_out = LeftOut()
        self._lines = Lines(self._styles, self.left_out, parsed)
        self._counts: dict[str, dict[int, int]] = {}

    def all_blocks(self) -> Iterator[str]:
        """Yield the blocks of the text, each footnote after its mark, endnotes after the text."""
        deleted = self._root.iterfind(f".//{TEXT}tracked-changes//{TEXT}deletion")
        self.left_out.add("struck", sum(bool(bare_text(change).strip()) for change in deleted))
        for body in self._root.iter(f"{OFFICE}text"):
            for block in self._blocks(body):
                yield block
                yield from self._new_notes(self._lines.footnotes)
        for notes in (self._lines.footnotes, self._lines.endnotes):
            yield from self._new_notes(notes)

    def _new_notes(self, notes: list[Node]) -> Iterator[str]:
        """Yield the blocks of the notes that wait; one may hold another, which waits then too."""
        while notes:
            yield from self._blocks(notes.pop(0))

    def _blocks(self, element: Node) -> Iterator[str]:
        for child in element:
            if child.tag in _BLOCK_TAGS:
                yield from self._paragraph(child, "")
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, None, 1)
            elif child.tag == f"{TABLE}table":
                yield from self._table(child)
            elif child.tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                self.left_out.gap("hidden", bare_text(child))
            elif isinstance(child.tag, str) and child.tag not in UNSEEN:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Node, number: str) -> Iterator[str]:
        """Yield a paragraph with its number and its mark of a heading, then its text boxes."""
        words = close_gaps(self._lines.line(paragraph)).strip()
        level = self._heading_level(paragraph)
        if words:
            yield as_line(words, number, level)
        for box in self._lines.take_boxes():
            yield from self._blocks(box)

    def _heading_level(self, paragraph: Node) -> int:
        if paragraph.tag == f"{TEXT}h":
            return number_of(paragraph, f"{TEXT}outline-level")
        return self._styles.heading_level(paragraph.get(f"{TEXT}style-name"))

    def _list(self, listed: Node, style: str | None, depth: int) -> Iterator[str]:
        """Yield the items of a list; the first paragraph of each carries its number."""
        style = listed.get(f"{TEXT}style-name") or style or self._style_of_items(listed)
        counts = self._counts.setdefault(style or "", {})
        goes_on = listed.get(f"{TEXT}continue-numbering") == "true" or listed.get(
            f"{TEXT}continue-list"
        )
        if depth == 1 and not goes_on:
            counts.clear()
        for item in listed:
            has_number = item.tag == f"{TEXT}list-item" and any(
                child.tag in _BLOCK_TAGS for child in item
            )
            number = self._next_number(item, style, depth) if has_number else ""
            yield from self._item(item, style, depth, number)

    def _next_number(self, item: Node, style: str | None, depth: int) -> str:
        """Count an item; deeper levels begin anew."""
        levels, counts = self._styles.levels(style), self._counts[style or ""]
        start = item.get(f"{TEXT}start-value", "")
        first = levels[depth].start if depth in levels else 1
        counts[depth] = int(start) if start.isdecimal() else counts.get(depth, first - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return written_number(levels, counts, depth)

    def _item(self, item: Node, style: str | None, depth: int, number: str) -> Iterator[str]:
        for child in item:
            if child.tag in _BLOCK_TAGS:
                yield from self._paragraph(child, number)
                number = ""
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, style, depth + 1)

    def _style_of_items(self, listed: Node) -> str | None:
        first = next(listed.iter(*_BLOCK_TAGS), None)
        if first is None:
            return None
        return self._styles.list_of_paragraph(first.get(f"{TEXT}style-name"))

    def _table(self, table: Node) -> Iterator[str]:
        """Yield each row as a line; a cell that is merged downwards stands in each of its rows."""
        merged: dict[int, _Merged] = {}
        for row in table.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table")) is not table:
                continue
            cells = list(self._cells(row, merged))
            if all(len(cell) <= 1 for cell in cells):
                yield from as_row(cell[0] if cell else "" for cell in cells)
            else:  # where a cell holds several blocks, the table is only layout
                for cell in cells:
                    yield from cell

    def _cells(self, row: Node, merged: dict[int, _Merged]) -> Iterator[list[str]]:
        column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            above = merged.pop(column, None) if cell.tag == _CELLS[1] else None
            if above is not None:
                yield above.blocks
                if above.rows_left > 1:
                    merged[column] = _Merged(above.rows_left - 1, above.blocks)
            repeated = min(number_of(cell, f"{TABLE}number-columns-repeated"), _MOST_REPEATED)
            if cell.tag == _CELLS[0]:  # what a merge to the right covers is no cell of its own
                blocks = list(self._blocks(cell))
                rows = number_of(cell, f"{TABLE}number-rows-spanned")
                if rows > 1:
                    merged[column] = _Merged(rows - 1, blocks)
                yield from [blocks] * repeated
            column += repeated


def _refuse_locked(content: bytes, sizes: Mapping[str, int]) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in sizes and b"encryption-data" in packages.part(content, manifest):
        raise UnreadableSource("has a password; save it without one")


def _about(content: bytes, sizes: Mapping[str, int]) -> Mapping[str, str]:
    """Return the title and the first author of a file, as its properties tell them."""
    if "meta.xml" not in sizes:
        return {}
    root = packages.tree(packages.part(content, "meta.xml"), _KIND)
    title = root.find(f".//{_DUBLIN}title")
    creator = root.find(f".//{_META}initial-creator")
    found = {"title": title, "creator": creator}
    return {name: node.text for name, node in found.items() if node is not None and node.text}
