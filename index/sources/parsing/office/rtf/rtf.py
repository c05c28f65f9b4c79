"""The bytes of an RTF -> what a print of it shows, with tracked changes accepted."""

from dataclasses import dataclass, field, replace

from index.errors import UnreadableSource
from index.sources.fields import Extracted
from index.sources.parsing import properties
from index.sources.parsing.encodings import unreadable_character
from index.sources.parsing.faults import damaged
from index.sources.parsing.office.left_out import (
    LeftOut,
    as_line,
    as_row,
    close_gaps,
    without_marks,
)
from index.sources.parsing.office.raised import lowered, raised
from index.sources.parsing.office.rtf.state import BODY_LEVEL, State, changed
from index.sources.parsing.office.rtf.tables import Tables
from index.sources.parsing.office.rtf.tokens import Token, tokens
from index.sources.parsing.office.symbols import drawn
from index.text.blocks import write

VERSION = "rtf 3"
"""Raise it whenever the same file gives another text."""

SIGNATURE = b"{\\rtf"
"""How every RTF begins, also one that calls itself .txt or .doc."""

_DEEPEST = 500  # groups in groups; no program nests a tenth of them
# What holds no text of the page. Every group that begins with \* and is not known holds none too.
_SILENT = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "nonshppict", "filetbl"}
    | {"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"}
    | {"fldinst", "formfield", "private", "bkmkstart", "bkmkend", "xe", "tc", "sp"}
    | {"ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "pntxta", "pntxtb"}
    | {"annotation", "atnid", "atnauthor", "atndate", "atnref", "title", "author"}
)
_TABLES = ("fonttbl", "stylesheet")
_PROPERTIES = ("title", "author")
_KNOWN = frozenset({"shpinst", "shptxt", "footnote"})
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "endash": "–", "emdash": "—", "bullet": "•", "~": "\N{NO-BREAK SPACE}", "emspace": "\u2003",
    "_": "\N{NON-BREAKING HYPHEN}", "{": "{", "}": "}", "\\": "\\", "enspace": "\u2002",
    "\t": "\t",
}  # fmt: skip


@dataclass(slots=True)
class _Place:
    """Where text goes: the text of the page, a note or a box; each has rows and a line.

    `above` is the row before; `merged` are the columns whose cell goes on from there, of the
    `columns` that the row has defined so far.
    """

    blocks: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    row: list[list[str]] = field(default_factory=list)
    above: list[list[str]] = field(default_factory=list)
    columns: int = 0
    merged: set[int] = field(default_factory=set)


def read(content: bytes) -> Extracted:
    """Return the text and the fields of an RTF; UnreadableSource when it is none."""
    if not content.lstrip().startswith(SIGNATURE):
        raise UnreadableSource(damaged("RTF"))
    reading = _Reading()
    reading.read(content)
    blocks = reading.all_blocks()
    text = write(blocks)
    if unreadable_character(text):
        raise UnreadableSource(damaged("RTF"))
    fields = properties.read_confirmed(reading.about("title"), reading.about("author"), blocks)
    return Extracted(text, fields.entry, (*reading.left_out.remarks(), *fields.remarks), VERSION)


class _Reading:
    """An RTF while it is read, token by token, with a stack of the groups around the place."""

    def __init__(self) -> None:
        self.left_out = LeftOut()
        self._state = State()
        self._stack: list[State] = []
        self._page = _Place()
        self._aside: list[tuple[int, _Place]] = []  # open notes and boxes, by the depth of each
        self._footnotes: list[str] = []  # wait for the end of the paragraph that bears their mark
        self._endnotes: list[str] = []
        self._tables = Tables()
        self._bytes = b""
        self._to_skip = 0  # bytes that stand for a character which was already given in Unicode
        self._about: dict[str, str] = {}
        self._halves = ""

    def about(self, name: str) -> str | None:
        """Return a field of the file's properties."""
        return self._about.get(name)

    def all_blocks(self) -> tuple[str, ...]:
        """Return the blocks of the text, each footnote after its mark, then the endnotes."""
        self._end_paragraph()
        self._place_footnotes()
        return (*self._page.blocks, *self._endnotes)

    def read(self, content: bytes) -> None:
        """Follow all tokens of a file."""
        for token in tokens(content.lstrip()):
            if token.kind == "bytes":
                self._take_bytes(token.text)
                continue
            if not (token.kind == "word" and token.name == "u"):
                self._write_bytes()
            if token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
            else:
                self._word(token)
        self._write_bytes()

    @property
    def _place(self) -> _Place:
        return self._aside[-1][1] if self._aside else self._page

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST:
            raise UnreadableSource(damaged("RTF"))
        self._stack.append(self._state)
        self._state = replace(self._state, starred=False)
        self._to_skip = 0

    def _close(self) -> None:
        self._to_skip = 0
        if self._aside and self._aside[-1][0] == len(self._stack):
            self._end_paragraph()
            _, place = self._aside.pop()
            waiting = {"footnote": self._footnotes, "endnote": self._endnotes}
            waiting.get(self._state.destination, self._place.blocks).extend(place.blocks)
        if self._stack:
            self._state = self._stack.pop()

    def _word(self, token: Token) -> None:
        name, number = token.name, token.number
        is_unknown = self._state.starred and name not in _KNOWN
        self._state = replace(self._state, starred=name == "*")
        if name in _SILENT or is_unknown:
            self._state = replace(self._state, silent=True, destination=name)
            self.left_out.add("hidden", int(name == "annotation"))
        elif name in ("footnote", "shptxt"):
            self._begin_aside(name)
        elif name == "ftnalt" and self._state.destination == "footnote":
            self._state = replace(self._state, destination="endnote")
        elif name in ("listtext", "pntext"):
            self._state = replace(self._state, destination="listtext")
        elif name == "u" and number is not None:
            self._write_unicode(number)
        elif name in _CHARACTERS:
            is_after_number = name == "tab" and self._state.destination == "listtext"
            self._write(" " if is_after_number else _CHARACTERS[name])
        else:
            self._change(name, number)

    def _begin_aside(self, name: str) -> None:
        is_unseen = self._state.hidden or self._state.deleted or self._state.silent
        self._state = replace(
            self._state, destination=name, silent=is_unseen, raised=0, in_table=False
        )
        if not is_unseen:
            self._aside.append((len(self._stack), _Place()))

    def _change(self, name: str, number: int | None) -> None:
        """Take a word about fonts, about the look of what follows, or about the layout."""
        if self._tables.is_code_page(name, number):
            return
        if name in ("f", "deff"):
            self._state = replace(self._state, font=number or 0)
        elif name == "uc":
            self._state = replace(self._state, unicode_bytes=number or 0)
        elif name == "fcharset" and self._state.destination == "fonttbl":
            self._tables.set_charset(self._state.font, number or 0)
        elif not self._state.silent or name == "s":
            self._state = changed(self._state, name, number)
            self._lay_out(name)

    def _lay_out(self, name: str) -> None:
        if name in ("par", "sect", "page", "\n", "\r"):
            self._end_paragraph()
        elif name in ("cell", "nestcell"):
            self._end_line(self._place.cell)
            self._place.row.append(self._place.cell)
            self._place.cell = []
        elif name in ("row", "nestrow"):
            self._end_row()
            self._place_footnotes()
        elif name in ("trowd", "cellx", "clvmrg"):
            self._define_row(name)

    def _define_row(self, name: str) -> None:
        place = self._place
        if name == "trowd":
            place.columns = 0
            place.merged.clear()
        elif name == "cellx":
            place.columns += 1
        else:
            place.merged.add(place.columns)

    def _end_paragraph(self) -> None:
        place = self._place
        if not self._state.in_table and place.row:  # a row that its file does not close
            self._end_row()
        self._end_line(place.cell if self._state.in_table else place.blocks)
        if not self._state.in_table:
            self._place_footnotes()

    def _place_footnotes(self) -> None:
        """Put the footnotes that wait below what stands on the page so far, unless one is open."""
        if not self._aside:
            self._page.blocks.extend(self._footnotes)
            self._footnotes.clear()

    def _end_line(self, blocks: list[str]) -> None:
        words = close_gaps("".join(self._place.line)).strip()
        self._place.line.clear()
        is_outlined = 0 <= self._state.outline < BODY_LEVEL
        styled = self._tables.heading_level(self._state.style)
        level = self._state.outline + 1 if is_outlined else styled
        if words:
            blocks.append(as_line(words, "", level))

    def _end_row(self) -> None:
        place = self._place
        row, place.row = place.row, []
        for column in place.merged:
            if column < min(len(row), len(place.above)):
                row[column] = place.above[column]
        place.above = row
        if all(len(cell) <= 1 for cell in row):
            place.blocks.extend(as_row(cell[0] if cell else "" for cell in row))
        else:  # where a cell holds several blocks, the table is only layout
            for cell in row:
                place.blocks.extend(cell)

    def _take_bytes(self, content: bytes) -> None:
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        self._bytes += content[skipped:]

    def _write_bytes(self) -> None:
        """Decode the bytes that came one after another: a character may take two of them."""
        content, self._bytes = self._bytes, b""
        if content:
            self._write(without_marks(self._tables.decode(content, self._state.font)))

    def _write_unicode(self, number: int) -> None:
        self._write_bytes()
        unit = number % 0x10000
        self._to_skip = self._state.unicode_bytes
        if 0xD800 <= unit < 0xDC00:
            self._halves = chr(unit)
            return
        text, self._halves = self._halves + chr(unit), ""
        self._write(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

    def _write(self, text: str) -> None:
        state = self._state
        if state.destination in _PROPERTIES:
            self._about[state.destination] = self._about.get(state.destination, "") + text
        elif state.destination in _TABLES:
            number = state.font if state.destination == "fonttbl" else state.style
            self._tables.add_to_name(state.destination, number, text)
        elif state.silent:
            return
        elif state.hidden:
            self._place.line.append(self.left_out.gap("hidden", text))
        elif state.struck or state.deleted:
            self._place.line.append(self.left_out.gap("struck", text))
        else:
            self._write_shown(text)

    def _write_shown(self, text: str) -> None:
        if text.strip():
            self.left_out.close()
        text = drawn(text, self._tables.font_name(self._state.font))
        line = self._place.line
        if self._state.raised:
            move = raised if self._state.raised > 0 else lowered
            text = move(text, "".join(line[-3:]))
        line.append(text)
