import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fakes.files.articles import saved, text_of


def numbered(levels: str, *paragraphs: tuple[str, str, int], more: str = "") -> str:
    """Read a DOCX whose list 71 has these levels; paragraphs are (list id, text, level)."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for element in parse_xml(
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="70">{levels}</w:abstractNum>'
        f'<w:num w:numId="71"><w:abstractNumId w:val="70"/></w:num>{more}</w:numbering>'
    ):
        numbering.append(element)
    for list_id, text, level in paragraphs:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/>'
                "</w:numPr>"
            )
        )
    return text_of(".docx", saved(document))


def level(number: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_a_list_shows_its_numbers_and_those_of_deeper_levels_begin_anew() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "%1.%2)")
    read = numbered(
        levels,
        ("71", "Shut", 0),
        ("71", "quay", 1),
        ("71", "port", 1),
        ("71", "Open", 0),
        ("71", "road", 1),
    )
    assert read == "1. Shut\n\n1.a) quay\n\n1.b) port\n\n2. Open\n\n2.a) road"


def test_a_list_begins_where_it_is_set_to_begin() -> None:
    assert numbered(level(0, "upperRoman", "Art. %1", start=4), ("71", "Peace", 0)) == (
        "Art. IV Peace"
    )


def test_a_second_list_of_one_definition_begins_anew_only_where_it_is_set_to() -> None:
    more = (
        '<w:num w:numId="72"><w:abstractNumId w:val="70"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="73"><w:abstractNumId w:val="70"/></w:num>'
    )
    read = numbered(
        level(0, "decimal", "%1."), ("71", "a", 0), ("72", "b", 0), ("72", "c", 0), ("73", "d", 0),
        more=more,
    )  # fmt: skip
    assert read == "1. a\n\n1. b\n\n2. c\n\n3. d"


def test_a_bullet_is_no_number() -> None:
    assert numbered(level(0, "bullet", "\uf0b7"), ("71", "Shut", 0)) == "Shut"


def test_the_style_of_a_list_numbers_its_paragraphs() -> None:
    document = docx.Document()
    for text in ("Close the quay.", "Inspect every crane."):
        document.add_paragraph(text, style="List Number")
    assert text_of(".docx", saved(document)) == "1. Close the quay.\n\n2. Inspect every crane."
