"""The bytes of a DOCX -> what a print of it shows, changes accepted; imports python-docx."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from index.errors import UnreadableSource
from index.sources.fields import Extracted
from index.sources.parsing import properties
from index.sources.parsing.faults import translated
from index.sources.parsing.office import packages
from index.sources.parsing.office.left_out import LeftOut, as_line, as_row, close_gaps
from index.sources.parsing.office.word.lines import Lines, is_prompt, shown_children
from index.sources.parsing.office.word.numbering import Numbering
from index.sources.parsing.office.word.styles import WORD, Styles, is_on
from index.text.blocks import write

if TYPE_CHECKING:
    from docx.document import Document

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

VERSION = "docx 4"
"""Raise it whenever the same file gives another text."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_VALUE = f"{WORD}val"
_NO_BLOCKS = frozenset({f"{WORD}sdtPr", f"{WORD}tcPr", f"{WORD}moveFrom", f"{WORD}del"})


def read(content: bytes) -> Extracted:
    """Return the text and the fields of a DOCX; UnreadableSource when it is none, or too large."""
    import docx
    from docx.opc.exceptions import OpcError

    if content.startswith(_OLD_OFFICE):
        raise UnreadableSource("is an old .doc or has a password; save it as a plain .docx")
    packages.parts(content, "DOCX")
    with translated("DOCX", (), (OpcError, zipfile.BadZipFile, zlib.error)):
        document = docx.Document(io.BytesIO(content))
        packages.refuse_entities(document.element, "DOCX")
        reading = _Reading(document)
        blocks = tuple(reading.all_blocks())
        about = document.core_properties
        # As in a PDF, `created` is the file's date, and Word always writes one.
        fields = properties.read_confirmed(about.title, about.author, blocks)
    remarks = (*reading.left_out.remarks(), *fields.remarks)
    return Extracted(
        write(blocks), fields.entry, remarks, f"{VERSION} (python-docx {docx.__version__})"
    )


class _Reading:
    """A Word file while it is read, once: its lists count on, its notes are told by the text."""

    def __init__(self, document: "Document") -> None:
        related = {
            relation.reltype.rpartition("/")[2]: relation.target_part.blob
            for relation in document.part.rels.values()
            if not relation.is_external
        }
        trees = {
            name: packages.tree(related[name], "DOCX")
            for name in ("styles", "numbering", "footnotes", "endnotes")
            if name in related
        }
        self.left_out = LeftOut()
        self._body = document.element.body
        self._styles = Styles(trees.get("styles"))
        self._numbering = Numbering(trees.get("numbering"))
        self._notes = {name: _by_id(trees.get(name)) for name in ("footnotes", "endnotes")}
        self._notes_read = dict.fromkeys(self._notes, 0)
        is_dark = document.element.find(f"{WORD}background") is not None
        self._lines = Lines(self._styles, self.left_out, is_dark)

    def all_blocks(self) -> Iterator[str]:
        """Yield the blocks of the text, each footnote after its mark, endnotes after the text."""
        for block in self._blocks(self._body):
            yield block
            yield from self._new_notes("footnotes")
        for name in self._lines.referred:
            yield from self._new_notes(name)

    def _new_notes(self, name: str) -> Iterator[str]:
        """Yield the blocks of the notes that the text referred to since the last call."""
        referred = self._lines.referred[name]
        while self._notes_read[name] < len(referred):  # a note may refer to another
            note = self._notes[name].get(referred[self._notes_read[name]])
            self._notes_read[name] += 1
            if note is not None:
                yield from self._blocks(note)

    def _blocks(self, element: Node) -> Iterator[str]:
        """Yield the paragraphs of an element, the rows of its tables, and its text boxes.

        A paragraph whose mark was deleted under change tracking runs on into the next.
        """
        carried = ""
        for child in shown_children(element):
            if child.tag == f"{WORD}p":
                line = carried + self._lines.line(child)
                carried = line if _mark_is(child, "del") else ""
                if not carried:
                    yield from self._paragraph(child, line)
            elif child.tag == f"{WORD}tbl":
                yield from self._table(child)
            elif is_prompt(child):
                self.left_out.add("prompt")
            elif child.tag not in _NO_BLOCKS:
                yield from self._blocks(child)
        if carried.strip():
            yield close_gaps(carried).strip()

    def _paragraph(self, paragraph: Node, line: str) -> Iterator[str]:
        """Yield a paragraph with its number and its mark of a heading, then its text boxes."""
        properties = paragraph.find(f"{WORD}pPr")
        place = self._styles.list_place(properties)
        is_counted = place is not None and not _mark_is(paragraph, "vanish")
        number = self._numbering.next_number(place) if place and is_counted else ""
        words = close_gaps(line).strip()
        level = self._styles.heading_level(properties)
        if words:
            yield as_line(words, number, level)
        for box in self._lines.take_boxes():
            yield from self._blocks(box)

    def _table(self, table: Node) -> Iterator[str]:
        """Yield each row as a line; a cell that is merged downwards stands in each of its rows."""
        merged: dict[int, list[str]] = {}
        for row in table.iter(f"{WORD}tr"):
            if _table_of(row) is not table or _is_deleted_row(row):
                continue
            cells = list(self._cells(row, merged))
            if all(len(cell) <= 1 for cell in cells):
                yield from as_row(cell[0] if cell else "" for cell in cells)
            else:  # where a cell holds several blocks, the table is only layout
                for cell in cells:
                    yield from cell

    def _cells(self, row: Node, merged: dict[int, list[str]]) -> Iterator[list[str]]:
        column = 0
        for cell in row.iter(f"{WORD}tc"):
            if _row_of(cell) is not row:
                continue
            properties = cell.find(f"{WORD}tcPr")
            blocks = [block for block in self._blocks(cell) if block.strip()]
            merge = None if properties is None else properties.find(f"{WORD}vMerge")
            if merge is None:
                merged.pop(column, None)
            elif merge.get(_VALUE) == "restart":
                merged[column] = blocks
            else:
                blocks = merged.get(column, blocks)
            yield blocks
            column += _span(properties)


def _by_id(root: Node | None) -> dict[str, Node]:
    """Return the notes of a part by their ids, without the lines that part them from the text."""
    if root is None:
        return {}
    return {
        note.get(f"{WORD}id"): note
        for note in root
        if note.get(f"{WORD}type", "normal") == "normal"
    }


def _mark_is(paragraph: Node, name: str) -> bool:
    """Tell whether the mark at the end of a paragraph is deleted (`del`) or hidden (`vanish`)."""
    properties = paragraph.find(f"{WORD}pPr/{WORD}rPr")
    return bool(is_on(properties, name))


def _table_of(row: Node) -> Node:
    return next(row.iterancestors(f"{WORD}tbl"), None)


def _row_of(cell: Node) -> Node:
    return next(cell.iterancestors(f"{WORD}tr"), None)


def _is_deleted_row(row: Node) -> bool:
    return bool(is_on(row.find(f"{WORD}trPr"), "del"))


def _span(properties: Node | None) -> int:
    span = None if properties is None else properties.find(f"{WORD}gridSpan")
    value = "1" if span is None else span.get(_VALUE, "1")
    return int(value) if value.isdecimal() else 1
