"""The look of the words at a place in an RTF, and how a control word changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

BODY_LEVEL = 9
"""The outline level of a text that is no heading."""


@dataclass(frozen=True, slots=True)
class State:
    """What a group inherits from the group around it, and `}` gives back.

    `silent` groups hold no text of the page; `destination` names the innermost that is one.
    `raised` is 1 for raised letters, -1 for lowered ones. `unicode_bytes` is how many bytes stand
    after a character in Unicode, for programs that know none.
    """

    silent: bool = False
    starred: bool = False
    destination: str = ""
    hidden: bool = False
    struck: bool = False
    deleted: bool = False
    raised: int = 0
    font: int = 0
    style: int = 0
    unicode_bytes: int = 1
    in_table: bool = False
    outline: int = BODY_LEVEL


def changed(state: State, word: str, number: int | None) -> State:
    """Return the state after a control word about the look of words or of their paragraph.

    >>> changed(State(), "strike", None).struck, changed(State(struck=True), "strike", 0).struck
    (True, False)
    """
    change = _CHANGES.get(word)
    return state if change is None else change(state, number)


def _plain(state: State, _number: int | None) -> State:
    return replace(state, hidden=False, struck=False, deleted=False, raised=0)


def _paragraph(state: State, _number: int | None) -> State:
    return replace(state, in_table=False, outline=BODY_LEVEL, style=0)


_CHANGES: Mapping[str, Callable[[State, int | None], State]] = {
    "plain": _plain,
    "pard": _paragraph,
    "v": lambda state, number: replace(state, hidden=number != 0),
    "strike": lambda state, number: replace(state, struck=number != 0),
    "striked": lambda state, number: replace(state, struck=number != 0),
    "deleted": lambda state, number: replace(state, deleted=number != 0),
    "super": lambda state, number: replace(state, raised=int(number != 0)),
    "sub": lambda state, number: replace(state, raised=-int(number != 0)),
    "nosupersub": lambda state, _: replace(state, raised=0),
    "up": lambda state, number: replace(state, raised=int(number != 0)),
    "dn": lambda state, number: replace(state, raised=-int(number != 0)),
    "s": lambda state, number: replace(state, style=number or 0),
    "intbl": lambda state, _: replace(state, in_table=True),
    "outlinelevel": lambda state, number: replace(
        state, outline=BODY_LEVEL if number is None else number
    ),
}
