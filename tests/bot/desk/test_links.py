from dataclasses import replace
from urllib.parse import unquote

import pytest
from bot_api.texts.links import checked_link
from fakes.telegram_bot.sending import FERRY, quote
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.links import fragment_link

PAGE = "https://example.org/a"


def link(text: str, address: str | None = PAGE) -> str | None:
    return fragment_link(quote(text, source=replace(FERRY, url=address)))


def directive(text: str) -> str:
    linked = link(text)
    assert linked is not None
    return linked.removeprefix(PAGE).removeprefix("#:~:text=")


def test_a_short_quote_is_looked_for_whole() -> None:
    assert link("It sank at noon.") == PAGE + "#:~:text=It%20sank%20at%20noon"


def test_the_signs_of_the_syntax_are_encoded() -> None:
    assert directive("Mid-day, salt & rest~") == "Mid%2Dday%2C%20salt%20%26%20rest"


def test_a_long_quote_is_looked_for_by_its_first_and_last_words() -> None:
    assert directive("One two three four five six seven eight nine ten eleven twelve 13.") == (
        "One%20two%20three%20four%20five%20six%20seven,nine%20ten%20eleven%20twelve%2013"
    )


def test_the_punctuation_around_the_words_is_left_out_as_it_differs_most() -> None:
    assert directive("“We left!” he said…") == "We%20left%21%E2%80%9D%20he%20said"


def test_what_is_looked_for_never_runs_over_the_end_of_a_line() -> None:
    assert directive("One two\nthree four") == "One%20two,three%20four"


def test_a_word_with_markup_is_not_looked_for() -> None:
    assert directive("We **left** [the](x) town early") == "We,town%20early"
    assert directive("**All** of it") == "of%20it"


def test_spaces_are_single_as_a_page_shows_them() -> None:
    assert directive("One \xa0 two") == "One%20two"


def test_letters_keep_the_marks_behind_them() -> None:
    assert unquote(directive("नमस्ते.")) == "नमस्ते"


def test_words_beyond_80_characters_are_left_out() -> None:
    long = " ".join(["слово" * 5] * 20)
    assert unquote(directive(long)) == ",".join([" ".join(["слово" * 5] * 3)] * 2)


@pytest.mark.parametrize("text", ["…!", "*—*", "д" * 200])
def test_without_words_to_look_for_the_link_leads_to_the_page(text: str) -> None:
    assert link(text) == PAGE


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://example.org/a#top", "https://example.org/a#top:~:text=It%20sank"),
        ("https://example.org/a#/route?x=1", "https://example.org/a#/route?x=1:~:text=It%20sank"),
        ("https://example.org/a#:~:text=Other", "https://example.org/a#:~:text=It%20sank"),
        ("https://example.org/a#b:~:text=Other", "https://example.org/a#b:~:text=It%20sank"),
        ("https://example.org?x=1&y=2", "https://example.org?x=1&y=2#:~:text=It%20sank"),
        ("https://приклад.укр/а", "https://приклад.укр/а#:~:text=It%20sank"),
        ("http://example.org:8080/", "http://example.org:8080/#:~:text=It%20sank"),
    ],
)
def test_the_address_keeps_what_it_had(address: str, linked: str) -> None:
    assert link("It sank", address) == linked


@pytest.mark.parametrize(
    "address",
    [
        None,
        "ferry.txt",
        "ftp://example.org/a",
        "http://localhost/a",
        "http://[::1]/a",
        "http://./a",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exa|mple.org/",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_an_address_that_telegram_refuses_is_no_link(address: str | None) -> None:
    assert link("It sank", address) is None


def test_a_link_that_would_be_too_long_leads_to_the_page() -> None:
    address = "https://example.org/" + "a" * 1950
    assert link("It sank and was lost for ever", address) == address


@given(st.text(max_size=200))
def test_a_link_is_one_that_telegram_takes_and_has_at_most_one_comma(text: str) -> None:
    linked = link(text)
    assert linked is not None
    assert checked_link(linked, "Entity") == linked
    assert linked.isascii()
    words = linked.removeprefix(PAGE).removeprefix("#:~:text=")
    assert words.count(",") <= 1
    assert not set(words) & set("-& ")
    assert len(linked) <= 2000


@given(st.lists(st.sampled_from(["said", "«мир»", "a-b,", "—", "\n", "😀", "x_y", "3,5"])))
def test_what_is_looked_for_stands_in_the_quote(words: list[str]) -> None:
    text = " ".join(words)
    linked = link(text)
    assert linked is not None
    for snippet in linked.partition("#:~:text=")[2].split(","):
        assert unquote(snippet) in text
