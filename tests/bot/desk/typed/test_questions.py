import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat import FERRY, FERRY_TEXT, TRIAL, open_asker, publish
from hypothesis import example, given
from hypothesis import strategies as st

from bot.desk.typed.questions import FILTERS, BadFilter, ParsedQuestion, answer, as_typed, parse
from bot.sentences.say import speaker
from index.errors import BadQuestion, QuoteMismatch
from index.records import NO_FILTERS, Answer, Article, Filters
from index.search.asker import Asker

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


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


def quoted(found: Answer) -> list[str]:
    return [ranked.quote.text for ranked in found.quotes]


def test_a_typed_question_is_answered_with_its_filters(asker: Asker) -> None:
    assert quoted(answer(asker, "noon", 9, 9)) == [
        "The ferry sank at noon.",
        "Nobody was hurt at noon.",
    ]
    filtered = answer(asker, "noon -hurt", 9, 9)
    assert quoted(filtered) == ["The ferry sank at noon."]
    assert filtered.filters == Filters(without=("hurt",))


def test_even_a_word_that_a_terminal_understands_is_a_question(asker: Asker) -> None:
    assert answer(asker, "help", 9, 9).outcome == "nothing"


def test_what_is_no_question_is_refused(asker: Asker) -> None:
    with pytest.raises(BadQuestion, match="no words"):
        answer(asker, " ", 9, 9)


def test_a_question_is_asked_again_where_a_new_generation_came_in_between(
    asker: Asker, tmp_path: Path
) -> None:
    searched = asker.answer

    def overtaken(question: str, limit: int, filters: Filters = NO_FILTERS) -> Answer:
        found = searched(question, limit, filters)
        if found.searched.generation == 1:
            publish(tmp_path, replace(FERRY, text=FERRY_TEXT.replace("at noon", "")), TRIAL)
        return found

    asker.answer = overtaken  # type: ignore[method-assign] # no other moment can be caught
    found = answer(asker, "captain", 9, 9)
    assert (found.searched.generation, quoted(found)) == (2, ["The captain was arrested."])


def test_a_quote_that_is_to_be_shown_is_compared_with_its_article(asker: Asker) -> None:
    stored = asker.article

    def damaged(article_id: str) -> Article | None:
        article = stored(article_id)
        return None if article is None else replace(article, text=article.text.swapcase())

    asker.article = damaged  # type: ignore[method-assign] # damage that cannot be made here
    with pytest.raises(QuoteMismatch):
        answer(asker, "captain", 9, 1)
    with pytest.raises(QuoteMismatch):
        answer(asker, "who slept", 9, 1)
    assert quoted(answer(asker, "captain", 9, 0)) == ["The captain was arrested."]
