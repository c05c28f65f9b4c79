from dataclasses import replace

import pytest
from fakes.speaking import ENGLISH
from fakes.telegram_bot.sending import FERRY, UNKNOWN, quote

from bot.desk.buttons import MOST_ASIDES, answer_rows, aside_rows, labelled, quote_rows
from bot.replies import Button, ButtonKind
from bot.sentences.say import LANGUAGES, speaker
from bot.telegram.updates import keyboard

WIDEST_OF_THREE = 14  # characters that a phone shows in one of three buttons beside each other


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_has_at_most_eight_buttons_and_none_is_wider_than_a_phone_shows(
    count: int, language: str
) -> None:
    shown = {number: quote("It sank.", source=FERRY) for number in range(1, count + 1)}
    laid_out = keyboard(answer_rows(shown, "t", count + 1, 9), speaker(language))
    assert laid_out is not None
    assert sum(map(len, laid_out.inline_keyboard)) <= 8
    for row in laid_out.inline_keyboard:
        assert max(len(key.text) for key in row) <= (WIDEST_OF_THREE if len(row) > 2 else 24)


def test_with_two_buttons_that_ask_otherwise_two_quotes_have_eight_still() -> None:
    shown = {number: quote("It sank.", source=FERRY) for number in (1, 2)}
    asides = aside_rows([Button("without", "t", number) for number in (1, 2, 3)])
    rows = (*asides, *answer_rows(shown, "t", 3, 9))
    assert len(asides[0]) == MOST_ASIDES
    assert sum(map(len, rows)) == 8


def test_what_has_no_address_is_not_opened() -> None:
    (_, last) = answer_rows({1: quote("It sank.", source=UNKNOWN)}, "t", 2, 1)
    assert [button.kind for button in last] == ["source"]


def test_copy_takes_the_quote_with_a_short_citation_or_the_citation_in_full() -> None:
    source = replace(
        FERRY, title="What the harbour master of a small northern town knew of the ferry"
    )
    ((_, copy), _) = answer_rows({1: quote("It sank.", source=source)}, "t", 2, 1)
    assert copy.copied is not None
    assert copy.shorter is not None
    assert ENGLISH(copy.copied) == (
        "It sank.\n— What the harbour master of a small northern town knew of… · Harbour News"
        " · A. Mate · 2024-06-30 · paragraph 2"
    )
    assert ENGLISH(copy.shorter) == (
        "What the harbour master of a small northern town knew of the ferry · Harbour News"
        " · A. Mate · 2024-06-30 · paragraph 2 · https://example.org/ferry"
    )


def test_back_stands_only_where_something_was_put_aside() -> None:
    held = quote("It sank.", source=FERRY)
    cases: tuple[tuple[ButtonKind, bool], ...] = (("context", True), ("source", False))
    kinds = [
        [button.kind for row in quote_rows(held, "t", 1, kind, has_back=has_back) for button in row]
        for kind, has_back in cases
    ]
    assert kinds == [
        ["source", "copy", "open", "wrong", "back"],
        ["context", "copy", "open", "wrong"],
    ]


def test_a_long_label_is_cut() -> None:
    assert labelled("Novaya Gazeta Europe and more") == "Novaya Gazeta Europe an…"
