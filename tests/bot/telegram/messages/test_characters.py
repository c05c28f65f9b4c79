import pytest
from bot_api.texts.sent import as_sent, cleaned
from bot_api.values import FormattedText
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram.messages.characters import clean, is_blank, would_change

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
