import pytest
from fakes.files.articles import text_of
from fakes.files.office import paragraph, run, word

from index.records import Remark
from index.sources.parsing import formats

SUPERSCRIPT = '<w:vertAlign w:val="superscript"/>'
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
FOOTNOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    "<w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>The port disputes it.</w:t>"
    "</w:r></w:p></w:footnote>"
    "<w:footnote w:id='3'><w:p><w:r><w:t>Nothing refers to this.</w:t></w:r></w:p></w:footnote>"
)


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        ("<w:vanish/>", "hidden"),
        ("<w:specVanish/><w:vanish w:val='true'/>", "hidden"),
        ("<w:color w:val='FFFFFF'/>", "hidden"),
        ("<w:sz w:val='2'/>", "hidden"),
        ("<w:strike/>", "struck"),
        ("<w:dstrike w:val='1'/>", "struck"),
        ("<w:rStyle w:val='Secret'/>", "hidden"),
        ("<w:rStyle w:val='MoreSecret'/>", "hidden"),
    ],
)
def test_what_a_print_does_not_show_or_strikes_out_is_left_out_and_counted(
    look: str, kind: str
) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="MoreSecret"><w:basedOn w:val="Secret"/></w:style>'
    )
    body = paragraph(
        run("Inspected in May"), run(" [cut", look), run(" this]", look), run(" and passed.")
    )
    read = formats.read(".docx", word(body, styles=styles))
    assert read.text == "Inspected in May and passed."
    assert [(remark.kind, remark.count) for remark in read.remarks] == [(kind, 1)]


@pytest.mark.parametrize(
    "look",
    [
        "<w:vanish w:val='0'/>",
        "<w:strike w:val='false'/>",
        "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000080'/>",
        "<w:color w:val='FFFFFF'/><w:highlight w:val='blue'/>",
        "<w:rStyle w:val='Secret'/><w:vanish w:val='0'/>",
    ],
)
def test_what_only_looks_hidden_in_the_markup_is_read(look: str) -> None:
    styles = '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    read = formats.read(".docx", word(paragraph(run("Shown.", look)), styles=styles))
    assert (read.text, read.remarks) == ("Shown.", ())


def test_a_paragraph_whose_style_is_hidden_is_left_out() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = paragraph(run("For the lawyer."), properties="<w:pStyle w:val='Note'/>")
    read = formats.read(".docx", word(body + paragraph(run("For all.")), styles=styles))
    assert (read.text, read.remarks) == ("For all.", (Remark("hidden", 1),))


def test_no_words_are_glued_and_no_spaces_doubled_where_something_was_struck_out() -> None:
    strike = "<w:strike/>"
    assert (
        text_of(
            ".docx",
            word(
                paragraph(run("voted "), run("nine to two", strike), run(" eleven to nil"))
                + paragraph(run("voted"), run(" nine to two ", strike), run("eleven to nil"))
                + paragraph(run("It fell"), run(" never", strike), run(", she said"))
                + paragraph(run("un"), run("not", strike), run("seen"))
            ),
        )
        == "voted eleven to nil\n\nvoted eleven to nil\n\nIt fell, she said\n\nunseen"
    )


@pytest.mark.parametrize(
    ("before", "mark", "look", "line"),
    [
        ("35", "2", SUPERSCRIPT, "35² people"),
        ("10", "6", SUPERSCRIPT, "10⁶ people"),
        ("On the 1", "st", SUPERSCRIPT, "On the 1st people"),
        ("cracks", "a", SUPERSCRIPT, "cracksᵃ people"),
        ("M", "me", SUPERSCRIPT, "Mme people"),
        ("CO", "2", '<w:vertAlign w:val="subscript"/>', "CO₂ people"),
    ],
)
def test_raised_and_lowered_marks_are_not_glued_to_words_and_numbers(
    before: str, mark: str, look: str, line: str
) -> None:
    body = paragraph(run(before), run(mark, look), run(" people"))
    assert text_of(".docx", word(body)) == line


def test_a_footnote_stands_after_its_paragraph_and_leaves_no_mark_in_the_sentence() -> None:
    body = paragraph(run("It is cracked"), NOTE, run(" and shut.")) + paragraph(run("More."))
    read = text_of(".docx", word(body, footnotes=FOOTNOTES))
    assert read == "It is cracked and shut.\n\nThe port disputes it.\n\nMore."


def test_an_endnote_stands_at_the_end_and_a_footnote_of_a_cell_after_its_row() -> None:
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    row = f"<w:tr><w:tc>{paragraph(run('Arrano'), NOTE)}</w:tc><w:tc>{paragraph(run('2'))}</w:tc>"
    body = f"{paragraph(run('It fell'), end)}<w:tbl>{row}</w:tr></w:tbl>{paragraph(run('More.'))}"
    endnotes = FOOTNOTES.replace("footnote", "endnote").replace("disputes", "knew")
    assert text_of(".docx", word(body, footnotes=FOOTNOTES, endnotes=endnotes)) == (
        "It fell\n\nArrano | 2\n\nThe port disputes it.\n\nMore.\n\nThe port knew it."
    )


def test_a_note_of_deleted_or_hidden_words_is_not_read() -> None:
    body = paragraph(run("Kept."), f"<w:del>{run('Gone')}{NOTE}</w:del>")
    assert text_of(".docx", word(body, footnotes=FOOTNOTES)) == "Kept."


def test_the_words_of_comments_are_not_read_and_their_number_is_said() -> None:
    body = paragraph(run("Kept."), '<w:r><w:commentReference w:id="0"/></w:r>')
    read = formats.read(".docx", word(body))
    assert (read.text, read.remarks) == ("Kept.", (Remark("hidden", 1),))


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        ("<w:sym w:font='Symbol' w:char='F0B1'/>", "about ± 5"),
        ("<w:sym w:font='Wingdings' w:char='F0FC'/>", "about ✓ 5"),
        ("<w:sym w:font='Nobody Knows' w:char='F0FC'/>", "about \ufffd 5"),
        ("<w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr><w:t>\uf0b3</w:t>", "about ≥ 5"),
        ("<w:noBreakHyphen/>", "about \u2011 5"),
    ],
)
def test_an_inserted_symbol_does_not_vanish_from_its_sentence(inside: str, line: str) -> None:
    body = paragraph(run("about "), f"<w:r>{inside}</w:r>", run(" 5"))
    assert text_of(".docx", word(body)) == line


@pytest.mark.parametrize(
    ("maths", "line"),
    [
        ("<m:r><m:t>x=1</m:t></m:r>", "So x=1."),
        ("<m:f><m:num><m:r><m:t>a+1</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den>"
         "</m:f>", "So (a+1)/b."),
        ("<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup>"
         "</m:sSup>", "So 10⁶."),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "So √2."),
    ],
)  # fmt: skip
def test_an_equation_is_written_on_the_line_of_its_sentence(maths: str, line: str) -> None:
    body = paragraph(run("So "), f"<m:oMath>{maths}</m:oMath>", run("."))
    assert text_of(".docx", word(body)) == line


def test_a_field_gives_its_result_and_not_its_code() -> None:
    body = paragraph(
        run("On "),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("5 March"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        run(" it fell."),
    )
    assert text_of(".docx", word(body)) == "On 5 March it fell."


def test_form_fields_show_what_was_chosen_and_prompts_are_left_out() -> None:
    choice = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="shut"/><w:listEntry w:val="open"/></w:ddList></w:ffData></w:fldChar>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Click here to enter text.')}</w:sdtContent></w:sdt>"
    )
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('at noon')}</w:sdtContent></w:sdt>"
    body = paragraph(run("The quay is "), choice, run(" "), filled, run(" "), prompt)
    read = formats.read(".docx", word(body))
    assert (read.text, read.remarks) == ("The quay is open at noon", (Remark("prompt", 1),))


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('Box text.'))}</w:txbxContent>"
    shape = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx>'
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = paragraph(run("Anchor."), shape) + paragraph(run("Next."))
    assert text_of(".docx", word(body)) == "Anchor.\n\nBox text.\n\nNext."
