"""The text of a source as it was read -> the text that is kept, and which ranges are no article."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from index.errors import UnreadableSource
from index.records import Span
from index.sources.fields import empty_match, skip_pattern

MAX_MARKS = 100
"""The most combining marks in a row: no script needs ten, and NFC takes their square in time."""

_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def normalise(text: str) -> str:
    r"""Return a text without a byte order mark, with `\n` for every kind of newline, in NFC.

    UnreadableSource when a letter has more than `MAX_MARKS` accents.

    >>> normalise("\ufeffMonday\r\nTuesday")
    'Monday\nTuesday'
    """
    if not text.isascii() and _has_a_heap_of_marks(text):
        raise UnreadableSource(
            f"holds over {MAX_MARKS} accents on one letter; remove them, they are no text"
        )
    return unicodedata.normalize("NFC", _NEWLINE.sub("\n", text.lstrip("\N{BOM}")))


def skipped_spans(text: str, skip: tuple[str, ...]) -> tuple[Span, ...]:
    r"""Return the ranges of a normalised text that `skip` cuts: sorted, disjoint, never empty.

    A plain entry cuts every line that holds just its words, a `/…/` entry every match.
    BadMetadata when a pattern is wrong or matches where nothing stands.

    >>> skipped_spans("Nobody was hurt.\n Share this \nThe end.", ("Share this", "/ end/"))
    (Span(start=17, end=29), Span(start=33, end=37))
    """
    found = sorted(
        (span for entry in skip for span in matches(text, entry)),
        key=lambda span: (span.start, span.end),
    )
    merged: list[Span] = []
    for span in found:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def matches(text: str, skip: str) -> Iterator[Span]:
    """Yield the ranges of a normalised text that a skip entry cuts.

    BadMetadata when the entry is a wrong pattern or matches where nothing stands.
    """
    pattern = skip_pattern(skip)
    if pattern is None:
        wanted = unicodedata.normalize("NFC", skip).strip()
        pattern = re.compile(rf"^[^\S\n]*{re.escape(wanted)}[^\S\n]*$", re.MULTILINE)
    for match in pattern.finditer(text):
        if match.start() == match.end():
            raise empty_match(skip)
        yield Span(match.start(), match.end())


def _has_a_heap_of_marks(text: str) -> bool:
    heaps = (run[0] for run in _possible_marks().finditer(text) if len(run[0]) > MAX_MARKS)
    return any(_longest_run_of_marks(heap) > MAX_MARKS for heap in heaps)


def _longest_run_of_marks(heap: str) -> int:
    runs = groupby(heap, key=lambda mark: unicodedata.combining(mark) != 0)
    return max((len(list(run)) for are_marks, run in runs if are_marks), default=0)


@cache
def _possible_marks() -> re.Pattern[str]:
    # Every mark of the plane in use, and all of the next: exactly would take ten times as long.
    marks = "".join(chr(code) for code in range(0x10000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}\U00010000-\U0001ffff]++")
