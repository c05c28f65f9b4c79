import io
import logging
import zipfile
from collections.abc import Sequence

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fakes.pages import PAGE, RUSSIAN_IN_ASCII_QUOTES
from pypdf import PdfWriter

from index.errors import UnreadableSource
from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats
from index.sources.parsing.pdf_lines import Line, join

RUSSIAN = (
    "Мост через реку обрушился в понедельник утром, сообщил мэр города. Никто не пострадал, но "
    "дорога закрыта до пятницы. «Мы услышали грохот, а потом наступила тишина», - рассказала она."
)
UKRAINIAN = (
    "Міст через річку обвалився в понеділок уранці, повідомив мер міста. Ніхто не постраждав, але "
    "дорогу закрито до п'ятниці. Мешканка сусіднього будинку розповіла, що її сім'я їхала до Києва."
)
WESTERN = (
    "The mayor said “nobody was hurt” – but the café’s owner, René Müller, disagreed. He wants "
    "£2,000 from the council. It won’t pay, it said."
)
POLISH = (
    "Most nad rzeką zawalił się w poniedziałek rano. Nikt nie został ranny, powiedział burmistrz. "
    "Droga pozostanie zamknięta do piątku, ogłosiła policja."
)


def text_of(suffix: str, content: bytes) -> str:
    return formats.read(suffix, content).text


def refusal(suffix: str, content: bytes) -> str:
    with pytest.raises(UnreadableSource) as caught:
        formats.read(suffix, content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def pdf(*pages: Sequence[tuple[float, float, float, str]], info: str = "") -> bytes:
    """Write a PDF by hand: each page a sequence of (left, base, font size, text) lines."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
    ]
    for number, lines in enumerate(pages):
        drawn = "\n".join(
            f"BT /F1 {size} Tf {left} {base} Td ({text}) Tj ET" for left, base, size, text in lines
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources "
            f"<< /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(content)}\n"
    return content + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}%%EOF\n".encode()


def saved(document: "docx.document.Document") -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Hé 🦀"),
        ("utf-8-sig", "Hé"),
        ("utf-16", "Hé 🦀"),
        ("utf-32", "Hé"),
        ("utf-16", ""),
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN_IN_ASCII_QUOTES),
        ("cp866", RUSSIAN_IN_ASCII_QUOTES),
        ("iso8859_5", RUSSIAN_IN_ASCII_QUOTES),
        ("cp1251", UKRAINIAN),
        ("koi8_u", UKRAINIAN),
        ("cp1251", "Привет, мир. Это тест."),
        ("koi8_r", "Привет, мир. Это тест."),
        ("cp1252", WESTERN),
        ("latin_1", "Die Brücke stürzte am Montag früh ein, sagte der Bürgermeister. Größe: 5 m²."),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(encoding: str, text: str) -> None:
    assert text_of(".txt", text.encode(encoding)).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty; put the text of the article into it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff", "looks like a binary file; if it is a text, save"),
        (b"one\ntwo\x01", "looks like a binary file (U+0001 in line 2); if it is a text, save"),
        ("plain".encode("utf-16-le"), "looks like a binary file (U+0000 in line 1); if it is a"),
        (b"\xff\xfea", "begins as UTF-16 but is damaged at byte "),
        (b"\xed\xa0\x80 is half a pair", "is UTF-8 with damaged characters, the first in line 1"),
        (bytes(range(128, 256)), "is in an unknown encoding or a binary file; save it again as"),
        (POLISH.encode("cp1250"), "is in an unknown encoding or a binary file; save it again"),
        ("Das Café\nschön \xff ä".encode().replace("ÿ".encode(), b"\xff"), "is UTF-8 with"),
    ],
)
def test_what_cannot_be_decoded_for_certain_is_refused(content: bytes, reason: str) -> None:
    assert refusal(".txt", content).startswith(reason)


def test_damaged_utf_8_is_named_with_its_line() -> None:
    content = b"Gr\xc3\xbc\xc3\x9fe\nsch\xff\n"
    assert refusal(".txt", content) == (
        "is UTF-8 with damaged characters, the first in line 2; save it again as UTF-8"
    )


def test_a_page_gives_its_blocks_in_its_own_words_and_what_it_says_of_itself() -> None:
    blocks = (
        "Bridge falls",
        "The bridge over the river fell on Monday morning, the mayor of the town said at a press "
        "conference.",
        "What next",
        "The road is closed, police said.\nIt opens on Friday.",
        "Then it rests for a while.",
        "First it is measured",
        "Then it is mended",
        "Town\tPeople",
        "Ash\t1,200",
        "Short.",
    )
    assert formats.read(".html", PAGE.encode()) == Extracted(
        "\n\n".join(blocks),
        Entry(
            title="Bridge falls",
            outlet="iDaily",
            author="Ann Lee",
            published="2024-06-30",
            url="https://daily.example/bridge",
            language="en-GB",
        ),
    )


def test_the_paragraphs_of_a_short_page_stay_apart_and_its_words_whole() -> None:
    page = "<html><body><p>Nobody was hurt.</p><p>pre<i>fix</i>ed H<sub>2</sub>O</p></body></html>"
    assert text_of(".html", page.encode()) == "Nobody was hurt.\n\nprefixed H2O"


def test_a_fragment_is_read_as_a_page() -> None:
    page = "<p>One short paragraph.</p>"
    assert formats.read(".htm", page.encode()) == Extracted("One short paragraph.", Entry())


def test_what_a_page_does_not_say_is_not_guessed() -> None:
    page = (
        "<html><head><meta name='author' content='van der Berg'>"
        "<link rel='canonical' href='https://daily.example/2'></head><body><article>"
        f"<h2>Related</h2><p>{WESTERN}</p><p>It was 30 June 2024.</p></article></body></html>"
    )
    assert formats.read(".html", page.encode()).says == Entry(url="https://daily.example/2")


def test_a_page_is_read_in_the_charset_that_it_names() -> None:
    text = RUSSIAN_IN_ASCII_QUOTES
    page = f"<html><head><meta charset='koi8-r'></head><body><p>{text}</p></body></html>"
    assert text_of(".html", page.encode("koi8_r")) == text


def test_a_page_saved_as_utf_8_is_read_so_whatever_charset_it_still_names() -> None:
    page = f"<html><head><meta charset='windows-1251'></head><body><p>{RUSSIAN}</p></body></html>"
    assert text_of(".html", page.encode()) == RUSSIAN


@pytest.mark.parametrize("charset", ["no-such", "utf-8", "base64"])
def test_a_page_that_names_a_charset_it_is_not_in_is_refused(charset: str) -> None:
    page = f"<html><head><meta charset={charset}></head><body><p>{RUSSIAN}</p></body></html>"
    assert refusal(".html", page.encode("cp1251")) == (
        f"says that it is {charset} but is not; save it again as UTF-8"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><body><nav>Home</nav><script>x</script></body></html>",
        "<!-- nothing -->",
        "<html>" + "<div>" * 20_000,
    ],
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    assert refusal(".html", page.encode()) == (
        "no article text was found on the page; save its text as .txt or .md"
    )


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
    assert formats.read(".pdf", content).says == Entry()


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
        "Bridge falls\n\nNobody was hurt\n\nFirst\n\na\tb\n\nc\td\n\n"
        "Left column.\n\nIts second paragraph.\n\nRight column.",
        Entry(),
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
    assert text_of(".docx", saved(document)) == "It fell\ta\nb"


def test_a_docx_says_the_title_and_author_that_a_person_wrote() -> None:
    document = docx.Document()
    document.add_paragraph("Text")
    document.core_properties.title, document.core_properties.author = " Bridge\nfalls ", "Ann Lee"
    assert formats.read(".docx", saved(document)).says == Entry("Bridge falls", author="Ann Lee")


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
