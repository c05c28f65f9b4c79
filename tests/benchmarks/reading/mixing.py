"""Fits how much a reader counts beside search: the order of candidates, and the probability."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from benchmarks.reading.sought import Sought
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from index.reading.outcome import Heard, Mixture, judge
from index.reading.reader import Reading

_STRENGTH = 10.0  # scikit-learn's C: four numbers from thousands of questions need little penalty
_LARGEST = 5.0  # of search's ranking beside one of the reader's log-odds


@dataclass(frozen=True, slots=True)
class Read:
    """A question with its candidates, and what the reader says of each."""

    sought: Sought
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Questions of one set, and how much each counts in a fit.

    Near misses count nothing: how often somebody asks one is not known, and the sets hold as many
    of them as of all others, so that they would make every number too low.
    """

    read: Sequence[Read]
    weight: float


def join(sought: Sequence[Sought], readings: Sequence[Reading]) -> tuple[Read, ...]:
    """Put the readings of a set beside its questions."""
    found, first = [], 0
    for asked in sought:
        end = first + len(asked.candidates)
        found.append(Read(asked, tuple(readings[first:end])))
        first = end
    return tuple(found)


def heard(read: Read, most: int) -> list[Heard]:
    """Lay out the candidates of a question, of which the reader reads so many."""
    return [
        Heard(candidate.rank_value, said.log_odds if at < most else None)
        for at, (candidate, said) in enumerate(
            zip(read.sought.candidates, read.readings, strict=True)
        )
    ]


def fit(sets: Sequence[Weighed], *, most: int) -> Mixture:
    """Fit the order, and then the probability that the first in it answers."""
    rank_value = _fit_rank(sets, most)
    rough = Mixture(rank_value, 1.0, 0.0, 0.0, 0.0)
    rows, right, weights = [], [], []
    for weighed in sets:
        for read in weighed.read:
            if read.sought.kind == "near_miss":
                continue
            order = judge(heard(read, most), 0.0, 1, rough).order
            rows.append(_features(read, order[0]))
            right.append(_is_right(read, order[0]))
            weights.append(weighed.weight)
    matrix = np.array(rows)
    spread = matrix.std(axis=0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=5000)
    model.fit(matrix / spread, np.array(right), sample_weight=np.array(weights))
    read_weight, searched, size = (float(value) for value in model.coef_[0] / spread)
    return Mixture(rank_value, read_weight, searched, size, float(model.intercept_[0]))


def _is_right(read: Read, first: int) -> bool:
    return read.sought.kind == "answerable" and read.sought.candidates[first].is_gold


def _features(read: Read, first: int) -> tuple[float, float, float]:
    sought = read.sought
    return read.readings[first].log_odds, sought.log_odds, log(max(1, sought.size))


def _fit_rank(sets: Sequence[Weighed], most: int) -> float:
    """Find the weight of search's ranking under which the golds are the likeliest first."""
    groups = list(_groups(sets, most))

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
    sets: Sequence[Weighed], most: int
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], float]]:
    for weighed in sets:
        for read in weighed.read:
            candidates = read.sought.candidates[:most]
            golds = np.array([candidate.is_gold for candidate in candidates])
            if read.sought.kind == "answerable" and golds.any():
                log_odds = np.array([said.log_odds for said in read.readings[:most]])
                values = np.array([candidate.rank_value for candidate in candidates])
                yield log_odds, values, golds, weighed.weight
