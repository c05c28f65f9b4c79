from itertools import pairwise

import pytest
from bot_api.texts.sent import as_sent, cleaned
from bot_api.values import FormattedText
from hypothesis import example, given
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.telegram.messages.text import (
    MOST_ENTITIES,
    MOST_UNITS,
    NOTHING,
    Entity,
    QuotedSlice,
    TelegramText,
    clean,
    cut,
    fits,
    is_blank,
    join,
    shorten,
    unit_offsets,
    units,
    would_change,
)
from index.records import Span

# What Telegram treats in a way of its own, among what it leaves alone.
SPECIAL = st.text(
    st.one_of(
        st.sampled_from(
            "\r\t\n \u200e\u200f\u200b\u2028\u202a\u202e\u030a\u0333\u033f\x00\x85\xa0"
        ),
        st.sampled_from("aё😀\u0301\u05d0\ufeff\ufffc\u2800\U000e0041\U000e007f"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


def test_an_emoji_counts_two_and_a_joined_one_the_sum_of_its_parts() -> None:
    assert [units(text) for text in ("", "ё", "😀", "👩\u200d🚀")] == [0, 1, 2, 5]


def test_offsets_are_given_for_every_character_and_the_end() -> None:
    assert unit_offsets("a😀b") == (0, 1, 3, 4)
    assert unit_offsets("") == (0,)


def test_a_lone_surrogate_counts_one() -> None:
    assert units("\ud83d") == 1
    assert unit_offsets("\ud83d") == (0, 1)


@pytest.mark.parametrize(
    "quoted",
    [
        "a\tb",
        "a\rb",
        "a\x00b",
        "a\x1fb",
        "a\x7fb",
        "a\x85b",
        "a\u2028b",
        "a\u202eb",
        "A\u030a",
        "a\u0333",
        "a\u033f",
        "a\u200e\u200fb",
        "a\ud83d",
        " a",
        "a\n",
        "a\xa0",
        "",
        "\u200b\ufeff",
    ],
)
def test_what_telegram_would_change_is_known_before_it_is_sent(quoted: str) -> None:
    assert would_change(quoted)


@pytest.mark.parametrize(
    "quoted",
    [
        "`<b>&amp;` _*[]()~",
        "a\n\nb",
        "a\xa0b\u200bc\u200dd\ufeffe",
        "👩🏽\u200d🚀 🇺🇦",
        "\u05e9\u05dc\u05d5\u05dd \u200fa\u200e b",
        "e\u0301\u0302",
        "Å",
        "\u2066x\u2069",
    ],
)
def test_what_telegram_leaves_alone_is_quoted(quoted: str) -> None:
    assert not would_change(quoted)
    assert as_sent(FormattedText(quoted)).text == quoted


@given(SPECIAL)
def test_a_quote_that_is_not_refused_comes_back_as_it_was_sent(quoted: str) -> None:
    assert would_change(quoted) or as_sent(FormattedText(quoted)).text == quoted


@given(SPECIAL)
@example("\u200e\r\u200f")
def test_a_cleaned_text_is_changed_no_more(text: str) -> None:
    once = clean(text)
    assert cleaned(once) == once == clean(once)


@given(SPECIAL)
def test_cleaning_does_what_telegram_does_and_trims(text: str) -> None:
    assert clean(text) == cleaned(text).strip()


def test_half_an_emoji_is_replaced_since_it_cannot_be_sent() -> None:
    assert clean("a\ud83d b") == "a\ufffd b"


def test_a_text_without_anything_to_see_is_blank() -> None:
    assert is_blank(" \n\u200b\u3000\ufeff\U000e0020")
    assert not is_blank("\u2060.")


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
    assert all(0 < units(text[span.start : span.end]) <= room for span in spans)


def test_the_limits_are_those_that_the_library_knows() -> None:
    assert MessageLimit.MAX_TEXT_LENGTH == MOST_UNITS
    assert MessageLimit.MESSAGE_ENTITIES == MOST_ENTITIES


def test_offsets_move_by_the_utf16_units_of_what_stands_before() -> None:
    part = TelegramText("a😀", (Entity("bold", 1, 2),), (QuotedSlice(0, 3, "a😀"),))
    assert join((part, NOTHING, part), "\n") == TelegramText(
        "a😀\na😀",
        (Entity("bold", 1, 2), Entity("bold", 5, 2)),
        (QuotedSlice(0, 3, "a😀"), QuotedSlice(4, 3, "a😀")),
    )


def test_a_link_keeps_its_address() -> None:
    link = TelegramText("page", (Entity("text_link", 0, 4, "https://example.org/"),))
    assert join((TelegramText("The"), link), " ").entities == (
        Entity("text_link", 4, 4, "https://example.org/"),
    )


def test_a_message_holds_4096_units_and_100_entities() -> None:
    bold = Entity("bold", 0, 1)
    assert fits(TelegramText("😀" * 2048, (bold,) * 100))
    assert not fits(TelegramText("😀" * 2048 + "a"))
    assert not fits(TelegramText("a", (bold,) * 101))
