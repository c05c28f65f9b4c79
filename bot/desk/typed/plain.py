"""Filters said in plain words: "since 2023", "last week", "by Galina Korol", "in Meduza".

They are taken for filters only where that is certain: at the beginning or the end of a question,
with a name that the corpus has, and with a question left over. They are shown, and can be taken
away with a tap, so that what was meant otherwise is asked again as it was typed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.desk.typed.questions import ParsedQuestion
from index.records import Source
from index.search.filters import folded, with_source_filter
from index.text.stems import split_words
from index.text.stopwords import STOPWORDS

_EARLIEST = 1950  # a smaller number after "since" is no year of an article
_YEAR = """
january february march april may june july august september october november december
"""
_MONTHS = tuple(_YEAR.split())
_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_SINCE = re.compile(
    rf"(?:since|published since|с|з)\s+(?:(?P<month>{'|'.join(_MONTHS)})\s+)?(?P<day>{_DAY})"
    r"(?:\s+(?:года|року))?",
    re.IGNORECASE,
)
_LATELY = re.compile(
    r"(?P<today>today|сегодня|сьогодні)|(?P<yesterday>yesterday|вчера|вчора)"
    r"|(?P<week>last week|на прошлой неделе|минулого тижня)"
    r"|(?P<month>last month|в прошлом месяце|минулого місяця)"
    r"|(?P<year>last year|в прошлом году|минулого року)",
    re.IGNORECASE,
)
_NAME = r"(?:the\s+)?(?P<name>[^\W\d_][^?!;:()]{1,58}[^\s?!;:.,()])"
_BY = re.compile(rf"(?:by|автор)\s+{_NAME}", re.IGNORECASE)
_IN = re.compile(rf"(?:in|according to|в|у|за даними|по данным)\s+{_NAME}", re.IGNORECASE)
# "Who was beaten by Galina Korol?" names whoever did it, not who wrote about it.
_DONE = re.compile(r"(\w+(?:ed|en|wn|id))\s*$", re.IGNORECASE)
_WRITTEN = frozenset({"written", "reported", "published", "said"})

PlainField = Literal["outlet", "author", "after"]


@dataclass(frozen=True, slots=True)
class PlainFilter:
    """A filter that was understood: its field and value, and the words that it was read from."""

    field: PlainField
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class _Edge:
    """Words at an edge of a question that may be a filter, and the question without them."""

    found: re.Match[str]
    rest: str


def understood(
    asked: ParsedQuestion, read_sources: Callable[[], Sequence[Source]], today: date
) -> tuple[ParsedQuestion, tuple[PlainFilter, ...]]:
    """Take filters in plain words out of a question; those that were typed as filters stay."""
    taken: list[PlainFilter] = []
    for _ in range(2):  # one from each edge, or two from one: "since 2023, in Meduza"
        plain = _first(asked, read_sources, today)
        if plain is None:
            break
        asked, filter_ = plain
        taken.append(filter_)
    return asked, tuple(taken)


def _first(
    asked: ParsedQuestion, read_sources: Callable[[], Sequence[Source]], today: date
) -> tuple[ParsedQuestion, PlainFilter] | None:
    for name, edge, value in _candidates(asked, read_sources, today):
        if value is not None and _asks_still(edge.rest):
            filters = with_source_filter(asked.filters, name, value)
            return ParsedQuestion(edge.rest, filters), PlainFilter(name, value, edge.found[0])
    return None


def _candidates(
    asked: ParsedQuestion, read_sources: Callable[[], Sequence[Source]], today: date
) -> Iterator[tuple[PlainField, _Edge, str | None]]:
    """Yield what stands at the edges; the value is `None` where it is no filter after all."""
    text, filters = asked.text, asked.filters
    if filters.after is None and filters.before is None:
        for edge in _edges(_SINCE, text):
            yield "after", edge, _since(edge.found, today)
        for edge in _edges(_LATELY, text):
            yield "after", edge, _lately(edge.found, today)
    if filters.author is None:
        for edge in _edges(_BY, text):
            yield "author", edge, _author(edge, text, read_sources)
    if filters.outlet is None:
        for edge in _edges(_IN, text):
            yield "outlet", edge, _outlet(edge.found["name"], read_sources)


def _edges(pattern: re.Pattern[str], text: str) -> Iterator[_Edge]:
    """Find a pattern that ends the text, or begins it with a comma or a colon behind."""
    end = len(text.rstrip(" ?!.)"))
    for start in (found.start(1) for found in re.finditer(r"(?:^|[\s,(])(?=(\w))", text)):
        found = pattern.fullmatch(text, start, end)
        if found is not None and start > 0:
            yield _Edge(found, (text[:start].rstrip(" ,(") + text[end:].replace(")", "")).strip())
    for comma in (found.start() for found in re.finditer(r"[,:]\s", text)):
        found = pattern.fullmatch(text, 0, comma)
        if found is not None:
            yield _Edge(found, text[comma + 1 :].strip())


def _since(found: re.Match[str], today: date) -> str | None:
    month = found["month"]
    day = found["day"]
    if not _EARLIEST <= int(day[:4]) <= today.year:
        return None
    if month is None:
        return day
    return f"{day}-{_MONTHS.index(month.casefold()) + 1:02}" if len(day) == 4 else None


def _lately(found: re.Match[str], today: date) -> str:
    """Name the first day that is meant: articles about it may have come out later."""
    kind = found.lastgroup
    if kind == "year":
        return str(today.year - 1)
    if kind == "month":
        return (today.replace(day=1) - timedelta(days=1)).isoformat()[:7]
    back = {"today": 0, "yesterday": 1, "week": today.weekday() + 7}[kind or "today"]
    return (today - timedelta(days=back)).isoformat()


def _author(edge: _Edge, text: str, read_sources: Callable[[], Sequence[Source]]) -> str | None:
    """Return the author who is named in full, or by the last name if nobody else bears that."""
    doing = _DONE.search(text[: edge.found.start()])
    if doing is not None and doing[1].casefold() not in _WRITTEN:
        return None
    written = edge.found["name"]
    authors = {source.author for source in read_sources() if source.author is not None}
    named = {author for author in authors if folded(author) == folded(written)}
    if not named and written[0].isupper() and len(written) > 3:
        named = {author for author in authors if folded(author).split()[-1] == folded(written)}
    return named.pop() if len(named) == 1 else None


def _outlet(written: str, read_sources: Callable[[], Sequence[Source]]) -> str | None:
    """Return the outlet that is named in full, written with a capital letter."""
    if not written[0].isupper():
        return None
    named = {
        source.outlet
        for source in read_sources()
        if source.outlet is not None and _bare(source.outlet) == _bare(written)
    }
    return named.pop() if len(named) == 1 else None


def _bare(outlet: str) -> str:
    return folded(outlet).removeprefix("the ")


def _asks_still(rest: str) -> bool:
    """Tell whether a question is left over, with a word that says what it is about."""
    return any(word.casefold() not in STOPWORDS for word in split_words(rest))
