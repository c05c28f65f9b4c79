"""Bold words -> the marks of those by which the splitting knows who speaks and who asks.

In interviews a bold line is a question and a bold name begins a turn, and the splitting takes
their marks off. All other marks would be quoted, though no reader sees them: they are removed.
"""

import re
from dataclasses import dataclass

from index.records import Article, Source
from index.sources.parsing.markdown.tags import BOLD
from index.text import paragraphs

_MARK = "**"
# A whole line, or a name at its beginning with the colon inside or after.
_LINE = re.compile(
    rf"^(?P<open>{BOLD})(?P<words>[^{BOLD}\n]+)(?P<close>{BOLD})(?=[ \t]*$|:|(?<=:{BOLD}))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The places of two marks in a text, and whether the splitting has use for them."""

    opening: int
    closing: int


def settle(text: str) -> str:
    """Return a text with `**` around what the splitting takes it off, and no other bold marks."""
    if BOLD not in text:
        return text
    marked = _LINE.sub(rf"{_MARK}\g<words>{_MARK}", text).replace(BOLD, "")
    pairs = _pairs(text)
    if not pairs:
        return marked
    article = Article("", 1, Source("", ""), marked, "")
    shown = [(part.start, part.end) for part in paragraphs.split(article)]
    unused = [pair for pair in pairs if any(_touches(pair, *span) for span in shown)]
    return _without(marked, unused)


def _pairs(text: str) -> list[_Pair]:
    """Find where the marks of each bold line will stand once all marks are written."""
    pairs, growth, read = [], 0, 0
    for line in _LINE.finditer(text):
        growth -= text.count(BOLD, read, line.start())
        opening = line.start() + growth
        closing = opening + len(_MARK) + len(line["words"])
        pairs.append(_Pair(opening, closing))
        growth += 2 * (len(_MARK) - len(BOLD))
        read = line.end()
    return pairs


def _touches(pair: _Pair, start: int, end: int) -> bool:
    return start <= pair.opening < end or start <= pair.closing < end


def _without(marked: str, pairs: list[_Pair]) -> str:
    kept, position = [], 0
    for offset in sorted(offset for pair in pairs for offset in (pair.opening, pair.closing)):
        kept.append(marked[position:offset])
        position = offset + len(_MARK)
    return "".join((*kept, marked[position:]))
