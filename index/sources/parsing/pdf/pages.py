"""The bytes of a PDF -> its pages as they are shown, and its properties; drives pdfium."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cache

from index.errors import UnreadableSource
from index.sources.parsing.faults import damaged, translated
from index.sources.parsing.pdf import objects, seen
from index.sources.parsing.pdf.glyphs import Ground, Handle, read_pieces
from index.sources.parsing.pdf.shapes import Box, Page

VERSION = 4
"""Grows when the same file gives another text; 1 was read with pypdf."""

TO_PASSWORD = "is locked with a password; save a copy without one"


@dataclass(frozen=True, slots=True)
class Opened:
    """The pages of a PDF, and the title and author that its file names."""

    pages: tuple[Page, ...]
    title: str
    author: str


def read_pages(content: bytes) -> Opened:
    """Read all pages of a PDF; UnreadableSource when it is locked, damaged or holds no pages."""
    from pypdfium2 import PdfiumError, raw

    _leave_out_system_fonts()
    with (
        translated("PDF", ("pypdfium2",), (PdfiumError,)),
        closing(_open(content)) as document,
    ):
        if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
            raise UnreadableSource(
                "is a form that only Adobe's own program shows; print it there into a PDF"
            )
        document.init_forms()
        pages = tuple(_read_page(document, index) for index in range(len(document)))
        title, author = (document.get_metadata_value(key) for key in ("Title", "Author"))
    if not pages:
        raise UnreadableSource(damaged("PDF"))
    return Opened(pages, title, author)


def _open(content: bytes) -> Handle:
    from pypdfium2 import PdfDocument, PdfiumError, raw

    try:
        return PdfDocument(content)
    except PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableSource(TO_PASSWORD) from error
        raise


def parser_name() -> str:
    """Name this way of reading, and the version of the library behind it."""
    from pypdfium2.version import PYPDFIUM_INFO

    return f"pdf {VERSION} (pypdfium2 {PYPDFIUM_INFO.version})"


@cache
def _leave_out_system_fonts() -> object:
    """Let pdfium look for no fonts on this machine, so that it opens no file; keep the result."""
    from pypdfium2 import raw

    none = raw.FPDF_SYSFONTINFO(version=1)
    raw.FPDF_SetSystemFontInfo(none)
    return none


def _read_page(document: Handle, index: int) -> Page:
    from pypdfium2 import raw

    page = document[index]
    notes = objects.Notes()
    if raw.FPDFPage_GetAnnotCount(page):
        notes = objects.read_notes(page, _ground(page))
        page.close()
        page = document[index]
    with closing(page):
        ground = _ground(page)
        if ground.width <= 0 or ground.height <= 0:
            return Page(0, 0)
        with closing(page.get_textpage()) as text_page:
            pieces = list(read_pieces(text_page, ground))
        around = objects.read_surroundings(page, ground)
        return seen.sort_out(page, ground, pieces, around, notes)


def _ground(page: Handle) -> Ground:
    crop = Box(*page.get_bbox())
    return Ground(crop, page.get_rotation() // 90)
