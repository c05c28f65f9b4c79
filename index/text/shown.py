"""A name or an address from elsewhere -> the same on one line, fit for a message to a person."""

import re
import unicodedata

SHOWN_CHARACTERS = 120
"""How many characters of a name or an address a message shows: less than fills a screen."""

# Marks that turn the direction of the text behind them: "fdp.exe" is then shown as "exe.pdf".
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Return a text with control characters, turning marks and lone surrogates written as `\x0a`.

    >>> printable("a\nb")
    'a\\nb'
    """
    return "".join(
        mark.encode("unicode_escape").decode("ascii")
        if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") or _TURNING.match(mark)
        else mark
        for mark in text
    )


def cut(text: str, characters: int = SHOWN_CHARACTERS) -> str:
    """Return a text printable, cut after so many characters, with … where it was cut.

    >>> cut("https://example.org/news", 12)
    'https://exam…'
    """
    return printable(text) if len(text) <= characters else f"{printable(text[:characters])}…"
