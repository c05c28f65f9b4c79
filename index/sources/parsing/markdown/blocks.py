"""The tokens of a Markdown text -> its blocks: paragraphs, headings, list items, rows.

Blocks between which the source has no blank line stay in one run of lines, as `index.text.blocks`
reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.sources.parsing.markdown.tags import BLOCK_END, Words
from index.sources.parsing.office.left_out import LeftOut, as_row, close_gaps

if TYPE_CHECKING:
    from markdown_it.token import Token

LONGEST_UNDERLINED = 100
"""A longer or wrapped text above a line of dashes is a paragraph above a rule, not a heading."""

_CALLOUT = re.compile(r"\A\[!\w+\][+-]?[ \t]*(?P<title>[^\n]*)\n?")
_QUERIES = frozenset({"dataview", "dataviewjs", "mermaid", "query", "tasks"})
_INDENT = "  "


@dataclass(slots=True)
class _List:
    """A list that is open: its mark, and its next number where its items are counted."""

    mark: str
    number: int | None = None


@dataclass(slots=True)
class _Run:
    """Where the reading of the tokens stands.

    `ended` is the line of the source after the last block, `None` where no line tells it;
    `is_apart` means that the next block is no part of what stands above, whatever the lines say.
    """

    text: list[str] = field(default_factory=list)
    ended: int | None = None
    is_apart: bool = False
    lists: list[_List] = field(default_factory=list)
    mark: str = ""
    row: list[str] | None = None
    heading: Token | None = None
    quoted: int = 0


class Blocks:
    """Writes the blocks of one text, in their order."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out
        self._words = Words(left_out)
        self._run = _Run()

    def write(self, tokens: Sequence[Token]) -> str:
        """Return the text of all tokens."""
        for number, token in enumerate(tokens):
            self._open(token, tokens[number:])
            self._content(token)
            self._close(token)
        return "".join(self._run.text)

    def _open(self, token: Token, following: Sequence[Token]) -> None:
        run = self._run
        if token.type in ("bullet_list_open", "ordered_list_open"):
            run.lists.append(_list(token, following))
        elif token.type == "list_item_open":
            run.mark = _item_mark(run.lists, token)
        elif token.type == "heading_open":
            run.heading = token
        elif token.type == "blockquote_open":
            run.quoted += 1
        elif token.type == "tr_open":
            run.row = []
        elif token.type in ("hr", "footnote_open", "table_open"):
            run.is_apart = True

    def _content(self, token: Token) -> None:
        run = self._run
        if token.type == "inline":
            words = self._words.render(token.children or ())
            if run.row is not None:
                run.row.append(words)
            else:
                self._paragraph(words, token)
        elif token.type == "html_block":
            for block in self._words.tags.tag(token.content).split(BLOCK_END):
                self._block(_tidy(close_gaps(block)), token)
                run.is_apart = True
        elif token.type in ("fence", "code_block") and token.info.strip() not in _QUERIES:
            self._block(self._words.tags.shown(token.content.strip("\n")), token)

    def _close(self, token: Token) -> None:
        run = self._run
        if token.type in ("bullet_list_close", "ordered_list_close"):
            run.lists.pop()
        elif token.type == "heading_close":
            run.heading = None
        elif token.type == "blockquote_close":
            run.quoted -= 1
        elif token.type == "tr_close" and run.row is not None:
            for line in as_row(run.row):
                self._block(line, token)
            run.row = None
        elif token.type == "table_close":
            run.is_apart = True

    def _paragraph(self, words: str, token: Token) -> None:
        heading = self._run.heading
        if self._run.quoted:
            words = _CALLOUT.sub(_callout_title, words)
        for number, block in enumerate(map(str.strip, words.split(BLOCK_END))):
            self._run.is_apart |= number > 0
            if block and heading is not None and _is_heading(block, heading):
                block = f"{'#' * int(heading.tag[1])} {' '.join(block.split())}"
            self._block(block, token)

    def _block(self, words: str, token: Token) -> None:
        """Write a block, in a line of its own or after a blank line."""
        run = self._run
        if not words:
            return
        begins, ends = token.map or (None, None)
        if run.text:
            run.text.append("\n" * self._lines_between(begins))
        run.text.append(run.mark + words)
        run.mark, run.ended, run.is_apart = "", ends, False

    def _lines_between(self, begins: int | None) -> int:
        """Count the line breaks before a block: as many as in the source, so that it stays same."""
        run = self._run
        if run.row is not None and not run.is_apart:
            return 1  # the rows of a table go on from line to line
        between = 2 if begins is None or run.ended is None else begins - run.ended + 1
        return max(between, 2 if run.is_apart else 1)


def _list(token: Token, following: Sequence[Token]) -> _List:
    """Open a list; it is counted as a page counts it where its source does not count itself."""
    if token.type == "bullet_list_open":
        return _List(token.markup)
    items = _numbers(following, token.level + 1)
    is_uncounted = len(items) > 1 and len(set(items)) == 1
    return _List(token.markup, int(token.attrs.get("start", 1)) if is_uncounted else None)


def _numbers(following: Sequence[Token], level: int) -> list[str]:
    """Return the numbers that the source gives the items of the list that `following` opens."""
    numbers = []
    for token in following:
        if token.type == "ordered_list_close" and token.level == level - 1:
            break
        if token.type == "list_item_open" and token.level == level:
            numbers.append(token.info)
    return numbers


def _item_mark(lists: Sequence[_List], item: Token) -> str:
    innermost = lists[-1]
    number = item.info
    if innermost.number is not None:
        number = str(innermost.number)
        innermost.number += 1
    return f"{_INDENT * (len(lists) - 1)}{number}{innermost.mark} "


def _is_heading(words: str, heading: Token) -> bool:
    is_underlined = not heading.markup.startswith("#")
    return not is_underlined or (len(words) <= LONGEST_UNDERLINED and "\n" not in words)


def _callout_title(callout: re.Match[str]) -> str:
    """Keep the title of a callout, which stands on a line of its own."""
    return f"{callout['title']}{BLOCK_END}" if callout["title"] else ""


def _tidy(words: str) -> str:
    return "\n".join(line.strip() for line in words.strip().split("\n"))
