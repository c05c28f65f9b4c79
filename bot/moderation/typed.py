"""What a moderator writes about a card -> the button that it stands for, by the button's own words.

Every decision under a card can be typed, in any of the three languages; the other words that a
card takes are edits, which `index.drafts.written` reads.
"""

from bot.replies import ModerationKind, typed_kind
from index.drafts.written import is_edit

_DECISIONS: tuple[ModerationKind, ...] = (
    "approve",
    "decline",
    "edit",
    "skips",
    "cancel",
    "publish_anyway",
    "discard",
    "as_new",
    "changes",
)


def pressed(written: str) -> ModerationKind | None:
    """Return the kind of button whose label was written; `None` for anything else.

    >>> pressed("approve"), pressed("Скасувати."), pressed("approve?")
    ('approve', 'cancel', None)
    """
    return None if "?" in written else typed_kind(written, _DECISIONS)


def refusal(written: str) -> str | None:
    """Return the reason that was written behind the word for Refuse; `None` where there is none.

    >>> refusal("refuse: the date is wrong"), refusal("Refuse")
    ('the date is wrong', None)
    """
    word, colon, reason = written.partition(":")
    is_refusal = bool(colon) and pressed(word) == "decline"
    return reason.strip() or None if is_refusal else None


def is_for_card(written: str) -> bool:
    """Tell whether a message that answers nothing can be meant for the card that is open."""
    return pressed(written) is not None or is_edit(written)
