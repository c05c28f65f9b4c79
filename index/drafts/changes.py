"""Two revisions of an article -> the paragraphs that were added, changed and removed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from index.drafts.records import ParagraphChange, Shown
from index.records import ChangeCounts, Paragraph

# Of 100: a paragraph that shares less of its letters with another is a new one in its place.
_STILL_THE_SAME = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """The paragraphs that differ between two revisions, in reading order; how many do not."""

    differing: tuple[ParagraphChange[Paragraph], ...]
    unchanged: int


def compare(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Comparison:
    """Pair the paragraphs of two revisions, headings among them."""
    matcher = SequenceMatcher(
        None,
        [paragraph.text for paragraph in old],
        [paragraph.text for paragraph in new],
        autojunk=False,
    )
    differing: list[ParagraphChange[Paragraph]] = []
    unchanged = 0
    for kind, first, end, new_first, new_end in matcher.get_opcodes():
        if kind == "equal":
            unchanged += end - first
        else:
            differing.extend(_pair(old[first:end], new[new_first:new_end]))
    return Comparison(tuple(differing), unchanged)


def count(changes: Sequence[ParagraphChange[Shown]]) -> ChangeCounts:
    """Count the paragraphs that were added, changed and removed."""
    added = sum(change.old is None for change in changes)
    removed = sum(change.new is None for change in changes)
    return ChangeCounts(added, len(changes) - added - removed, removed)


def _pair(
    old: Sequence[Paragraph], new: Sequence[Paragraph]
) -> Iterator[ParagraphChange[Paragraph]]:
    """Pair each new paragraph with the first later old one that shares half its letters."""
    next_old = 0
    for paragraph in new:
        for at in range(next_old, len(old)):
            if ratio(old[at].text, paragraph.text) >= _STILL_THE_SAME:
                yield from (ParagraphChange(gone, None) for gone in old[next_old:at])
                yield ParagraphChange(old[at], paragraph)
                next_old = at + 1
                break
        else:
            yield ParagraphChange(None, paragraph)
    yield from (ParagraphChange(gone, None) for gone in old[next_old:])
