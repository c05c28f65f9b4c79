"""Buttons in words: what stands on each, and what is typed where a platform has no buttons."""

import re
from collections.abc import Iterable, Mapping

from bot.replies import Button, ButtonKind
from bot.sentences.say import LANGUAGES, Sentence, sentence, speaker

_LABELS: Mapping[ButtonKind, str] = {
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
_SPEAKERS = tuple(map(speaker, LANGUAGES))


def button_label(button: Button) -> Sentence:
    """Word what stands on a button."""
    return sentence(_LABELS[button.kind], number=button.number)


def typed_button(text: str, buttons: Iterable[Button]) -> Button | None:
    """Find the button that was typed instead of pressed; `None` if the text is none of theirs.

    A button is typed as it reads in any of the bot's languages, whatever the case; without its
    number where it is the only one of its kind.
    """
    typed = _plain(text)
    offered = tuple(buttons)
    for button in offered:
        if typed in _wordings(button):
            return button
    kinds = [button.kind for button in offered]
    for button in offered:
        if kinds.count(button.kind) == 1 and typed in map(_without_number, _wordings(button)):
            return button
    return None


def _wordings(button: Button) -> tuple[str, ...]:
    return tuple(_plain(speak(button_label(button))) for speak in _SPEAKERS)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[?!.]", " ", text.casefold()).split())


def _without_number(wording: str) -> str:
    return wording.rstrip("0123456789 ")
