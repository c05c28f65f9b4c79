"""Blocks put together: a row of its cells, a line without what was left out, which is counted.

A passage counts once, however many runs it is made of. Where it stood the reader keeps one space
if there was any, so that no two words are glued together and no two spaces stand in a row.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.records import Remark, RemarkKind
from index.text import blocks

_DEEPEST_HEADING = 6
_TIGHT, _SPACED = "\x1e", "\x1f"  # stand for what was left out, without and with space at its edge
_SPACE = r"[^\S\n\x1e\x1f]"
_GAP = re.compile(
    rf"({_SPACE}?)([\x1e\x1f](?:{_SPACE}?[\x1e\x1f])*)({_SPACE}?)(?=([,.;:!?)\]»”]?))"
)


class LeftOut:
    """The passages that were left out so far, by their kind, in the order of their first."""

    def __init__(self) -> None:
        self._counts: Counter[RemarkKind] = Counter()
        self._passage: RemarkKind | None = None

    def gap(self, kind: RemarkKind, text: str) -> str:
        """Count a passage, unless it only goes on the one before; return a mark of its place."""
        if not text:
            return ""
        if text.strip() and kind != self._passage:
            self._counts[kind] += 1
            self._passage = kind
        return _SPACED if text[0].isspace() or text[-1].isspace() else _TIGHT

    def add(self, kind: RemarkKind, count: int = 1) -> None:
        """Count what leaves no gap, such as a comment at the edge of a page."""
        self._counts[kind] += count

    def close(self) -> None:
        """End the passage: what is left out after this is another one."""
        self._passage = None

    def remarks(self) -> tuple[Remark, ...]:
        """Return a remark for each kind of which there was any."""
        return tuple(Remark(kind, count) for kind, count in self._counts.items() if count)


def as_line(words: str, number: str, level: int) -> str:
    r"""Write a paragraph with its number, and with the mark of a heading unless its level is 0.

    >>> as_line("Close the\nquay.", "2.", 0), as_line("The order", "", 9)
    ('2. Close the\nquay.', '###### The order')
    """
    if level:
        mark = "#" * min(level, _DEEPEST_HEADING)
        return " ".join([mark, *number.split(), *words.split()])
    return f"{number} {words}" if number else words


def as_row(cells: Iterable[str]) -> Iterator[str]:
    """Yield the cells of a row as one line, an empty one in its place; nothing for an empty row.

    >>> list(as_row(["Arrano", "", "2"])), list(as_row(["", ""]))
    (['Arrano |  | 2'], [])
    """
    words = [*cells]
    if len(words) > 1:  # a heading that stands alone in its row is one
        words = [word.lstrip("#").lstrip() for word in words]
    if row := blocks.as_row(words):
        yield row


def without_marks(text: str) -> str:
    """Return a text of a file without the characters that mark a gap: they are no text."""
    return text.replace(_TIGHT, "").replace(_SPACED, "")


def close_gaps(line: str) -> str:
    """Return a line with one space, or none, where a passage was left out.

    >>> close_gaps("voted " + LeftOut().gap("struck", "nine to two") + " eleven")
    'voted eleven'
    """
    return _GAP.sub(_closed, line) if _TIGHT in line or _SPACED in line else line


def _closed(gap: re.Match[str]) -> str:
    before, marks, after, stop = gap.groups()
    if before or after:
        return before or after
    return " " if set(marks) != {_TIGHT} and not stop else ""
