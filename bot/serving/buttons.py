"""Buttons in words: what stands on each, and what is typed where a platform has no buttons."""

import re
from collections.abc import Mapping, Sequence

from bot.replies import Button, ButtonKind
from bot.sentences.say import LANGUAGES, Words, sentence, speaker

_LABELS: Mapping[ButtonKind, str] = {
    "context": "button_context",
    "source": "button_source",
    "copy": "button_copy",
    "wrong": "button_wrong",
    "more": "button_more",
    "open": "button_open",
    "page_of": "button_page_of",
    "sources": "button_sources",
    "back": "button_back",
    "without": "button_without",
    "alone": "button_alone",
    "instead": "button_instead",
    "example": "button_example",
    "add": "button_add",
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
    "take_title": "button_take_title",
    "take_author": "button_take_author",
    "take_date": "button_take_date",
    "changes": "button_changes",
    "as_new": "button_as_new",
    "replace": "button_replace",
    "revoke_sure": "button_revoke_sure",
    "revoke_not": "button_revoke_not",
    "copy_id": "button_copy_id",
    "read": "button_read",
    "page": "button_page",
    "reopen": "button_reopen",
    "take_out": "button_take_out",
    "settle": "button_settle",
    "why": "button_why",
}
_SPEAKERS = tuple(map(speaker, LANGUAGES))


def button_label(button: Button, about: str | None = None) -> Words:
    """Word what stands on a button; `about` stands for what it is about, where that is too long."""
    if button.label is not None:
        return button.label
    named = (button.about or "") if about is None else about
    return sentence(_LABELS[button.kind], number=button.number, about=named)


def typed_forms(buttons: Sequence[Button]) -> tuple[tuple[str, ...], ...]:
    """List, for each button, what may be typed in its place, as `plain_form` makes it.

    A button is typed as it reads in any of the bot's languages; without its number, too, where it
    is the only one of its kind.
    """
    kinds = [button.kind for button in buttons]
    return tuple(_forms(button, is_only=kinds.count(button.kind) == 1) for button in buttons)


def plain_form(text: str) -> str:
    """Leave out what people type differently: case, blanks, and marks at the end of words.

    >>> plain_form("  Wrong?  2. ")
    'wrong 2'
    """
    return " ".join(re.sub(r"[?!.]", " ", text.casefold()).split())


def _forms(button: Button, *, is_only: bool) -> tuple[str, ...]:
    wordings = [plain_form(speak(button_label(button))) for speak in _SPEAKERS]
    bare = [wording.rstrip("0123456789 ") for wording in wordings] if is_only else []
    return tuple(dict.fromkeys(form for form in (*wordings, *bare) if form))
