"""A paragraph of a Word file -> its line, as a print shows it, with changes accepted."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from index.records import RemarkKind
from index.sources.parsing.office import equations
from index.sources.parsing.office.left_out import LeftOut
from index.sources.parsing.office.raised import lowered, raised
from index.sources.parsing.office.symbols import drawn, symbol
from index.sources.parsing.office.word.styles import WORD, Look, Styles, is_on

Node: TypeAlias = Any  # an lxml element: lxml publishes no types

BOX = f"{WORD}txbxContent"
"""The tag of the text in a text box."""

_VALUE = f"{WORD}val"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SHAPE = "{urn:schemas-microsoft-com:vml}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MARKS = {
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
}
_NOTES = {f"{WORD}footnoteReference": "footnotes", f"{WORD}endnoteReference": "endnotes"}
_EQUATIONS = frozenset({f"{_MATHS}oMath", f"{_MATHS}oMathPara"})
# Words moved away under change tracking stand where they went; field instructions are no text.
_UNSEEN = frozenset(
    f"{WORD}{name}" for name in ("moveFrom", "pPr", "rPr", "sdtPr", "instrText", "rt", "rubyPr")
)


class Lines:
    """Reads the paragraphs of a Word file in their order; notes which notes and boxes they hold.

    A field may run over several paragraphs. `referred` holds the ids of the notes by their part,
    in the order of the text.
    """

    def __init__(self, styles: Styles, left_out: LeftOut, is_dark: bool) -> None:
        self.referred: Mapping[str, list[str]] = {"footnotes": [], "endnotes": []}
        self._styles = styles
        self._left_out = left_out
        self._is_dark = is_dark
        self._boxes: list[Node] = []
        self._instructions: list[bool] = []  # for each open field, whether its code still runs

    def take_boxes(self) -> list[Node]:
        """Return the text boxes of the paragraphs that were read since the last call."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def line(self, paragraph: Node) -> str:
        """Return the text of a paragraph, with marks where something was left out of it."""
        look = self._styles.look_of_paragraph(paragraph.find(f"{WORD}pPr"))
        if self._is_dark or _box_or_table(paragraph):
            look = Look(shaded=True).over(look)
        parts: list[str] = []
        self._inline(paragraph, look, parts)
        self._instructions = [False] * len(self._instructions)  # no code runs past its paragraph
        return "".join(parts)

    def _inline(self, element: Node, look: Look, parts: list[str]) -> None:
        """Append the text of the runs in an element."""
        for child in shown_children(element):
            if child.tag == f"{WORD}r":
                self._run(child, look, parts)
            elif child.tag == f"{WORD}del":
                parts.append(self._left_out.gap("struck", _bare_text(child)))
            elif child.tag in _EQUATIONS:
                parts.append(equations.line(child))
            elif is_prompt(child):
                parts.append(self._left_out.gap("prompt", _bare_text(child)))
            elif child.tag not in _UNSEEN:
                self._inline(child, look, parts)

    def _run(self, run: Node, paragraph: Look, parts: list[str]) -> None:
        look = self._styles.look_of_run(run.find(f"{WORD}rPr"), paragraph)
        if look.is_invisible or look.struck:
            for mark in run.iterfind(f"{WORD}fldChar"):
                list(self._field_mark(mark))
            kind: RemarkKind = "hidden" if look.is_invisible else "struck"
            parts.append(self._left_out.gap(kind, _bare_text(run)))
            return
        text = drawn("".join(self._run_text(run, look)), look.font or "")
        if text.strip():
            self._left_out.close()
        if look.raised in ("superscript", "subscript"):
            move = raised if look.raised == "superscript" else lowered
            text = move(text, "".join(parts[-3:]))
        parts.append(text)

    def _run_text(self, run: Node, look: Look) -> Iterator[str]:
        for child in shown_children(run):
            if child.tag == f"{WORD}fldChar":
                yield from self._field_mark(child)
            elif not any(self._instructions):
                yield from self._mark_or_text(child, look)

    def _mark_or_text(self, child: Node, look: Look) -> Iterator[str]:
        tag = str(child.tag)
        if tag == f"{WORD}t":
            yield child.text or ""
        elif tag in _MARKS:
            yield _MARKS[tag]
        elif tag == f"{WORD}sym":
            yield symbol(int(child.get(f"{WORD}char", "0"), 16), child.get(f"{WORD}font") or "")
        elif tag in _NOTES:
            self._refer(_NOTES[tag], child.get(f"{WORD}id"))
        elif tag == f"{WORD}commentReference":
            self._left_out.add("hidden")
        elif tag == BOX:
            self._boxes.append(child)
        elif tag not in _UNSEEN and not _is_hidden_shape(child):
            yield from self._run_text(child, look)

    def _refer(self, notes: str, note_id: str | None) -> None:
        if note_id is not None and note_id not in self.referred[notes]:
            self.referred[notes].append(note_id)

    def _field_mark(self, mark: Node) -> Iterator[str]:
        """Follow the marks of a field; yield what a form field of the old kind shows."""
        kind = mark.get(f"{WORD}fldCharType")
        if kind == "begin":
            self._instructions.append(True)
            yield from _form_field(mark.find(f"{WORD}ffData"))
        elif self._instructions and kind == "separate":
            self._instructions[-1] = False
        elif self._instructions and kind == "end":
            self._instructions.pop()


def shown_children(element: Node) -> Iterator[Node]:
    """Yield the children of an element; of alternatives only the first, as Word draws it."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag == f"{_ALTERNATIVES}AlternateContent":
            chosen = next(iter(child), None)
            if chosen is not None:
                yield from shown_children(chosen)
        else:
            yield child


def is_prompt(element: Node) -> bool:
    """Tell whether an element is a content control that only asks to be filled in."""
    properties = element.find(f"{WORD}sdtPr") if element.tag == f"{WORD}sdt" else None
    return bool(is_on(properties, "showingPlcHdr"))


def _bare_text(element: Node) -> str:
    """Return the text of an element that is left out, to tell whether there is any."""
    tags = (f"{WORD}t", f"{WORD}delText")
    return "".join(found.text or "" for found in element.iter(*tags))


def _is_hidden_shape(element: Node) -> bool:
    if str(element.tag).endswith(("}anchor", "}inline")):
        return any(
            str(child.tag).endswith("}docPr") and child.get("hidden") in ("1", "true")
            for child in element
        )
    is_shape = str(element.tag).startswith(_SHAPE)
    return is_shape and "visibility:hidden" in element.get("style", "").replace(" ", "")


def _form_field(data: Node | None) -> Iterator[str]:
    choices = None if data is None else data.find(f"{WORD}ddList")
    box = None if data is None else data.find(f"{WORD}checkBox")
    if choices is not None:
        entries = [entry.get(_VALUE, "") for entry in choices.iterfind(f"{WORD}listEntry")]
        chosen = choices.find(f"{WORD}result")
        number = 0 if chosen is None else int(chosen.get(_VALUE, "0"))
        yield from entries[number : number + 1]
    if box is not None:
        is_ticked = is_on(box, "checked")
        yield "☒" if (is_on(box, "default") if is_ticked is None else is_ticked) else "☐"


def _box_or_table(paragraph: Node) -> bool:
    """Tell whether a paragraph stands on a ground that its own properties do not tell."""
    return next(paragraph.iterancestors(f"{WORD}tc", BOX), None) is not None
