"""The tokens of a paragraph of Markdown, and the tags in it -> its words, as its reader sees them.

The tags tell which of the words a page shows, and where a block of HTML ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from index.records import RemarkKind
from index.sources.parsing.office.left_out import LeftOut, close_gaps, without_marks
from index.sources.parsing.office.raised import lowered, raised

if TYPE_CHECKING:
    from markdown_it.token import Token

BOLD = "\x02"
"""Stands before and after words that are bold from the beginning of a line."""

BLOCK_END = "\x03"
"""Stands in a line where a block of HTML begins or ends."""

_STRUCK = frozenset({"s", "strike", "del"})
_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "iframe", "svg", "object", "audio", "video"}
    | {"head", "title"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav"}
    | {"ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul"}
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])")
_Kind = RemarkKind | None


class Words:
    """Renders the paragraphs of one text in their order: a tag may stay open over several."""

    def __init__(self, left_out: LeftOut) -> None:
        self.tags = Tags(left_out)
        self._left_out = left_out
        self._struck = 0

    def render(self, tokens: Sequence[Token]) -> str:
        """Return the words of a paragraph, its lines parted as they are in the source."""
        parts: list[str] = []
        for token in tokens:
            parts.append(self._render(token, "".join(parts[-3:])))
        return close_gaps("".join(parts)).strip(" \t")

    def _render(self, token: Token, before: str) -> str:
        if token.type in ("s_open", "s_close"):
            self._struck += 1 if token.type == "s_open" else -1
        elif token.type in ("softbreak", "hardbreak"):
            return "\n"
        elif token.type == "html_inline":
            return self.tags.tag(token.content)
        elif token.type in ("text", "code_inline"):
            return self._text(token.content, before)
        elif token.type in ("strong_open", "strong_close"):
            return BOLD
        return ""  # of links and emphasis only the words show, of pictures nothing

    def _text(self, content: str, before: str) -> str:
        text = without_marks(content).replace(BOLD, "")
        return self._left_out.gap("struck", text) if self._struck else self.tags.shown(text, before)


class Tags(HTMLParser):
    """Follows the tags of one Markdown text; its words go through `shown` on their way."""

    def __init__(self, left_out: LeftOut) -> None:
        super().__init__(convert_charrefs=True)
        self._left_out = left_out
        self._open: list[tuple[str, _Kind]] = []
        self._parts: list[str] = []

    def tag(self, html: str) -> str:
        """Follow tags and words of HTML; return what they show, with marks where blocks end."""
        self._parts = []
        self.feed(html)
        return "".join(self._parts)

    def shown(self, text: str, before: str = "") -> str:
        """Return a text as the open tags let it show; `before` stands before it on its line."""
        kinds = [kind for _, kind in self._open if kind]
        if kinds:
            return self._left_out.gap("hidden" if "hidden" in kinds else "struck", text)
        if text.strip():
            self._left_out.close()
        names = {name for name, _ in self._open}
        if "sup" in names:
            return raised(text, before)
        return lowered(text, before) if "sub" in names else text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag; called by the library."""
        if tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._parts.append(BLOCK_END)
        if tag == "q":
            self._parts.append(self.shown("“"))
        if tag not in _VOID:
            self._open.append((tag, _kind(tag, dict(attrs))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Follow a tag that closes itself; called by the library."""
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag and those that were opened inside it; called by the library."""
        names = [name for name, _ in self._open]
        if tag not in names:
            return
        if tag == "q":
            self._parts.append(self.shown("”"))
        del self._open[len(names) - 1 - names[::-1].index(tag) :]
        if tag in _BLOCKS:
            self._parts.append(BLOCK_END)

    def handle_data(self, data: str) -> None:
        """Take the words between tags; called by the library."""
        words = re.sub(r"\s+", " ", data)
        self._parts.append(self.shown(words, "".join(self._parts[-3:])))


def _kind(tag: str, attributes: dict[str, str | None]) -> _Kind:
    style = (attributes.get("style") or "").lower()
    is_unseen = tag in _UNSEEN or "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if is_unseen or _INVISIBLE.search(style):
        return "hidden"
    return "struck" if tag in _STRUCK else None
