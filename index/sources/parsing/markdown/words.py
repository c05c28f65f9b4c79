"""The tokens of one paragraph of Markdown -> its words, as its reader sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.sources.parsing.markdown.tags import Tags
from index.sources.parsing.office.left_out import LeftOut, close_gaps, without_marks

if TYPE_CHECKING:
    from markdown_it.token import Token

BOLD = "\x02"
"""Stands before and after words that are bold from the beginning of a line."""


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
