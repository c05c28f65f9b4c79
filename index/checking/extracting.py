"""A draft -> the quotations in it, each with its place and who is said to have said it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.checking.quotations import FEWEST_WORDS
from index.checking.speaking import speaker_in
from index.records import Span
from index.text.stems import split_words

_LONGEST = 3000  # characters; longer is a mark that was never closed
# Opening and closing marks; the same pair may stand inside itself in «…».
_PAIRS = (("“", "”"), ("„", "“”"), ("«", "»"), ("‹", "›"), ("»", "«"), ("‘", "’"))
_STRAIGHT = re.compile(rf"(?<![\w\"])\"(?=\S)([^\"]{{1,{_LONGEST}}}?)\"(?!\w)")
_SINGLE = re.compile(rf"(?<![\w'])'(?=\S)([^'\n]{{1,{_LONGEST}}}?(?:\w'\w[^'\n]*)*)'(?!\w)")
_BLOCK = re.compile(r"^[^\S\n]*>[^\n]*(?:\n[^\S\n]*>[^\n]*)*", re.MULTILINE)
_MARK = re.compile(r"^[^\S\n]*>[^\S\n]?", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?…][”»\"’)]*(?=\s)|\n\s*\n")
_AROUND = 200  # characters before and after a quotation in which its speaker may be named


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation in a draft: its words as written, its line from 1, and who is named as saying it.

    `start` and `end` are the range, its marks included, in the draft.
    """

    text: str
    line: int
    start: int
    end: int
    claimed: str | None


@dataclass(frozen=True, slots=True)
class DraftQuotations:
    """The quotations of a draft in order, and how many were too short to be checked."""

    quotations: tuple[DraftQuotation, ...]
    too_short: int


def extract(draft: str) -> DraftQuotations:
    r"""Find the quotations of a draft in every style of marks, and its block quotes.

    A quotation inside another is a part of it. Those of fewer than three words are only counted.

    >>> [found.text for found in extract("“We left it,” said Lio Marten.\n> I was ill.").quotations]
    ['We left it,', 'I was ill.']
    """
    spans = _outermost([*_block_quotes(draft), *_marked(draft)])
    found = [_quotation(draft, spans, at) for at in range(len(spans))]
    long_enough = [each for each in found if len(split_words(each.text)) >= FEWEST_WORDS]
    return DraftQuotations(tuple(long_enough), len(found) - len(long_enough))


def _quotation(draft: str, spans: list[Span], at: int) -> DraftQuotation:
    span = spans[at]
    written = draft[span.start : span.end]
    is_block = written.lstrip().startswith(">")
    text = _MARK.sub("", written) if is_block else written[1:-1]
    line = draft.count("\n", 0, span.start) + 1
    before = spans[at - 1].end if at else 0
    after = spans[at + 1].start if at + 1 < len(spans) else len(draft)
    claimed = _claimed(
        draft, span, max(before, span.start - _AROUND), min(after, span.end + _AROUND)
    )
    return DraftQuotation(text.strip(), line, span.start, span.end, claimed)


def _claimed(draft: str, span: Span, start: int, end: int) -> str | None:
    """Find who is said to have said a quotation, in its sentence, or the one it goes on from."""
    is_ended = draft[span.start : span.end - 1].endswith(".")
    behind = "" if is_ended else draft[span.end : end]
    stop = _SENTENCE_END.search(behind)
    own_behind = behind[: stop.start()] if stop else behind
    before = draft[start : span.start]
    stops = list(_SENTENCE_END.finditer(before))
    own_before = before[stops[-1].end() :] if stops else before
    return speaker_in(own_behind) or speaker_in(own_before)


def _block_quotes(draft: str) -> Iterator[Span]:
    for found in _BLOCK.finditer(draft):
        yield Span(*found.span())


def _marked(draft: str) -> Iterator[Span]:
    for opening, closing in _PAIRS:
        yield from _between(draft, opening, closing)
    for pattern in (_STRAIGHT, _SINGLE):
        for found in pattern.finditer(draft):
            yield Span(*found.span())


def _between(draft: str, opening: str, closing: str) -> Iterator[Span]:
    """Yield the ranges between two marks that stand in one paragraph, nested ones with the outer.

    A closing single mark inside a word is an apostrophe.
    """
    start, depth = 0, 0
    for at, mark in enumerate(draft):
        if depth and (at - start > _LONGEST or draft.startswith("\n\n", at)):
            depth = 0
        if mark in closing and depth and not _is_apostrophe(draft, at):
            depth -= 1
            if depth == 0:
                yield Span(start, at + 1)
        elif mark == opening:
            start = start if depth else at
            depth += 1


def _is_apostrophe(draft: str, at: int) -> bool:
    return draft[at] == "’" and at + 1 < len(draft) and draft[at + 1].isalnum()


def _outermost(spans: list[Span]) -> list[Span]:
    """Keep the ranges that lie in no other, in order; of two that cross, the first."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
