import pytest

from bot.replies import Button
from bot.sentences.say import speaker
from bot.serving.buttons import button_label, typed_button

FIRST, SECOND = Button("context", "t", 1), Button("context", "t", 2)
MORE, APPROVE = Button("more", "t", 4), Button("approve", "t", 7)
ALL = (FIRST, Button("wrong", "t", 1), SECOND, Button("wrong", "t", 2), MORE)


def test_a_button_is_labelled_with_its_number() -> None:
    assert speaker("uk")(button_label(SECOND)) == "Контекст 2"


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("context 1", FIRST),
        ("  Context   2. ", SECOND),
        ("контекст 2", SECOND),
        ("wrong 2", Button("wrong", "t", 2)),
        ("Wrong? 1", Button("wrong", "t", 1)),
        ("more", MORE),
        ("ещё", MORE),
    ],
)
def test_a_button_is_typed_in_any_language_and_case(typed: str, button: Button) -> None:
    assert typed_button(typed, ALL) == button


@pytest.mark.parametrize("typed", ["context", "context 3", "more about the ferry", "", "wrong"])
def test_what_is_no_button_or_could_be_two_is_none(typed: str) -> None:
    assert typed_button(typed, ALL) is None


def test_the_only_button_of_its_kind_is_typed_without_its_number() -> None:
    assert typed_button("context", (FIRST, MORE)) == FIRST
    assert typed_button("approve", (APPROVE,)) == APPROVE
