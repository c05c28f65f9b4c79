from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.messages import utf16
from bot.telegram.messages.cuts import cut, shorten
from index.records import Span


def pieces(text: str, room: int, *preferred: int) -> list[str]:
    return [text[span.start : span.end] for span in cut(text, preferred, room)]


def test_a_text_is_cut_at_the_last_preferred_place_in_reach() -> None:
    assert pieces("One. Two. Three, four", 12, 5, 10) == ["One. Two. ", "Three, four"]


def test_without_a_preferred_place_in_reach_it_is_cut_before_a_word() -> None:
    assert pieces("One two  three", 10) == ["One two  ", "three"]


def test_a_word_that_is_too_long_is_cut_between_characters() -> None:
    assert pieces("abcdef", 4) == ["abcd", "ef"]


def test_room_is_counted_in_utf16_units() -> None:
    assert pieces("😀😀😀", 5) == ["😀😀", "😀"]


@pytest.mark.parametrize(
    ("text", "room", "wanted"),
    [
        ("ae\u0301", 2, ["a", "e\u0301"]),
        ("a👩\u200d🚀", 4, ["a", "👩\u200d🚀"[:2], "🚀"]),
        ("ab👩\u200d🚀", 6, ["ab", "👩\u200d🚀"]),
        ("a👍🏽", 4, ["a", "👍🏽"]),
        ("🇺🇦🇵🇱", 6, ["🇺🇦", "🇵🇱"]),
        ("a\u1112\u1161\u11ab", 3, ["a", "\u1112\u1161\u11ab"]),
        ("a\u0915\u094d\u0937", 3, ["a", "\u0915\u094d\u0937"]),
        ("a❤\ufe0f", 2, ["a", "❤\ufe0f"]),
    ],
)
def test_what_readers_see_as_one_character_is_cut_only_if_it_must_be(
    text: str, room: int, wanted: list[str]
) -> None:
    assert pieces(text, room) == wanted


def test_no_cut_is_made_where_a_mark_stands_on_a_space() -> None:
    assert pieces("ab \u0301cd ef", 7) == ["ab \u0301cd ", "ef"]
    assert pieces("abc \u0301def", 4) == ["abc", " \u0301de", "f"]


def test_nothing_is_cut_of_an_empty_text() -> None:
    assert cut("", (), 9) == ()


def test_a_short_field_stays_and_a_long_one_ends_in_an_ellipsis() -> None:
    assert shorten("Ferry sinks", 11) == "Ferry sinks"
    assert shorten("Ferry sinks", 10) == "Ferry…"


@given(
    st.text(st.sampled_from("ab .\n😀🇺🇦\u0301\u200d🏽é"), max_size=80),
    st.lists(st.integers(1, 79), unique=True),
    st.integers(2, 30),
)
def test_the_ranges_hold_all_of_the_text_and_none_is_longer_than_its_room(
    text: str, preferred: list[int], room: int
) -> None:
    inside = sorted(position for position in preferred if position < len(text))
    spans = cut(text, inside, room)
    borders = [Span(0, 0), *spans, Span(len(text), len(text))]
    assert all(before.end == behind.start for before, behind in pairwise(borders))
    assert all(0 < utf16.length(text[span.start : span.end]) <= room for span in spans)
