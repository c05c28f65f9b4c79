"""How well a reader reads: python -m tests.benchmarks.reading.judging --candidates FOLDER.

Over the candidates that `reading.candidates` cached; what the reader says of them is kept in
`--readings` and read from there if it is. Prints for each set the figures of search alone, of the
reader alone and of both, all at one bar: the probability that 2 % of the off-corpus questions of
the sets that were fitted on reach. Five folds by article; on the news and the seeds nothing is
fitted.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.open_bench import FOLDS
from benchmarks.reading import mixing, scoring
from benchmarks.reading import sought as kept
from benchmarks.reading.mixing import Read, Weighed, heard
from benchmarks.reading.sought import DEPTH
from benchmarks.retrieval import figures

from index.embedding.exported import file_sha256
from index.reading import outcome
from index.reading.cross_encoder import WEIGHTS, CrossEncoder
from index.reading.outcome import Mixture, Packaged, judge

FITTED = {"squad": 1.0, "clapnq": 4.0, "like_news": 1.5, "small": 1.5, "large": 3.0}
"""How much a question of each set counts in the fit."""

HELD_OUT = ("news", "seeds")
FALSE_ANSWERS = 0.02
RATES = (0.01, 0.02, 0.05, 0.1)
_DRAWS = 2000
_SEED = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one question: the gold's rank from 1, if it was found, and the probability.

    `is_highlighted` says of a gold that stands first whether the sentence with the most weight
    answers; `None` where that is not known.
    """

    kind: str
    rank: int | None
    probability: float
    is_highlighted: bool | None


def main() -> None:
    """Read what is not read yet, fit, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--readings", type=Path, required=True)
    parser.add_argument("--most", type=int, default=DEPTH, help="candidates that are read")
    parser.add_argument("--write", action="store_true", help="ship the fitted numbers")
    arguments = parser.parse_args()
    sets = {
        name: load(arguments.candidates, arguments.readings, name) for name in (*FITTED, *HELD_OUT)
    }
    judged = judge_all(sets, arguments.most)
    bars = {rate: common_bar(judged, rate) for rate in RATES}
    bar = bars[FALSE_ANSWERS]
    print(f"one bar for all sets, by the share of false answers: {bars}")
    print(
        "| set | hit@1 | hit@3 | AUROC off | AUROC near | answered | false | near misses answered"
        " | highlighted | calibration error |"
    )
    print("|---" * 10 + "|")
    for name, answers in judged.items():
        print(f"| {name} | " + " | ".join(_figures(answers, bar)) + " |")
    mixture = mixing.fit(_weighed(sets, None), most=arguments.most)
    print(mixture)
    if arguments.write:
        digest = file_sha256(WEIGHTS)
        outcome.save(Packaged(mixture, bars, outcome.load().bar, digest), outcome.PATH)


def load(candidates: Path, readings: Path, name: str) -> tuple[Read, ...]:
    """Load a set's questions with what the reader says of them; it reads what it has not yet."""
    sought = kept.read(candidates / f"{name}.jsonl.gz")
    path = readings / f"readings-{name}.npz"
    if not path.exists():
        readings.mkdir(parents=True, exist_ok=True)
        reader = CrossEncoder(candidates / "models")
        scoring.write(path, scoring.read_all(sought, reader))
    return mixing.join(sought, scoring.read(path))


def judge_all(sets: dict[str, tuple[Read, ...]], most: int) -> dict[str, list[Judged]]:
    """Judge every question by a mixture that saw neither its set nor its fold."""
    folded = [mixing.fit(_weighed(sets, fold), most=most) for fold in range(FOLDS)]
    whole = mixing.fit(_weighed(sets, None), most=most)
    return {
        name: [
            _judge(read, whole if name in HELD_OUT else folded[read.sought.fold], most)
            for read in read_set
        ]
        for name, read_set in sets.items()
    }


def _weighed(sets: dict[str, tuple[Read, ...]], without: int | None) -> list[Weighed]:
    return [
        Weighed([read for read in sets[name] if read.sought.fold != without], weight)
        for name, weight in FITTED.items()
    ]


def _judge(read: Read, mixture: Mixture, most: int) -> Judged:
    sought = read.sought
    found = judge(heard(read, most), sought.log_odds, sought.size, mixture)
    golds = [rank for rank, at in enumerate(found.order, 1) if sought.candidates[at].is_gold]
    rank = golds[0] if golds and sought.kind == "answerable" else None
    first = found.order[0]
    answering = sought.candidates[first].is_answering
    highlighted = None
    if rank == 1 and any(answering):
        weights = read.readings[first].whole.weights
        highlighted = answering[max(range(len(weights)), key=lambda at: (weights[at], -at))]
    kind = "off_corpus" if sought.kind == "unanswerable" else sought.kind
    return Judged(kind, rank, mixing.probability(read, first, mixture), highlighted)


def common_bar(judged: dict[str, list[Judged]], rate: float) -> float:
    """Find the probability that so many off-corpus questions reach, each fitted set alike."""
    values: list[float] = []
    weights: list[float] = []
    for name in FITTED:
        off = [asked.probability for asked in judged[name] if asked.kind == "off_corpus"]
        values.extend(off)
        weights.extend(1 / len(off) for _ in off)
    order = np.argsort(values)[::-1]
    reached = np.cumsum(np.array(weights)[order]) / sum(weights)
    return float(np.array(values)[order][int(np.searchsorted(reached, rate))])


def _figures(judged: Sequence[Judged], bar: float) -> list[str]:
    def of(kind: str) -> list[Judged]:
        return [asked for asked in judged if asked.kind == kind]

    answerable, off, near = of("answerable"), of("off_corpus"), of("near_miss")
    highlighted = [asked.is_highlighted for asked in answerable if asked.is_highlighted is not None]
    return [
        _share(answerable, lambda asked: asked.rank == 1),
        _share(answerable, lambda asked: asked.rank is not None and asked.rank <= 3),
        f"{auroc(answerable, off):.3f}" if off else "",
        f"{auroc(answerable, near):.3f}" if near else "",
        _share(answerable, lambda asked: asked.probability > bar),
        _share(off, lambda asked: asked.probability > bar),
        _share(near, lambda asked: asked.probability > bar),
        f"{sum(highlighted)} of {len(highlighted)}",
        _calibration(answerable + off) if off else "",
    ]


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> str:
    return f"{np.mean([holds(asked) for asked in judged]):.3f}" if judged else ""


def auroc(positive: Sequence[Judged], negative: Sequence[Judged]) -> float:
    """Compute how well the probabilities of two kinds of questions are told apart."""
    labels = [1] * len(positive) + [0] * len(negative)
    return float(roc_auc_score(labels, [asked.probability for asked in (*positive, *negative)]))


def _calibration(judged: Sequence[Judged]) -> str:
    return f"{calibration_error(judged):.3f} ({calibration_by_chance(judged):.3f})"


def calibration_error(judged: Sequence[Judged]) -> float:
    """Compute how far probabilities are off, beside whether the gold came first."""
    probability = np.array([asked.probability for asked in judged])
    return figures.calibration_error(probability, np.array([asked.rank == 1 for asked in judged]))


def calibration_by_chance(judged: Sequence[Judged]) -> float:
    """Compute the error that would be measured if every probability were exactly right.

    The mean over answers drawn from the probabilities (consistency resampling, Bröcker and Smith,
    Increasing the reliability of reliability diagrams, 2007): of few questions it is well above 0.
    """
    probability = np.array([asked.probability for asked in judged])
    draws = np.random.default_rng(_SEED).random((_DRAWS, len(probability)))
    errors = [figures.calibration_error(probability, drawn < probability) for drawn in draws]
    return float(np.mean(errors))


if __name__ == "__main__":
    main()
