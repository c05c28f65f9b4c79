"""What a person typed -> the question and its filters -> an answer, its quotes compared again.

    outlet:Meduza after:2023-01-01 who fled? "point of no return" -Kherson

A name, a colon and a value is a filter; a space after the colon is forgiven where the name and the
value can be nothing else. Words in quotation marks are a phrase, and stay words of the question; a
word after a hyphen is one that no passage may hold.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.sentences.say import Sentence, sentence, speaker
from index.errors import BadQuestion, GenerationRefused
from index.records import NO_FILTERS, Answer, Article, Citation, Filters
from index.search.asker import Asker
from index.text.answering import answering_part
from index.text.forms import iso_date, language_tag
from index.text.quoting import check_quote
from index.text.stems import split_words

MOST_QUOTES = 30
"""Quotes that can be leafed through for one question."""

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


def answer(asker: Asker, typed: str, limit: int, shown: int) -> Answer:
    """Answer what a person typed with at most `limit` quotes, of which `shown` are to be shown.

    Those, and an interviewer's questions above them, are compared once more with the articles of
    the live generation. Raises `BadQuestion`, and `QuoteMismatch` where a quote differs.
    """
    asked = parse(typed)
    try:
        return _compared(asker, asked, limit, shown)
    except GenerationRefused:  # a new generation came between searching and comparing
        return _compared(asker, asked, limit, shown)


def answer_in_brief(asker: Asker, asked: ParsedQuestion, shown: int) -> Answer:
    """Answer a question; of the first quotes only what answers is left, as a phone shows them.

    Those are compared as in `answer`, which raises the same.
    """
    try:
        return _in_brief(asker, asked, shown)
    except GenerationRefused:
        return _in_brief(asker, asked, shown)


def _in_brief(asker: Asker, asked: ParsedQuestion, shown: int) -> Answer:
    found = _compared(asker, asked, MOST_QUOTES, shown)
    brief = tuple(
        answering_part(_live_article(asker, ranked.quote.citation), ranked)
        for ranked in found.quotes[:shown]
    )
    return replace(found, quotes=(*brief, *found.quotes[shown:]))


def _compared(asker: Asker, asked: ParsedQuestion, limit: int, shown: int) -> Answer:
    found = asker.answer(asked.text, limit, asked.filters)
    for ranked in found.quotes[:shown]:
        for quote in (ranked.quote, ranked.asked):
            if quote is not None:
                check_quote(quote, _live_article(asker, quote.citation))
    return found


def _needs_marks(value: str) -> bool:
    return re.fullmatch(r"[\w.-]+", value) is None


def _live_article(asker: Asker, cited: Citation) -> Article:
    """Read the article that is cited; raises `GenerationRefused` if the live text is another."""
    article = asker.article(cited.article_id)
    known = (cited.revision, cited.text_sha256)
    if article is None or (article.revision, article.sha256) != known:
        raise GenerationRefused(
            f"{cited.article_id} revision {cited.revision} is not in the corpus any more"
        )
    return article


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
