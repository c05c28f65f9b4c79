"""A date, a web address or a language as it was written -> its accepted form, or `None`. Pure."""

import re
from datetime import MAXYEAR, date, datetime
from urllib.parse import urlsplit

DATE_FORMS = "2024-06-30, 2024-06 or 2024"

_DATE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2})([T ].+)?)?)?")
_LANGUAGE = re.compile(r"(?P<primary>[A-Za-z]{2,3})(?P<rest>(-[A-Za-z0-9]{2,8})*)")


def iso_date(value: object) -> str | None:
    """Return `value` as an ISO 8601 date as far as it is known, `None` when it is no date.

    >>> iso_date("2024-06"), iso_date(datetime(2024, 6, 30, 12)), iso_date("30/06/2024")
    ('2024-06', '2024-06-30', None)
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    known = _DATE.fullmatch(str(value).strip()) if _is_year_or_text(value) else None
    if known is None:
        return None
    try:
        date(int(known["year"]), int(known["month"] or 1), int(known["day"] or 1))
    except ValueError:
        return None
    return "-".join(part for part in known.group("year", "month", "day") if part)


def web_address(value: object) -> str | None:
    """Return `value` if it is an http or https address with a host, else `None`.

    >>> web_address("https://example.org/news"), web_address("example.org")
    ('https://example.org/news', None)
    """
    if not isinstance(value, str) or any(
        mark.isspace() or not mark.isprintable() for mark in value
    ):
        return None
    try:
        parts = urlsplit(value)
        return value if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def language_tag(value: object) -> str | None:
    """Return `value` as a BCP 47 tag with a lower-case language, `None` when it is none.

    >>> language_tag("EN_GB"), language_tag("uk"), language_tag("English")
    ('en-GB', 'uk', None)
    """
    tag = _LANGUAGE.fullmatch(value.strip().replace("_", "-")) if isinstance(value, str) else None
    return tag["primary"].lower() + tag["rest"] if tag else None


def _is_year_or_text(value: object) -> bool:
    # Python writes no number of 5,000 digits out.
    return isinstance(value, str) or (type(value) is int and value <= MAXYEAR)
