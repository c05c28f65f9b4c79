import string

import pytest

from bot.sentences.say import Joined, keys, sentence, speaker, wordings

KEYS = keys()


def fields(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_has_the_same_fields_in_every_language(key: str) -> None:
    english, russian, ukrainian = wordings(key)
    assert fields(english) == fields(russian) == fields(ukrainian)


@pytest.mark.parametrize("key", KEYS)
def test_every_wording_says_something_and_has_no_space_to_spare(key: str) -> None:
    assert "" not in wordings(key)
    assert [wording.strip() for wording in wordings(key)] == [*wordings(key)]


# What is said in the language of a question that could not be read is that in all columns.
@pytest.mark.parametrize("key", [key for key in KEYS if not key.startswith("unread_")])
def test_every_wording_is_in_the_letters_of_its_language(key: str) -> None:
    english, russian, ukrainian = (wording.lower() for wording in wordings(key))
    assert not any("\u0400" <= letter < "\u0530" for letter in english)
    assert not set("іїєґ") & set(russian)
    assert not set("ыэёъ") & set(ukrainian)


def test_a_sentence_is_spoken_with_its_fields_filled_in() -> None:
    assert speaker("en")(sentence("paragraph", number=7)) == "paragraph 7"
    assert speaker("ru")(sentence("source", number=2)) == "Источник цитаты 2:"


def test_a_field_that_is_a_sentence_is_spoken_too() -> None:
    nested = sentence("card_field", name=sentence("field_title"), value="T")
    assert speaker("ru")(nested) == "заголовок: T"


def test_words_that_are_joined_are_spoken_one_by_one_and_a_text_stays_as_it_is() -> None:
    words = Joined(("Новая газета", sentence("unknown_date"), Joined((), ", ")), " · ")
    assert speaker("en")(words) == "Новая газета · date unknown · "


def test_another_language_is_spoken_to_in_english() -> None:
    assert speaker("fr")(sentence("goodbye")) == "Goodbye."


def test_braces_in_a_field_are_said_as_they_are() -> None:
    failed = sentence("failed", reason="{number}")
    assert speaker("en")(failed) == "That failed, nothing was lost: {number}"


@pytest.mark.parametrize(
    ("articles", "paragraphs", "says"),
    [(1, 2, "1 article, 2 paragraphs"), (0, 1, "0 articles, 1 paragraph")],
)
def test_what_is_counted_stands_in_its_number(articles: int, paragraphs: int, says: str) -> None:
    searched = sentence(
        "searched", articles=articles, paragraphs=paragraphs, dates="2024", generation=1
    )
    assert speaker("en")(searched) == f"Searched: {says}, dated 2024, generation 1."
