"""Word files and OpenDocument texts for the tests, written as the XML that programs save."""

import io
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from fakes.files.articles import saved

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(
    body: str,
    footnotes: str = "",
    styles: str = "",
    title: str = "",
    author: str = "",
    endnotes: str = "",
) -> bytes:
    """Write a DOCX of this body; notes and `styles` are elements of those parts."""
    document = docx.Document()
    for number, element in enumerate(parse_xml(f"<w:body {_NAMES}>{body}</w:body>")):
        document.element.body.insert(number, element)
    for style in parse_xml(f"<w:styles {_NAMES}>{styles}</w:styles>"):
        document.styles.element.append(style)
    for name, notes, relation in (
        ("footnotes", footnotes, RELATIONSHIP_TYPE.FOOTNOTES),
        ("endnotes", endnotes, RELATIONSHIP_TYPE.ENDNOTES),
    ):
        if notes:
            content = f"<w:{name} {_NAMES}>{notes}</w:{name}>".encode()
            part = Part(PackURI(f"/word/{name}.xml"), "application/xml", content)
            document.part.relate_to(part, relation)
    document.core_properties.title, document.core_properties.author = title, author
    return saved(document)


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def odt(body: str, styles: str = "", more: dict[str, str] | None = None) -> bytes:
    """Write an ODT of this body; `styles` are automatic ones, `more` other parts by name."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
            ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
        )
    )  # fmt: skip
    names += (
        ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        parts.writestr("content.xml", content)
        for name, text in (more or {}).items():
            parts.writestr(name, text.replace("NAMES", names))
    return target.getvalue()
