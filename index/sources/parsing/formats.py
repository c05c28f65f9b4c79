"""The bytes of one file -> its text and what it says of itself; imports each format's library.

Bytes in, a small frozen record or UnreadableSource out, so that a hostile file can be read in a
process of its own. The reasons name no file: the caller knows its name.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from index.errors import UnreadableSource
from index.sources.fields import Entry, Extracted
from index.sources.parsing.encodings import decode, unreadable_character
from index.sources.parsing.faults import TO_TEXT, translated
from index.sources.parsing.markup import docx_blocks
from index.sources.parsing.pdf_lines import Line, join
from index.sources.parsing.web_page import read_page

# pypdf and docx take a quarter of a second to import: every command would wait for them, also one
# that reads no file. So each is imported by the one function that needs it.
if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

    Matrix = list[float]

TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown")
SUFFIXES = (*TEXT_SUFFIXES, ".html", ".htm", ".pdf", ".docx")

MAX_UNPACKED_BYTES = 200_000_000
"""What a DOCX, which is a zip, may unpack to: room for its pictures, not for a zip bomb."""

PDF_END_BYTES = 2048
"""How near its end a PDF must say that it ends; readers look into the last 1024."""

# What programs write where a person left the field empty.
_NOBODY = frozenset({"admin", "administrator", "microsoft office user", "python-docx", "user"})
_NO_TITLE = re.compile(
    r"untitled.*|word document|microsoft word - .*|.*\.(docx?|pdf|indd|rtf|odt)", re.IGNORECASE
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read(suffix: str, content: bytes, charset: str | None = None) -> Extracted:
    """Read `content` as the format of `suffix`, one of SUFFIXES; UnreadableSource says why not.

    `charset` is what a server said of a text or page, if it came from one.
    """
    if not content:
        raise UnreadableSource("is empty; put the text of the article into it")
    if suffix == ".pdf":
        return _read_pdf(content)
    if suffix == ".docx":
        return _read_docx(content)
    if suffix in TEXT_SUFFIXES:
        return Extracted(decode(content, charset), Entry())
    return read_page(content, charset)


def _read_pdf(content: bytes) -> Extracted:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    if b"%%EOF" not in content[-PDF_END_BYTES:]:
        raise UnreadableSource("is no PDF, or one that was cut off; get the whole file again")
    with translated("PDF", ("pypdf",), (PyPdfError, DependencyError)):
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadableSource("is an encrypted PDF; save a copy without a password")
        text = join([_page_lines(page) for page in reader.pages])
        says = _pdf_fields(reader)
    if not text.strip():
        raise UnreadableSource(
            f"is a PDF of pictures without text; run text recognition on it, or {TO_TEXT}"
        )
    if found := unreadable_character(text):
        raise UnreadableSource(f"is a PDF whose fonts do not give its letters ({found}); {TO_TEXT}")
    return Extracted(text, says)


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
    """Return left, base and font size on the page: PDF applies the two matrices in turn."""
    a, b, c, d, e, f = page_matrix
    x, y = text_matrix[4], text_matrix[5]
    scale = abs(text_matrix[3] * d) or 1.0
    return a * x + c * y + e, b * x + d * y + f, size * scale


def _pdf_fields(reader: PdfReader) -> Entry:
    # The creation date is when the file was made, not when the article was published.
    about = reader.metadata
    return _office_fields(about.title, about.author) if about else Entry()


def _read_docx(content: bytes) -> Extracted:
    import docx
    from docx.opc.exceptions import OpcError

    _refuse_zip_bomb(content)
    with translated("DOCX", (), (OpcError, zipfile.BadZipFile, zlib.error)):
        document = docx.Document(io.BytesIO(content))
        if document.element.getroottree().docinfo.internalDTD is not None:
            # Word writes none; it would name what to put in, from inside the file or outside it.
            raise UnreadableSource(f"is a DOCX that defines entities of its own; {TO_TEXT}")
        text = "\n\n".join(docx_blocks(document.element.body))
        about = document.core_properties
        # As in a PDF, `created` is the file's date, and Word always writes one.
        return Extracted(text, _office_fields(about.title, about.author))


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


def _office_fields(title: str | None, author: str | None) -> Entry:
    """Return title and author as far as a person wrote them: programs fill them in too."""
    said_title, said_author = _printable(title), _printable(author)
    return Entry(
        title=None if said_title and _NO_TITLE.fullmatch(said_title) else said_title,
        author=None if said_author and said_author.lower() in _NOBODY else said_author,
    )


def _printable(value: str | None) -> str | None:
    line = " ".join((value or "").split())
    return line if line and unreadable_character(line) is None else None
