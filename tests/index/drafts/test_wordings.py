import pytest

from index.drafts.wordings import ASKING, CREDIT, LEADS_ELSEWHERE, TO_READER, WHOLE_LINE


@pytest.mark.parametrize("text", ["Share this with friends", "Читайте также", "Наш телеграм"])
def test_a_page_speaks_to_its_reader(text: str) -> None:
    assert TO_READER.search(text)


@pytest.mark.parametrize(
    "text", ["The share of voters rose.", "He read the letter more than once."]
)
def test_news_does_not_speak_to_the_reader_of_the_page(text: str) -> None:
    assert TO_READER.search(text) is None


def test_only_a_whole_line_is_a_part_of_the_page() -> None:
    assert WHOLE_LINE.fullmatch("Advertisement:")
    assert WHOLE_LINE.fullmatch("News of the day") is None


def test_a_word_before_a_headline_leads_to_another_article() -> None:
    assert LEADS_ELSEWHERE.match("Read also: Bread is dear")
    assert LEADS_ELSEWHERE.match("Related stories were told.") is None


def test_a_request_asks_the_reader() -> None:
    assert ASKING.match("Donate now")
    assert ASKING.match("Donating blood saves lives") is None


@pytest.mark.parametrize("line", ["By Anna Ivanova", "Photo: Reuters", "© The Example 2024"])
def test_a_line_that_names_who_made_something_is_a_credit(line: str) -> None:
    assert CREDIT.fullmatch(line)


def test_a_sentence_with_a_name_is_no_credit() -> None:
    assert CREDIT.fullmatch("by noon Ivanova had left the town") is None
