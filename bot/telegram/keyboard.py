"""Rows of buttons <-> Telegram's keyboards and the 64 bytes that come back from one; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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

_KINDS: dict[str, ButtonKind] = {
    "c": "context",
    "s": "source",
    "y": "copy",
    "w": "wrong",
    "m": "more",
}
_PEOPLE_KINDS: dict[str, PeopleButtonKind] = {"l": "let_in", "f": "refuse", "v": "revoke"}
_MODERATION_KINDS: dict[str, ModerationButtonKind] = {
    "a": "approve",
    "h": "publish",
    "n": "decline",
    "e": "edit",
    "p": "skips",
    "k": "skip_one",
    "q": "keep_one",
    "x": "cancel",
    "b": "publish_anyway",
    "d": "discard",
    "u": "undo",
    "r": "recheck",
}
_LETTERS: dict[ButtonKind | PeopleButtonKind | ModerationButtonKind, str] = {
    **{kind: letter for letter, kind in _MODERATION_KINDS.items()},
    **{kind: letter for letter, kind in _KINDS.items()},
    **{kind: letter for letter, kind in _PEOPLE_KINDS.items()},
}
_LABELS: dict[ButtonKind | PeopleButtonKind | ModerationButtonKind, str] = {
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
_DATA = re.compile(r"([csywmlfvahnepkqxbdur]):([A-Za-z0-9_-]{1,40}):([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class ButtonData:
    """What a pressed button says it is for."""

    kind: ButtonKind
    token: str
    number: int


@dataclass(frozen=True, slots=True)
class PeopleButtonData:
    """What a pressed button about people says it is for."""

    kind: PeopleButtonKind
    token: str


@dataclass(frozen=True, slots=True)
class ModerationButtonData:
    """What a pressed button of a moderator's says it is for."""

    kind: ModerationButtonKind
    token: str
    number: int


def keyboard(rows: Sequence[Sequence[Button]], speak: Speak) -> InlineKeyboardMarkup | None:
    """Lay buttons out; `None` where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_key(button, speak) for button in row] for row in rows])


def read_data(data: str) -> ButtonData | PeopleButtonData | ModerationButtonData | None:
    """Read what a button carried; `None` if it is none of ours.

    >>> read_data("c:AbC-_9:2")
    ButtonData(kind='context', token='AbC-_9', number=2)
    """
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    if match[1] in _PEOPLE_KINDS:
        return PeopleButtonData(_PEOPLE_KINDS[match[1]], match[2])
    if match[1] in _MODERATION_KINDS:
        return ModerationButtonData(_MODERATION_KINDS[match[1]], match[2], int(match[3]))
    return ButtonData(_KINDS[match[1]], match[2], int(match[3]))


def _key(button: Button, speak: Speak) -> InlineKeyboardButton:
    label = speak(sentence(_LABELS[button.kind], number=button.number))
    copied = "" if button.copied is None else speak(button.copied)
    if 0 < len(copied) <= LONGEST_COPIED:
        return InlineKeyboardButton(label, copy_text=CopyTextButton(copied))
    data = f"{_LETTERS[button.kind]}:{button.token}:{button.number}"
    return InlineKeyboardButton(label, callback_data=data)
