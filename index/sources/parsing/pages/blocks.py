"""The tree of a page -> its blocks as a reader sees them: paragraphs, headings, entries, rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.sources.parsing.pages import tables
from index.sources.parsing.pages.seen import LEFT_OUT, WAS, Page, names
from index.text.blocks import GAP, as_row

BlockKind: TypeAlias = Literal["text", "heading", "time"]

_BLOCK = names(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main
    menu ol p pre search section summary table tbody tfoot thead tr ul"""
)
_UNSEEN = names(
    """applet audio button canvas datalist embed frame head iframe input map math meter nav noembed
    noframes noscript object progress script select style svg template textarea title
    video"""
)
_HEADING = re.compile("h([1-6])")
_BLANK_LINES = re.compile(r"\n\s*\n")
_SOURCE_SPACE = re.compile(r"[ \t\n\r\f]+")
# A browser shows none of these: they say where a word may break and where not.
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
_HOUR = re.compile(
    r"(?:\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?)(?:\s?[ap]\.?m\.?)?(?:\s?\(?[A-Z]{2,5}\)?|\s?Uhr)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Block:
    """A run of text that a browser sets apart, in page order.

    `holder` is the innermost element that holds it all; `linked` counts the letters inside links.
    `number` is what a browser draws before an entry of a list. `left_out` names what was left out
    of it, by kind.
    """

    text: str
    kind: BlockKind
    holder: Page
    linked: int = 0
    number: str = ""
    level: int = 0
    left_out: list[str] = field(default_factory=list)
    letters: str = ""

    def shown(self) -> str:
        """Return the text as it is kept: a heading is marked like one in Markdown."""
        if self.level:
            return f"{'#' * self.level} {' '.join(self.text.split())}"
        return f"{self.number} {self.text}" if self.number else self.text


def find(root: Page) -> list[Block]:
    """Return the blocks of a page in page order; a doubled line break also ends a block.

    A single `<br>` stays a line break, and the cells of a row stand apart.
    """
    walk = _Walk()
    walk.go(root)
    return walk.blocks


def letters_of(text: str) -> str:
    """Return the letters and digits of a text alone, by which two forms of it are compared."""
    return "".join(filter(str.isalnum, text))


class _Walk:
    """Goes through a tree and gathers its blocks.

    A stack of its own, not recursion: a hostile page may nest its tags thousands deep.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[str] = []
        self._left_out: list[str] = []
        self._holders: list[Page] = []
        self._holder: Page | None = None
        self._row: Page | None = None
        self._root: Page = None
        self._links = self._times = self._linked = self._timed = 0
        self._numbers: dict[Page, Iterator[str]] = {}
        self._number = ""

    def go(self, root: Page) -> None:
        self._root = root
        stack = [(root, iter(root))]
        self._open(root)
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._close(element)
                if stack:
                    self._add(element.tail, stack[-1][0])
            elif not isinstance(child.tag, str) or child.tag in _UNSEEN:
                self._add(child.tail, element)
            else:
                self._open(child)
                stack.append((child, iter(child)))
        self._end_block()

    def _open(self, element: Page) -> None:
        tag = element.tag
        if tag in _BLOCK or tag in ("td", "th"):
            self._open_block(element)
        elif tag == "br":
            self._line.append("\n")
        elif tag == "a":
            self._links += 1
        elif tag == "span":
            self._open_span(element)
        self._add(element.text, element)

    def _open_span(self, span: Page) -> None:
        if span.get(WAS) == "time":
            self._times += 1
        elif kind := span.get(LEFT_OUT):
            self._left_out.append(kind)
            self._holder = self._holder if self._holder is not None else self._innermost()

    def _open_block(self, element: Page) -> None:
        if self._is_inside_a_line(element):
            if element.tag in ("td", "th"):
                previous = element.getprevious()
                self._line.append("" if previous is None else "\t" * tables.width(previous))
            elif element.tag == "dd":
                self._line.append("\n")  # a term stands above what is said of it
            return
        self._end_block()
        self._holders.append(element)
        if element.tag == "tr" and tables.is_of_cells(element):
            self._row = element
        elif element.tag == "li":
            self._number = self._next_number(element)

    def _close(self, element: Page) -> None:
        tag = element.tag
        if tag == "a":
            self._links -= 1
        elif tag == "span" and element.get(WAS) == "time":
            self._times -= 1
        elif self._holders and self._holders[-1] is element:
            if tag == "dt" and _next_tag(element) == "dd":
                self._holders.pop()
                return
            self._end_block()
            self._holders.pop()
            if element is self._row:
                self._row = None

    def _is_inside_a_line(self, element: Page) -> bool:
        """Tell whether a block stands on the line before it: a cell in its row, a dd at its dt."""
        if self._row is not None:
            return True
        return element.tag == "dd" and _previous_tag(element) == "dt" and bool(self._line)

    def _add(self, text: str | None, holder: Page) -> None:
        if not text:
            return
        is_set = holder.tag == "pre"
        shown = text.replace("\t", GAP) if is_set else _SOURCE_SPACE.sub(" ", text)
        self._line.append(shown)
        if shown.isspace():
            return
        if self._holder is None:
            self._holder = self._innermost()
        if self._links:
            self._linked += len(letters_of(shown))
        if self._times:
            self._timed += len(letters_of(shown))

    def _innermost(self) -> Page:
        return self._holders[-1] if self._holders else self._root

    def _end_block(self) -> None:
        for text in _tidy("".join(self._line).translate(_INVISIBLE)):
            if text:
                self.blocks.append(self._block(text))
                self._number, self._left_out = "", []
        self._line.clear()
        if self._left_out:
            holder = self._holder if self._holder is not None else self._innermost()
            self.blocks.append(Block("", "text", holder, left_out=self._left_out))
            self._left_out = []
        self._holder, self._linked, self._timed = None, 0, 0

    def _block(self, text: str) -> Block:
        holder = self._holder if self._holder is not None else self._innermost()
        letters = letters_of(text)
        level = _level(holder)
        is_time = bool(_HOUR.fullmatch(text)) or (bool(letters) and self._timed >= len(letters))
        kind: BlockKind = "heading" if level else "time" if is_time else "text"
        return Block(text, kind, holder, self._linked, self._number, level, self._left_out, letters)

    def _next_number(self, entry: Page) -> str:
        holder = entry.getparent()
        if holder is None or holder.tag != "ol" or "none" in (holder.get("style") or ""):
            return ""
        if holder not in self._numbers:
            self._numbers[holder] = _numbers(holder)
        return next(self._numbers[holder], "")


def _level(holder: Page) -> int:
    """Return the level of a heading from 1, or 0 for what is none."""
    for element in (holder, holder.getparent()):
        if element is not None and isinstance(element.tag, str):
            if found := _HEADING.fullmatch(element.tag):
                return int(found[1])
            if element.get("role") == "heading":
                given = element.get("aria-level") or "2"
                return int(given) if given in "123456" else 2
    return 0


def _numbers(entries: Page) -> Iterator[str]:
    """Yield the numbers that a browser draws before the entries of a list, in their order."""
    own = [entry for entry in entries if entry.tag == "li"]
    step = -1 if entries.get("reversed") is not None else 1
    first = len(own) if step < 0 else 1
    number = _integer(entries.get("start"), first)
    for entry in own:
        number = _integer(entry.get("value"), number)
        yield f"{_counted(number, entries.get('type') or '1')}."
        number += step


def _counted(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number < 40:
        tens, ones = divmod(number, 10)
        roman = "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
        return roman if kind == "i" else roman.upper()
    return str(number)


def _integer(written: str | None, otherwise: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,6})\s*", written or "")
    return int(found[1]) if found else otherwise


def _previous_tag(element: Page) -> str:
    previous = element.getprevious()
    return "" if previous is None else str(previous.tag)


def _next_tag(element: Page) -> str:
    following = element.getnext()
    return "" if following is None else str(following.tag)


def _tidy(written: str) -> Iterator[str]:
    if "\t" in written:
        yield as_row(written.split("\t"))
        return
    for block in _BLANK_LINES.split(written):
        lines = (re.sub(" +", " ", line).strip(" ") for line in block.split("\n"))
        yield "\n".join(lines).strip("\n")
