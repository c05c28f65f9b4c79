"""What somebody else wrote -> the same on one line, fit to stand in a message to a person."""

import re
import unicodedata

SHOWN_CHARACTERS = 120
"""How much of a name or an address a message shows: enough to know it by, less than a screen."""

# Marks that turn the direction of what follows: "fdp.exe" is then shown as "exe.pdf".
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Write control characters, turning marks and bytes that are no text as `\x0a`.

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
    """Return `text` printable, and with … where it was cut after so many characters.

    >>> cut("https://example.org/news", 12)
    'https://exam…'
    """
    return printable(text) if len(text) <= characters else f"{printable(text[:characters])}…"
