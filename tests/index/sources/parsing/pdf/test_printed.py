"""Documents of known text, printed here: their words come back, and in the order of reading."""

import pytest
from benchmarks.pdf.documents import Document, make_documents
from benchmarks.pdf.scoring import Score, score
from fakes.files.articles import text_of
from fpdf import FPDF
from fpdf.enums import XPos, YPos

PRINTED = [document for document in make_documents() if document.language == "en"][:9]


class Printing(FPDF):
    """Prints a head and the number of the page on each page."""

    def __init__(self, document: Document) -> None:
        super().__init__(format={"A4": (210, 297), "A5": (148, 210)}[document.page])
        self._document = document
        self.set_font("helvetica", size=document.size)

    def header(self) -> None:
        self.set_font_size(8)
        head = self._document.head or "The Arrano Inquiry"
        self.cell(text=_latin(head), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font_size(8)
        self.cell(w=0, align="C", text=str(self.page_no()))


def printed(document: Document) -> bytes:
    printing = Printing(document)
    printing.add_page()
    printing.set_font_size(18)
    printing.multi_cell(0, text=document.title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    printing.set_font_size(document.size)
    printing.ln(4)
    with printing.text_columns(ncols=document.columns, gutter=5, text_align="J") as columns:
        for paragraph in document.paragraphs:
            with columns.paragraph(bottom_margin=2) as writing:
                writing.write(_latin(paragraph.text))
    return bytes(printing.output())


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


@pytest.mark.parametrize("document", PRINTED, ids=lambda document: document.name)
def test_a_printed_document_is_read_as_it_was_written(document: Document) -> None:
    known = [document.title, *(paragraph.text for paragraph in document.paragraphs)]
    read = score(text_of(".pdf", printed(document)), _latin(" ".join(known)))
    assert min(read.words, read.order) >= 0.995


def test_a_score_tells_lost_words_from_moved_ones() -> None:
    assert score("a b c d", "a b c d") == Score(1.0, 1.0)
    assert score("c d a b", "a b c d") == Score(1.0, 0.5)
    assert score("a b", "a b c d") == Score(2 / 3, 2 / 3)
