"""Fits how much a reader counts beside search: the order of candidates, and the probability.

Then how much the wording's doubts take from it, by the near misses too: that is how much likelier a
doubt is beside them than beside an answer, and how many of them are asked does not change it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from math import log

import numpy as np
from benchmarks.reading.scoring import in_context
from benchmarks.reading.sought import Candidate, Sought
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from sklearn.linear_model import LogisticRegression

from index.reading.outcome import Doubts, Heard, Mixture, doubt, doubted, judge
from index.reading.reader import Reading

_STRENGTH = 10.0  # scikit-learn's C: four numbers from thousands of questions need little penalty
_DOUBT_PENALTY = 3e-5  # of a doubt's squared log-odds, beside a mean loss of about .3
_LARGEST = 5.0  # of search's ranking beside one of the reader's log-odds


@dataclass(frozen=True, slots=True)
class Read:
    """A question with its candidates, what the reader says of each, and what the wording does."""

    sought: Sought
    readings: tuple[Reading, ...]
    doubts: tuple[Doubts, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Questions of one set, and how much each counts in a fit.

    Near misses count nothing but for the doubts: how often somebody asks one is not known, and the
    sets hold as many of them as of all others, so that they would make every number too low.
    """

    read: Sequence[Read]
    weight: float


def join(sought: Sequence[Sought], readings: Sequence[Reading]) -> tuple[Read, ...]:
    """Put the readings of a set beside its questions."""
    found, first = [], 0
    for asked in sought:
        end = first + len(asked.candidates)
        said = tuple(readings[first:end])
        doubts = tuple(
            _doubts(asked.question, candidate, reading)
            for candidate, reading in zip(asked.candidates, said, strict=True)
        )
        found.append(Read(asked, said, doubts))
        first = end
    return tuple(found)


def _doubts(question: str, candidate: Candidate, said: Reading) -> Doubts:
    start, end = candidate.sentences[said.weights.index(max(said.weights))]
    return doubt(question, in_context(candidate), candidate.text[start:end])


def heard(read: Read, most: int, mixture: Mixture) -> list[Heard]:
    """Lay out the candidates of a question, of which the reader reads so many."""
    return [
        Heard(candidate.rank_value, _log_odds(read, at, mixture) if at < most else None)
        for at, candidate in enumerate(read.sought.candidates)
    ]


def _log_odds(read: Read, at: int, mixture: Mixture) -> float:
    return doubted(read.readings[at].log_odds, read.doubts[at], mixture)


def fit(sets: Sequence[Weighed], *, most: int) -> Mixture:
    """Fit the mixture without doubts, then what they take, then the mixture with them."""
    credulous = _fit_mixture(sets, most, Mixture(0.0, 1.0, 0.0, 0.0, 0.0))
    return _fit_mixture(sets, most, _fit_doubts(sets, most, credulous))


def _fit_mixture(sets: Sequence[Weighed], most: int, doubting: Mixture) -> Mixture:
    """Fit the order, and then the probability that the first in it answers."""
    ordering = replace(doubting, rank_value=_fit_rank(sets, most, doubting))
    rows, right, weights = [], [], []
    for weighed in sets:
        for read in weighed.read:
            if read.sought.kind == "near_miss":
                continue
            order = judge(heard(read, most, ordering), 0.0, 1, ordering).order
            rows.append(_features(read, order[0], ordering))
            right.append(_is_right(read, order[0]))
            weights.append(weighed.weight)
    matrix = np.array(rows)
    spread = matrix.std(axis=0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=5000)
    model.fit(matrix / spread, np.array(right), sample_weight=np.array(weights))
    read_weight, searched, size = (float(value) for value in model.coef_[0] / spread)
    intercept = float(model.intercept_[0])
    return replace(ordering, read=read_weight, searched=searched, size=size, intercept=intercept)


def _fit_doubts(sets: Sequence[Weighed], most: int, credulous: Mixture) -> Mixture:
    """Find what each doubt takes from the reader's log-odds; near misses count like all others."""
    gates, rows, right, weights = [], [], [], []
    for weighed in sets:
        for read in weighed.read:
            found = judge(
                heard(read, most, credulous), read.sought.log_odds, read.sought.size, credulous
            )
            first = read.doubts[found.order[0]]
            gates.append(log(found.probability / (1 - found.probability)))
            rows.append((1.0, *(-credulous.read * taken for taken in astuple(first))))
            right.append(_is_right(read, found.order[0]))
            weights.append(weighed.weight)
    matrix, signs = np.array(rows), np.where(right, 1.0, -1.0)
    shares = np.array(weights) / sum(weights)

    def loss(parts: NDArray[np.float64]) -> float:
        logits = signs * (np.array(gates) + matrix @ parts)
        return float(shares @ np.logaddexp(0, -logits) + _DOUBT_PENALTY * parts[1:] @ parts[1:])

    bounds = [(None, None), *[(0.0, None)] * 3]
    found_parts = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=bounds).x
    unsaid, unnamed, undenied = (float(value) for value in found_parts[1:])
    return replace(credulous, unsaid=unsaid, unnamed=unnamed, undenied=undenied)


def _is_right(read: Read, first: int) -> bool:
    return read.sought.kind == "answerable" and read.sought.candidates[first].is_gold


def _features(read: Read, first: int, mixture: Mixture) -> tuple[float, float, float]:
    sought = read.sought
    return _log_odds(read, first, mixture), sought.log_odds, log(max(1, sought.size))


def _fit_rank(sets: Sequence[Weighed], most: int, doubting: Mixture) -> float:
    """Find the weight of search's ranking under which the golds are the likeliest first."""
    groups = list(_groups(sets, most, doubting))

    def loss(parts: NDArray[np.float64]) -> float:
        total = 0.0
        for log_odds, values, golds, weight in groups:
            mixed = parts[0] * (log_odds + parts[1] * values)
            mixed = mixed - mixed.max()
            powers = np.exp(mixed)
            total -= weight * float(np.log(powers[golds].sum() / powers.sum()))
        return total

    def best_scale(rank_value: float) -> float:
        return float(
            minimize_scalar(
                lambda scale: loss(np.array([scale, rank_value])), bounds=(0.1, 3), method="bounded"
            ).fun
        )

    return float(minimize_scalar(best_scale, bounds=(0, _LARGEST), method="bounded").x)


def _groups(
    sets: Sequence[Weighed], most: int, doubting: Mixture
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], float]]:
    for weighed in sets:
        for read in weighed.read:
            candidates = read.sought.candidates[:most]
            golds = np.array([candidate.is_gold for candidate in candidates])
            if read.sought.kind == "answerable" and golds.any():
                log_odds = np.array(
                    [_log_odds(read, at, doubting) for at in range(len(candidates))]
                )
                values = np.array([candidate.rank_value for candidate in candidates])
                yield log_odds, values, golds, weighed.weight
