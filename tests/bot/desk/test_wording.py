from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat import open_asker, publish
from fakes.speaking import ENGLISH, worded
from fakes.telegram_bot.sending import FERRY, UNKNOWN, quote

from bot.desk.wording import (
    MOST_ASIDES,
    answer_blocks,
    answer_rows,
    aside_rows,
    citation_words,
    filters_words,
    labelled,
    quote_rows,
    searched_words,
    source_fields,
)
from bot.replies import Button, ButtonKind, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import LANGUAGES, Words, speaker
from bot.telegram.updates import keyboard
from index.records import NO_FILTERS, Filters, Searched, Source
from index.search.asker import Asker

WIDEST_OF_THREE = 14  # characters that a phone shows in one of three buttons beside each other


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


def test_what_is_unknown_of_a_source_is_left_out_of_its_citation() -> None:
    assert ENGLISH(citation_words(quote("A").citation)) == "[x.txt] · paragraph 2"
    assert speaker("ru")(citation_words(quote("A").citation)) == "[x.txt] · абзац 2"


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
        (None, None, "no date recorded"),
        ("2022", "2022", "dated 2022"),
        ("2022-05-22", "2024-06", "dated 2022-05-22 – 2024-06"),
    ],
)
def test_what_was_searched_names_the_first_and_the_last_date(
    oldest: str | None, newest: str | None, dates: str
) -> None:
    searched = Searched(2, 7, oldest, newest, 4, 0.5)
    assert ENGLISH(searched_words(searched)) == (
        f"Searched: 2 articles, 7 paragraphs, {dates}, generation 4."
    )


def test_where_filters_leave_no_article_nothing_is_counted_or_dated() -> None:
    assert ENGLISH(searched_words(Searched(0, 0, None, None, 4, 0.5))) == (
        "Searched: no article, generation 4."
    )


def test_what_could_not_be_searched_is_said_with_what_was() -> None:
    assert ENGLISH(searched_words(Searched(2, 7, None, None, 4, 0.5, unreached=1))) == (
        "Searched: 2 articles, 7 paragraphs, no date recorded, generation 4. Not searched, as no"
        " machine that holds them answers: 1 paragraph."
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


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_has_at_most_eight_buttons_and_none_is_wider_than_a_phone_shows(
    count: int, language: str
) -> None:
    shown = {number: quote("It sank.", source=FERRY) for number in range(1, count + 1)}
    laid_out = keyboard(answer_rows(shown, "t", count + 1, 9), speaker(language))
    assert laid_out is not None
    assert sum(map(len, laid_out.inline_keyboard)) <= 8
    for row in laid_out.inline_keyboard:
        assert max(len(key.text) for key in row) <= (WIDEST_OF_THREE if len(row) > 2 else 24)


def test_with_two_buttons_that_ask_otherwise_two_quotes_have_eight_still() -> None:
    shown = {number: quote("It sank.", source=FERRY) for number in (1, 2)}
    asides = aside_rows([Button("without", "t", number) for number in (1, 2, 3)])
    rows = (*asides, *answer_rows(shown, "t", 3, 9))
    assert len(asides[0]) == MOST_ASIDES
    assert sum(map(len, rows)) == 8


def test_what_has_no_address_is_not_opened() -> None:
    (_, last) = answer_rows({1: quote("It sank.", source=UNKNOWN)}, "t", 2, 1)
    assert [button.kind for button in last] == ["source"]


def test_copy_takes_the_quote_with_a_short_citation_or_the_citation_in_full() -> None:
    source = replace(
        FERRY, title="What the harbour master of a small northern town knew of the ferry"
    )
    ((_, copy), _) = answer_rows({1: quote("It sank.", source=source)}, "t", 2, 1)
    assert copy.copied is not None
    assert copy.shorter is not None
    assert ENGLISH(copy.copied) == (
        "It sank.\n— What the harbour master of a small northern town knew of… · Harbour News"
        " · A. Mate · 2024-06-30 · paragraph 2"
    )
    assert ENGLISH(copy.shorter) == (
        "What the harbour master of a small northern town knew of the ferry · Harbour News"
        " · A. Mate · 2024-06-30 · paragraph 2 · https://example.org/ferry"
    )


def test_back_stands_only_where_something_was_put_aside() -> None:
    held = quote("It sank.", source=FERRY)
    cases: tuple[tuple[ButtonKind, bool], ...] = (("context", True), ("source", False))
    kinds = [
        [button.kind for row in quote_rows(held, "t", 1, kind, has_back=has_back) for button in row]
        for kind, has_back in cases
    ]
    assert kinds == [
        ["source", "copy", "open", "wrong", "back"],
        ["context", "copy", "open", "wrong"],
    ]


def test_a_long_label_is_cut() -> None:
    assert labelled("Novaya Gazeta Europe and more") == "Novaya Gazeta Europe an…"
