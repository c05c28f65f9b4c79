"""Fits how much a reader counts beside search: the order of candidates, and the probability.

Then what the wording's doubts take from it, by the near misses too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from benchmarks.reading.scoring import in_context
from benchmarks.reading.sought import Candidate, Sought
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from index.reading import outcome
from index.reading.outcome import Doubts, Heard, Mixture, judge
from index.reading.reader import Reading, ReadTwice, ToRead
from index.search.judging import doubt

_STRENGTH = 10.0  # scikit-learn's C: four numbers from thousands of questions need little penalty
_DOUBT_PENALTY = 3e-5  # of a doubt's squared log-odds, beside a mean loss of about .3
_SEEMS = 0.5  # the probability from which something seems to answer
_LEAST = 0.01  # of the weights of what a reader says, of which one may count next to nothing


@dataclass(frozen=True, slots=True)
class Read:
    """A question with its candidates, what the reader says of each, and what the wording does."""

    sought: Sought
    readings: tuple[ReadTwice, ...]
    doubts: tuple[Doubts, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Questions of one set, and how much each counts in a fit.

    Near misses count nothing but for the doubts: how often somebody asks one is not known, and the
    sets hold as many of them as of all others, so that they would make every number too low.
    """

    read: Sequence[Read]
    weight: float


def join(sought: Sequence[Sought], readings: Sequence[ReadTwice]) -> tuple[Read, ...]:
    """Put the readings of a set beside its questions."""
    found, first = [], 0
    for asked in sought:
        end = first + len(asked.candidates)
        said = tuple(readings[first:end])
        doubts = tuple(
            _doubts(asked.question, candidate, reading.whole)
            for candidate, reading in zip(asked.candidates, said, strict=True)
        )
        found.append(Read(asked, said, doubts))
        first = end
    return tuple(found)


def _doubts(question: str, candidate: Candidate, said: Reading) -> Doubts:
    # The whole article is not kept, but whether it lacks any name of the question is.
    article = "" if candidate.name_missing else question
    return doubt(ToRead(question, in_context(candidate)), said, article)


def heard(read: Read, most: int) -> list[Heard]:
    """Lay out the candidates of a question, of which the reader reads so many."""
    return [
        Heard(candidate.rank_value, said if at < most else None)
        for at, (candidate, said) in enumerate(
            zip(read.sought.candidates, read.readings, strict=True)
        )
    ]


def probability(read: Read, at: int, mixture: Mixture) -> float:
    """Compute how probably a candidate answers, with what its wording holds against it."""
    return outcome.probability(
        read.readings[at],
        read.sought.log_odds,
        read.sought.size,
        mixture,
        read.doubts[at],
    )


def fit(sets: Sequence[Weighed], *, most: int) -> Mixture:
    """Fit the mixture without doubts, then what they take, then the mixture with them."""
    ordering = Mixture(*_fit_order(sets, most), 1.0, 0.0, 0.0, 0.0)
    credulous = _fit_probability(sets, most, ordering)
    denying = _fit_probability(sets, most, _fit_undenied(sets, most, credulous))
    return replace(denying, unsaid=_share_of_unsaid(sets, most, denying))


def _fit_probability(sets: Sequence[Weighed], most: int, ordering: Mixture) -> Mixture:
    """Fit the probability that the first in order answers."""
    rows, right, weights = [], [], []
    for weighed in sets:
        for read in weighed.read:
            if read.sought.kind == "near_miss":
                continue
            order = judge(heard(read, most), 0.0, 1, ordering).order
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


def _fit_undenied(sets: Sequence[Weighed], most: int, credulous: Mixture) -> Mixture:
    """Find what a denial that is not said takes; near misses count like all others."""
    gates, denied, signs, weights = [], [], [], []
    for read, first, weight in _firsts(sets, most, credulous):
        found = probability(read, first, credulous)
        gates.append(log(found / (1 - found)))
        denied.append(float(read.doubts[first].is_undenied))
        signs.append(1.0 if _is_right(read, first) else -1.0)
        weights.append(weight)
    gate, taken, sign = np.array(gates), credulous.read * np.array(denied), np.array(signs)
    shares = np.array(weights) / sum(weights)

    def loss(parts: NDArray[np.float64]) -> float:
        logits = sign * (gate + parts[0] - taken * parts[1])
        return float(shares @ np.logaddexp(0, -logits) + _DOUBT_PENALTY * parts[1] ** 2)

    found_parts = minimize(
        loss, np.zeros(2), method="L-BFGS-B", bounds=[(None, None), (0.0, None)]
    ).x
    return replace(credulous, undenied=float(found_parts[1]))


def _share_of_unsaid(sets: Sequence[Weighed], most: int, mixture: Mixture) -> float:
    """Compute the share that answers of what seems to, and says nothing of the kind asked for."""
    right = [
        (_is_right(read, first), weight)
        for read, first, weight in _firsts(sets, most, mixture)
        if read.doubts[first].is_unsaid and probability(read, first, mixture) >= _SEEMS
    ]
    total = sum(weight for _, weight in right)
    return sum(weight for is_right, weight in right if is_right) / total if total else 1.0


def _firsts(
    sets: Sequence[Weighed], most: int, mixture: Mixture
) -> Iterator[tuple[Read, int, float]]:
    """Go over all questions, near misses too, with the first in order and what each counts."""
    for weighed in sets:
        for read in weighed.read:
            order = judge(heard(read, most), 0.0, 1, mixture).order
            yield read, order[0], weighed.weight


def _is_right(read: Read, first: int) -> bool:
    return read.sought.kind == "answerable" and read.sought.candidates[first].is_gold


def _features(read: Read, first: int, mixture: Mixture) -> tuple[float, float, float]:
    sought = read.sought
    taken = mixture.undenied * read.doubts[first].is_undenied
    read_as = outcome.log_odds(read.readings[first], mixture)
    return read_as - taken, sought.log_odds, log(max(1, sought.size))


def _fit_order(sets: Sequence[Weighed], most: int) -> tuple[float, float]:
    """Find `part` and `rank_value` of the mixture under which the golds are the likeliest first."""
    groups = list(_groups(sets, most))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros(len(weights))
        for said, golds, weight in groups:
            values = said @ weights
            powers = np.exp(values - values.max())
            right = powers * golds
            total -= weight * float(np.log(right.sum() / powers.sum()))
            slope -= weight * ((right / right.sum() - powers / powers.sum()) @ said)
        return total, slope

    bounds = [(_LEAST, None), (_LEAST, None), (0.0, None)]
    whole, part, rank = minimize(loss, np.ones(3), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(part / (whole + part)), float(rank / (whole + part))


def _groups(
    sets: Sequence[Weighed], most: int
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.bool_], float]]:
    """Give of each question what is said of its candidates, whole, part and rank: (n, 3)."""
    for weighed in sets:
        for read in weighed.read:
            candidates = read.sought.candidates[:most]
            golds = np.array([candidate.is_gold for candidate in candidates])
            if read.sought.kind == "answerable" and golds.any():
                said = [
                    (twice.whole.log_odds, twice.part, candidate.rank_value)
                    for twice, candidate in zip(read.readings, candidates, strict=False)
                ]
                yield np.array(said), golds, weighed.weight
