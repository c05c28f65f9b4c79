"""The styles of a Word file -> how a paragraph and a run look, as far as it matters for a quote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{WORD}val"
_OFF = frozenset({"0", "false", "off", "none"})
_TINY = 2  # half points: what is smaller than this is no print
_HEADING = "heading "
_TITLE = "title"
_MOST_STYLES = 50  # a style may stand on itself in a damaged file


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a run; `None` where nothing sets it.

    `raised` is Word's `superscript`, `subscript` or `baseline`; `shaded` means that the ground
    under the letters is coloured, so that white ones can be seen.
    """

    hidden: bool | None = None
    struck: bool | None = None
    raised: str | None = None
    white: bool | None = None
    shaded: bool | None = None
    font: str | None = None

    def over(self, below: "Look") -> "Look":
        """Return this look, and where it sets nothing, that of `below`."""
        mine = {field.name: getattr(self, field.name) for field in fields(Look)}
        return Look(
            **{
                name: getattr(below, name) if value is None else value
                for name, value in mine.items()
            }
        )

    @property
    def is_invisible(self) -> bool:
        """Whether the letters are hidden, too small to see, or white on white."""
        return bool(self.hidden or (self.white and not self.shaded))


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The place of a paragraph in a numbered list: the id of the list and the level, from 0."""

    list_id: str
    level: int


class Styles:
    """The styles part of a Word file, looked up by the ids of the styles."""

    def __init__(self, root: Node | None) -> None:
        found = () if root is None else root.iterfind(f"{WORD}style")
        self._styles: Mapping[str | None, Node] = {
            style.get(f"{WORD}styleId"): style for style in found
        }

    def look_of_paragraph(self, properties: Node | None) -> Look:
        """Return the look that a paragraph gives to its runs."""
        look = Look()
        for style in self._chain(_value(properties, "pStyle")):
            look = look.over(_look(style.find(f"{WORD}rPr")))
            look = look.over(Look(shaded=_shade(style.find(f"{WORD}pPr"))))
        return Look(shaded=_shade(properties)).over(look)

    def look_of_run(self, properties: Node | None, paragraph: Look) -> Look:
        """Return the look of a run in a paragraph of this look."""
        look = _look(properties)
        for style in self._chain(_value(properties, "rStyle")):
            look = look.over(_look(style.find(f"{WORD}rPr")))
        return look.over(paragraph)

    def heading_level(self, properties: Node | None) -> int:
        """Return the level of a heading, from 1, by its outline or its style; 0 for a text."""
        for holder in self._holders(properties):
            outline = _value(holder, "outlineLvl")
            if outline is not None and outline.isdecimal():
                return int(outline) + 1 if int(outline) < 9 else 0
        for style in self._chain(_value(properties, "pStyle")):
            name = (_value(style, "name") or "").lower()
            if name == _TITLE:
                return 1
            if name.startswith(_HEADING) and name.removeprefix(_HEADING).isdecimal():
                return int(name.removeprefix(_HEADING))
        return 0

    def list_place(self, properties: Node | None) -> ListPlace | None:
        """Return the list that a paragraph or its style belongs to, `None` for none."""
        list_id, level = None, None
        for holder in self._holders(properties):
            numbered = None if holder is None else holder.find(f"{WORD}numPr")
            list_id = list_id or _value(numbered, "numId")
            level = level or _value(numbered, "ilvl")
        if list_id is None or list_id == "0":  # 0 takes a paragraph out of its style's list
            return None
        return ListPlace(list_id, int(level) if level and level.isdecimal() else 0)

    def _holders(self, properties: Node | None) -> Iterator[Node | None]:
        yield properties
        for style in self._chain(_value(properties, "pStyle")):
            yield style.find(f"{WORD}pPr")

    def _chain(self, style_id: str | None) -> Iterator[Node]:
        """Yield a style and those that it is based on, nearest first."""
        for _ in range(_MOST_STYLES):
            style = self._styles.get(style_id) if style_id else None
            if style is None:
                return
            yield style
            style_id = _value(style, "basedOn")


def is_on(properties: Node | None, name: str) -> bool | None:
    """Tell whether a switch is on, `None` where it is not set."""
    switch = None if properties is None else properties.find(f"{WORD}{name}")
    return None if switch is None else switch.get(_VALUE, "true") not in _OFF


def _look(properties: Node | None) -> Look:
    if properties is None:
        return Look()
    size = _value(properties, "sz") or ""
    is_tiny = size.isdecimal() and int(size) <= _TINY
    strike = (is_on(properties, "strike"), is_on(properties, "dstrike"))
    colour = _value(properties, "color")
    fonts = properties.find(f"{WORD}rFonts")
    return Look(
        hidden=True if is_tiny else is_on(properties, "vanish"),
        struck=None if strike == (None, None) else any(strike),
        raised=_value(properties, "vertAlign"),
        white=None if colour is None else colour.upper() == "FFFFFF",
        shaded=_shade(properties),
        font=None if fonts is None else fonts.get(f"{WORD}ascii"),
    )


def _shade(properties: Node | None) -> bool | None:
    if properties is None:
        return None
    if (_value(properties, "highlight") or "none") not in ("none", "white"):
        return True
    shade = properties.find(f"{WORD}shd")
    if shade is None:
        return None
    is_plain = shade.get(f"{WORD}fill", "auto").upper() in ("AUTO", "FFFFFF")
    return not is_plain or shade.get(_VALUE, "clear") not in ("clear", "nil")


def _value(properties: Node | None, name: str) -> str | None:
    found = None if properties is None else properties.find(f"{WORD}{name}")
    value = None if found is None else found.get(_VALUE)
    return None if value is None else str(value)
