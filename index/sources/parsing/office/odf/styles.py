"""The styles of an OpenDocument text -> how its words look and how its lists are numbered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from index.sources.parsing.office.numerals import numeral

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT = _NAMESPACE % "text"
STYLE = _NAMESPACE % "style"
TABLE = _NAMESPACE % "table"
DRAW = _NAMESPACE % "drawing"
OFFICE = _NAMESPACE % "office"
_LOOK = _NAMESPACE % "xsl-fo-compatible"
_MOST_STYLES = 50  # a style may stand on itself in a damaged file
_HEADING = re.compile(r"Title|Heading_20_(?P<level>[1-9])")  # the names are never translated
_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "а": "russianLower",  # the Cyrillic letters that LibreOffice writes for its Russian lists
    "А": "russianUpper",
}


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a span; `raised` is above 0 for raised letters, below for lowered ones."""

    hidden: bool = False
    struck: bool = False
    raised: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered; `form` is empty for bullets."""

    form: str = ""
    prefix: str = ""
    suffix: str = ""
    shown_levels: int = 1
    start: int = 1


class OdfStyles:
    """The styles of an OpenDocument text by their names, from its two parts."""

    def __init__(self, *roots: Node) -> None:
        self._styles: dict[tuple[str, str], Node] = {}
        self._lists: dict[str, Node] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
                self._styles.setdefault(key, style)
            for style in root.iter(f"{TEXT}list-style"):
                self._lists.setdefault(style.get(f"{STYLE}name", ""), style)

    def look(self, family: str, name: str | None, around: Look) -> Look:
        """Return the look of a style of a family, as it changes the look around it."""
        set_to: dict[str, str] = {}
        for style in self._chain(family, name):
            for properties in style.iterfind(f"{STYLE}text-properties"):
                for key, value in properties.items():
                    set_to.setdefault(key, value)
        return Look(
            hidden=_is_hidden(set_to, around.hidden),
            struck=_is_struck(set_to, around.struck),
            raised=_raised(set_to, around.raised),
        )

    def levels(self, name: str | None) -> Mapping[int, Level]:
        """Return the numbered and bulleted levels of a list style, from 1."""
        style = self._lists.get(name or "")
        if style is None:
            return {}
        levels = (level for level in style if level.get(f"{TEXT}level", "").isdecimal())
        return {int(level.get(f"{TEXT}level")): _level(level) for level in levels}

    def list_of_paragraph(self, name: str | None) -> str | None:
        """Return the name of the list style that a paragraph's style brings along."""
        for style in self._chain("paragraph", name):
            if found := style.get(f"{STYLE}list-style-name"):
                return str(found)
        return None

    def heading_level(self, name: str | None) -> int:
        """Return the level of a heading by a paragraph's style; 0 for a text."""
        for style in self._chain("paragraph", name):
            level = style.get(f"{STYLE}default-outline-level", "")
            if level.isdecimal():
                return int(level)
            if named := _HEADING.fullmatch(style.get(f"{STYLE}name", "")):
                return int(named["level"] or 1)
        return 0

    def _chain(self, family: str, name: str | None) -> Iterator[Node]:
        for _ in range(_MOST_STYLES):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")


def written_number(levels: Mapping[int, Level], counts: Mapping[int, int], depth: int) -> str:
    """Write the number of a list item at a depth, from 1; empty for a bullet."""
    level = levels.get(depth, Level())
    if not level.form:
        return ""
    shown = range(max(1, depth - level.shown_levels + 1), depth + 1)
    numbers = [
        numeral(counts[each], levels[each].form)
        for each in shown
        if each in counts and each in levels and levels[each].form
    ]
    return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()


def _is_hidden(set_to: Mapping[str, str], around: bool) -> bool:
    shown = set_to.get(f"{TEXT}display")
    if shown is not None:
        return shown == "none"
    is_white = set_to.get(f"{_LOOK}color", "").lower() == "#ffffff"
    ground = set_to.get(f"{_LOOK}background-color", "transparent").lower()
    return around or (is_white and ground in ("transparent", "#ffffff"))


def _is_struck(set_to: Mapping[str, str], around: bool) -> bool:
    lines = (f"{STYLE}text-line-through-style", f"{STYLE}text-line-through-type")
    drawn = [set_to[line] for line in lines if line in set_to]
    return any(line != "none" for line in drawn) if drawn else around


def _raised(set_to: Mapping[str, str], around: int) -> int:
    position = set_to.get(f"{STYLE}text-position", "").split(" ")[0]
    if not position:
        return around
    if position in ("super", "sub"):
        return 1 if position == "super" else -1
    share = position.removesuffix("%")
    if not share.removeprefix("-").replace(".", "", 1).isdecimal() or float(share) == 0:
        return 0
    return 1 if float(share) > 0 else -1


def _level(level: Node) -> Level:
    if level.tag != f"{TEXT}list-level-style-number":
        return Level()
    shown, start = level.get(f"{TEXT}display-levels", "1"), level.get(f"{TEXT}start-value", "1")
    return Level(
        form=_FORMS.get(level.get(f"{STYLE}num-format", "")[:1], ""),
        prefix=level.get(f"{STYLE}num-prefix", ""),
        suffix=level.get(f"{STYLE}num-suffix", ""),
        shown_levels=int(shown) if shown.isdecimal() else 1,
        start=int(start) if start.isdecimal() else 1,
    )
