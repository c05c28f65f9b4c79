"""What search measured and what a reader says of the candidates -> one probability.

Search alone cannot tell near from answering, and a reader alone is at times fooled by a passage
that no search would put first: so both count, for the order and for whether the first one answers.
The best of many paragraphs is nearer to any question than the best of few, which is no evidence;
how many were searched is counted against it, so that a number means the same on a hundred
paragraphs and on thirty thousand.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import exp, log
from pathlib import Path

import numpy as np

from index.errors import BadMetadata

PATH = Path(__file__).parent / "weights" / "mixture.json"
"""The mixture that ships, and its bars."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A candidate: its value in search's ranking, and the reader's log-odds.

    The first is `Measured.features @ Weights.rank`, or the logarithm of search's probability, which
    differs from it by the same for all; the second is `None` if it was not read.
    """

    rank_value: float
    log_odds: float | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The candidates' indices, best first, and the probability that the first one answers."""

    order: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """Fitted numbers: how candidates are ordered, and what the best one's probability rests on.

    `rank_value` is of search's ranking beside one of the reader's log-odds. The others are of the
    best candidate's reader log-odds, of search's own log-odds that the corpus answers, and of the
    natural logarithm of how many paragraphs were searched.
    """

    rank_value: float
    read: float
    searched: float
    size: float
    intercept: float


_LEAST = 1e-9  # a probability and its complement, where their logarithm is taken
_FIELDS = ("rank_value", "read", "searched", "size", "intercept")


@dataclass(frozen=True, slots=True)
class Packaged:
    """A fitted mixture, and the probability that so many off-corpus questions reach.

    `bars` are by the share of such questions that are answered, falsely: at 0.02, two in a hundred.
    `bar` is the one that an answer must reach, as long as no other is set. `weights` is the digest
    of the reader's weights that it was fitted with.
    """

    mixture: Mixture
    bars: Mapping[float, float]
    bar: float
    weights: str


def load(path: Path = PATH) -> Packaged:
    """Read a mixture and its bars; raises `BadMetadata` if the file does not hold them."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        bars = {float(rate): float(bar) for rate, bar in raw["bars"].items()}
        mixture = Mixture(**{name: float(raw["mixture"][name]) for name in _FIELDS})
        return Packaged(mixture, bars, float(raw["bar"]), str(raw["weights"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMetadata(
            f"{path} does not hold the reader's numbers ({error}); reinstall pullquote"
        ) from error


def save(packaged: Packaged, path: Path) -> None:
    """Write a mixture and its bars."""
    mixture = {name: round(value, 5) for name, value in asdict(packaged.mixture).items()}
    bars = {str(rate): round(bar, 4) for rate, bar in packaged.bars.items()}
    laid_out = {"mixture": mixture, "bars": bars, "bar": packaged.bar, "weights": packaged.weights}
    path.write_text(json.dumps(laid_out, indent=2) + "\n", "utf-8")


def bar_of(rate: float, bars: Mapping[float, float]) -> float:
    """Compute the bar that a share of off-corpus questions reaches, between those measured.

    >>> round(bar_of(0.02, {0.01: 0.6, 0.02: 0.4}), 3)
    0.4
    """
    rates = sorted(bars)
    reached = np.interp(log(rate), np.log(rates), [_logit(bars[each]) for each in rates])
    return float(1 / (1 + np.exp(-reached)))


def rate_of(bar: float, bars: Mapping[float, float]) -> float:
    """Compute the share of off-corpus questions that reach a bar, between those measured.

    Beyond them it is that of the nearest.
    """
    by_bar = sorted((_logit(held), log(rate)) for rate, held in bars.items())
    heights, rates = zip(*by_bar, strict=True)
    return float(np.exp(np.interp(_logit(bar), heights, rates)))


def judge(
    candidates: Sequence[Heard], search_log_odds: float, paragraphs: int, mixture: Mixture
) -> Judgement:
    """Order candidates, and say how probably the first answers; ties keep search's order.

    Candidates that were not read keep their order, below those that were. At least one was read.
    """
    order = sorted(range(len(candidates)), key=lambda at: (-_value(candidates[at], mixture), at))
    best = candidates[order[0]].log_odds
    if best is None:
        raise ValueError("no candidate was read")
    return Judgement(tuple(order), probability(best, search_log_odds, paragraphs, mixture))


def probability(
    log_odds: float, search_log_odds: float, paragraphs: int, mixture: Mixture
) -> float:
    """Compute how probably a candidate answers, of which a reader gave `log_odds`."""
    gate = (
        mixture.intercept
        + mixture.read * log_odds
        + mixture.searched * search_log_odds
        + mixture.size * log(max(1, paragraphs))
    )
    return 1 / (1 + exp(-gate))


def _logit(probability: float) -> float:
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return log(held / (1 - held))


def _value(candidate: Heard, mixture: Mixture) -> float:
    if candidate.log_odds is None:
        return candidate.rank_value - 1e6
    return candidate.log_odds + mixture.rank_value * candidate.rank_value
