from typing import get_args

import pytest

from bot.replies import Button, ButtonKind, button_label, plain_form, typed_forms
from bot.sentences.say import Sentence, keys, speaker

FIRST, SECOND = Button("context", "t", 1), Button("context", "t", 2)
MORE = Button("more", "t", 4)


def test_a_button_is_labelled_with_its_number_or_its_own_label() -> None:
    assert speaker("uk")(button_label(SECOND)) == "Контекст 2"
    assert button_label(Button("example", "t", 1, label="Who fled?")) == "Who fled?"


@pytest.mark.parametrize("typed", ["context 2", "  Context   2. ", "контекст 2", "Context 2!"])
def test_a_button_is_typed_in_any_language_and_case(typed: str) -> None:
    first, second, more = typed_forms((FIRST, SECOND, MORE))
    assert plain_form(typed) in second
    assert plain_form(typed) not in first + more


def test_without_its_number_only_the_only_one_of_its_kind_is_typed() -> None:
    assert "context" not in typed_forms((FIRST, SECOND))[0]
    assert "context" in typed_forms((FIRST, MORE))[0]
    assert {"more", "ещё", "ще"} <= set(typed_forms((FIRST, MORE))[1])


def test_every_kind_of_button_has_words_on_it() -> None:
    for named in get_args(ButtonKind):
        for kind in get_args(named) or (named,):
            label = button_label(Button(kind, "t", 1))
            assert isinstance(label, Sentence)
            assert label.key in keys()


def test_signs_are_left_out_but_those_that_tell_buttons_apart() -> None:
    assert plain_form("Title = paragraph 1") == plain_form("title paragraph 1")
    assert plain_form("✕ Meduza") != plain_form("→ Meduza") != plain_form("Meduza")
