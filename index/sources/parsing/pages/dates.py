"""A date as a page writes it -> an ISO 8601 date, or `None` where it can be read in two ways."""

import re
from dataclasses import dataclass
from datetime import date

# What a browser's own Date, a feed or a person writes, the most exact first.
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:[T\s,].*)?", re.DOTALL)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}.*)?", re.DOTALL)
_PARTLY = re.compile(r"(\d{4})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)\D?.*", re.DOTALL)
_SLASHED = re.compile(r"(\d{1,2})\s?[/-]\s?(\d{1,2})\s?[/-]\s?(\d{4})(?!\d)\D?.*", re.DOTALL)
_DAY_FIRST = re.compile(
    r"\D{0,40}?(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de\s+|of\s+)?([^\W\d_]{3,12})[.,]?[\s-]+"
    r"(?:de\s+|del\s+)?(\d{4})(?!\d).*",
    re.DOTALL | re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"\D{0,40}?([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)"
    r"(?:\d{2}:\d{2}:\d{2}\s+(?:[A-Z]{3,4}\s+|[+-]\d{4}\s+)?)?(\d{4})(?!\d).*",
    re.DOTALL | re.IGNORECASE,
)
# The first letters of each month that tell it from the others, by language.
_MONTHS = (
    ("jan", "янв", "січ", "ene", "janv", "jän", "sty", "gen", "led"),
    ("feb", "фев", "лют", "fév", "lut", "fev", "feb", "úno"),
    ("mar", "мар", "бер", "mär", "mars", "mrz", "maart", "mrt", "bře"),
    ("apr", "апр", "кві", "abr", "avr", "kwi", "dub"),
    ("may", "мая", "май", "тра", "mai", "maj", "mei", "mag", "kvě", "mayo"),
    ("jun", "июн", "чер", "juin", "cze", "czerw", "giu"),
    ("jul", "июл", "лип", "juil", "lipc", "lipie", "lug"),
    ("aug", "авг", "сер", "ago", "août", "aoû", "sie"),
    ("sep", "сен", "вер", "wrz", "set", "zář"),
    ("oct", "окт", "жов", "okt", "paź", "ott", "out", "říj"),
    ("nov", "ноя", "лис", "noi"),
    ("dec", "дек", "гру", "dez", "dic", "déc", "gru", "des", "pro"),
)
# Without what is one month in one language and another in the next: listopad, srpnja.
_OLDEST = 1800


# UTC's hours that are another day where the outlet may sit, by the language it writes in.
_AFTER_MIDNIGHT = {"en": 8, "es": 7, "fr": 5, "pt": 4}
_BEFORE_MIDNIGHT = {"en": 23, "ru": 21, "uk": 21, "el": 21, "fi": 21, "tr": 21}
_EUROPEAN_EVENING = 22
_CLOCK = re.compile(r"[T\s,](\d{1,2}):(\d{2})")
_UTC = re.compile(r".*\d(?:\s?Z|[+-]00:?00|\s(?:GMT|UTC)(?!\s?[+-]\d*[1-9]).*)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and where it is given with an hour of UTC, that hour."""

    day: str
    hour: int | None = None

    @property
    def is_utc(self) -> bool:
        """Tell whether the day is that of UTC, so that the outlet's may be another."""
        return self.hour is not None

    @property
    def month(self) -> str | None:
        """Return the month, if the days before and after are of it too."""
        return self.day[:7] if "01" < self.day[8:] < "28" else None

    def is_doubtful(self, language: str | None) -> bool:
        """Tell whether it may be another day where an outlet of this language sits."""
        code = (language or "en").split("-")[0]
        early, late = _AFTER_MIDNIGHT.get(code, 0), _BEFORE_MIDNIGHT.get(code, _EUROPEAN_EVENING)
        return self.hour is not None and not early <= self.hour < late


def moment(written: object) -> Moment | None:
    """Return the day, and if it is given in UTC, the hour; `None` as `read` does, or for a month.

    >>> moment("2024-09-02T23:30:00Z"), moment("2024-09-02T23:30:00-05:00")
    (Moment(day='2024-09-02', hour=23), Moment(day='2024-09-02', hour=None))
    """
    day = read(written)
    if day is None or len(day) < len("2024-06-30"):
        return None
    text = " ".join(str(written).split())
    clock = _CLOCK.search(text)
    if clock is None or _UTC.fullmatch(text) is None:
        return Moment(day)
    # Midnight to the minute is a day without an hour, put into the form of a moment.
    return Moment(day, None if int(clock[1]) == int(clock[2]) == 0 else int(clock[1]))


def read(written: object) -> str | None:
    """Return a date as far as it is known; `None` for what is no date or may be either of two.

    >>> read("2024-09-02T10:00:00+02:00"), read("2 September 2024"), read("13/04/2024")
    ('2024-09-02', '2024-09-02', '2024-04-13')
    >>> read("03/04/2024") is None, read("2. вересня 2024"), read("02.09.2024, 10:15")
    (True, '2024-09-02', '2024-09-02')
    """
    text = " ".join(str(written).split()) if isinstance(written, str) else ""
    for pattern, order in ((_ISO, "ymd"), (_PACKED, "ymd"), (_DOTTED, "dmy")):
        if found := pattern.fullmatch(text):
            return _date(**dict(zip(order, found.groups(), strict=True)))
    if found := _PARTLY.fullmatch(text):
        return text if _date(found[1], found[2], "1") else None
    if found := _SLASHED.fullmatch(text):
        return _slashed(found)
    return _named(text)


def is_ambiguous(written: str) -> bool:
    """Tell whether a date can be read in two ways, as 03/04/2024 can.

    >>> is_ambiguous("03/04/2024"), is_ambiguous("03/03/2024"), is_ambiguous("13/04/2024")
    (True, False, False)
    """
    found = _SLASHED.fullmatch(" ".join(written.split()))
    return (
        found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]
    )


def _slashed(found: re.Match[str]) -> str | None:
    first, second, year = found.groups()
    if int(second) > 12:
        return _date(year, first, second)
    return _date(year, second, first) if int(first) > 12 or first == second else None


def _named(text: str) -> str | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        name, day, year = found.groups()
    else:
        return None
    month = _month(name)
    return None if month is None else _date(year, month, day)


def _month(name: str) -> str | None:
    lower = name.lower()
    found = {
        number
        for number, beginnings in enumerate(_MONTHS, start=1)
        if any(lower.startswith(beginning) for beginning in beginnings)
    }
    return str(found.pop()) if len(found) == 1 else None


def _date(y: str, m: str, d: str) -> str | None:
    try:
        known = date(int(y), int(m), int(d))
    except ValueError:
        return None
    return known.isoformat() if known.year >= _OLDEST else None
