import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.desk.typed.questions import (
    FILTERS,
    BadFilter,
    ParsedQuestion,
    PlainFilter,
    as_typed,
    parse,
    understood,
)
from bot.sentences.say import speaker
from index.records import NO_FILTERS, Filters, Source

LISTED = 'outlet: author: after: before: lang: source: spelling:exact "exact phrase" -word'
SYNTAX = re.compile('[:"“”„‟«»-]')
TYPED = st.text(st.characters(codec="utf-8") | st.sampled_from(' ":-“”«»abc'), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        ["who", "fled?", "outlet:", "lang:en", "after:2024", '"', "“", "»", "-", "--x", "-x", "a:b"]
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("who outlet:Meduza", Filters(outlet="Meduza")),
        ("OUTLET:Meduza who", Filters(outlet="Meduza")),
        ('who outlet:"BBC News"', Filters(outlet="BBC News")),
        ("who outlet:“BBC  News”,", Filters(outlet="BBC News")),
        ("who outlet:«Новая газета»", Filters(outlet="Новая газета")),
        ("who outlet:Meduza, then", Filters(outlet="Meduza")),
        ('who outlet:"BBC', Filters(outlet="BBC")),
        ("who outlet:Cafe\u0301", Filters(outlet="Café")),
        ("who author:Korol", Filters(author="Korol")),
        ("who after:2023-01-31", Filters(after="2023-01-31")),
        ("who after:2023-01", Filters(after="2023-01")),
        ("who after:2023?", Filters(after="2023")),
        ("who before:2024", Filters(before="2024")),
        ("who lang:EN", Filters(language="en")),
        ("who language:pt-BR", Filters(language="pt-BR")),
        ("who source:ferry-2024", Filters(source="ferry-2024")),
        ("who source:a after:2023 before:2024", Filters(source="a", after="2023", before="2024")),
    ],
)
def test_a_name_a_colon_and_a_value_are_a_filter(typed: str, filters: Filters) -> None:
    assert parse(typed).filters == filters


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("outlet:Meduza who fled?", "who fled?"),
        ("who outlet:Meduza fled?", "who fled?"),
        ("who fled outlet:Meduza?", "who fled?"),
        ('who fled outlet:"BBC News"?', "who fled?"),
        ("outlet:Meduza, who fled?", "who fled?"),
        ('outlet:"BBC News", who fled?', "who fled?"),
        ("who\noutlet:Meduza\nfled?", "who\nfled?"),
        ("who fled -Meduza?", "who fled?"),
        ("-Meduza who fled?", "who fled?"),
        ("outlet:Meduza", ""),
        ("-Meduza", ""),
    ],
)
def test_filters_are_taken_out_of_the_text(typed: str, text: str) -> None:
    assert parse(typed).text == text


@pytest.mark.parametrize(
    "typed",
    [
        "Kherson: who left?",
        "at 10:30 who left?",
        "Mark 3:16",
        "what is https://example.org/a:b?",
        "see http://x",
        "thanks:)",
        r"what is C:\Users",
        "(outlet:Meduza)",
        "example.com:8080",
        "twenty-two men left - who?",
        "he left — who?",
        "he left -- who?",
        "he left --who?",
        "—Who left?",
        "–Who left?",
        "was it below -20?",
        "don't O’Neil",
        'a 6" gun and an 8" gun',
        'said"we left"now',
        'he said "we left',
        'what is "" or " — "?',
        'he said -" — " and left',
        "who is 'Lost'?",
        "a_b:c",
        "x" * 21 + ":y",
    ],
)
def test_other_colons_hyphens_and_quotation_marks_are_text(typed: str) -> None:
    assert parse(typed) == ParsedQuestion(typed, NO_FILTERS)


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ('who said "we were dirty and tired"?', ("we were dirty and tired",)),
        ("who said “we left” and «мы ушли»?", ("we left", "мы ушли")),
        ("„wir gingen“ wer?", ("wir gingen",)),
        ('"point of no return"', ("point of no return",)),
        ('("we  left")', ("we left",)),
        ('"Get Lost"\'s men', ("Get Lost",)),
        ('"a" or "a"', ("a",)),
        ('"outlet:Meduza -x"', ("outlet:Meduza -x",)),
        ("“Cafe\u0301”", ("Café",)),
    ],
)
def test_a_phrase_stays_in_the_text_as_it_was_typed(typed: str, phrases: tuple[str, ...]) -> None:
    assert parse(typed) == ParsedQuestion(typed, Filters(phrases=phrases))


@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ("who -Meduza fled", ("Meduza",)),
        ("who fled -Meduza, -Kontur -Meduza", ("Meduza", "Kontur")),
        ("who -twenty-two", ("twenty-two",)),
        ("who -O’Neil's", ("O’Neil's",)),
        ('who -"get  lost"', ("get lost",)),
        ("кто -Херсон", ("Херсон",)),
    ],
)
def test_a_word_or_run_of_words_after_a_hyphen_is_to_be_done_without(
    typed: str, without: tuple[str, ...]
) -> None:
    assert parse(typed).filters == Filters(without=without)


@pytest.mark.parametrize(
    ("typed", "key", "sentence"),
    [
        (
            "outlett:Meduza who",
            "unknown_filter",
            f"There is no filter outlett: here. The filters are {LISTED}. If it is no filter, put a"
            " space after the colon.",
        ),
        (
            "who -outlet:Meduza",
            "unknown_filter",
            f"There is no filter -outlet: here. The filters are {LISTED}. If it is no filter, put"
            " a space after the colon.",
        ),
        (
            'said:"we left"',
            "unknown_filter",
            f"There is no filter said: here. The filters are {LISTED}. If it is no filter, put a"
            " space after the colon.",
        ),
        (
            "who After:yesterday",
            "filter_takes_date",
            "after: takes a date; write it as 2024-06-30, 2024-06 or 2024.",
        ),
        (
            "who before:2024-13",
            "filter_takes_date",
            "before: takes a date; write it as 2024-06-30, 2024-06 or 2024.",
        ),
        (
            "who lang:English",
            "filter_takes_language",
            "lang: takes a language's code, such as en, ru or uk.",
        ),
        (
            'who outlet:""',
            "filter_without_value",
            'outlet: needs a value right after the colon, as in outlet:Meduza or outlet:"BBC'
            ' News".',
        ),
        (
            "lang:en language:uk who",
            "filter_given_twice",
            "language: was given more than once; give it once.",
        ),
    ],
)
def test_what_cannot_be_understood_is_told_in_one_sentence(
    typed: str, key: str, sentence: str
) -> None:
    with pytest.raises(BadFilter) as refused:
        parse(typed)
    assert str(refused.value) == sentence
    assert refused.value.words.key == key
    assert "{" not in speaker("uk")(refused.value.words)


@pytest.mark.parametrize(
    "typed", ["after:2023-02-30 x", "after:2023-1-1 x", "after:2023-01-01T10 x"]
)
def test_a_date_that_is_none_or_says_more_than_a_day_is_refused(typed: str) -> None:
    with pytest.raises(BadFilter, match="after: takes a date"):
        parse(typed)


def test_the_filters_listed_are_those_that_are_understood() -> None:
    assert FILTERS == LISTED
    names = re.findall(r"(\w+):", FILTERS)
    values = {"after": "2024", "before": "2024", "spelling": "exact"}
    typed = " ".join(f"{name}:{values.get(name, 'en')}" for name in names)
    assert parse(typed).filters == Filters("en", "en", "2024", "2024", "en", "en", spelling="exact")


def test_names_are_searched_only_as_typed_where_that_is_asked() -> None:
    parsed = parse("What did Zelensky say? spelling:Exact")
    assert parsed.filters == Filters(spelling="exact")
    assert parse(as_typed(parsed)) == parsed
    with pytest.raises(BadFilter):
        parse("What did Zelensky say? spelling:any")


@given(TYPED | PIECES)
@example("a" * 4000 + ":")
@example('"' * 4000)
@example("-" * 4000)
@example("a:" * 2000)
@example(" " * 4000 + ":")
def test_whatever_is_typed_is_understood_or_refused(typed: str) -> None:
    try:
        told = parse(typed).text
    except BadFilter as refused:
        told = str(refused)
    assert told == told.strip()


@given(TYPED)
def test_text_without_filters_comes_back_as_it_was(typed: str) -> None:
    plain = SYNTAX.sub(" ", typed)
    assert parse(plain) == ParsedQuestion(plain.strip(), NO_FILTERS)


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
