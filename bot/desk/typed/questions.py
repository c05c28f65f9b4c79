"""What a person typed -> the question and its filters, also those that are in plain words.

    outlet:Meduza after:2023-01-01 who fled? "point of no return" -Kherson

A name, a colon and a value is a filter; a space after the colon is forgiven where the name and the
value can be nothing else. Words in quotation marks are a phrase, and stay words of the question; a
word after a hyphen is one that no passage may hold.

Filters in plain words ("since 2023", "by Galina Korol", "in Meduza") are taken for such only where
that is certain: at the beginning or the end of a question, with a name that the corpus has, and
with a question left over. They are shown, and can be taken away with a tap, so that what was meant
otherwise is asked again as it was typed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from bot.sentences.say import Sentence, sentence, speaker
from index.errors import BadQuestion
from index.generation.filters import folded, with_source_filter
from index.records import NO_FILTERS, Filters, Source
from index.text.forms import iso_date, language_tag
from index.text.stems import split_words
from index.text.stopwords import STOPWORDS

FILTERS = 'outlet: author: after: before: lang: source: spelling:exact "exact phrase" -word'
"""The filters as they are listed to a person."""

_FIELDS = {
    "outlet": "outlet",
    "author": "author",
    "after": "after",
    "before": "before",
    "lang": "language",
    "language": "language",
    "source": "source",
    "spelling": "spelling",
}
_EXACT: Literal["exact"] = "exact"
_DATES = ("after", "before")

# Quotation marks are written in many ways and mixed up on telephones, so any closes any.
_OPEN, _CLOSE = '"“”„‟«', '"“”‟»'
_INSIDE = rf"[{_OPEN}](?P<{{}}>[^{_OPEN}{_CLOSE}]*)[{_CLOSE}](?!\w)"
# After the colon stands a letter, a digit or a quotation mark: a link (http://), a path and a face
# (:-) are text. The hyphen is there to refuse -outlet:X, which would else be without "outlet".
_FILTER = (
    r"(?:(?P<name>-?[^\W\d_]{1,20}):|(?i:(?P<spaced>outlet|author|after|before|lang|language|source))"
    r":[^\S\n]+)"
    rf"(?:{_INSIDE.format('quoted')}[,;.]*|(?P<bare>[\w{_OPEN}]\S*))"
)
_WITHOUT = rf"-(?:{_INSIDE.format('run')}|(?P<word>[^\W\d_]\w*(?:[-'’ʼ]\w+)*))"
_TOKEN = re.compile(rf"(?<!\S)(?:{_FILTER}|{_WITHOUT})|(?<!\w){_INSIDE.format('phrase')}")
_LIKE_AN_ID = re.compile(r"\w[-_.]\w|\d")  # "source: who said so?" names no source
_TRAILING = ",;.?!…)]" + _OPEN + _CLOSE

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


class BadFilter(BadQuestion):
    """A filter that cannot be understood; `words` is the sentence that says so.

    Where no reader's language is known, as on the command line, the error is worded in English.
    """

    def __init__(self, words: Sentence) -> None:
        super().__init__(speaker("en")(words))
        self.words = words


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question as it is searched: its text without the filters, but with the phrases in it."""

    text: str
    filters: Filters = NO_FILTERS


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


@dataclass(slots=True)
class _Read:
    """The part of a question that was read so far; `fields` are its filters on sources by name."""

    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def parse(typed: str) -> ParsedQuestion:
    """Part a typed question from its filters; raises `BadFilter`, and nothing else.

    >>> parse("who fled? lang:en -Kherson").filters == Filters(language="en", without=("Kherson",))
    True
    """
    read, end = _Read(), 0
    for token in _TOKEN.finditer(typed):
        read.text += typed[end : token.start()]
        end = token.end()
        if token["name"] is not None or _is_meant(token):
            _read_filter(read, token)
        elif token["spaced"] is not None:
            read.text += token[0]
        elif token["phrase"] is not None:
            _read_phrase(read, token)
        else:
            _read_without(read, token)
    is_exact = read.fields.pop("spelling", None) == _EXACT
    filters = Filters(
        **read.fields,
        spelling=_EXACT if is_exact else None,
        phrases=tuple(dict.fromkeys(read.phrases)),
        without=tuple(dict.fromkeys(read.without)),
    )
    return ParsedQuestion((read.text + typed[end:]).strip(), filters)


def as_typed(asked: ParsedQuestion) -> str:
    """Write a question with its filters as somebody would type it, so that it is parsed alike.

    >>> as_typed(ParsedQuestion("who fled?", Filters(outlet="BBC News", after="2023")))
    'outlet:"BBC News" after:2023 who fled?'
    """
    written = [
        f'{name}:"{value}"' if _needs_marks(value) else f"{name}:{value}"
        for name, field_ in _FIELDS.items()
        if name != "lang" and (value := getattr(asked.filters, field_)) is not None
    ]
    without = [f'-"{words}"' for words in asked.filters.without]
    return " ".join((*written, asked.text, *without))


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


def _needs_marks(value: str) -> bool:
    return re.fullmatch(r"[\w.-]+", value) is None


def _read_filter(read: _Read, token: re.Match[str]) -> None:
    written = token["name"] or token["spaced"]
    name = written.casefold()
    if name not in _FIELDS:
        raise BadFilter(sentence("unknown_filter", name=written, filters=FILTERS))
    if _FIELDS[name] in read.fields:
        raise BadFilter(sentence("filter_given_twice", name=name))
    bare = token["bare"] or ""
    value = _value(token)
    read.fields[_FIELDS[name]] = _checked(name, value)
    # "who fled outlet:Meduza?" is still a question.
    asks = bare.endswith("?")
    read.text = read.text.rstrip() + ("?" if asks else "")


def _value(token: re.Match[str]) -> str:
    bare = token["bare"] or ""
    return _composed(token["quoted"] or bare.lstrip(_OPEN).rstrip(_TRAILING))


def _is_meant(token: re.Match[str]) -> bool:
    """Tell whether a name and a value with a space between them are a filter, and no words."""
    if token["spaced"] is None:
        return False
    field_, value = _FIELDS[token["spaced"].casefold()], _value(token)
    if field_ in _DATES:
        return iso_date(value) == value
    if field_ == "language":
        return len(value) <= 3 and language_tag(value) is not None
    return field_ != "source" or _LIKE_AN_ID.search(value) is not None


def _checked(name: str, value: str) -> str:
    """Return the value of a filter as it is searched for; raises `BadFilter` if it is none."""
    if not split_words(value):
        raise BadFilter(sentence("filter_without_value", name=name))
    if name in _DATES and iso_date(value) != value:
        raise BadFilter(sentence("filter_takes_date", name=name))
    if name == "spelling" and value.casefold() != _EXACT:
        raise BadFilter(sentence("filter_takes_spelling", name=name))
    if name == "spelling":
        return _EXACT
    if _FIELDS[name] == "language":
        tag = language_tag(value)
        if tag is None:
            raise BadFilter(sentence("filter_takes_language", name=name))
        return tag
    return value


def _read_phrase(read: _Read, token: re.Match[str]) -> None:
    read.text += token[0]
    phrase = _composed(token["phrase"])
    if split_words(phrase):
        read.phrases.append(phrase)


def _read_without(read: _Read, token: re.Match[str]) -> None:
    words = _composed(token["word"] or token["run"])
    if split_words(words):
        read.without.append(words)
        read.text = read.text.rstrip()
    else:
        read.text += token[0]


def _composed(text: str) -> str:
    """Compose a value as the articles are: in NFC, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


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
