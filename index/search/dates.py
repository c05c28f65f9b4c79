"""The dates in a question -> the other ways in which articles write them. Pure.

Journalists type 24.02.2024, Feb 24 or 24th February; articles write 24 February 2024, or the month
in another language.
"""

import re
from collections.abc import Sequence

from index.text.stems import split_words

_MONTHS = (
    "january jan января январь янв січня січень",
    "february feb февраля февраль фев лютого лютий",
    "march mar марта март березня березень",
    "april apr апреля апрель апр квітня квітень",
    "may мая май травня травень",
    "june jun июня июнь червня червень",
    "july jul июля июль липня липень",
    "august aug августа август авг серпня серпень",
    "september sept sep сентября сентябрь сен вересня вересень",
    "october oct октября октябрь окт жовтня жовтень",
    "november nov ноября ноябрь ноя листопада листопад",
    "december dec декабря декабрь дек грудня грудень",
)
_NAMES = {name: tuple(names.split()) for names in _MONTHS for name in names.split()}
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d./])(?P<first>\d{1,2})(?P<mark>[./])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)"
)
_DAY = re.compile(r"(?P<day>[12]?\d|3[01])(?P<ordinal>st|nd|rd|th)?", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:st|nd|rd|th)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|20)\d{2}")


def spell_out(question: str) -> str:
    """Write dates in figures with the names of their months.

    Between slashes the order of day and month is not known; such a date is left as it is unless one
    of its numbers can be no month.

    >>> spell_out("Who met on 24.02.2024 or 2024-03-01, and on 02/25/2024 or 03/04/2024?")
    'Who met on 24 February 2024 or 1 March 2024, and on 25 February 2024 or 03/04/2024?'
    """
    return _NUMERIC.sub(_numeric, _ISO.sub(_iso, question))


def written_otherwise(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """List for each word of a question how else a date writes it; nothing for a word of no date.

    >>> written_otherwise(["on", "Feb", "24th"])[1][:2], written_otherwise(["Jan", "said"])
    (('february', 'февраля'), ((), ()))
    """
    return tuple(_forms(words, at) for at in range(len(words)))


def is_date(text: str) -> bool:
    """Tell whether a text is nothing but a date or a number: "12 May", "2013".

    >>> is_date("12 May 2013"), is_date("May"), is_date("in May 2013?")
    (True, False, False)
    """
    words = split_words(text)
    return any(word[0].isdigit() for word in words) and all(
        word.casefold() in _NAMES or _DIGITS.fullmatch(word) for word in words
    )


def _forms(words: Sequence[str], at: int) -> tuple[str, ...]:
    beside = [words[near] for near in (at - 1, at + 1) if 0 <= near < len(words)]
    word = words[at].casefold()
    names = _NAMES.get(word, ())
    if names and any(_DAY.fullmatch(near) or _YEAR.fullmatch(near) for near in beside):
        return tuple(name for name in names if name != word)
    day = _DAY.fullmatch(word)
    if day and any(near.casefold() in _NAMES for near in beside):
        forms = (day["day"], f"{day['day']}{_ordinal(int(day['day']))}")
        return tuple(form for form in forms if form != word)
    return ()


def _ordinal(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _iso(date: re.Match[str]) -> str:
    return _written(date, int(date["day"]), int(date["month"]))


def _numeric(date: re.Match[str]) -> str:
    first, second = int(date["first"]), int(date["second"])
    if date["mark"] == "." or first > 12:
        return _written(date, first, second)
    return _written(date, second, first) if second > 12 else date[0]


def _written(date: re.Match[str], day: int, month: int) -> str:
    """Write a date in words; as it was if there is no such day or month."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return date[0]
    return f"{day} {_MONTHS[month - 1].split()[0].capitalize()} {date['year']}"
