"""UTF-16 code units, in which Telegram counts: most characters are one, an emoji is two. Pure."""

from itertools import accumulate

_ENCODING = "utf-16-le"  # names its byte order, so no mark is written before the text


def length(text: str) -> int:
    """Count the code units.

    >>> length("a😀")
    3
    """
    return len(encode(text)) // 2


def offsets(text: str) -> tuple[int, ...]:
    """Give the code units before each character, and at last those of the whole text.

    >>> offsets("a😀b")
    (0, 1, 3, 4)
    """
    if length(text) == len(text):
        return tuple(range(len(text) + 1))
    return tuple(accumulate((1 + (character > "\uffff") for character in text), initial=0))


def encode(text: str) -> bytes:
    """Encode so that code unit n is at bytes 2n and 2n + 1."""
    return text.encode(_ENCODING, "surrogatepass")
