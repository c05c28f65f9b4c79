"""What was measured of each tool -> its figures, the table and the bars that are missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from benchmarks.peers.protocol import Hit
from benchmarks.retrieval.measuring import holds

OURS = "Pullquote"
_SLOW = 95  # the percentile that is shown beside the median


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one tool over one collection.

    `ranks` are where the right paragraph stood among what was displayed (from 1), none if not;
    `verbatim` is the share of the texts displayed that are slices of their article.
    """

    index_seconds: float
    index_peak_mib: float
    first_answer_seconds: tuple[float, ...]
    milliseconds: tuple[float, ...]
    peak_mib: float
    ranks: tuple[int | None, ...]
    verbatim: float

    @property
    def first_answer(self) -> float:
        """The median seconds from the start of a process to its first answer."""
        return median(self.first_answer_seconds)

    @property
    def per_question(self) -> float:
        """The median milliseconds of a question."""
        return median(self.milliseconds)

    def hit_at(self, depth: int) -> float:
        """Compute the share of the questions whose paragraph is among the first `depth`."""
        found = sum(rank is not None and rank <= depth for rank in self.ranks)
        return found / len(self.ranks)


def rank_of(gold: str, hits: Sequence[Hit], paragraphs: Mapping[str, str]) -> int | None:
    """Find where the gold paragraph stands among what is displayed, as the retrieval benchmark."""
    for rank, hit in enumerate(hits, 1):
        if holds(paragraphs[hit.id], gold):
            return rank
    return None


def verbatim_share(hits: Sequence[Hit], articles: Mapping[str, str]) -> float:
    """Compute the share of the texts displayed that stand so in their article.

    `articles` maps ids to texts; a hit's id is that of the article, a slash and the paragraph's
    number. Where nothing is displayed, nothing is verbatim.
    """
    slices = sum(hit.text != "" and hit.text in articles[_article_id(hit)] for hit in hits)
    return slices / len(hits) if hits else 0.0


def table(name: str, measured: Mapping[str, Measured]) -> str:
    """Lay the figures of a collection out as a Markdown table; × is how many times ours."""
    ours = measured[OURS]
    lines = [
        f"| {name} | first answer, s | one question, ms | {_SLOW} % within, ms | hit@1 | hit@3 |"
        " verbatim | indexing, s | memory asking, MiB | memory indexing, MiB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for tool, line in measured.items():
        cells = (
            tool,
            f"{line.first_answer:.2f} (×{line.first_answer / ours.first_answer:.2f})",
            f"{line.per_question:.1f} (×{line.per_question / ours.per_question:.2f})",
            f"{np.percentile(line.milliseconds, _SLOW):.1f}",
            f"{line.hit_at(1):.3f}",
            f"{line.hit_at(3):.3f}",
            f"{line.verbatim:.2%}",
            f"{line.index_seconds:.1f} (×{line.index_seconds / ours.index_seconds:.2f})",
            f"{line.peak_mib:.0f}",
            f"{line.index_peak_mib:.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def missed_bars(name: str, measured: Mapping[str, Measured]) -> list[str]:
    """List every bar that ours misses: before each peer at each figure, and all of it verbatim."""
    ours = measured[OURS]
    missed = []
    for peer, theirs in measured.items():
        if peer == OURS:
            continue
        against = f"{name} against {peer}"
        if ours.first_answer >= theirs.first_answer:
            missed.append(
                f"{against}: first answer {ours.first_answer:.2f} s, theirs"
                f" {theirs.first_answer:.2f} s"
            )
        if ours.per_question >= theirs.per_question:
            missed.append(
                f"{against}: one question {ours.per_question:.1f} ms, theirs"
                f" {theirs.per_question:.1f} ms"
            )
        if ours.hit_at(1) <= theirs.hit_at(1):
            missed.append(f"{against}: hit@1 {ours.hit_at(1):.3f}, theirs {theirs.hit_at(1):.3f}")
    if ours.verbatim < 1:
        missed.append(f"{name}: {ours.verbatim:.4%} of what is displayed is verbatim")
    return missed


def _article_id(hit: Hit) -> str:
    return hit.id.rpartition("/")[0]
