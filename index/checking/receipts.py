"""A quote -> its receipt, a short id that can be read aloud, and back. Pure.

A receipt holds 35 bits of a digest of the article's id and text, the range of the quote, the
generation that gave it and the day. It is computed, never stored, and finds the quote in every
data directory that keeps the revision.

    pq-7K3M-QRST-0V2N-W4XA-9C

The letters are Crockford's Base32 (2002): without I, L, O and U, so that nothing is misheard; case,
hyphens and spaces do not count, and O is read as 0, I and L as 1. The last three are a cyclic
redundancy check of 15 bits (the polynomial x^15 + x^14 + x^10 + x^8 + x^7 + x^4 + x^3 + 1 of CAN,
Bosch 1991), which finds every change within three letters side by side.

The letters, their check and their numbers serve every kind of receipt; a kind is told by what
stands before the first hyphen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from unicodedata import normalize

from index.errors import BadReceipt
from index.records import Citation

FIRST_DAY = date(2020, 1, 1)
"""The first day that a receipt can hold; a clock that shows an earlier one is wrong."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)} | {"O": 0, "I": 1, "L": 1}
_PREFIX = "PQ"

DAY_LETTERS = 3
"""The letters of the day, counted from the first one."""

_MARK_LETTERS = 7
_CHECK_LETTERS = 3
_POLYNOMIAL = 0x4599

_GROUP = 4
_LONGEST = 40  # letters; a text of 20 MB needs no more


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt holds.

    `mark` is of the article's id and text, `start` and `end` are the range of the quote in the
    text, `generation` and `day` tell when it was given.
    """

    mark: int
    start: int
    end: int
    generation: int
    day: date


@dataclass(frozen=True, slots=True)
class Given:
    """A quote that a generation gave on a day; its text is the receipt, computed when written."""

    citation: Citation
    generation: int
    day: date

    def __str__(self) -> str:
        """Write the receipt."""
        return make(self.citation, self.generation, self.day)


def make(citation: Citation, generation: int, day: date) -> str:
    """Write the receipt of a quote that a generation gave on a day.

    Raises ValueError for a day before 2020 or after 2109.
    """
    days = (day - FIRST_DAY).days
    if not 0 <= days < 32**DAY_LETTERS:
        raise ValueError(f"a receipt cannot hold the day {day}")
    body = [
        *digits(mark(citation.article_id, citation.text_sha256), _MARK_LETTERS),
        *digits(days, DAY_LETTERS),
        *counted(citation.start),
        *counted(citation.end - citation.start),
        *counted(generation),
    ]
    return spell(_PREFIX, body)


def read(written: str) -> Receipt:
    """Read a receipt as somebody typed it; raises `BadReceipt` if a letter is wrong or missing."""
    body = spelled(_PREFIX, written)
    try:
        return _decoded(body)
    except (IndexError, ValueError) as error:
        raise mistyped(written) from error


def looks_like_one(written: str) -> bool:
    """Tell whether somebody may have meant a receipt, right or mistyped."""
    return written.strip().upper().startswith((f"{_PREFIX}-", f"{_PREFIX} "))


def mark(article_id: str, text_sha256: str) -> int:
    """Compute the mark of a revision of an article, a number of 35 bits."""
    digest = sha256(f"{article_id}\n{text_sha256}".encode()).digest()
    return int.from_bytes(digest[:5], "big") >> (40 - 5 * _MARK_LETTERS)


def spell(prefix: str, body: Sequence[int], seed: Sequence[int] = ()) -> str:
    """Write a receipt out of digits of 5 bits: its kind's prefix, the digits, and their check.

    A kind whose check begins with a `seed` of its own cannot be taken for another kind.

    >>> spell("PQ", [7, 19, 20])
    'pq-7KM0-ED'
    """
    written = "".join(_LETTERS[value] for value in [*body, *_check([*seed, *body])])
    groups = [written[at : at + _GROUP] for at in range(0, len(written), _GROUP)]
    return "-".join([prefix.lower(), *groups])


def spelled(
    prefix: str, written: str, seed: Sequence[int] = (), longest: int = _LONGEST
) -> list[int]:
    """Read the digits of a receipt of a kind; raises `BadReceipt` if a letter cannot be right."""
    bare = "".join(_capital(letter) for letter in normalize("NFC", written) if letter.isalnum())
    if not bare.startswith(prefix):
        raise BadReceipt(f"{_shown(written)} is no receipt; it begins with {prefix.lower()}-")
    letters = bare.removeprefix(prefix)
    for at, letter in enumerate(letters, len(prefix) + 1):
        if letter not in _VALUES:
            raise _impossible(written, letter, at)
    values = [_VALUES[letter] for letter in letters]
    body, check = values[:-_CHECK_LETTERS], values[-_CHECK_LETTERS:]
    if len(values) > longest or not body or _check([*seed, *body]) != check:
        raise mistyped(written)
    return body


def mistyped(written: str) -> BadReceipt:
    """Return the error of a receipt in which a letter is wrong or missing."""
    return BadReceipt(
        f"{_shown(written)} is not a receipt as it was given: a letter is wrong or missing, as its"
        " last three do not fit the others; compare it with the message that holds it"
    )


def digits(number: int, count: int) -> list[int]:
    """Write a number in so many digits of 5 bits, the highest first."""
    return [number >> (5 * at) & 31 for at in reversed(range(count))]


def take_digits(body: list[int], count: int) -> tuple[int, list[int]]:
    """Read a number of so many digits; return it and the digits behind it.

    Raises IndexError if there are not so many.
    """
    if len(body) < count:
        raise IndexError("a number without its digits")
    number = 0
    for digit in body[:count]:
        number = number << 5 | digit
    return number, body[count:]


def counted(number: int) -> list[int]:
    """Write a number in digits of 4 bits, lowest first; the fifth bit says that more follow."""
    written = [number & 15]
    while number := number >> 4:
        written[-1] |= 16
        written.append(number & 15)
    return written


def take_counted(body: list[int]) -> tuple[int, list[int]]:
    """Read a number that `counted` wrote; return it and the digits behind it.

    Raises IndexError if its last digit is missing.
    """
    number = at = 0
    while True:
        number |= (body[at] & 15) << (4 * at)
        at += 1
        if not body[at - 1] & 16:
            return number, body[at:]


def _decoded(body: list[int]) -> Receipt:
    """Take the numbers out of a receipt; IndexError or ValueError if they are not there."""
    own_mark, rest = take_digits(body, _MARK_LETTERS)
    days, rest = take_digits(rest, DAY_LETTERS)
    start, rest = take_counted(rest)
    length, rest = take_counted(rest)
    generation, rest = take_counted(rest)
    if rest or not length:
        raise ValueError("letters that stand for nothing")
    return Receipt(own_mark, start, start + length, generation, FIRST_DAY + timedelta(days))


def _check(body: Sequence[int]) -> list[int]:
    register = 0
    for value in body:
        for bit in range(4, -1, -1):
            high = register >> 14 & 1
            register = register << 1 & 0x7FFF
            if high ^ (value >> bit & 1):
                register ^= _POLYNOMIAL
    return digits(register, _CHECK_LETTERS)


def _capital(letter: str) -> str:
    """Return the capital of a letter; one that only looks like ours stays what it is, as ß does."""
    return letter.upper() if letter.isascii() else letter


def _impossible(written: str, letter: str, at: int) -> BadReceipt:
    return BadReceipt(
        f"{_shown(written)} is not a receipt as it was given: no receipt holds the letter"
        f" {letter!r}, and here it is letter {at}; compare it with the message that holds it",
        letter,
        at,
    )


def _shown(written: str) -> str:
    return repr(written if len(written) <= 2 * _LONGEST else f"{written[: 2 * _LONGEST]}…")
