"""Whether a page itself contradicts the date that a collection gives for it.

Of the program under test only the reading of a written date is used. All days in a page's source
are listed, each with what stands beside it, but for those in addresses. A day is not that of
publication where the page names another as that, and this one only as that of a change, or nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.sources.parsing.pages import dates

_WRITTEN = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2}))(?!\d)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?\d{4}(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)"
)
_SHORT = re.compile(r"(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{2}|\d{4})")
_PUBLISHED = re.compile(
    r"publi|pubdate|posted|parsely|<time|(?:post|entry|article)[-_]*(?:date|time)|class=.{0,40}(?<!up)date",
    re.IGNORECASE | re.DOTALL,
)
_CHANGED = re.compile(
    r"modif|updat|lastmod|last[-_]?mod|edit|aktualis|stand\b|revis|geändert", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"(?:https?:|(?:href|src)=[\"'])[^\s\"'<>]*\Z")
_BESIDE = 80  # characters


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that stands in a page's source, and what stands around it."""

    days: frozenset[str]
    before: str
    after: str


def judge(source: str, collected: str, given: str) -> Literal["slip", "change", "wrong"]:
    """Judge a date that is not the collection's: by the page it may be the collection that errs.

    >>> page = '<meta property="article:published_time" content="2024-06-30">'
    >>> judge(page, "2024-07-30", "2024-06-30"), judge(page + "2024-07-30", "2024-07-30", "2024-06")
    ('slip', 'wrong')
    """
    found = [*_days(source)]
    named = [day for day in found if any(each.startswith(given) for each in day.days)]
    if not any(_PUBLISHED.search(day.before) for day in named):
        return "wrong"
    try:
        true = date.fromisoformat(collected).isoformat()
    except ValueError:
        return "slip"
    theirs = [day for day in found if true in day.days]
    if not theirs:
        return "slip"
    return "change" if all(map(_is_of_a_change, theirs)) else "wrong"


def _days(source: str) -> Iterator[_Day]:
    for written in _WRITTEN.finditer(source):
        start, end = written.span()
        before = source[max(0, start - _BESIDE) : start]
        if not _IN_ADDRESS.search(before):
            days = frozenset(_readings(" ".join(written[0].split())))
            yield _Day(days, before, source[end : end + _BESIDE])


def _readings(written: str) -> Iterator[str]:
    """Yield each day that a date can mean: 03/04/2024 is two."""
    if short := _SHORT.fullmatch(written):
        first, second, year = map(int, short.groups())
        for month, day in ((first, second), (second, first)):
            try:
                yield date(year + 2000 if year < 100 else year, month, day).isoformat()
            except ValueError:
                continue
    elif day_read := dates.read(written):
        yield day_read


def _is_of_a_change(day: _Day) -> bool:
    """Tell whether the nearest word about a date, before the day or behind it, is of a change."""
    changes, published = (
        max((found.end() for found in words.finditer(day.before)), default=-1)
        for words in (_CHANGED, _PUBLISHED)
    )
    if changes >= 0:
        return changes >= published
    behind = day.after.partition(">")[0]
    return _CHANGED.search(behind) is not None
