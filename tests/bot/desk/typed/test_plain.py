from datetime import date

import pytest

from bot.desk.typed.plain import PlainFilter, understood
from bot.desk.typed.questions import ParsedQuestion
from index.records import NO_FILTERS, Filters, Source

TODAY = date(2026, 11, 26)  # a Thursday
SOURCES = (
    Source("a", "a", outlet="Meduza", author="Galina Korol"),
    Source("b", "b", outlet="The Kyiv Post", author="Steve Rosenberg"),
    Source("c", "c", outlet="BBC News", author="Anna Popova"),
    Source("d", "d", author="Ivan Popova"),
)


def read(text: str, filters: Filters = NO_FILTERS) -> tuple[str, Filters]:
    asked, _ = understood(ParsedQuestion(text, filters), lambda: SOURCES, TODAY)
    return asked.text, asked.filters


@pytest.mark.parametrize(
    ("typed", "text", "filters"),
    [
        ("who fled since 2023?", "who fled?", Filters(after="2023")),
        ("Who fled since March 2023", "Who fled", Filters(after="2023-03")),
        ("кто бежал с 2023 года?", "кто бежал?", Filters(after="2023")),
        ("хто втік з 2023 року?", "хто втік?", Filters(after="2023")),
        ("Since 2023-05-01, who fled?", "who fled?", Filters(after="2023-05-01")),
        ("Who was arrested last week?", "Who was arrested?", Filters(after="2026-11-16")),
        ("кого задержали на прошлой неделе?", "кого задержали?", Filters(after="2026-11-16")),
        ("who fled last month", "who fled", Filters(after="2026-10")),
        ("who fled last year", "who fled", Filters(after="2025")),
        ("who fled yesterday?", "who fled?", Filters(after="2026-11-25")),
        ("who fled, in Meduza?", "who fled?", Filters(outlet="Meduza")),
        ("who fled according to the Kyiv Post?", "who fled?", Filters(outlet="The Kyiv Post")),
        ("In BBC News: who fled?", "who fled?", Filters(outlet="BBC News")),
        (
            "what about Kherson by Galina Korol",
            "what about Kherson",
            Filters(author="Galina Korol"),
        ),
        ("who fled, by Rosenberg?", "who fled?", Filters(author="Steve Rosenberg")),
        (
            "who fled since 2023, in Meduza?",
            "who fled?",
            Filters(after="2023", outlet="Meduza"),
        ),
    ],
)
def test_a_filter_in_plain_words_is_understood_at_an_edge(
    typed: str, text: str, filters: Filters
) -> None:
    assert read(typed) == (text, filters)


@pytest.mark.parametrize(
    "typed",
    [
        "what has changed since the war began?",
        "who worked since 12 in Kherson?",
        "who fled since 2099?",
        "what is in Medusa?",  # no outlet of this name
        "who lives in Kyiv?",  # only a part of an outlet's name
        "who was beaten by Galina Korol?",  # she may have done it
        "who fled by Popova?",  # two authors are called so
        "what did Meduza write about Kherson?",
        "who is in Meduza?",  # no question is left
        "last week?",
    ],
)
def test_what_is_not_certain_stays_a_part_of_the_question(typed: str) -> None:
    assert read(typed) == (typed, NO_FILTERS)


def test_a_filter_that_was_typed_is_not_replaced() -> None:
    typed = Filters(after="2020", outlet="BBC")
    assert read("who fled since 2023 in Meduza", typed) == ("who fled since 2023 in Meduza", typed)


def test_the_words_of_a_filter_are_given_so_that_it_can_be_taken_away() -> None:
    _, filters = understood(ParsedQuestion("who fled, in Meduza?"), lambda: SOURCES, TODAY)
    assert filters == (PlainFilter("outlet", "Meduza", "in Meduza"),)
