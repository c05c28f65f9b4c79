"""A paragraph of an OpenDocument text -> its line, as a print shows it."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from index.records import RemarkKind
from index.sources.parsing.office import equations
from index.sources.parsing.office.left_out import LeftOut
from index.sources.parsing.office.odf.styles import DRAW, OFFICE, TEXT, Look, OdfStyles
from index.sources.parsing.office.raised import lowered, raised

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

# Deleted words wait under tracked-changes; a ruby text repeats its base; a script is no text.
UNSEEN = frozenset(
    {f"{TEXT}tracked-changes", f"{TEXT}ruby-text", f"{TEXT}script", f"{TEXT}note-citation"}
    | {f"{OFFICE}forms", f"{TEXT}sequence-decls", f"{TEXT}variable-decls"}
)
"""The tags of what is no text of the page, though some hold words."""

_XLINK = "{http://www.w3.org/1999/xlink}href"
_COMMENTS = (f"{OFFICE}annotation", f"{OFFICE}annotation-end")
_NO_TEXT = frozenset({*_COMMENTS, f"{TEXT}hidden-text", f"{TEXT}placeholder"})
_SPACES = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})
_BOXES = frozenset({f"{DRAW}text-box", f"{DRAW}custom-shape"})
_MOST_SPACES = 100
_SOURCE_SPACE = re.compile(r"[ \t\r\n]+")


class Lines:
    """Reads the paragraphs of an OpenDocument text; notes which notes and boxes they hold.

    `footnotes` and `endnotes` are the bodies of the notes in the order of their marks. `embedded`
    parses a part of the file that a paragraph shows, such as a formula; `None` where there is none.
    """

    def __init__(
        self, styles: OdfStyles, left_out: LeftOut, embedded: Callable[[str], Node | None]
    ) -> None:
        self.footnotes: list[Node] = []
        self.endnotes: list[Node] = []
        self._styles = styles
        self._left_out = left_out
        self._object = embedded
        self._boxes: list[Node] = []

    def take_boxes(self) -> list[Node]:
        """Return the text boxes of the paragraphs that were read since the last call."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def line(self, paragraph: Node) -> str:
        """Return the text of a paragraph, with marks where something was left out of it."""
        look = self._styles.look("paragraph", paragraph.get(f"{TEXT}style-name"), Look())
        parts: list[str] = []
        self._inline(paragraph, look, parts)
        return "".join(parts)

    def _inline(self, element: Node, look: Look, parts: list[str]) -> None:
        """Append the text in an element and below it."""
        self._write(_collapsed(element.text), look, parts)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, look, parts)
            self._write(_collapsed(child.tail), look, parts)

    def _element(self, child: Node, look: Look, parts: list[str]) -> None:
        tag = str(child.tag)
        if tag == f"{TEXT}span":
            style = child.get(f"{TEXT}style-name")
            self._inline(child, self._styles.look("text", style, look), parts)
        elif tag in _SPACES:
            self._write(_space(child), look, parts)
        elif tag in _NO_TEXT:
            parts.append(self._left_in(child))
        elif tag == f"{DRAW}object":
            parts.append(self._formula(child.get(_XLINK, "")))
        elif tag in _BOXES:
            self._boxes.append(child)
        elif tag == f"{TEXT}note":
            shown = () if look.hidden or look.struck else child.iterfind(f"{TEXT}note-body")
            is_last = child.get(f"{TEXT}note-class") == "endnote"
            (self.endnotes if is_last else self.footnotes).extend(shown)
        elif tag not in UNSEEN:
            self._inline(child, look, parts)

    def _left_in(self, child: Node) -> str:
        """Count what asks to be filled in, is hidden or comments the text; mark its place."""
        if child.tag in _COMMENTS:
            self._left_out.add("hidden", int(child.tag == _COMMENTS[0]))
            return ""
        kind: RemarkKind = "prompt" if child.tag == f"{TEXT}placeholder" else "hidden"
        return self._left_out.gap(kind, bare_text(child) or child.get(f"{TEXT}string-value", ""))

    def _write(self, text: str, look: Look, parts: list[str]) -> None:
        if not text:
            return
        if look.hidden or look.struck:
            parts.append(self._left_out.gap("hidden" if look.hidden else "struck", text))
            return
        if text.strip():
            self._left_out.close()
        if look.raised:
            move = raised if look.raised > 0 else lowered
            text = move(text, "".join(parts[-3:]))
        parts.append(text)

    def _formula(self, link: str) -> str:
        root = self._object(f"{link.removeprefix('./').rstrip('/')}/content.xml")
        is_formula = root is not None and str(root.tag).endswith("}math")
        return equations.line(root) if is_formula else ""


def bare_text(element: Node) -> str:
    """Return all text below an element, to tell whether there is any."""
    return "".join(element.itertext())


def number_of(element: Node, name: str) -> int:
    """Return an attribute that counts something; it is 1 where it does not say."""
    value = element.get(name, "1")
    return int(value) if value.isdecimal() else 1


def _space(element: Node) -> str:
    if element.tag == f"{TEXT}s":
        return " " * min(number_of(element, f"{TEXT}c"), _MOST_SPACES)
    return "\t" if element.tag == f"{TEXT}tab" else "\n"


def _collapsed(text: str | None) -> str:
    """Return text as OpenDocument means it: any white space in the source is one space."""
    return _SOURCE_SPACE.sub(" ", text or "")
