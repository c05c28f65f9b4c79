"""Rows of buttons <-> Telegram's keyboards and the 64 bytes that come back from a button; pure."""

import re
from collections.abc import Mapping, Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies import (
    Button,
    ButtonKind,
    ModerationButtonKind,
    PeopleButtonKind,
    Speak,
    sentence,
)

LONGEST_COPIED = 256  # characters that a button can put on the clipboard

# Buttons that were sent once carry these letters for ever: none may come to mean another kind.
_LETTERS: Mapping[ButtonKind | PeopleButtonKind | ModerationButtonKind, str] = {
    "context": "c",
    "source": "s",
    "copy": "y",
    "wrong": "w",
    "more": "m",
    "let_in": "l",
    "refuse": "f",
    "revoke": "v",
    "approve": "a",
    "publish": "h",
    "decline": "n",
    "edit": "e",
    "skips": "p",
    "skip_one": "k",
    "keep_one": "q",
    "cancel": "x",
    "publish_anyway": "b",
    "discard": "d",
    "undo": "u",
    "recheck": "r",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_LABELS: Mapping[ButtonKind | PeopleButtonKind | ModerationButtonKind, str] = {
    "context": "button_context",
    "source": "button_source",
    "copy": "button_copy",
    "wrong": "button_wrong",
    "more": "button_more",
    "let_in": "button_let_in",
    "refuse": "button_refuse",
    "revoke": "button_revoke",
    "approve": "button_approve",
    "publish": "button_publish",
    "decline": "button_decline",
    "edit": "button_edit",
    "skips": "button_skips",
    "skip_one": "button_skip_one",
    "keep_one": "button_keep_one",
    "cancel": "button_cancel",
    "publish_anyway": "button_publish_anyway",
    "discard": "button_discard",
    "undo": "button_undo",
    "recheck": "button_recheck",
}
_DATA = re.compile(r"([a-z]):([A-Za-z0-9_-]{1,40}):([1-9]\d{0,3})")


def keyboard(rows: Sequence[Sequence[Button]], speak: Speak) -> InlineKeyboardMarkup | None:
    """Lay buttons out; `None` where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_key(button, speak) for button in row] for row in rows])


def read_data(data: str) -> Button | None:
    """Read the button from what it carried; `None` if it is none of ours.

    >>> read_data("c:AbC-_9:2")
    Button(kind='context', token='AbC-_9', number=2, copied=None)
    """
    match = _DATA.fullmatch(data)
    if match is None or match[1] not in _KINDS:
        return None
    return Button(_KINDS[match[1]], match[2], int(match[3]))


def _key(button: Button, speak: Speak) -> InlineKeyboardButton:
    label = speak(sentence(_LABELS[button.kind], number=button.number))
    copied = "" if button.copied is None else speak(button.copied)
    if 0 < len(copied) <= LONGEST_COPIED:
        return InlineKeyboardButton(label, copy_text=CopyTextButton(copied))
    data = f"{_LETTERS[button.kind]}:{button.token}:{button.number}"
    return InlineKeyboardButton(label, callback_data=data)
