"""What came of each question -> the figures of a table, and the bars that they miss."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

OURS = "Pullquote"
FALSE_ANSWERS = 0.05
_BINS = 10
DEPTH = 10  # ranks looked at for the mean reciprocal rank; a gold further down counts as lost


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one question: the gold's rank (from 1, none if not found), the probability."""

    kind: str
    rank: int | None
    probability: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of the table; `None` where a collection lacks the questions for it."""

    hit_at_1: float
    hit_at_3: float
    mrr: float
    auroc_off_corpus: float | None
    auroc_near_miss: float | None
    answered: float | None
    calibration_error: float | None


def figures(judged: Sequence[Judged]) -> Figures:
    """Compute one line of the table."""
    by_kind = {
        kind: [judgement for judgement in judged if judgement.kind == kind]
        for kind in ("answerable", "off_corpus", "near_miss")
    }
    answerable, off = by_kind["answerable"], by_kind["off_corpus"]
    ranks = [judgement.rank for judgement in answerable]
    return Figures(
        *rank_figures(ranks),
        auroc_off_corpus=_auroc(answerable, off),
        auroc_near_miss=_auroc(answerable, by_kind["near_miss"]),
        answered=_answered(answerable, off),
        calibration_error=_calibration_error(answerable + off) if off else None,
    )


def rank_figures(ranks: Sequence[int | None]) -> tuple[float, float, float]:
    """Compute hit@1, hit@3 and the mean reciprocal rank of the golds' ranks."""
    found = np.array([rank if rank is not None and rank <= DEPTH else np.inf for rank in ranks])
    return float((found <= 1).mean()), float((found <= 3).mean()), float((1 / found).mean())


def missed_bars(
    found: dict[str, dict[str, Figures]], differences: int, noise: float = 0.0
) -> list[str]:
    """List every bar that the figures miss by more than the noise."""
    squad, clapnq = found["squad"][OURS], found["clapnq"][OURS]
    best = max(line.hit_at_1 for name, line in found["squad"].items() if name != OURS)
    bars = (
        ("squad hit@1", squad.hit_at_1, 0.88),
        ("squad hit@1 above the best baseline", squad.hit_at_1 - best, 0.04),
        ("squad hit@3", squad.hit_at_3, 0.965),
        ("squad AUROC off-corpus", squad.auroc_off_corpus or 0.0, 0.985),
        ("squad answered at 5 % false", squad.answered or 0.0, 0.92),
        ("clapnq hit@1", clapnq.hit_at_1, 0.975),
        ("clapnq hit@3", clapnq.hit_at_3, 0.995),
    )
    missed = [f"{name}: {value:.4f}, bar {bar}" for name, value, bar in bars if value < bar - noise]
    return missed + ([f"{differences} quotes differ from their article"] if differences else [])


def print_table(name: str, table: dict[str, Figures]) -> None:
    """Print one collection's figures as a Markdown table."""
    print(
        f"\n| {name} | hit@1 | hit@3 | MRR | AUROC off-corpus | AUROC near-miss |"
        " answered at 5 % false | calibration error |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for ranking_name, line in table.items():
        cells = [
            line.hit_at_1,
            line.hit_at_3,
            line.mrr,
            line.auroc_off_corpus,
            line.auroc_near_miss,
            line.answered,
            line.calibration_error,
        ]
        shown = ["" if cell is None else f"{cell:.3f}" for cell in cells]
        print(f"| {ranking_name} | " + " | ".join(shown) + " |")


def _auroc(positive: Sequence[Judged], negative: Sequence[Judged]) -> float | None:
    if not negative:
        return None
    labels = [1] * len(positive) + [0] * len(negative)
    return float(
        roc_auc_score(labels, [judgement.probability for judgement in (*positive, *negative)])
    )


def _answered(answerable: Sequence[Judged], off: Sequence[Judged]) -> float | None:
    """Compute the share answered at the bar that lets 5 % of the off-corpus questions through."""
    if not off:
        return None
    bar = np.quantile([judgement.probability for judgement in off], 1 - FALSE_ANSWERS)
    return float(np.mean([judgement.probability > bar for judgement in answerable]))


def _calibration_error(judged: Sequence[Judged]) -> float:
    return calibration_error(
        np.array([judgement.probability for judgement in judged]),
        np.array([judgement.rank == 1 for judgement in judged]),
    )


def calibration_error(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Compute the expected calibration error over ten equal bins (Naeini et al. 2015)."""
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    parts = [(bins == number) for number in range(_BINS) if (bins == number).any()]
    return float(
        sum(abs(probability[part].mean() - right[part].mean()) * part.mean() for part in parts)
    )
