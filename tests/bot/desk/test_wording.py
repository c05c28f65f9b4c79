from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat import open_asker, publish
from fakes.speaking import ENGLISH, worded

from bot.desk.wording import (
    answer_blocks,
    citation_words,
    filters_words,
    searched_words,
    source_fields,
)
from bot.replies import Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import Words, speaker
from index.records import NO_FILTERS, Citation, Filters, Quote, Searched, Source
from index.search.asker import Asker

UNKNOWN = Source("x", "x.txt")


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


def quote(text: str) -> Quote:
    return Quote(text, None, Citation(UNKNOWN, UNKNOWN.id, 1, 2, 0, len(text), "ab" * 32))


def test_what_is_unknown_of_a_source_is_left_out_of_its_citation() -> None:
    assert ENGLISH(citation_words(quote("A").citation)) == "x · paragraph 2"
    assert speaker("ru")(citation_words(quote("A").citation)) == "x · абзац 2"


def test_a_source_is_shown_field_by_field_unknown_ones_too() -> None:
    shown = ShowSource(Source("x", "x.txt", title="T"), 3, "abcd")
    fields = source_fields(shown)
    assert tuple((ENGLISH(name), ENGLISH(value)) for name, value in fields) == (
        ("id", "x"),
        ("read from", "x.txt"),
        ("title", "T"),
        ("outlet", "unknown"),
        ("author", "unknown"),
        ("date", "unknown"),
        ("link", "unknown"),
        ("language", "unknown"),
        ("note", "unknown"),
        ("revision", "3"),
        ("SHA-256 of the text", "abcd"),
    )


@pytest.mark.parametrize(
    ("oldest", "newest", "dates"),
    [
        (None, None, "unknown"),
        ("2022", "2022", "2022"),
        ("2022-05-22", "2024-06", "2022-05-22 – 2024-06"),
    ],
)
def test_what_was_searched_names_the_first_and_the_last_date(
    oldest: str | None, newest: str | None, dates: str
) -> None:
    searched = Searched(2, 7, oldest, newest, 4, 0.5)
    assert ENGLISH(searched_words(searched)) == (
        f"Searched: 2 articles, 7 paragraphs, dated {dates}, generation 4."
    )


def test_under_an_answer_a_quote_below_the_bar_stands_apart(asker: Asker) -> None:
    answer = asker.answer("noon", 3)
    sure, unsure = (
        replace(one, probability=p) for one, p in zip(answer.quotes, (0.9, 0.2), strict=True)
    )
    searched = replace(answer.searched, threshold=0.5)
    found = replace(answer, outcome="answer", quotes=(sure, unsure), searched=searched)
    assert worded(Reply(answer_blocks(found, 3))).blocks == (
        ShowQuote(sure.quote, number=1),
        Say("Near the subject, but less probably the answer:"),
        ShowQuote(unsure.quote, number=2, cited_as="as quote 1 · paragraph 2"),
    )
    related = replace(found, outcome="related")
    assert len(answer_blocks(related, 3)) == 2


def test_every_filter_is_told_in_the_readers_language() -> None:
    filters = Filters(
        "Вестник", "Иванов", "2022", "2023", "ru", "a", ("мы ушли", "и все"), ("мост",)
    )
    assert speaker("ru")(words(filters)) == (
        "Фильтры: издание Вестник; автор Иванов; не раньше 2022; не позже 2023; язык ru;"
        " источник a; «мы ушли»; «и все»; без «мост»"
    )
    assert speaker("uk")(words(Filters(source="a"))) == "Фільтри: джерело a"
    assert filters_words(NO_FILTERS) is None


def words(filters: Filters) -> Words:
    worded = filters_words(filters)
    assert worded is not None
    return worded
