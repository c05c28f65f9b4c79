import pytest

from index.drafts.written import is_edit, read_date, read_language, recorded_fields


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-06", "2024-06"),
        ("2 March 2024", "2024-03-02"),
        ("2nd March, 2024", "2024-03-02"),
        ("Mar. 2, 2024", "2024-03-02"),
        ("March 2024", "2024-03"),
        ("2  марта 2024 г.", "2024-03-02"),
        ("2 березня 2024 року", "2024-03-02"),
        ("31.12.2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("31/12/2024", "2024-12-31"),
        ("03/03/2024", "2024-03-03"),
    ],
)
def test_a_date_is_read_as_people_write_it(written: str, date: str) -> None:
    assert read_date(written) == date


@pytest.mark.parametrize(
    "written", ["02/03/2024", "31.02.2024", "30 Nebruary 2024", "yesterday", "", "2.3.24"]
)
def test_what_may_be_two_dates_or_none_is_not_guessed(written: str) -> None:
    assert read_date(written) is None


def test_a_language_is_read_by_its_name_in_three_languages_and_by_its_tag() -> None:
    names = ("English", "английский", "Англійська", "en", "Brazilian Portuguese", "uk-UA")
    assert [read_language(name) for name in names] == ["en", "en", "en", "en", "pt-BR", "uk-UA"]
    assert read_language("no such language") is None


def test_the_fields_that_lines_record_are_listed_in_their_order() -> None:
    assert recorded_fields("title: Flight\nиздание: Медуза\nskip 3") == ("title", "outlet")


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("title: Ferry sinks", True),
        ("Заголовок: Паром\nskip 3 5-7", True),
        ("outlet:", True),
        ("id: ferry-sinks", True),
        ("залишити 2", True),
        ("outlet:Meduza who fled", False),
        ("author: who is he?", False),
        ("skip the queue", False),
        ("skip", False),
        ("https://example.org/a", False),
        ("colour: red", False),
        ("autor: A. Petrova", True),  # refused, and told the name
        ("заголвок: Паром", True),
        ("Minister: the ferry was full", False),
        ("not: a field", False),
        ("title: Ferry\nWho fled?", False),
        ("title: Ferry\ncolour: red", True),  # the second line is refused, and named
        ("", False),
    ],
)
def test_an_edit_is_told_from_a_question(written: str, *, is_one: bool) -> None:
    assert is_edit(written) is is_one
