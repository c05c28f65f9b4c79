"""What a PDF says, in the order in which its reader reads it."""

import logging
from pathlib import Path

import pytest
from fakes.files.articles import pdf, refusal, text_of
from fakes.files.drawn import drawn, line, lines
from fpdf import FPDF

from index.records import Remark
from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats

CASES = Path(__file__).with_name("cases")


def case(name: str) -> Extracted:
    return formats.read(".pdf", (CASES / f"{name}.pdf").read_bytes())


def test_lines_are_joined_and_paragraphs_parted() -> None:
    content = pdf(
        [
            (50, 750, 18, "Bridge falls"),
            (50, 720, 12, "The bridge over the river"),
            (50, 706, 12, "fell on Mon-"),
            (50, 692, 12, "day morning, as all saw."),
            (50, 666, 12, "Nobody was hurt, but the road"),
            (50, 652, 12, "is closed on both sides and is"),
        ],
        [
            (50, 750, 12, "closed until Friday at least, it is said."),
            (70, 736, 12, "The caf\xe9 stays open, as ever, and"),
            (50, 722, 12, "its owner said so."),
        ],
        info="/Title (Bridge falls) /Author (Ann Lee) /CreationDate (D:20240630100000Z)",
    )
    read = formats.read(".pdf", content)
    assert read.text == (
        "Bridge falls\n\n"
        "The bridge over the river fell on Monday morning, as all saw.\n\n"
        "Nobody was hurt, but the road is closed on both sides and is"
        " closed until Friday at least, it is said.\n\n"
        "The café stays open, as ever, and its owner said so."
    )
    assert read.entry == Entry(title="Bridge falls")
    assert read.remarks == (Remark("passed_over", detail="author: Ann Lee"),)
    assert read.parser.startswith("pdf 4 (pypdfium2 ")


def test_a_sentence_over_a_page_is_whole() -> None:
    read = case("pdf-across-pages")
    sentence = "The five official offices of the first district filed a final affidavit on Friday."
    assert f"by the afternoon. {sentence} “We had" in read.text
    assert read.remarks == (Remark("running", 4),)


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    assert case("pdf-columns-rowwise").text.split("\n\n") == [
        "The port authority of Arrano closed its grain terminal on Tuesday after a crane collapsed"
        " onto the quay and injured two dockers. The harbour master blamed the wind. Investigators"
        " took away the log of the last six months.",
        "The union disagrees. It says that two cranes of the same make are cracked and that the"
        " owner was told of this in January. The owner denies it and calls the cracks superficial.",
        "A court will hear both sides in the first week of October.",
    ]


def test_a_filled_field_is_read_beside_its_label_also_what_runs_over_its_edge() -> None:
    assert case("pdf-form").text == (
        "Name of the witness:\u2003Ines Calder saw the boom bend before noon\n\n"
        "The witness statement was taken down by the harbour police."
    )


def test_words_broken_at_the_ends_of_lines_are_whole() -> None:
    text = case("pdf-hyphens").text
    for words in (
        "the harbourmaster announced in",
        "classification society.",
        "first district filed",
        "crews were responsible for",
        "pamphlets were subsequently distributed among",
        "unauthorised congregation the municipality had characterised as",
        "promising comprehensive compensation to",
    ):
        assert words in text
    assert "-" not in text


def test_pages_without_text_are_said() -> None:
    read = case("pdf-part-scanned")
    assert read.text == "Received by the registry of the district court of Arrano on 5 March 2024."
    assert read.remarks == (Remark("scanned", 2, 3),)


def test_an_encrypted_file_that_opens_without_a_password_is_read() -> None:
    assert case("pdf-permissions-aes").text == case("pdf-columns-rowwise").text


def test_heads_feet_and_page_numbers_are_left_out_and_counted() -> None:
    read = case("pdf-running-lines")
    assert "filed a final affidavit on Friday.\n\n“We had warned" in read.text
    assert not {"CONFIDENTIAL", "Page 1 of 2", "Final Report"} & set(read.text.split("\n"))
    assert read.remarks == (Remark("running", 6),)


def test_raised_marks_are_not_glued_to_numbers_nor_printed_edges_read() -> None:
    read = case("sup-pdf")
    assert "killed 35² people and destroyed 17³ containers" in read.text
    assert "file:" not in read.text
    assert "12:50" not in read.text
    assert "The ministry of infrastructure acknowledged administrative shortcomings," in read.text


def test_two_stretched_lines_with_a_gap_in_common_are_read_across() -> None:
    content = (
        line(50, 700, "The ministry of")
        + line(140, 700, "infrastructure acknowledged")
        + line(50, 685, "administrative")
        + line(140, 685, "shortcomings, promising")
        + line(50, 670, "comprehensive compensation to the families there.")
    )
    assert text_of(".pdf", drawn(content)) == (
        "The ministry of infrastructure acknowledged administrative shortcomings, promising"
        " comprehensive compensation to the families there."
    )


def test_ligatures_are_read_as_letters() -> None:
    assert case("ligature").text == (
        "The final affidavit of the officer was filed on Friday."
        " A flood had refilled the reservoir, the five firms said."
    )


def test_raised_and_lowered_letters_are_written_as_such() -> None:
    content = drawn(
        line(50, 700, "The 1")
        + line(80, 705, "st", 8)
        + line(90, 700, "of May, 5 km")
        + line(157.5, 705, "2", 8)
        + line(165, 700, "burnt")
        + line(194, 705, "*", 8)
        + line(202, 700, "CO")
        + line(220, 697, "2", 8)
    )
    assert text_of(".pdf", content) == "The 1st of May, 5 km² burnt* CO₂"


def test_notes_stand_behind_the_text_and_not_within_its_sentences() -> None:
    content = drawn(
        lines(
            50, 700, "The port authority closed its grain", "terminal on Tuesday after a crane had"
        )
        + lines(50, 100, "1 The crane was built in 1971.", size=8),
        lines(50, 700, "collapsed onto the quay, as we saw.", "Nobody was hurt by it, it says."),
    )
    assert text_of(".pdf", content) == (
        "The port authority closed its grain terminal on Tuesday after a crane had collapsed onto"
        " the quay, as we saw. Nobody was hurt by it, it says.\n\n1 The crane was built in 1971."
    )


def test_the_rows_of_a_table_are_lines_with_their_cells_apart() -> None:
    rows = [("Arrano", "35", "2019"), ("Velmora", "17", "2021"), ("Karsk", "4", "2022")]
    content = "".join(
        line(50 + 150 * place, 700 - 20 * number, cell)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
    )
    assert (
        text_of(".pdf", drawn(content))
        == "Arrano\u200335\u20032019\nVelmora\u200317\u20032021\nKarsk\u20034\u20032022"
    )


def test_lines_that_were_ended_on_purpose_stay_lines() -> None:
    body = ["The ministry was told of the cracks in May, as its letters", "to the owner show."]
    content = lines(50, 700, "Ministry of Ports", "2 Quay Street", "Arrano") + lines(50, 600, *body)
    assert text_of(".pdf", drawn(content)) == (
        "Ministry of Ports\n2 Quay Street\nArrano\n\n" + " ".join(body)
    )


def test_a_large_first_letter_belongs_to_its_word() -> None:
    content = (
        line(50, 676, "T", 40)
        + lines(76, 700, "he port authority of Arrano", "closed its terminal on")
        + lines(50, 671, "Tuesday after a crane fell.")
    )
    assert text_of(".pdf", drawn(content)) == (
        "The port authority of Arrano closed its terminal on Tuesday after a crane fell."
    )


def test_the_numbers_of_lines_are_left_out() -> None:
    said = [
        "Q. Where were you?",
        "A. At home, with my wife",
        "and with my daughter, who",
        "was ill.",
    ]
    content = "".join(
        line(40, 700 - 20 * number, str(number + 1)) + line(80, 700 - 20 * number, text)
        for number, text in enumerate([*said, "Q. All night?", "A. All night."])
    )
    read = formats.read(".pdf", drawn(content))
    assert read.text == (
        "Q. Where were you?\n\nA. At home, with my wife and with my daughter, who was ill.\n\n"
        "Q. All night?\n\nA. All night."
    )
    assert read.remarks == (Remark("running", 6),)


def test_letters_set_wide_apart_are_words() -> None:
    content = "BT /F 12 Tf 4 Tc 50 700 Td (CRANE FALLS) Tj ET"
    assert text_of(".pdf", drawn(content)) == "CRANE FALLS"


def test_text_written_from_the_right_is_read_from_the_right() -> None:
    assert case("right-to-left").text == (
        "המנוף קרס ביום שלישי (בבוקר), אמר דובר הנמל. 35 נפצעו, לפי Reuters.\n\n"
        "أعلن الوزير يوم الثلاثاء أن 35 شخصا قتلوا في الانفجار."
    )


@pytest.mark.parametrize("kind", ["Microsoft Word - final.docx", "Untitled-1", "page3.indd"])
def test_a_title_and_an_author_that_a_program_wrote_are_unknown(kind: str) -> None:
    content = pdf([(50, 750, 12, "Text")], info=f"/Title ({kind}) /Author (Admin)")
    read = formats.read(".pdf", content)
    assert (read.entry, read.remarks) == (Entry(), ())


@pytest.mark.parametrize("author", ["jsmith", "Press Office"])
def test_an_author_whom_the_text_does_not_name_is_only_suggested(author: str) -> None:
    read = formats.read(".pdf", pdf([(50, 750, 12, "By Ines Calder")], info=f"/Author ({author})"))
    assert read.entry == Entry()
    assert read.remarks == (Remark("passed_over", detail=f"author: {author}"),)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_a_truncated_pdf_is_refused(share: float) -> None:
    whole = pdf([(50, 750, 12, "Nobody was hurt.")])
    assert refusal(".pdf", whole[: int(len(whole) * share)]) == (
        "is no PDF, or one that was cut off; get the whole file again"
    )


def test_a_damaged_pdf_is_refused_quietly(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = logging.getLogger("pypdfium2").level
    assert refusal(".pdf", b"%PDF-1.4\ngarbage\nstartxref\n7\n%%EOF\n") == (
        "is no PDF, or a damaged one; open it and save it again, or save its text as .txt or .md"
    )
    assert (capfd.readouterr().err, caplog.records) == ("", [])
    assert logging.getLogger("pypdfium2").level == before


def test_a_locked_pdf_is_named_as_locked() -> None:
    printing = FPDF()
    printing.add_page()
    printing.set_encryption("owner", "word")
    locked = (bytes(printing.output()), (CASES / "locked-aes.pdf").read_bytes())
    assert [refusal(".pdf", content) for content in locked] == [
        "is locked with a password; save a copy without one"
    ] * 2


def test_a_pdf_without_text_is_refused() -> None:
    assert refusal(".pdf", pdf([])) == (
        "is a PDF of pictures without text; run text recognition on it, "
        "or save its text as .txt or .md"
    )


def test_a_pdf_whose_letters_are_control_characters_is_refused() -> None:
    assert refusal(".pdf", pdf([(50, 750, 12, "a\\003b")])) == (
        "is a PDF whose fonts do not give its letters (1 letters of 3); "
        "save its text as .txt or .md"
    )


def test_one_letter_without_a_name_is_shown_as_such() -> None:
    text = "Nobody was hurt when the crane fell, the port of Arrano said on Tuesday at noon."
    content = drawn(line(50, 700, text) + line(50, 600, f"\\003 {text}"))
    assert text_of(".pdf", content) == f"{text}\n\n� {text}"


def test_a_box_beside_the_text_interrupts_no_sentence() -> None:
    sentence = "The crane of the port had been cracked for a year"
    content = (
        lines(420, 700, "Built in 1971", "Repaired in 2019", "and again in May", size=10)
        + lines(50, 700, sentence, sentence, sentence)
        + line(
            50, 656.8, "before anybody of the port looked at the cracks, and it was then closed."
        )
    )
    assert text_of(".pdf", drawn(content)) == (
        f"{sentence} {sentence} {sentence} before anybody of the port looked at the cracks,"
        " and it was then closed.\n\nBuilt in 1971 Repaired in 2019 and again in May"
    )
