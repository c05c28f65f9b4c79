"""What a moderator writes about a card -> the button that it stands for, by the button's own words.

Every decision under a card can be typed, in any of the three languages; the other words that a
card takes are edits, which `index.drafts.edits` reads.
"""

from collections.abc import Mapping

from bot.replies import ModerationKind
from bot.sentences.say import wordings
from index.drafts.written import is_edit

_TYPED: Mapping[ModerationKind, str] = {
    "approve": "button_approve",
    "decline": "button_decline",
    "edit": "button_edit",
    "skips": "button_skips",
    "cancel": "button_cancel",
    "publish_anyway": "button_publish_anyway",
    "discard": "button_discard",
    "as_new": "button_as_new",
    "changes": "button_changes",
}


def pressed(written: str) -> ModerationKind | None:
    """Return the kind of button whose label was written; `None` for anything else.

    >>> pressed("approve"), pressed("Скасувати."), pressed("who approved it?")
    ('approve', 'cancel', None)
    """
    words = written.strip().rstrip(".!").casefold()
    for kind, label in _TYPED.items():
        if words in (wording.casefold() for wording in wordings(label)):
            return kind
    return None


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
