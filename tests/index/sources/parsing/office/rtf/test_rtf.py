import pytest
from fakes.files.articles import refusal, text_of

from index.records import Remark
from index.sources.fields import Entry
from index.sources.parsing import formats


def rtf(body: str, head: str = "") -> bytes:
    """Write an RTF of this body, in Windows-1252 with a font for Cyrillic and one of symbols."""
    fonts = r"{\fonttbl{\f0 Times;}{\f1\fcharset204 Times Cyr;}{\f2\fcharset2 Symbol;}}"
    return (r"{\rtf1\ansi\ansicpg1252\deff0 " + fonts + head + "\n" + body + "}").encode("cp1252")


def line(body: str) -> str:
    return text_of(".rtf", rtf(body))


def test_paragraphs_and_letters_are_read_without_a_control_word() -> None:
    body = (
        "\\f0\\fs24 The ferry\\~ran, \\ldblquote aground\\rdblquote .\\par\nAll were sa\nved.\\par"
    )
    assert line(body) == "The ferry\xa0ran, “aground”.\n\nAll were saved."


@pytest.mark.parametrize("suffix", [".rtf", ".txt", ".md", ".docx", ".html"])
def test_an_rtf_is_read_whatever_it_calls_itself(suffix: str) -> None:
    assert text_of(suffix, rtf(r"212 people on board.\par")) == "212 people on board."


def test_what_is_no_rtf_is_refused() -> None:
    assert refusal(".rtf", b"hello") == (
        "is no RTF, or a damaged one; open it and save it again, or save its text as .txt or .md"
    )


def test_letters_are_read_in_the_code_page_of_their_font_and_in_unicode() -> None:
    assert line(
        r"caf\'e9 \f1 \'cc\'ee\'f1\'f2 \f0 \u1052?\u1086?st \u-10179?\u-8704? \u8364\'80"
    ) == ("café Мост Моst 😀 €")


def test_a_character_in_unicode_may_stand_for_several_bytes_or_none() -> None:
    assert line(r"{\uc2\u1052\'8d\'e0}{\uc0\u1086}s") == "Моs"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (r"{\v  cut this}", "hidden"),
        (r"\v  cut this\v0", "hidden"),
        (r"{\strike  cut this}", "struck"),
        (r"{\striked1  cut this}", "struck"),
        (r"{\deleted  cut this}", "struck"),
        (r"\strike  cut this\plain", "struck"),
    ],
)
def test_what_is_hidden_struck_out_or_deleted_is_left_out_and_counted(
    words: str, kind: str
) -> None:
    read = formats.read(".rtf", rtf(rf"Inspected in May{words} and passed.\par"))
    assert read.text == "Inspected in May and passed."
    assert [(remark.kind, remark.count) for remark in read.remarks] == [(kind, 1)]


def test_raised_marks_are_not_glued_to_numbers() -> None:
    assert line(r"35{\super 2} people, 1{\super st}, CO{\sub 2}, 10{\up6 6}") == (
        "35² people, 1st, CO₂, 10⁶"
    )


def test_a_footnote_stands_after_its_paragraph_and_a_comment_nowhere() -> None:
    body = (
        r"Cracked{\super\chftn}{\footnote\pard\plain {\super\chftn} The port disputes it.}, it"
        r" says."
        r"{\*\atnid AL}{\*\annotation Cut this?\par}\par More.\par"
    )
    read = formats.read(".rtf", rtf(body))
    assert read.text == "Cracked, it says.\n\nThe port disputes it.\n\nMore."
    assert read.remarks == (Remark("hidden", 1),)


def test_an_endnote_stands_at_the_end_and_a_footnote_of_a_cell_after_its_row() -> None:
    body = (
        r"It fell{\footnote\ftnalt\pard It knew.}.\par\trowd\cellx1\cellx2\pard\intbl"
        r" Arrano{\footnote\pard It disputes it.}\cell 2\cell\row\pard More.\par"
    )
    assert formats.read(".rtf", rtf(body)).text == (
        "It fell.\n\nArrano | 2\n\nIt disputes it.\n\nMore.\n\nIt knew."
    )


def test_heads_feet_pictures_and_unknown_groups_hold_no_text() -> None:
    body = (
        r"{\header Page 1\par}{\footer The Paper\par}{\*\unheard Of}{\pict\wmetafile8 0102ff}"
        r"{\field{\*\fldinst HYPERLINK https://example.org}{\fldrslt Text}} here.\par"
    )
    assert line(body) == "Text here."


def test_a_text_box_is_read() -> None:
    body = r"Anchor.{\shp{\*\shpinst\shpleft0{\sp{\sn x}{\sv 1}}{\shptxt Box text.\par}}}\par"
    assert sorted(line(body).split("\n\n")) == ["Anchor.", "Box text."]


def test_a_row_is_a_line_an_empty_cell_keeps_its_place_and_a_merged_one_goes_on() -> None:
    body = (
        r"\trowd\clvmgf\cellx1\cellx2\cellx3\pard\intbl Arrano\cell\cell 2\cell\row"
        r"\trowd\clvmrg\cellx1\cellx2\cellx3\pard\intbl\cell 1\cell 3\cell\row\pard After.\par"
    )
    assert line(body) == "Arrano |  | 2\n\nArrano | 1 | 3\n\nAfter."


def test_the_numbers_of_a_list_and_the_headings_of_its_styles_are_read() -> None:
    head = r"{\stylesheet{\s1 heading 2;}{\s2 Body;}}"
    body = (
        r"\pard\s1 Order\par\pard\s2{\listtext 1.\tab}Close the quay.\par"
        r"\pard\outlinelevel0 Part\par"
    )
    assert text_of(".rtf", rtf(body, head)) == "## Order\n\n1. Close the quay.\n\n# Part"


def test_symbols_of_a_font_are_read_as_what_it_draws() -> None:
    assert line(r"about {\f2 \'b1} 5") == "about ± 5"


def test_the_author_of_the_properties_is_taken_where_the_text_names_them() -> None:
    info = r"{\info{\title Template}{\author Ann Lee}}"
    read = formats.read(".rtf", rtf(r"By Ann Lee\par Text.\par", info))
    assert read.entry == Entry(author="Ann Lee")
    assert read.remarks == (Remark("passed_over", detail="title: Template"),)


def test_groups_that_no_program_nests_so_deep_are_refused() -> None:
    assert refusal(".rtf", rtf("{" * 600)).startswith("is no RTF, or a damaged one; ")


@pytest.mark.parametrize("body", [r"\bin999999999 x", r"\u99999999999 x", "}}}}", "\\", r"\'zz"])
def test_a_damaged_end_loses_nothing_above_it(body: str) -> None:
    assert line(r"The ferry ran aground.\par " + body).startswith("The ferry ran aground.")
