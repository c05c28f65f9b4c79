"""A no -> its receipt, a short id that can be read aloud, and back. Pure.

    no-0C5P-7QG3-8V2N-RH4X-A9C1-T6WK-2ZD0-Y

It is written in the letters of `receipts`, with their check, and holds: how it came out, the day,
the generation, how many articles and paragraphs were searched, the bar that none of them reached
(in thousandths) with 10 bits for the model, 20 bits of the question and, where there were filters,
which ones and 15 bits of them; where a passage was near, its place. Last come 30 bits that seal all
this. The bits of the question, of the filters and of the seal are made under the key of the corpus
(`corpora`): only with that corpus can they be computed.
"""

import hmac
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal, get_args

from index.checking import receipts
from index.checking.receipts import counted, digits, take_counted, take_digits
from index.errors import BadReceipt
from index.records import Filters
from index.text.stems import plain, split_words

Silence = Literal["nothing", "related", "absent"]
"""How it came out: no passage is near the question, none clearly answers, or a quotation is not in
the corpus."""

PREFIX = "NO"

_SILENCES: tuple[Silence, ...] = get_args(Silence)
_SEED = (21, 0)  # the letters N and O
_LONGEST = 60
_MODEL_LETTERS = 2
_BAR_LETTERS = 2
_QUESTION_LETTERS = 4
_NAMES_LETTERS = 2
_FILTERS_LETTERS = 3
_SEAL_LETTERS = 6
_FILTERED = len(_SILENCES)  # added to the first digit, which is a numeral, where there are filters
_FIELDS = tuple(field.name for field in fields(Filters))

# Hyphens as they are typed and as telephones replace them, and letters that look like N and O:
# these are recognised, so that whoever types them is told which letter cannot be.
_DASH = r"[-\u2010-\u2015\u2212]"
_BEGINNING = r"(?<![\w-])[NnΝ][OoОоΟο0]"
_HYPHENATED = re.compile(rf"{_BEGINNING}{_DASH}(?:\w{{2,8}}{_DASH}){{4,}}\w{{1,8}}(?:{_DASH}\w+)*")
_SPOKEN = re.compile(rf"\s*{_BEGINNING}\s*{_DASH}?\s*(?=\w)")
_FEWEST_LETTERS = 24
_FEWEST_NUMERALS = 4  # among them, in groups: no sentence has so many
_GROUP = 4
_PIECE = re.compile(rf"(\w+)(?:\s|{_DASH})*")


@dataclass(frozen=True, slots=True)
class FilterMark:
    """The names of the filters that were set, and 15 bits of what they were set to."""

    names: tuple[str, ...]
    mark: int


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest passage: the place of its article among all by id, and where in it it begins."""

    article: int
    start: int


@dataclass(frozen=True, slots=True)
class Negative:
    """What the receipt of a no holds, but for its seal.

    `bar` is in thousandths; `model` and `question` are marks of 10 and 20 bits. Of a quotation the
    question is its words, and there are no filters.
    """

    silence: Silence
    day: date
    generation: int
    articles: int
    paragraphs: int
    bar: int
    model: int
    question: int
    filters: FilterMark | None = None
    nearest: Near | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A receipt of a no as it was read, and its seal, which only its corpus can tell to be true."""

    negative: Negative
    seal: int


@dataclass(frozen=True, slots=True)
class Pasted:
    """A receipt of a no in what somebody wrote, and all else that they wrote."""

    receipt: str
    beside: str


def write(negative: Negative, key: bytes) -> str:
    """Write the receipt of a no, sealed with the key of its corpus.

    Raises ValueError for a day before 2020 or after 2109.
    """
    body = _body(negative)
    seal = digits(_bits(key, "seal", bytes(body), _SEAL_LETTERS), _SEAL_LETTERS)
    return receipts.spell(PREFIX, [*body, *seal], _SEED)


def read(written: str) -> Sealed:
    """Read a receipt as somebody typed it; raises `BadReceipt` if a letter is wrong or missing."""
    whole = receipts.spelled(PREFIX, written, _SEED, _LONGEST)
    body, seal = whole[:-_SEAL_LETTERS], whole[-_SEAL_LETTERS:]
    try:
        negative = _decoded(body)
        if _body(negative) != body:
            raise ValueError("letters that nobody writes so")
    except (IndexError, ValueError, OverflowError) as error:
        raise receipts.mistyped(written) from error
    return Sealed(negative, take_digits(seal, _SEAL_LETTERS)[0])


def is_sealed(sealed: Sealed, key: bytes) -> bool:
    """Tell whether a receipt was sealed with the key of a corpus."""
    expected = _bits(key, "seal", bytes(_body(sealed.negative)), _SEAL_LETTERS)
    return hmac.compare_digest(str(expected), str(sealed.seal))


def find(written: str) -> Pasted | None:
    """Find a receipt of a no in what somebody wrote; `None` if no part of it may be meant for one.

    Written with hyphens it may stand anywhere, else it begins the text.

    >>> find("no-0123-4567-89AB-CDEF-G who left?")
    Pasted(receipt='no-0123-4567-89AB-CDEF-G', beside='who left?')
    >>> find("No one said that they had left.")
    """
    for found in _HYPHENATED.finditer(written):
        if any(letter.isdigit() for letter in found[0]):
            beside = f"{written[: found.start()]} {written[found.end() :]}".strip()
            return Pasted(found[0], beside)
    return _spoken(written)


def question_mark(key: bytes, question: str) -> int:
    """Compute the mark of a question, or of a quotation: how its words are written is no matter."""
    words = " ".join(map(plain, split_words(question)))
    return _bits(key, "question", words.encode(), _QUESTION_LETTERS)


def filter_mark(key: bytes, filters: Filters) -> FilterMark | None:
    """Compute the mark of filters, normalised as they are understood; `None` if none is set."""
    values = {name: _normalised(name, getattr(filters, name)) for name in _FIELDS}
    known = {name: value for name, value in values.items() if value}
    if not known:
        return None
    written = json.dumps(known, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return FilterMark(tuple(known), _bits(key, "filters", written, _FILTERS_LETTERS))


def model_mark(fingerprint: str) -> int:
    """Compute the mark of an embedding model by its fingerprint."""
    return _bits(b"", "model", fingerprint.encode(), _MODEL_LETTERS)


def _bits(key: bytes, purpose: str, message: bytes, letters: int) -> int:
    """Compute as many bits as so many letters hold, for a purpose and under a key."""
    digest = hmac.new(key, purpose.encode() + b"\0" + message, sha256).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - 5 * letters)


def _normalised(name: str, value: str | tuple[str, ...] | None) -> str | list[str]:
    """Return the value of a filter alike for all that search the same; empty if it is not set."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return sorted({" ".join(map(plain, split_words(words))) for words in value})
    if name == "source":
        return value
    if name == "language":
        return value.replace("_", "-").split("-")[0].casefold()
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(map(plain, split_words(bare))) or " ".join(bare.split())


def _body(negative: Negative) -> list[int]:
    days = (negative.day - receipts.FIRST_DAY).days
    if not 0 <= days < 32**receipts.DAY_LETTERS:
        raise ValueError(f"a receipt cannot hold the day {negative.day}")
    filters, nearest = negative.filters, negative.nearest
    first = _SILENCES.index(negative.silence) + (0 if filters is None else _FILTERED)
    body = [first, *digits(days, receipts.DAY_LETTERS)]
    for count in (negative.generation, negative.articles, negative.paragraphs):
        body += counted(count)
    body += digits(negative.bar, _BAR_LETTERS)
    body += digits(negative.model, _MODEL_LETTERS)
    body += digits(negative.question, _QUESTION_LETTERS)
    if filters is not None:
        names = sum(1 << at for at, name in enumerate(_FIELDS) if name in filters.names)
        body += [*digits(names, _NAMES_LETTERS), *digits(filters.mark, _FILTERS_LETTERS)]
    if nearest is not None:
        body += [*counted(nearest.article), *counted(nearest.start)]
    return body


def _decoded(body: list[int]) -> Negative:
    """Take the numbers out of a receipt; IndexError or ValueError if they are not there."""
    (first, days), rest = (body[0], take_digits(body[1:], receipts.DAY_LETTERS)[0]), body[4:]
    counts: list[int] = []
    for _ in range(3):
        count, rest = take_counted(rest)
        counts.append(count)
    bar, rest = take_digits(rest, _BAR_LETTERS)
    model, rest = take_digits(rest, _MODEL_LETTERS)
    question, rest = take_digits(rest, _QUESTION_LETTERS)
    filters: FilterMark | None = None
    if first >= _FILTERED:
        names, rest = take_digits(rest, _NAMES_LETTERS)
        own_mark, rest = take_digits(rest, _FILTERS_LETTERS)
        named = tuple(name for at, name in enumerate(_FIELDS) if names >> at & 1)
        filters = FilterMark(named, own_mark)
    nearest: Near | None = None
    if rest:
        article, rest = take_counted(rest)
        start, rest = take_counted(rest)
        nearest = Near(article, start)
    if rest:
        raise ValueError("letters that stand for nothing")
    silence = _SILENCES[first - _FILTERED if first >= _FILTERED else first]
    day = receipts.FIRST_DAY + timedelta(days)
    generation, articles, paragraphs = counts
    return Negative(
        silence, day, generation, articles, paragraphs, bar, model, question, filters, nearest
    )


def _spoken(written: str) -> Pasted | None:
    """Find a receipt that was typed as it was heard, at the beginning, with blanks or nothing."""
    begun = _SPOKEN.match(written)
    if begun is None:
        return None
    ends = list(_ends(written, begun.end()))
    for end in ends:
        receipt = written[:end].strip()
        with suppress(BadReceipt):
            read(receipt)
            return Pasted(receipt, written[end:].strip(" -:,\n"))
    first = written[begun.end() : ends[0]].split() if ends else []
    is_meant = all(len(group) >= _GROUP for group in first)
    if ends and is_meant and sum(map(str.isdigit, "".join(first))) >= _FEWEST_NUMERALS:
        return Pasted(written.strip(), "")
    return None


def _ends(written: str, start: int) -> Iterator[int]:
    """Yield where a receipt that begins at `start` might end."""
    at, letters = start, 0
    while letters <= _LONGEST and (piece := _PIECE.match(written, at)) is not None:
        letters += len(piece[1])
        at = piece.end()
        if letters >= _FEWEST_LETTERS:
            yield piece.end(1)
