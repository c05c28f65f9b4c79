import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fakes.files.articles import refusal, saved, text_of
from fakes.files.office import paragraph, run, word

from index.records import Remark
from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats


def test_a_docx_gives_paragraphs_headings_lists_and_rows() -> None:
    document = docx.Document()
    document.add_heading("Bridge falls", 1)
    document.add_paragraph("Nobody was ").add_run("hurt").bold = True
    document.add_paragraph("   ")
    document.add_paragraph("First", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], "abcd", strict=True):
        cell.text = text
    layout = document.add_table(1, 2)
    layout.cell(0, 0).text = "Left column."
    layout.cell(0, 0).add_paragraph("Its second paragraph.")
    layout.cell(0, 1).text = "Right column."
    assert formats.read(".docx", saved(document)) == Extracted(
        "# Bridge falls\n\nNobody was hurt\n\nFirst\n\na | b\n\nc | d\n\n"
        "Left column.\n\nIts second paragraph.\n\nRight column.",
        Entry(),
        parser=f"docx 4 (python-docx {docx.__version__})",
    )


def test_a_docx_is_read_with_its_changes_accepted() -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')}><w:r><w:t>It </w:t></w:r>"
            "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>moved </w:t></w:r></w:moveFrom>"
            "<w:ins><w:r><w:t>fell</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:ins></w:p>"
        ),
    )
    assert text_of(".docx", saved(document)) == "It fell\u2003a\nb"


def test_the_title_and_author_of_a_docx_are_taken_where_its_first_lines_say_the_same() -> None:
    body = paragraph(run("BRIDGE FALLS")) + paragraph(run("By Ann Lee")) + paragraph(run("Text."))
    read = formats.read(".docx", word(body, title=" Bridge\nfalls ", author="Ann Lee"))
    assert (read.entry, read.remarks) == (Entry("Bridge falls", author="Ann Lee"), ())


def test_a_login_name_and_the_name_of_a_template_are_passed_over_and_said() -> None:
    body = paragraph(run("By Ann Lee")) + paragraph(run("Text by jsmiths."))
    read = formats.read(".docx", word(body, title="Template_Press_2019", author="jsmith"))
    assert read.entry == Entry()
    assert read.remarks == (
        Remark("passed_over", detail="title: Template_Press_2019"),
        Remark("passed_over", detail="author: jsmith"),
    )


def test_a_paragraph_whose_mark_was_deleted_runs_on_into_the_next() -> None:
    first = paragraph(run("It "), properties="<w:rPr><w:del/></w:rPr>")
    assert text_of(".docx", word(first + paragraph(run("fell.")))) == "It fell."


def test_an_empty_cell_keeps_its_place_and_a_merged_one_stands_in_each_row() -> None:
    document = docx.Document()
    table = document.add_table(3, 4)
    rows = (
        ("Port", "Month", "Checked", "Cracked"),
        ("Arrano", "May", "", "2"),
        ("", "June", "1", "3"),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert text_of(".docx", saved(document)) == (
        "Port | Month | Checked | Cracked\n\nArrano | May |  | 2\n\nArrano | June | 1 | 3"
    )


def test_a_row_deleted_under_change_tracking_is_left_out() -> None:
    rows = "".join(
        f"<w:tr><w:trPr>{change}</w:trPr><w:tc>{paragraph(run(text))}</w:tc></w:tr>"
        for change, text in (("", "kept"), ("<w:del/>", "gone"))
    )
    assert text_of(".docx", word(f"<w:tbl>{rows}</w:tbl>")) == "kept"


def test_a_heading_is_one_by_its_outline_too_and_body_text_is_none() -> None:
    body = paragraph(run("Part"), properties='<w:outlineLvl w:val="1"/>') + paragraph(
        run("Text"), properties='<w:outlineLvl w:val="9"/>'
    )
    assert text_of(".docx", word(body)) == "## Part\n\nText"


def test_a_zip_that_is_not_a_docx_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr("hello.txt", "hello")
    assert refusal(".docx", target.getvalue()) == (
        "is no DOCX, or a damaged one; open it and save it again, or save its text as .txt or .md"
    )


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"hello", b"\0" * 1000])
def test_what_is_no_zip_is_no_docx(content: bytes) -> None:
    assert refusal(".docx", content).startswith("is no DOCX, or a damaged one; ")


def test_a_truncated_docx_is_refused() -> None:
    assert refusal(".docx", saved(docx.Document())[:20_000]).startswith("is no DOCX, or a damaged")


def test_an_old_or_locked_word_file_is_refused() -> None:
    assert refusal(".docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512) == (
        "is an old .doc or has a password; save it as a plain .docx"
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(3):
            parts.writestr(f"{number}.xml", bytes(70_000_000))
    assert refusal(".docx", target.getvalue()) == (
        "unpacks to over 200 MB; save its text as .txt or .md"
    )
