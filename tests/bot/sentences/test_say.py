import string

import pytest

from bot.sentences import say as sentences
from bot.sentences.say import say

KEYS = sentences.keys()


def fields(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_has_the_same_fields_in_every_language(key: str) -> None:
    english, russian, ukrainian = sentences.wordings(key)
    assert fields(english) == fields(russian) == fields(ukrainian)


@pytest.mark.parametrize("key", KEYS)
def test_every_wording_says_something_and_has_no_space_to_spare(key: str) -> None:
    assert "" not in sentences.wordings(key)
    assert [wording.strip() for wording in sentences.wordings(key)] == [*sentences.wordings(key)]


@pytest.mark.parametrize("key", KEYS)
def test_every_wording_is_in_the_letters_of_its_language(key: str) -> None:
    english, russian, ukrainian = (wording.lower() for wording in sentences.wordings(key))
    assert not any("\u0400" <= letter < "\u0530" for letter in english)
    assert not set("іїєґ") & set(russian)
    assert not set("ыэёъ") & set(ukrainian)


def test_a_sentence_is_said_with_its_fields_filled_in() -> None:
    assert say("paragraph", "en", number=7) == "paragraph 7"
    assert say("source", "ru", number=2) == "Источник цитаты 2:"


def test_another_language_is_spoken_to_in_english() -> None:
    assert say("goodbye", "fr") == "Goodbye."


def test_braces_in_a_field_are_said_as_they_are() -> None:
    assert say("failed", "en", reason="{number}") == "That failed, nothing was lost: {number}"


@pytest.mark.parametrize(
    ("articles", "paragraphs", "says"),
    [(1, 2, "1 article, 2 paragraphs"), (0, 1, "0 articles, 1 paragraph")],
)
def test_what_is_counted_stands_in_its_number(articles: int, paragraphs: int, says: str) -> None:
    counts = {"articles": articles, "paragraphs": paragraphs, "dates": "2024", "generation": 1}
    assert say("searched", "en", **counts) == f"Searched: {says}, dated 2024, generation 1."
