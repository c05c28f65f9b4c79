"""The text of a revision -> its paragraphs as a page shows them, the quoted passage marked; pure.

Each character of the article that is shown is a character of its text, line breaks included. What
moderators left out of the article is left out here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.records import Article, Paragraph, Span
from index.text import paragraphs

MOST_SHOWN = 200_000  # characters: a long book chapter; of more only the part around the passage

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters of a paragraph; `is_first` is that at which the passage begins."""

    text: str
    is_marked: bool
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph as it is shown; `number` is `None` where none begins in it, as in a question."""

    number: int | None
    is_heading: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """The paragraphs of an article; those before and after them were left out, if it is long."""

    paragraphs: tuple[ShownParagraph, ...]
    is_cut_before: bool
    is_cut_after: bool


def show(article: Article, passage: Span | None, most: int = MOST_SHOWN) -> ShownArticle:
    """Show an article with a passage marked; of a long one the part around the passage."""
    blocks = tuple(_blocks(article))
    shown = _around(blocks, passage, most)
    split = paragraphs.split(article)
    return ShownArticle(
        tuple(_paragraphs(article.text, shown, split, passage)),
        is_cut_before=bool(shown) and shown[0] != blocks[0],
        is_cut_after=bool(shown) and shown[-1] != blocks[-1],
    )


def _blocks(article: Article) -> Iterator[Span]:
    """Yield the ranges between blank lines, without what is skipped."""
    at = 0
    for skipped in (*article.skipped, Span(len(article.text), len(article.text))):
        yield from _parted(article.text, at, skipped.start)
        at = skipped.end


def _parted(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for blank in _BLANK_LINES.finditer(text, start, end):
        if text[at : blank.start()].strip():
            yield Span(at, blank.start())
        at = blank.end()
    last = text[at:end].rstrip("\n")
    if last.strip():
        yield Span(at, at + len(last))


def _around(blocks: Sequence[Span], passage: Span | None, most: int) -> Sequence[Span]:
    """Choose so many blocks around the passage that they hold at most so many characters."""
    if not blocks or blocks[-1].end - blocks[0].start <= most:
        return blocks
    middle = 0 if passage is None else passage.start
    near = [block for block in blocks if abs(block.start - middle) <= most // 2]
    held = [block for block in blocks if passage is not None and _touch(block, passage)]
    return sorted({*near, *held}, key=lambda block: block.start)


def _touch(block: Span, other: Span) -> bool:
    return block.start < other.end and other.start < block.end


def _paragraphs(
    text: str, blocks: Sequence[Span], split: Sequence[Paragraph], passage: Span | None
) -> Iterator[ShownParagraph]:
    """Yield each block; where several paragraphs stand in one, each from its own begin."""
    begins = {paragraph.start: paragraph for paragraph in split}
    starts = sorted(begins)
    is_begun = False
    for block in blocks:
        inside = [start for start in starts if block.start <= start < block.end]
        borders = [block.start, *inside[1:], block.end]
        for at, (start, end) in enumerate(pairwise(borders)):
            own = begins[inside[at]] if inside else None
            runs = tuple(_runs(text, Span(start, end), passage, is_begun))
            is_begun = is_begun or any(run.is_first for run in runs)
            number = None if own is None else own.number
            yield ShownParagraph(number, own is not None and own.is_heading, runs)


def _runs(text: str, block: Span, passage: Span | None, is_begun: bool) -> Iterator[Run]:
    """Part a block where the passage begins and ends in it."""
    if passage is None or not _touch(block, passage):
        yield Run(text[block.start : block.end], is_marked=False)
        return
    first, last = max(block.start, passage.start), min(block.end, passage.end)
    if block.start < first:
        yield Run(text[block.start : first], is_marked=False)
    yield Run(text[first:last], is_marked=True, is_first=not is_begun)
    if last < block.end:
        yield Run(text[last : block.end], is_marked=False)
