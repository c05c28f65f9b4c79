"""A quote -> its receipt, a short id that can be read aloud, and back. Pure.

A receipt holds 35 bits of a digest of the article's id and text, the range of the quote, the
generation that gave it and the day. It is computed, never stored, and finds the quote in every
data directory that keeps the revision.

    pq-7K3M-QRST-0V2N-W4XA-9C

The letters are Crockford's Base32 (2002): without I, L, O and U, so that nothing is misheard; case,
hyphens and spaces do not count, and O is read as 0, I and L as 1. The last three are a cyclic
redundancy check of 15 bits (the polynomial x^15 + x^14 + x^10 + x^8 + x^7 + x^4 + x^3 + 1 of CAN,
Bosch 1991), which finds every change within three letters side by side.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from index.errors import BadReceipt
from index.records import Citation

FIRST_DAY = date(2020, 1, 1)
"""The first day that a receipt can hold; a clock that shows an earlier one is wrong."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)} | {"O": 0, "I": 1, "L": 1}
_PREFIX = "PQ"
_MARK_LETTERS = 7
_DAY_LETTERS = 3
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
    if not 0 <= days < 32**_DAY_LETTERS:
        raise ValueError(f"a receipt cannot hold the day {day}")
    body = [
        *_digits(mark(citation.article_id, citation.text_sha256), _MARK_LETTERS),
        *_digits(days, _DAY_LETTERS),
        *_counted(citation.start),
        *_counted(citation.end - citation.start),
        *_counted(generation),
    ]
    written = "".join(_LETTERS[value] for value in [*body, *_check(body)])
    groups = [written[at : at + _GROUP] for at in range(0, len(written), _GROUP)]
    return "-".join([_PREFIX.lower(), *groups])


def read(written: str) -> Receipt:
    """Read a receipt as somebody typed it; raises `BadReceipt` if a letter is wrong or missing."""
    bare = "".join(character for character in written.upper() if character.isalnum())
    if not bare.startswith(_PREFIX):
        raise BadReceipt(f"{_shown(written)} is no receipt; it begins with pq-")
    letters = bare.removeprefix(_PREFIX)
    for at, letter in enumerate(letters, len(_PREFIX) + 1):
        if letter not in _VALUES:
            raise _impossible(written, letter, at)
    values = [_VALUES[letter] for letter in letters]
    body, check = values[:-_CHECK_LETTERS], values[-_CHECK_LETTERS:]
    if len(values) > _LONGEST or not body or _check(body) != check:
        raise _mistyped(written)
    try:
        return _decoded(body)
    except (IndexError, ValueError) as error:
        raise _mistyped(written) from error


def looks_like_one(written: str) -> bool:
    """Tell whether somebody may have meant a receipt, right or mistyped."""
    return written.strip().upper().startswith((f"{_PREFIX}-", f"{_PREFIX} "))


def mark(article_id: str, text_sha256: str) -> int:
    """Compute the mark of a revision of an article, a number of 35 bits."""
    digest = sha256(f"{article_id}\n{text_sha256}".encode()).digest()
    return int.from_bytes(digest[:5], "big") >> (40 - 5 * _MARK_LETTERS)


def _decoded(body: list[int]) -> Receipt:
    """Take the numbers out of a receipt; IndexError or ValueError if they are not there."""
    own_mark, rest = _number(body[:_MARK_LETTERS]), body[_MARK_LETTERS:]
    days, rest = _number(rest[:_DAY_LETTERS]), rest[_DAY_LETTERS:]
    start, rest = _take_counted(rest)
    length, rest = _take_counted(rest)
    generation, rest = _take_counted(rest)
    if rest or not length:
        raise ValueError("letters that stand for nothing")
    return Receipt(own_mark, start, start + length, generation, FIRST_DAY + timedelta(days))


def _digits(number: int, count: int) -> list[int]:
    """Write a number in so many digits of 5 bits, the highest first."""
    return [number >> (5 * at) & 31 for at in reversed(range(count))]


def _number(digits: list[int]) -> int:
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return number


def _counted(number: int) -> list[int]:
    """Write a number in digits of 4 bits, lowest first; the fifth bit says that more follow."""
    digits = [number & 15]
    while number := number >> 4:
        digits[-1] |= 16
        digits.append(number & 15)
    return digits


def _take_counted(digits: list[int]) -> tuple[int, list[int]]:
    number = at = 0
    while True:
        number |= (digits[at] & 15) << (4 * at)
        at += 1
        if not digits[at - 1] & 16:
            return number, digits[at:]


def _check(body: list[int]) -> list[int]:
    register = 0
    for value in body:
        for bit in range(4, -1, -1):
            high = register >> 14 & 1
            register = register << 1 & 0x7FFF
            if high ^ (value >> bit & 1):
                register ^= _POLYNOMIAL
    return _digits(register, _CHECK_LETTERS)


def _impossible(written: str, letter: str, at: int) -> BadReceipt:
    return BadReceipt(
        f"{_shown(written)} is not a receipt as it was given: no receipt holds the letter"
        f" {letter!r}, and here it is letter {at}; compare it with the message that holds it",
        letter,
        at,
    )


def _mistyped(written: str) -> BadReceipt:
    return BadReceipt(
        f"{_shown(written)} is not a receipt as it was given: a letter is wrong or missing, as its"
        " last three do not fit the others; compare it with the message that holds it"
    )


def _shown(written: str) -> str:
    return repr(written if len(written) <= 2 * _LONGEST else f"{written[: 2 * _LONGEST]}…")
