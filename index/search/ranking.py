"""The features of candidates -> the probability that each answers the question. Pure.

Two small linear models. The ranking orders the candidates of a question (conditional logit,
McFadden 1974: a softmax over the candidates). The gate looks at the best candidate and at the
question, and computes how probable it is that this candidate answers (logistic regression). The
probability of another candidate is that of the best times the ratio of their softmax weights. So
the same number ranks the passages and decides the outcome.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search.features import RANK_FEATURES, Measured

GATE_FEATURES = (
    "paragraph_similarity",
    "sentence_similarity",
    "word_share",
    "name_missing",
    "unknown_share",
    "question_length",
    "rank_value",
    "rank_weight",
    "support",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted coefficients: those of the ranking (f,), and of the gate (g,) with its intercept."""

    rank: NDArray[np.float64]
    gate: NDArray[np.float64]
    intercept: float


def gate_features(measured: Measured, rank: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the features of the gate, float64 (g,), from the coefficients of the ranking."""
    values = measured.features @ rank
    top = int(values.argmax())
    weight = 1.0 / np.exp(values - values[top]).sum()
    by_name = dict(zip(RANK_FEATURES, measured.features[top], strict=True))
    return np.array(
        [
            by_name["paragraph_similarity"],
            by_name["sentence_similarity"],
            by_name["word_share"],
            measured.name_missing[top],
            measured.unknown_share,
            measured.question_length,
            values[top],
            np.log(weight),
            measured.support,
        ]
    )


def probabilities(measured: Measured, weights: Weights) -> NDArray[np.float64]:
    """Compute the probability that each candidate answers: float64 (n,)."""
    values = measured.features @ weights.rank
    gate = float(gate_features(measured, weights.rank) @ weights.gate) + weights.intercept
    best = 1.0 / (1.0 + np.exp(-gate))
    relative: NDArray[np.float64] = np.exp(values - values.max())
    return np.asarray(best * relative, dtype=np.float64)
