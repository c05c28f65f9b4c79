"""The lists of a Word file -> the number that the page shows before a paragraph."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, TypeAlias

from index.sources.parsing.office.numerals import numeral
from index.sources.parsing.office.word.styles import WORD, ListPlace, is_on

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

_LEVEL_MARK = re.compile("%([1-9])")
_BULLET = "bullet"


class Numbering:
    """The numbering part of a Word file, and how far each of its lists has counted."""

    def __init__(self, root: Node | None) -> None:
        lists = () if root is None else root.iterfind(f"{WORD}abstractNum")
        found = () if root is None else root.iterfind(f"{WORD}num")
        self._abstract: Mapping[str | None, Node] = {
            each.get(f"{WORD}abstractNumId"): each for each in lists
        }
        self._lists: Mapping[str | None, Node] = {each.get(f"{WORD}numId"): each for each in found}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_number(self, place: ListPlace) -> str:
        """Count a paragraph of a list; return what stands before it, empty for a bullet."""
        chosen = self._lists.get(place.list_id)
        abstract_id = "" if chosen is None else _value(chosen, "abstractNumId") or ""
        levels = self._levels(chosen, abstract_id)
        level = levels.get(place.level)
        if level is None:
            return ""
        self._count(place, abstract_id, levels)
        if _value(level, "numFmt") == _BULLET:
            return ""
        counts = self._counts[abstract_id]
        is_legal = is_on(level, "isLgl")
        return _LEVEL_MARK.sub(
            lambda mark: _written(levels, counts, int(mark[1]) - 1, bool(is_legal)),
            _value(level, "lvlText") or "",
        ).strip()

    def _count(self, place: ListPlace, abstract_id: str, levels: Mapping[int, Node]) -> None:
        """Count on at the level; deeper levels begin anew. Lists of one definition count on."""
        counts = self._counts.setdefault(abstract_id, {})
        begins_anew = (place.list_id, place.level) not in self._begun and _restarts(
            self._lists.get(place.list_id), place.level
        )
        self._begun.add((place.list_id, place.level))
        if begins_anew or place.level not in counts:
            counts[place.level] = _start(levels, place.level)
        else:
            counts[place.level] += 1
        for upper in range(place.level):
            counts.setdefault(upper, _start(levels, upper))
        for deeper in [each for each in counts if each > place.level]:
            del counts[deeper]

    def _levels(self, chosen: Node | None, abstract_id: str) -> Mapping[int, Node]:
        abstract = self._abstract.get(abstract_id)
        levels = {} if abstract is None else _by_number(abstract.iterfind(f"{WORD}lvl"))
        if chosen is not None:
            for override in chosen.iterfind(f"{WORD}lvlOverride"):
                levels |= _by_number(override.iterfind(f"{WORD}lvl"))
                start = override.find(f"{WORD}startOverride")
                number = _number(override)
                if start is not None and number in levels:
                    levels[number] = _starting(levels[number], start)
        return levels


def _by_number(levels: Iterable[Node]) -> dict[int, Node]:
    return {_number(level): level for level in levels}


def _number(level: Node) -> int:
    number = level.get(f"{WORD}ilvl", "0")
    return int(number) if number.isdecimal() else 0


def _starting(level: Node, start: Node) -> Node:
    """Copy a level with another start."""
    copied = deepcopy(level)
    for old in copied.findall(f"{WORD}start"):
        copied.remove(old)
    begun = deepcopy(start)
    begun.tag = f"{WORD}start"
    copied.insert(0, begun)
    return copied


def _restarts(chosen: Node | None, level: int) -> bool:
    """Tell whether a list is set to begin anew at a level, though its definition has counted."""
    if chosen is None:
        return False
    return any(
        _number(override) == level and override.find(f"{WORD}startOverride") is not None
        for override in chosen.iterfind(f"{WORD}lvlOverride")
    )


def _start(levels: Mapping[int, Node], level: int) -> int:
    start = _value(levels[level], "start") if level in levels else None
    return int(start) if start and start.isdecimal() else 1


def _written(
    levels: Mapping[int, Node], counts: Mapping[int, int], level: int, is_legal: bool
) -> str:
    form = _value(levels[level], "numFmt") or "decimal" if level in levels else "decimal"
    return numeral(counts.get(level, 1), "decimal" if is_legal and form != _BULLET else form)


def _value(holder: Node, name: str) -> str | None:
    found = holder.find(f"{WORD}{name}")
    value = None if found is None else found.get(f"{WORD}val")
    return None if value is None else str(value)
