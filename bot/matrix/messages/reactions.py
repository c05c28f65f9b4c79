"""Buttons as reactions, which is all that Matrix has: what stands for which button."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.replies import Button, ButtonKind, button_label
from bot.sentences.say import Speak, sentence

_NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")
_NUMBERED: frozenset[ButtonKind] = frozenset(
    ("context", "skip_one", "keep_one", "revoke", "recheck")
)
# A kind that is in neither can only be typed: "source 1" and "copy 1" are asked for rarely.
_SIGNS: Mapping[ButtonKind, str] = {
    "more": "➕",
    "cite": "🧾",
    "wrong": "⚠️",
    "approve": "✅",
    "publish": "✅",
    "let_in": "✅",
    "cancel": "❌",
    "decline": "❌",
    "refuse": "❌",
    "discard": "❌",
    "edit": "✏️",
    "skips": "✂️",
    "publish_anyway": "❗",
    "undo": "↩️",
    "revoke_sure": "✅",
    "revoke_not": "❌",
    "forget_sure": "✅",
}
_NOT_OFFERED: frozenset[ButtonKind] = frozenset(("open", "page_of", "copy_id"))
_EMOJI_STYLE = "\ufe0f"  # some clients leave it out


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A reaction that could be meant for several buttons, as ⚠️ under three quotes."""


def seeds(buttons: Iterable[Button]) -> tuple[str, ...]:
    """List the reactions that offer buttons, each once: numbers first, and last what is wrong."""
    signs = dict.fromkeys(sign for sign in map(_sign, buttons) if sign is not None)
    return tuple(sorted(signs, key=lambda sign: (sign == _SIGNS["wrong"], sign not in _NUMBERS)))


def reacted_button(key: str, buttons: Iterable[Button]) -> Button | Ambiguous | None:
    """Find the button that a reaction presses; `None` if it is meant for none."""
    pressed = key.replace(_EMOJI_STYLE, "")
    found = [
        button
        for button in buttons
        if (_sign(button) or "").replace(_EMOJI_STYLE, "") == pressed and pressed
    ]
    if len(found) > 1:
        return Ambiguous()
    return found[0] if found else None


def offered(rows: Iterable[Sequence[Button]]) -> tuple[Button, ...]:
    """List the buttons that Matrix offers of these rows, with one more for each quote.

    What opens a page is linked in the citation, and there is no clipboard to copy to. With
    reactions there is room, already under an answer, to call a quote wrong.
    """
    shown = [_adapted(button) for row in rows for button in row if button.kind not in _NOT_OFFERED]
    known = {(button.kind, button.token, button.number) for button in shown}
    quoted = [button for button in shown if button.kind == "context"]
    wrong = [
        Button("wrong", button.token, button.number)
        for button in quoted
        if ("wrong", button.token, button.number) not in known
    ]
    return (*shown, *wrong)


def hint(buttons: Sequence[Button], speak: Speak) -> str:
    """Word what can be typed, or reacted with, under a message: its buttons, one of each kind.

    Screen readers and bridges need it, and whoever does not guess what a reaction means.
    """
    offered: list[str] = []
    for group in _alike(buttons):
        label = speak(button_label(group[0])).strip()
        if group[0].label is None or group[0].kind == "copy":
            label = label.casefold().replace("?", "")
        if len(group) > 1:
            label = f"{label}–{group[-1].number}"
        sign = _sign(group[0])
        offered.append(label if sign is None else f"{sign} {label}")
    return speak(sentence("typed_buttons", buttons=" · ".join(offered)))


def _adapted(button: Button) -> Button:
    """Name the button to copy a quote by what it gives here: the citation, in a message."""
    if button.kind != "copy":
        return button
    return replace(button, label=sentence("typed_citation", number=button.number))


def _alike(buttons: Sequence[Button]) -> list[list[Button]]:
    """Put buttons of a kind together that differ in their numbers alone."""
    groups: dict[object, list[Button]] = {}
    for button in buttons:
        is_named = button.label is not None or button.about is not None
        own = button if is_named and button.kind != "copy" else None
        groups.setdefault((button.kind, own), []).append(button)
    return list(groups.values())


def _sign(button: Button) -> str | None:
    if button.kind in _NUMBERED:
        return _NUMBERS[button.number - 1] if button.number <= len(_NUMBERS) else None
    return _SIGNS.get(button.kind)
