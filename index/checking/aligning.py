"""The words of a quotation beside those of a text -> where they agree, and where they differ. Pure.

Words are compared in their plain form, so that case, quotation marks and spaces make no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.text.stems import PlacedWord

LONGEST_GAP = 5  # words that a text has more than its quotation; more is a gap, not a slip
_AROUND = 2  # words looked at beside a place
FEWEST_TOGETHER = 2
"""The words in a row that tell a place; a single one stands anywhere."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the source and what the quotation has instead; one of the two may be empty."""

    source: str
    written: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of words that both have: its first words in the quotation and the text, its length."""

    written: int
    text: int
    length: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The place of a quotation in a text: its range, and the runs of words that both have.

    `start` and `end` are offsets into the text. `share` is how many of the quotation's words stand
    there, from 0 to 1.
    """

    written: Sequence[PlacedWord]
    text: Sequence[PlacedWord]
    blocks: tuple[Block, ...]
    first: int
    last: int

    @property
    def start(self) -> int:
        """Return the offset of the first word of the place."""
        return self.text[self.first].start

    @property
    def end(self) -> int:
        """Return the offset after the last word of the place."""
        return self.text[self.last].end

    @property
    def share(self) -> float:
        """Compute the share of the quotation's words that stand at the place."""
        return sum(block.length for block in self.blocks) / len(self.written)

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """List, for each pair of neighbouring runs, how many words are between them in each."""
        return tuple(
            (
                after.written - before.written - before.length,
                after.text - before.text - before.length,
            )
            for before, after in zip(self.blocks, self.blocks[1:], strict=False)
        )

    def differences(self, quotation: str, text: str) -> tuple[Difference, ...]:
        """List the words that differ, as they are written, in order."""
        ends = Block(len(self.written), self.last + 1, 0)
        found, at = [], (0, self.first)
        for block in (*self.blocks, ends):
            written = _slice(quotation, self.written[at[0] : block.written])
            source = _slice(text, self.text[at[1] : block.text])
            if written or source:
                found.append(Difference(source, written))
            at = block.written + block.length, block.text + block.length
        return tuple(found)


def align(
    written: Sequence[PlacedWord],
    text: Sequence[PlacedWord],
    *,
    whole: bool = False,
    fewest: int = FEWEST_TOGETHER,
) -> Alignment | None:
    """Find the place of a text where most words of a quotation stand in their order.

    `None` if not even the `fewest` words stand there side by side. Words of the quotation that the
    place lacks at its ends are matched with as many of the text, or, if the `whole` text is its
    place, with all.
    """
    if not written or not text:
        return None
    blocks = _blocks(written, text, 0, len(text))
    if not blocks or max(block.length for block in blocks) < min(fewest, len(written)):
        return None
    if whole:
        return Alignment(written, text, tuple(blocks), 0, len(text) - 1)
    first, after = _bounds(written, text, blocks)
    # A short word at an end was matched with the first of its kind, perhaps far away.
    blocks = _blocks(written, text, max(0, first - _AROUND), min(len(text), after + _AROUND))
    first, after = _bounds(written, text, blocks)
    return Alignment(written, text, tuple(blocks), first, after - 1)


def _bounds(
    written: Sequence[PlacedWord], text: Sequence[PlacedWord], blocks: Sequence[Block]
) -> tuple[int, int]:
    """Find the first word of a place and the one after it, words that it lacks included."""
    first, last = blocks[0], blocks[-1]
    behind = len(written) - last.written - last.length
    return max(0, first.text - first.written), min(len(text), last.text + last.length + behind)


def _blocks(
    written: Sequence[PlacedWord], text: Sequence[PlacedWord], start: int, end: int
) -> list[Block]:
    """Find the runs of words that a quotation and a range of a text have, near one another."""
    # What is given second is indexed by its words, so the shorter of the two.
    matcher = SequenceMatcher(
        None,
        [word.plain for word in text[start:end]],
        [word.plain for word in written],
        autojunk=False,
    )
    found = [Block(match.b, start + match.a, match.size) for match in matcher.get_matching_blocks()]
    return _nearby([block for block in found if block.length])


def _nearby(blocks: list[Block]) -> list[Block]:
    """Keep the longest run and those that stand near it, without single words far away."""
    if not blocks:
        return []
    longest = max(range(len(blocks)), key=lambda at: (blocks[at].length, -at))
    first = last = longest
    while first > 0 and _belongs(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _belongs(blocks[last + 1], blocks[last], after=True):
        last += 1
    return blocks[first : last + 1]


def _belongs(block: Block, kept: Block, *, after: bool = False) -> bool:
    """Tell whether a run belongs to the place of its neighbour: near it, or long itself."""
    before, behind = (kept, block) if after else (block, kept)
    between = behind.text - before.text - before.length
    return between <= 2 * LONGEST_GAP or block.length > 2 * FEWEST_TOGETHER


def _slice(text: str, words: Sequence[PlacedWord]) -> str:
    return text[words[0].start : words[-1].end] if words else ""
