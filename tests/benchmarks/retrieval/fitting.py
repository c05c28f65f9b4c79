"""Fits the ranking's coefficients to labelled questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks.retrieval.measuring import Asked
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from index.search.ranking import GATE_FEATURES, RANK_FEATURES, Weights, gate_features

_RANK_PENALTY = 3e-4  # of the squared standardised coefficients, beside a mean loss of about .3
_GATE_STRENGTH = 0.3  # scikit-learn's C: the inverse of the penalty
_LOCAL = "local_word_share"
_CALIBRATION_STRENGTH = 1e3  # two numbers from thousands of questions need no penalty


@dataclass(frozen=True, slots=True)
class Labelled:
    """Questions asked of one corpus, and how much they all weigh together in the fit."""

    asked: Sequence[Asked]
    weight: float


def fit(sets: Sequence[Labelled], *, vectors: bool) -> Weights:
    """Fit the ranking and then the gate; without `vectors` the similarities get no weight.

    Nor does the local word share then: beside no cosine it is all but the sentence fit, and was
    fitted with a minus, which put a paragraph that holds the words below one that does not.
    """
    used = np.array(
        [vectors or not ("similarity" in name or name == _LOCAL) for name in RANK_FEATURES]
    )
    rank = _fit_rank(sets, used)
    gate, intercept = _fit_gate(sets, rank, vectors=vectors)
    return Weights(rank, gate, intercept)


def _fit_rank(sets: Sequence[Labelled], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Minimise the negative log of the golds' softmax weight, with a ridge penalty."""
    groups = [
        (question.measured.features[:, used], question.golds, labelled.weight)
        for labelled in sets
        for question in labelled.asked
        if question.measured is not None and question.golds
    ]
    every = np.concatenate([features for features, _, _ in groups])
    spread = every.std(axis=0) + 1e-6
    sizes = np.array([len(features) for features, _, _ in groups])
    starts = np.cumsum(sizes) - sizes
    standard = every / spread
    is_gold = np.concatenate(
        [np.isin(np.arange(len(features)), golds) for features, golds, _ in groups]
    )
    weights = np.repeat([weight for _, _, weight in groups], sizes)
    weights = weights / weights[starts].sum()

    def loss(coefficients: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values = standard @ coefficients
        powers = np.exp(values - np.repeat(np.maximum.reduceat(values, starts), sizes))
        totals = np.add.reduceat(powers, starts)
        held = np.add.reduceat(powers * is_gold, starts)
        likelihood = weights[starts] @ np.log(held / totals)
        pull = powers * (is_gold / np.repeat(held, sizes) - 1 / np.repeat(totals, sizes))
        penalty = _RANK_PENALTY * coefficients @ coefficients
        slope = 2 * _RANK_PENALTY * coefficients - standard.T @ (pull * weights)
        return penalty - likelihood, slope

    found = minimize(loss, np.zeros(used.sum()), jac=True, method="L-BFGS-B").x
    rank = np.zeros(len(used))
    rank[used] = found / spread
    return rank


def _fit_gate(
    sets: Sequence[Labelled], rank: NDArray[np.float64], *, vectors: bool
) -> tuple[NDArray[np.float64], float]:
    """Fit whether the corpus holds the answer, then calibrate that to: the top paragraph is it.

    The first label separates better, the second is what the probability promises; a logistic
    function of the first one's logit keeps its order, so both are one set of coefficients.
    """
    rows, held, right, weights = [], [], [], []
    for labelled in sets:
        for question in labelled.asked:
            if question.measured is None:
                continue
            rows.append(gate_features(question.measured, rank))
            held.append(question.has_answer)
            right.append(int((question.measured.features @ rank).argmax()) in question.golds)
            weights.append(labelled.weight)
    matrix = np.array(rows)
    used = np.array(
        [vectors or ("similarity" not in name and name != "support") for name in GATE_FEATURES]
    )
    spread = matrix[:, used].std(axis=0) + 1e-6
    fitted = LogisticRegression(C=_GATE_STRENGTH, max_iter=2000)
    fitted.fit(matrix[:, used] / spread, held, sample_weight=weights)
    logits = fitted.decision_function(matrix[:, used] / spread)
    platt = LogisticRegression(C=_CALIBRATION_STRENGTH, max_iter=2000)
    platt.fit(logits[:, None], right, sample_weight=weights)
    slope = float(platt.coef_[0, 0])
    gate = np.zeros(len(used))
    gate[used] = slope * fitted.coef_[0] / spread
    return gate, slope * float(fitted.intercept_[0]) + float(platt.intercept_[0])
