"""The bytes of a DOCX -> its text, with tracked changes accepted; imports python-docx."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from index.errors import UnreadableSource
from index.sources.fields import Extracted
from index.sources.parsing import properties
from index.sources.parsing.faults import TO_TEXT, translated
from index.sources.parsing.markup import Element

MAX_UNPACKED_BYTES = 200_000_000
"""What a DOCX, which is a zip, may unpack to: room for its pictures, not for a zip bomb."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = {
    f"{_WORD}tab": "\t",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
}
# Words deleted or moved away under change tracking; text boxes (they float beside the article, and
# Word stores each twice); field instructions have a tag of their own and are never looked at.
_UNSEEN = frozenset(
    {f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}txbxContent", f"{_WORD}pPr", f"{_WORD}rPr"}
)


def read(content: bytes) -> Extracted:
    """Return the text and the fields of a DOCX; UnreadableSource when it is none, or too large."""
    import docx
    from docx.opc.exceptions import OpcError

    _refuse_zip_bomb(content)
    with translated("DOCX", (), (OpcError, zipfile.BadZipFile, zlib.error)):
        document = docx.Document(io.BytesIO(content))
        if document.element.getroottree().docinfo.internalDTD is not None:
            # Word defines none; an entity may bring in text from anywhere, also from other files.
            raise UnreadableSource(f"is a DOCX that defines entities of its own; {TO_TEXT}")
        text = "\n\n".join(blocks(document.element.body))
        about = document.core_properties
        # As in a PDF, `created` is the file's date, and Word always writes one.
        return Extracted(text, properties.read_entry(about.title, about.author))


def _refuse_zip_bomb(content: bytes) -> None:
    if content.startswith(_OLD_OFFICE):
        raise UnreadableSource("is an old .doc or has a password; save it as a plain .docx")
    with (
        translated("DOCX", (), (zipfile.BadZipFile,)),
        zipfile.ZipFile(io.BytesIO(content)) as parts,
    ):
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableSource(f"unpacks to over {MAX_UNPACKED_BYTES // 1_000_000} MB; {TO_TEXT}")


def blocks(body: Element) -> tuple[str, ...]:
    """Return the text of each paragraph, and of each table row, with tabs between its cells."""
    return tuple(block for found in _blocks(body) if (block := found.strip()))


def _blocks(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_WORD}p":
            yield _text(child)
        elif child.tag == f"{_WORD}tr":
            yield from _row_blocks(child)
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _row_blocks(row: Element) -> Iterator[str]:
    """Yield a row of figures as one block; where a cell holds several, the table is only layout."""
    cells = [[block for block in _blocks(cell) if block.strip()] for cell in row]
    if all(len(cell) <= 1 for cell in cells):
        yield "\t".join(cell[0].strip() for cell in cells if cell)
    else:
        for cell in cells:
            yield from cell


def _text(element: Element) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag == f"{_WORD}t":
            parts.append(child.text or "")
        elif child.tag in _MARKS:
            parts.append(_MARKS[str(child.tag)])
        elif child.tag not in _UNSEEN:
            parts.append(_text(child))
    return "".join(parts)
