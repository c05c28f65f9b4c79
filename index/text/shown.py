"""A name or an address from elsewhere -> the same on one line, fit for a message to a person."""

import re
import unicodedata

SHOWN_CHARACTERS = 120
"""How many characters of a name or an address a message shows: less than fills a screen."""

# Marks that turn the direction of the text behind them ("fdp.exe" is then shown as "exe.pdf"), and
# marks that nobody sees, which make two names look like one; joiners, which other scripts and
# pictures need, where they stand beside Latin or Cyrillic letters, digits and spaces.
_BESIDE = r"[A-Za-z\u00c0-\u024f\u0400-\u04ff0-9\s]"
_UNSEEN = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
    f"|[\u200c\u200d](?={_BESIDE}|$)|(?:(?<={_BESIDE})|^)[\u200c\u200d]"
)
_CONTROLS = ("Cc", "Cs", "Zl", "Zp")


def printable(text: str) -> str:
    r"""Return a text with all that nobody sees, and lone surrogates, written as `\x0a`.

    >>> printable("a\nb")
    'a\\nb'
    """
    seen = _UNSEEN.sub(lambda mark: _escaped(mark[0]), text)
    return "".join(
        _escaped(mark) if unicodedata.category(mark) in _CONTROLS else mark for mark in seen
    )


def printable_lines(text: str) -> str:
    r"""Return a text of several lines printable, its lines as they are.

    >>> printable_lines("a\n\u202eb")
    'a\n\\u202eb'
    """
    return "\n".join(map(printable, text.split("\n")))


def unseen_mark(text: str) -> str | None:
    """Name the first mark in a text that nobody sees, but not a control; `None` if it has none.

    >>> unseen_mark("Mail\u202eadvo")
    'U+202E'
    """
    found = _UNSEEN.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def cut(text: str, characters: int = SHOWN_CHARACTERS) -> str:
    """Return a text printable, cut after so many characters, with … where it was cut.

    >>> cut("https://example.org/news", 12)
    'https://exam…'
    """
    return printable(text) if len(text) <= characters else f"{printable(text[:characters])}…"


def _escaped(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")
