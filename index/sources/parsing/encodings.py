"""The bytes of a text or a web page -> its characters; imports webencodings.

A wrong guess would quote words that nobody wrote, so that a doubtful encoding is refused.
"""

import codecs
import html
import re
from collections.abc import Callable, Sequence
from functools import partial

from index.errors import UnreadableSource
from index.sources.parsing import letters

DECLARATION_BYTES = 4096
"""How far into a page its charset is sought: browsers stop at 1024, some pages name it later."""

# A page may hold some damage in a widget; with more, it is in another encoding or no page.
MOST_DAMAGED_SHARE = 0.02
MOST_CONTROLS_SHARE = 0.001
_FEW = 3
_FEW_WRONG = 2  # words that look wrong in the encoding a page names: a name, a slip

# The UTF-32 mark begins with the UTF-16 mark, so it comes first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
# C1 controls too: a terminal takes U+009B for the start of a command.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Browsers read &#146; as the apostrophe that Windows has there, not as the control character.
_WINDOWS_REFERENCE = re.compile(r"&#(?:1[2-5]\d|x[89][0-9a-f]);", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)
_MEND = "save it again as UTF-8"


def decode(content: bytes, charset: str | None = None) -> str:
    """Return the characters of a text file; UnreadableSource when it is binary or doubtful.

    `charset` is the one that a server named, if the text came from a server.
    """
    text = _first(content, (_marked, _utf8, partial(_served, charset), _guessed))
    if found := unreadable_character(text):
        raise UnreadableSource(f"looks like a binary file ({found}); if it is a text, {_MEND}")
    return text


def decode_page(content: bytes, charset: str | None = None) -> str:
    """Return the characters of a web page, which may name its own charset.

    UTF-8 goes before any charset that is named: a browser that saves a page converts the text and
    often leaves the name, and text in another charset is never valid UTF-8 by chance. As in
    browsers, the charset that the server names goes before the one that the page names, and a
    damaged byte costs one character, not the page.
    """
    ways = (_marked, _nearly_utf8, partial(_served, charset), _declared, _guessed_page)
    return _without_controls(_first(content, ways))


def unreadable_character(text: str) -> str | None:
    r"""Name the first control character or lone surrogate, which no text holds, and its place.

    >>> unreadable_character("PNG\n\x1a")
    'U+001A in line 2'
    """
    found = _CONTROL.search(text) or _SURROGATE.search(text)
    if found is None:
        return None
    return f"U+{ord(found[0]):04X} in line {text.count(chr(10), 0, found.start()) + 1}"


def _first(content: bytes, ways: Sequence[Callable[[bytes], str | None]]) -> str:
    return next(text for way in ways if (text := way(content)) is not None)


def _without_controls(page: str) -> str:
    """Take out of a page what browsers do not draw; UnreadableSource when it is a binary file."""
    controls = len(_CONTROL.findall(page))
    if controls > max(_FEW, MOST_CONTROLS_SHARE * len(page)):
        found = unreadable_character(page)
        raise UnreadableSource(f"looks like a binary file ({found}); if it is a text, {_MEND}")
    shown = _CONTROL.sub("", page) if controls else page
    return _WINDOWS_REFERENCE.sub(lambda reference: html.unescape(reference[0]), shown)


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


def _nearly_utf8(content: bytes) -> str | None:
    """Decode a page that is UTF-8 but for some bytes, in whose place browsers draw a mark."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace") if _is_damaged_utf8(content) else None


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
    """Decode as browsers do by this name; where that gives no words, by what the bytes tell."""
    # Imported here, as nearly every file is UTF-8 and needs no name.
    import webencodings

    wrong = UnreadableSource(f"says that it is {charset} but is not; {_MEND}")
    encoding = webencodings.lookup(charset)
    if encoding is None:
        raise wrong
    text: str = encoding.codec_info.decode(content, "replace")[0]
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    foreign = sum(not character.isascii() for character in text)
    if damaged <= max(_FEW, MOST_DAMAGED_SHARE * foreign) and not letters.look_wrong(
        text, _FEW_WRONG
    ):
        return text
    guessed = letters.guess(content, None)
    if guessed is None or damaged > foreign / 2:
        raise wrong
    return guessed


def _guessed_page(content: bytes) -> str:
    named = _LANGUAGE.search(content[:DECLARATION_BYTES])
    return _guessed(content, named[1].decode("ascii").lower() if named else None)


def _guessed(content: bytes, language: str | None = None) -> str:
    if b"\0" in content:
        raise UnreadableSource(f"looks like a binary file; if it is a text, {_MEND}")
    text = letters.guess(content, language)
    if text is None:
        raise UnreadableSource(f"is in an unknown encoding or a binary file; {_MEND}")
    return text
