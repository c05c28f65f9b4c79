"""Two revisions of an article -> which paragraphs were added, changed and removed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from index.records import Article, Paragraph
from index.text import paragraphs

# Of 100: a paragraph that shares less of its letters with another is a new one in its place.
_STILL_THE_SAME = 50


@dataclass(frozen=True, slots=True)
class Pairing:
    """A paragraph of the old text, and of the new: one is `None` where it has no counterpart."""

    old: Paragraph | None
    new: Paragraph | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two texts, in reading order, and how many paragraphs do not."""

    differing: tuple[Pairing, ...]
    unchanged: int


def compare(old: Article, new: Article) -> Comparison:
    """Pair the paragraphs of two revisions; headings count, what is skipped does not."""
    before, after = paragraphs.split(old), paragraphs.split(new)
    matcher = SequenceMatcher(
        None, [one.text for one in before], [one.text for one in after], autojunk=False
    )
    differing: list[Pairing] = []
    unchanged = 0
    for kind, first, end, new_first, new_end in matcher.get_opcodes():
        if kind == "equal":
            unchanged += end - first
        else:
            differing.extend(_pair(before[first:end], after[new_first:new_end]))
    return Comparison(tuple(differing), unchanged)


def _pair(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[Pairing]:
    """Pair each new paragraph with the next old one that it goes back to, if there is one."""
    next_old = 0
    for one in new:
        for at in range(next_old, len(old)):
            if ratio(old[at].text, one.text) >= _STILL_THE_SAME:
                yield from (Pairing(gone, None) for gone in old[next_old:at])
                yield Pairing(old[at], one)
                next_old = at + 1
                break
        else:
            yield Pairing(None, one)
    yield from (Pairing(gone, None) for gone in old[next_old:])
