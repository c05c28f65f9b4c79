import io
import logging

import pytest
from fakes.files.articles import pdf, refusal, text_of
from pypdf import PdfWriter

from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats
from index.sources.parsing.pdf import Line, join


def test_a_pdf_keeps_its_lines_and_parts_its_paragraphs() -> None:
    content = pdf(
        [
            (50, 750, 18, "Bridge falls"),
            (50, 720, 12, "The bridge over the river"),
            (50, 706, 12, "fell on Mon-"),
            (50, 692, 12, "day morning."),
            (50, 666, 12, "Nobody was hurt, but the"),
            (50, 652, 12, "road is"),
        ],
        [
            (50, 750, 12, "closed until Friday."),
            (70, 736, 12, "The caf\xe9 stays open,"),
            (50, 722, 12, "its owner said."),
        ],
        info="/Title (Bridge falls) /Author (Ann Lee) /CreationDate (D:20240630100000Z)",
    )
    assert formats.read(".pdf", content) == Extracted(
        "Bridge falls\n\n"
        "The bridge over the river\nfell on Mon-\nday morning.\n\n"
        "Nobody was hurt, but the\nroad is\nclosed until Friday.\n\n"
        "The café stays open,\nits owner said.",
        Entry(title="Bridge falls", author="Ann Lee"),
    )


def test_a_finished_sentence_at_the_foot_of_a_page_ends_its_paragraph() -> None:
    assert text_of(".pdf", pdf([(50, 60, 12, "The end.")], [(50, 750, 12, "Next")])) == (
        "The end.\n\nNext"
    )


def test_the_next_column_goes_on_with_the_sentence() -> None:
    column = [Line("It fell on", 50, 714, 12), Line("a", 50, 700, 12)]
    assert join([[*column, Line("Monday.", 300, 714, 12), Line("x", 300, 700, 12)]]) == (
        "It fell on\na\nMonday.\nx"
    )


def test_no_lines_are_no_text() -> None:
    assert join([[], []]) == ""


@pytest.mark.parametrize("title", ["Microsoft Word - final.docx", "Untitled-1", "page3.indd"])
def test_a_title_and_an_author_that_a_program_wrote_are_unknown(title: str) -> None:
    content = pdf([(50, 750, 12, "Text")], info=f"/Title ({title}) /Author (Admin)")
    assert formats.read(".pdf", content).entry == Entry()


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_a_truncated_pdf_is_refused(share: float) -> None:
    whole = pdf([(50, 750, 12, "Nobody was hurt.")])
    assert refusal(".pdf", whole[: int(len(whole) * share)]) == (
        "is no PDF, or one that was cut off; get the whole file again"
    )


def test_a_damaged_pdf_is_refused_quietly(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = logging.getLogger("pypdf").level
    assert refusal(".pdf", b"%PDF-1.4\ngarbage\nstartxref\n7\n%%EOF\n") == (
        "is no PDF, or a damaged one; open it and save it again, or save its text as .txt or .md"
    )
    assert (capfd.readouterr().err, caplog.records) == ("", [])
    assert logging.getLogger("pypdf").level == before


def test_an_encrypted_pdf_is_refused() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(pdf([(50, 750, 12, "Secret")])))
    writer.encrypt("word", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    assert refusal(".pdf", target.getvalue()) == (
        "is an encrypted PDF; save a copy without a password"
    )


def test_a_pdf_without_text_is_refused() -> None:
    assert refusal(".pdf", pdf([])) == (
        "is a PDF of pictures without text; run text recognition on it, "
        "or save its text as .txt or .md"
    )


def test_a_pdf_whose_letters_are_control_characters_is_refused() -> None:
    assert refusal(".pdf", pdf([(50, 750, 12, "a\\003b")])) == (
        "is a PDF whose fonts do not give its letters (U+0003 in line 1); "
        "save its text as .txt or .md"
    )
