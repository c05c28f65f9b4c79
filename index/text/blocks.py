"""A text -> its pieces: ranges that are a paragraph or a part of one, by line and blank line. Pure.

A block is a run of lines without a blank line between them. In some texts each line of a block is a
paragraph; in others the lines of one paragraph are wrapped at a fixed width. Which of the two holds
decides where the pieces of a block end. `write` makes such a text of paragraphs that are known, and
`as_row` a line of the cells of a table.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.records import Span

# Unlike a space, zero-width characters are visible to `str.strip`; a line of them is blank anyway.
VISIBLE = r"[^\s\u200b\u200c\u200d\u2060\ufeff\u00ad]"
LINE = re.compile(rf"{VISIBLE}(?:[^\n]*{VISIBLE})?")
# A row of a table, its cells apart; the first of them may be empty.
ROW = re.compile(rf"{VISIBLE}[^\S\n]*\t[^\S\n]*{VISIBLE}")
EMPTY_CELLS = re.compile(r"\t+\Z")
SLICE = re.compile(rf"{VISIBLE}(?:.*{VISIBLE})?", re.DOTALL)
# Rules, underlines, empty quotation lines: marks that divide a text and hold no word.
ORNAMENT = re.compile(r"[-=*_~#>•·—–\s]+")
UNDERLINE = re.compile(r"=+|-{2,}")
MARKDOWN_HEADING = re.compile(r"(?P<mark>#{1,6}[^\S\n]+)(?P<text>[^\n]*?[^\n#\s])[#\s]*")
LIST_ITEM = re.compile(r"(?:[-*•–+]|\(?(?:\d{1,3}(?:\.\w{1,2})*[.)]|[^\W\d_]\)))\s")
SENTENCE_END = re.compile(r"""[.!?…]["”»’'“)\]*_]*\Z""")

# Nobody wraps this wide, so a newline after such a line was meant. Lower joins fewer paragraphs
# and tears more wrapped ones.
WIDEST_WRAP = 200
# A line of wrapped prose ends with a sentence about every tenth time, a line that is a paragraph
# nearly always. Fewer lines than these tell nothing.
PARAGRAPH_LINES_SHARE = 0.6
FEWEST_LINES_TO_JUDGE = 3
# Between the cells of a row, and where a tab makes a gap: Telegram changes a tab, and in an HTML
# message nobody sees one.
CELLS_APART = " | "
GAP = "\N{EM SPACE}"
# A longer line above an underline is a paragraph above a rule.
LONGEST_HEADING = 100
# Characters: of a longer list each entry is a paragraph, as nobody wants to read all of it at once.
LONGEST_LIST = 600


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of the text that is a paragraph or one part of a paragraph.

    `block` is the number of its block, from 0. `is_marked` where the text itself marks the piece as
    a heading (Markdown).
    """

    start: int
    end: int
    block: int
    is_marked: bool = False


def find(text: str, skipped: Iterable[Span]) -> tuple[Piece, ...]:
    r"""Cut a text into pieces in reading order; none touches a skipped range, none is blank.

    >>> [(piece.start, piece.end) for piece in find("A title\n\nTwo wrapped\nlines.", ())]
    [(0, 7), (9, 27)]
    """
    blocks = [block for start, end in _kept(text, skipped) for block in _blocks(text, start, end)]
    has_paragraph_lines = _has_paragraph_lines(text, blocks)
    pieces: list[Piece] = []
    for number, block in enumerate(blocks):
        by_line = has_paragraph_lines or _is_too_wide_to_wrap(text, block)
        pieces.extend(_pieces(text, block, number, by_line))
    return tuple(pieces)


def write(paragraphs: Iterable[str]) -> str:
    r"""Write paragraphs one below the other, a short list under the line that leads to it.

    "2. Inspect every crane." says little without that line: the two are one paragraph. A tab is
    written as a wide space.

    >>> write(["The order says:", "1. Close the quay.", "2. Wait.", "It is law."])
    'The order says:\n1. Close the quay.\n2. Wait.\n\nIt is law.'
    """
    written: list[str] = []
    for are_entries, run in groupby(paragraphs, key=is_list_item):
        together = list(run)
        if are_entries and written and _leads_to_list(written[-1], together):
            together = ["\n".join([written.pop(), *together])]
        written.extend(together)
    return "\n\n".join(written).replace("\t", GAP)


def as_row(cells: Iterable[str]) -> str:
    """Write the cells of a row as one line, an empty one in its place; none at the end.

    >>> as_row(["", "Checked", "Cracked"]), as_row(["Arrano", "", "2", ""])
    ('| Checked | Cracked', 'Arrano |  | 2')
    """
    return CELLS_APART.join(" ".join(cell.split()) for cell in cells).rstrip(" |").lstrip(" ")


def trim(text: str, start: int, end: int) -> Span | None:
    """Narrow a range to its visible characters at both ends; `None` when the range is blank."""
    visible = SLICE.search(text, start, end)
    return Span(*visible.span()) if visible else None


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends with a stop, closing quotes and brackets aside."""
    return SENTENCE_END.search(text) is not None


def is_list_item(text: str) -> bool:
    """Tell whether a line begins with a bullet or a number."""
    return LIST_ITEM.match(text) is not None


def _leads_to_list(lead: str, entries: Sequence[str]) -> bool:
    """Tell whether a line ends in a colon and the list below it is short."""
    is_lead = lead.endswith(":") and not MARKDOWN_HEADING.match(lead)
    return is_lead and len(lead) + sum(map(len, entries)) <= LONGEST_LIST


def _kept(text: str, skipped: Iterable[Span]) -> Iterator[tuple[int, int]]:
    start = 0
    for span in skipped:
        yield start, max(start, span.start)
        start = max(start, span.end)
    yield start, len(text)


def _blocks(text: str, start: int, end: int) -> list[list[Span]]:
    """Find the blocks between two offsets: the lines of each, without white space around them."""
    blocks: list[list[Span]] = []
    last_end = None
    for line in _lines(text, start, end):
        if last_end is None or text.count("\n", last_end, line.start) > 1:
            blocks.append([])
        blocks[-1].append(line)
        last_end = line.end
    return blocks


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Find the visible lines between two offsets, those of a table with their empty first cells.

    A row with one cell only is told by the row above or below it, as a tab may also indent prose.
    """
    lines = [Span(*line.span()) for line in LINE.finditer(text, start, end)]
    if "\t" not in text:
        return lines
    are_rows = [ROW.search(text, line.start, line.end) is not None for line in lines]
    beside = zip(lines, [False, *are_rows], are_rows, [*are_rows[1:], False], strict=False)
    return [
        Span(_with_empty_cells(text, start, line), line.end) if any(rows) else line
        for line, *rows in beside
    ]


def _with_empty_cells(text: str, start: int, line: Span) -> int:
    tabs = EMPTY_CELLS.search(text, max(start, text.rfind("\n", start, line.start)), line.start)
    return tabs.start() if tabs else line.start


def _has_paragraph_lines(text: str, blocks: list[list[Span]]) -> bool:
    """Tell from the lines above other lines of their block whether each line is a paragraph."""
    above = [text[line.start : line.end] for block in blocks for line in block[:-1]]
    prose = [line for line in above if not is_list_item(line) and not ORNAMENT.fullmatch(line)]
    if len(prose) < FEWEST_LINES_TO_JUDGE:
        return False
    return sum(map(ends_sentence, prose)) >= PARAGRAPH_LINES_SHARE * len(prose)


def _is_too_wide_to_wrap(text: str, block: list[Span]) -> bool:
    """Tell whether a block has a line wider than any wrapping, and its sentences end with lines."""
    if max(line.end - line.start for line in block) <= WIDEST_WRAP:
        return False
    ends = sum(ends_sentence(text[line.start : line.end]) for line in block)
    return ends * 2 >= len(block)


def _pieces(text: str, block: list[Span], number: int, by_line: bool) -> Iterator[Piece]:
    """Join the lines of a block into pieces; headings stand alone and ornaments divide."""
    run: list[Span] = []
    for line in block:
        words = text[line.start : line.end]
        heading = MARKDOWN_HEADING.fullmatch(words)
        if heading or ORNAMENT.fullmatch(words):
            yield from _joined(run, number, is_marked=_is_underlined(run, words))
            run = []
        if heading:
            start = line.start + heading.start("text")
            yield Piece(start, line.start + heading.end("text"), number, is_marked=True)
        elif not ORNAMENT.fullmatch(words):
            if by_line and not is_list_item(words):
                yield from _joined(run, number)
                run = []
            run.append(line)
    yield from _joined(run, number)


def _is_underlined(run: list[Span], words: str) -> bool:
    """Tell whether a run is one short line, and the line of `words` below it is its underline."""
    is_short = len(run) == 1 and run[0].end - run[0].start <= LONGEST_HEADING
    return is_short and UNDERLINE.fullmatch(words) is not None


def _joined(run: list[Span], number: int, is_marked: bool = False) -> Iterator[Piece]:
    if run:
        yield Piece(run[0].start, run[-1].end, number, is_marked)
