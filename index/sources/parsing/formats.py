"""The bytes of one file -> its text and its own fields, whichever format the file has.

Bytes in, a small frozen record or UnreadableSource out, so that a hostile file can be read in a
process of its own. The reasons name no file: the caller knows its name. Each format has a module,
which imports its library in the function that needs it: they take a quarter of a second, and every
command would wait for them, also one that reads no file.
"""

from index.sources.fields import Entry, Extracted
from index.sources.parsing import docx, web_page
from index.sources.parsing.encodings import decode
from index.sources.parsing.pdf import read as pdf

TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown")
SUFFIXES = (*TEXT_SUFFIXES, ".html", ".htm", ".pdf", ".docx")


def read(suffix: str, content: bytes, charset: str | None = None) -> Extracted:
    """Read bytes as the format of a suffix, one of SUFFIXES; UnreadableSource tells why not.

    `charset` is the one that a server named for a text or a page, if it came from a server.
    """
    if suffix == ".pdf":
        return pdf.read(content)
    if suffix == ".docx":
        return docx.read(content)
    if suffix in TEXT_SUFFIXES:
        return Extracted(decode(content, charset), Entry())
    return web_page.read(content, charset)
