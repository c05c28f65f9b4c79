"""The bytes of one file -> its text and its own fields, whichever format the file has.

Bytes in, a small frozen record or UnreadableSource out, so that a hostile file can be read in a
process of its own. The reasons name no file: the caller knows its name. Each format has a module,
which imports its library in the function that needs it: they take a quarter of a second, and every
command would wait for them, also one that reads no file.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import version

from index.sources.fields import Entry, Extracted
from index.sources.parsing.encodings import decode
from index.sources.parsing.markdown import markdown
from index.sources.parsing.office.odf import odt
from index.sources.parsing.office.rtf import rtf
from index.sources.parsing.office.word import docx
from index.sources.parsing.pages import reading as pages
from index.sources.parsing.pdf import pages as pdf_pages
from index.sources.parsing.pdf import read as pdf

MARKDOWN_SUFFIXES = (".md", ".markdown")
TEXT_SUFFIXES = (".txt", ".text", *MARKDOWN_SUFFIXES)
SUFFIXES = (*TEXT_SUFFIXES, ".html", ".htm", ".pdf", ".docx", ".odt", ".rtf")

RTF_SIGNATURE = rtf.SIGNATURE
RTF_VERSION = rtf.VERSION
TEXT_VERSION = "text 1"
_OFFICE: Mapping[str, Callable[[bytes], Extracted]] = {
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
}


_LIBRARIES = (
    "charset-normalizer",
    "htmldate",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "pypdfium2",
    "python-docx",
    "trafilatura",
)


def rules() -> str:
    """Name the versions of all rules and libraries that read files: the same give the same text."""
    own = (
        TEXT_VERSION,
        markdown.VERSION,
        docx.VERSION,
        odt.VERSION,
        rtf.VERSION,
        f"pdf {pdf_pages.VERSION}",
        f"page {pages.RULES}",
    )
    return ", ".join([*own, *(f"{name} {version(name)}" for name in _LIBRARIES)])


def read(suffix: str, content: bytes, charset: str | None = None) -> Extracted:
    """Read bytes as the format of a suffix, one of SUFFIXES; UnreadableSource tells why not.

    `charset` is the one that a server named for a text or a page, if it came from a server.
    """
    if suffix == ".pdf":
        return pdf.read(content)
    if content.startswith(RTF_SIGNATURE):  # some programs save it as .txt or .doc
        return rtf.read(content)
    if suffix in _OFFICE:
        return _OFFICE[suffix](content)
    if suffix in MARKDOWN_SUFFIXES:
        return markdown.read(content, charset)
    if suffix in TEXT_SUFFIXES:
        return Extracted(decode(content, charset), Entry(), parser=TEXT_VERSION)
    return pages.read(content, charset)
