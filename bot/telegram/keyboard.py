"""Rows of buttons <-> Telegram's keyboards and the 64 bytes that come back from one; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.desk.records import Button, ButtonKind, ModerationButtonKind, PeopleButtonKind
from bot.sentences.say import say

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


def keyboard(rows: Sequence[Sequence[Button]], language: str) -> InlineKeyboardMarkup | None:
    """Lay buttons out; `None` where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_key(button, language) for button in row] for row in rows])


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


def _key(button: Button, language: str) -> InlineKeyboardButton:
    label = say(f"button_{button.kind}", language, number=button.number)
    if button.copied is not None:
        return InlineKeyboardButton(label, copy_text=CopyTextButton(button.copied))
    data = f"{_LETTERS[button.kind]}:{button.token}:{button.number}"
    return InlineKeyboardButton(label, callback_data=data)
