"""The filters of a question: which sources, and which texts, meet them. Pure.

A field that nobody recorded meets no filter. A date known only in part meets a filter if every day
it may stand for does.
"""

import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from index.records import Filters, Passage, Source
from index.text.stems import APOSTROPHES, plain, split_stems, split_words

SourceFilter = Literal["outlet", "author", "after", "before", "language", "source"]
"""The names of the filters that look at a paragraph's source."""

_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def meets_source(source: Source, filters: Filters) -> bool:
    """Tell whether a source meets every filter on sources.

    >>> meets_source(Source("a", "a.txt", outlet="BBC News Україна"), Filters(outlet="україна"))
    True
    """
    return (
        _holds(source.outlet, filters.outlet)
        and _holds(source.author, filters.author)
        and _is_within(source.published, filters.after, filters.before)
        and _is_language(source.language, filters.language)
        and filters.source in (None, source.id)
    )


def with_source_filter(filters: Filters, name: SourceFilter, value: str | None) -> Filters:
    """Set one filter on sources, or take it away, and leave the others as they are.

    >>> with_source_filter(Filters(outlet="Meduza"), "outlet", None) == Filters()
    True
    """
    sources = {each: getattr(filters, each) for each in get_args(SourceFilter)}
    return Filters(
        **sources | {name: value},
        phrases=filters.phrases,
        without=filters.without,
        spelling=filters.spelling,
    )


def holds_phrases(text: str, filters: Filters) -> bool:
    """Tell whether a text holds every phrase, word for word.

    Differences of case, of apostrophes, of marks between thousands, and of white space and
    punctuation between the words do not count; the last word may have a possessive 's.
    """
    return _count_phrases(text, filters) == len(filters.phrases)


def stems_of(words: str) -> list[str]:
    """Split words that a person typed into stems, in NFC as the text of an article is."""
    return split_stems(unicodedata.normalize("NFC", words))


def point_to_phrase(passage: Passage, filters: Filters) -> Passage:
    """Make the sentence with most phrases of the filters the best one of its passage.

    So a quote holds the phrase that was asked for, even where only a part of a long paragraph is
    quoted. The best sentence stays if no other holds more phrases.
    """
    first = max(passage.sentences, key=lambda sentence: _count_phrases(sentence.text, filters))
    if _count_phrases(first.text, filters) <= _count_phrases(passage.best.text, filters):
        return passage
    return replace(passage, best=first)


def tests(filters: Filters) -> dict[str, Callable[[str | None], bool]]:
    """Give a test for each field of a source that a filter is set for."""
    tests: dict[str, Callable[[str | None], bool]] = {}
    if filters.outlet is not None:
        tests["outlet"] = lambda recorded: _holds(recorded, filters.outlet)
    if filters.author is not None:
        tests["author"] = lambda recorded: _holds(recorded, filters.author)
    if filters.after is not None or filters.before is not None:
        tests["published"] = lambda recorded: _is_within(recorded, filters.after, filters.before)
    if filters.language is not None:
        tests["language"] = lambda recorded: _is_language(recorded, filters.language)
    if filters.source is not None:
        tests["id"] = lambda recorded: recorded == filters.source
    return tests


def _holds(recorded: str | None, wanted: str | None) -> bool:
    if wanted is None:
        return True
    return recorded is not None and folded(wanted) in folded(recorded)


def folded(text: str) -> str:
    """Return a text without case, accents, kinds of apostrophe and runs of white space."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ONE_APOSTROPHE).casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(bare.split())


def _is_within(published: str | None, after: str | None, before: str | None) -> bool:
    if after is None and before is None:
        return True
    if published is None:
        return False
    is_late_enough = after is None or _first_day(published) >= _first_day(after)
    return is_late_enough and (before is None or _last_day(published) <= _last_day(before))


def _first_day(date: str) -> str:
    """Complete an ISO 8601 date with the first day that it may stand for."""
    return date + "-01-01"[len(date) - 4 :]


def _last_day(date: str) -> str:
    """Complete an ISO 8601 date with the last day that it may stand for."""
    month = date if len(date) > 4 else f"{date}-12"
    if len(month) > 7:
        return month
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"


def _is_language(recorded: str | None, wanted: str | None) -> bool:
    return wanted is None or (recorded is not None and _primary(recorded) == _primary(wanted))


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].casefold()


def _count_phrases(text: str, filters: Filters) -> int:
    """Count the phrases that a text holds; a phrase without words is nowhere."""
    words = f" {_plain_words(text)} "
    phrases = [_plain_words(phrase) for phrase in filters.phrases]
    return sum(f" {phrase} " in words or f" {phrase}'s " in words for phrase in phrases if phrase)


def _plain_words(text: str) -> str:
    """Join the plain words of a text, so that a run of whole words is a part of the result."""
    return " ".join(map(plain, split_words(text)))
