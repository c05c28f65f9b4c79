"""The bytes of a text or a web page -> its characters; imports charset_normalizer.

A wrong guess would quote words that nobody wrote, so that a doubtful encoding is refused.
"""

import codecs
import re
from collections.abc import Callable, Sequence
from functools import partial

from index.errors import UnreadableSource

DECLARATION_BYTES = 4096
"""How far into a page its charset is sought: browsers stop at 1024, some pages name it later."""

# Only what newsrooms write in, so that a Western text is never read as a Central European one with
# other letters. KOI8-U also reads KOI8-R: only their box-drawing characters differ.
_LEGACY = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp1252")
# The UTF-32 mark begins with the UTF-16 mark, so it comes first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
# Browsers read a wider charset than these names promise.
_WIDER = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252"}
# C1 controls too: a terminal takes U+009B for the start of a command.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# "zawali³ siê": Polish in cp1250 read as cp1252 has symbols inside its words.
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¡¢£¤¥¦§¨©ª¬®¯±²³¶¸¹º¼½¾¿][^\W\d_]")
_MEND = "save it again as UTF-8"


def decode(content: bytes, charset: str | None = None) -> str:
    """Return the characters of a text file; UnreadableSource when it is binary or doubtful.

    `charset` is the one that a server named, if the text came from a server.
    """
    return _decode(content, (_marked, _utf8, partial(_served, charset), _guessed))


def decode_page(content: bytes, charset: str | None = None) -> str:
    """Return the characters of a web page, which may name its own charset.

    UTF-8 goes before any charset that is named: a browser that saves a page converts the text and
    often leaves the name, and text in another charset is never valid UTF-8 by chance. As in
    browsers, the charset that the server names goes before the one that the page names.
    """
    return _decode(content, (_marked, _utf8, partial(_served, charset), _declared, _guessed))


def unreadable_character(text: str) -> str | None:
    r"""Name the first control character or lone surrogate, which no text holds, and its place.

    >>> unreadable_character("PNG\n\x1a")
    'U+001A in line 2'
    """
    found = _CONTROL.search(text) or _SURROGATE.search(text)
    if found is None:
        return None
    return f"U+{ord(found[0]):04X} in line {text.count(chr(10), 0, found.start()) + 1}"


def _decode(content: bytes, ways: Sequence[Callable[[bytes], str | None]]) -> str:
    text = next(text for way in ways if (text := way(content)) is not None)
    if found := unreadable_character(text):
        raise UnreadableSource(f"looks like a binary file ({found}); if it is a text, {_MEND}")
    return text


def _marked(content: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableSource(
                    f"begins as {encoding.upper()} but is damaged at byte {error.start}; {_MEND}"
                ) from error
    return None


def _utf8(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableSource(
                f"is UTF-8 with damaged characters, the first in line {line}; {_MEND}"
            ) from error
        return None


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell whether bytes are UTF-8 but for some damage: mostly valid, or with halves of pairs."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if damaged <= sum(not mark.isascii() for mark in text) - damaged:
        return True
    try:
        return bool(content.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return False


def _declared(content: bytes) -> str | None:
    named = _CHARSET.search(content[:DECLARATION_BYTES])
    if named is None:
        return None
    return _named(named[1].decode("ascii", "replace").lower(), content)


def _served(charset: str | None, content: bytes) -> str | None:
    return None if charset is None else _named(charset, content)


def _named(charset: str, content: bytes) -> str:
    try:
        return content.decode(_WIDER.get(charset, charset))
    except (LookupError, UnicodeError) as error:
        raise UnreadableSource(f"says that it is {charset} but is not; {_MEND}") from error


def _guessed(content: bytes) -> str:
    if b"\0" in content:
        raise UnreadableSource(f"looks like a binary file; if it is a text, {_MEND}")
    # Imported here: it takes 30 ms, and nearly every file is UTF-8 and never needs it.
    from charset_normalizer import from_bytes

    best = from_bytes(content, cp_isolation=list(_LEGACY)).best()
    text = None if best is None else content.decode(best.encoding)
    if text is None or _SYMBOL_IN_WORD.search(text):
        raise UnreadableSource(f"is in an unknown encoding or a binary file; {_MEND}")
    return text
