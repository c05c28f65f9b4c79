import pytest
from fakes.files.articles import refusal, text_of
from fakes.files.office import odt

from index.records import Remark
from index.sources.fields import Entry
from index.sources.parsing import formats


def span(style: str, words: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


STYLES = (
    '<style:style style:name="Hidden" style:family="text">'
    '<style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Secret" style:family="text" style:parent-style-name="Hidden"/>'
    '<style:style style:name="White" style:family="text">'
    '<style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="WhiteOnBlue" style:family="text">'
    '<style:text-properties fo:color="#ffffff" fo:background-color="#000080"/></style:style>'
    '<style:style style:name="Struck" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="Raised" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="Lowered" style:family="text">'
    '<style:text-properties style:text-position="-33% 58%"/></style:style>'
    '<text:list-style style:name="Steps"><text:list-level-style-number text:level="1"'
    ' style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2"'
    ' style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:list-style>'
)


def line(inside: str) -> str:
    return text_of(".odt", odt(f"<text:p>{inside}</text:p>", STYLES))


@pytest.mark.parametrize(
    ("style", "kind"),
    [("Hidden", "hidden"), ("Secret", "hidden"), ("White", "hidden"), ("Struck", "struck")],
)
def test_what_is_hidden_or_struck_out_is_left_out_and_counted(style: str, kind: str) -> None:
    body = f"<text:p>Inspected in May{span(style, ' [cut this]')} and passed.</text:p>"
    read = formats.read(".odt", odt(body, STYLES))
    assert read.text == "Inspected in May and passed."
    assert [(remark.kind, remark.count) for remark in read.remarks] == [(kind, 1)]


def test_white_letters_on_a_ground_are_read() -> None:
    assert line(span("WhiteOnBlue", "Shown.")) == "Shown."


def test_raised_and_lowered_marks_are_not_glued_to_numbers() -> None:
    assert line(f"35{span('Raised', '2')} people, CO{span('Lowered', '2')}") == "35² people, CO₂"


def test_spaces_tabs_and_breaks_are_those_of_the_page() -> None:
    assert line('Two\n  <text:s text:c="2"/>words<text:tab/>and<text:line-break/>more') == (
        "Two   words\u2003and\nmore"
    )


def test_deleted_words_of_tracked_changes_and_comments_are_left_out_and_counted() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never </text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>It <text:change text:change-id="c1"/>fell<office:annotation><dc:creator>A'
        "</dc:creator><text:p>Cut this?</text:p></office:annotation>.</text:p>"
    )
    read = formats.read(".odt", odt(body))
    assert read.text == "It fell."
    assert read.remarks == (Remark("struck", 1), Remark("hidden", 1))


def test_a_footnote_stands_after_its_paragraph_and_leaves_no_mark_in_the_sentence() -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>The port disputes it.</text:p></text:note-body></text:note>"
    )
    body = f"<text:p>It is cracked{note} and shut.</text:p><text:p>More.</text:p>"
    assert text_of(".odt", odt(body)) == (
        "It is cracked and shut.\n\nThe port disputes it.\n\nMore."
    )


def test_an_endnote_stands_at_the_end() -> None:
    note = (
        '<text:note text:note-class="endnote"><text:note-body><text:p>It knew.</text:p>'
        "</text:note-body></text:note>"
    )
    body = f"<text:p>It fell{note}.</text:p><text:p>More.</text:p>"
    assert text_of(".odt", odt(body)) == "It fell.\n\nMore.\n\nIt knew."


def test_a_list_shows_its_numbers() -> None:
    inner = (
        "<text:list><text:list-item><text:p>quay</text:p></text:list-item><text:list-item>"
        "<text:p>port</text:p></text:list-item></text:list>"
    )
    body = (
        '<text:list text:style-name="Steps"><text:list-item><text:p>Close</text:p>'
        f"{inner}</text:list-item><text:list-item><text:p>Report</text:p></text:list-item>"
        '</text:list><text:p>Between.</text:p><text:list text:style-name="Steps"'
        ' text:continue-numbering="true"><text:list-item><text:p>Open</text:p></text:list-item>'
        "</text:list>"
    )
    assert text_of(".odt", odt(body, STYLES)) == (
        "1. Close\n\n1.a) quay\n\n1.b) port\n\n2. Report\n\nBetween.\n\n3. Open"
    )


def test_a_row_is_a_line_and_cells_keep_their_places() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    body = (
        "<table:table><table:table-row>"
        + cell.format(' table:number-rows-spanned="2"', "Arrano")
        + "<table:table-cell/>"
        + cell.format("", "2")
        + "</table:table-row><table:table-row><table:covered-table-cell/>"
        + cell.format("", "1")
        + cell.format("", "3")
        + "</table:table-row></table:table>"
    )
    assert text_of(".odt", odt(body)) == "Arrano |  | 2\n\nArrano | 1 | 3"


def test_headings_boxes_fields_and_prompts() -> None:
    body = (
        '<text:h text:outline-level="2">Order <text:s/></text:h><text:p>Shut on <text:date>5 March'
        "</text:date> by <text:placeholder>[Name]</text:placeholder><draw:frame><draw:text-box>"
        "<text:p>Box text.</text:p></draw:text-box></draw:frame></text:p>"
    )
    read = formats.read(".odt", odt(body))
    assert read.text == "## Order\n\nShut on 5 March by\n\nBox text."
    assert read.remarks == (Remark("prompt", 1),)


def test_a_formula_is_written_on_the_line_of_its_sentence() -> None:
    maths = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mi>a</mi><mi>b</mi>'
        '</mfrac><annotation encoding="StarMath 5.0">a over b</annotation></semantics></math>'
    )
    body = '<text:p>So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>.</text:p>'
    read = text_of(".odt", odt(body, more={"Object 1/content.xml": maths}))
    assert read == "So a/b."


def test_the_properties_are_taken_where_the_text_says_the_same() -> None:
    meta = (
        "<office:document-meta NAMES><office:meta><dc:title>Template</dc:title>"
        "<meta:initial-creator>Ann Lee</meta:initial-creator></office:meta></office:document-meta>"
    )
    read = formats.read(".odt", odt("<text:p>By Ann Lee</text:p>", more={"meta.xml": meta}))
    assert read.entry == Entry(author="Ann Lee")
    assert read.remarks == (Remark("passed_over", detail="title: Template"),)


def test_a_locked_file_is_named_as_one() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    content = odt("", more={"META-INF/manifest.xml": manifest})
    assert refusal(".odt", content) == "has a password; save it without one"


def test_an_entity_of_the_file_is_refused() -> None:
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    assert refusal(".odt", odt("", more={"styles.xml": evil})) == (
        "is an ODT that defines entities of its own; save its text as .txt or .md"
    )


def test_what_is_no_odt_is_refused() -> None:
    assert refusal(".odt", b"PK\x03\x04").startswith("is no ODT, or a damaged one; ")
