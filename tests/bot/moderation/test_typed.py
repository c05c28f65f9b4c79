import pytest

from bot.moderation.typed import is_for_card, pressed
from bot.replies import ModerationKind


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("approve", "approve"),
        (" Approve! ", "approve"),
        ("Опубліковати", None),
        ("Опублікувати", "approve"),
        ("отменить", "cancel"),
        ("Discard.", "discard"),
        ("Publish anyway", "publish_anyway"),
        ("cancel the ferry?", None),
    ],
)
def test_a_button_is_typed_by_its_words_in_any_language(
    written: str, kind: ModerationKind | None
) -> None:
    assert pressed(written) == kind


def test_what_is_for_a_card_is_told_from_a_question() -> None:
    assert is_for_card("approve")
    assert is_for_card("skip 3")
    assert not is_for_card("who approved the ferry?")
