"""Fits the coefficients that ship: python -m tests.benchmarks.calibrate [--data DIR] [--to FILE].

All articles of the open benchmark are used, and those of squad once more as short paragraphs
without headlines, as news are. The bar of an answer is the probability that lets 1 % of the
off-corpus questions through, judged by coefficients that did not see their articles.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from a plain checkout

from benchmarks.fitting import fit
from benchmarks.measuring import Asked, PreparedQuestions, WordsOnly
from benchmarks.open_bench import COLLECTIONS, FOLDS, read_collection
from benchmarks.retrieval import DEFAULT_DATA, measure_all, training_sets

from index import ranking
from index.calibration import PACKAGED, Calibration, save
from index.embedder import DEFAULT_MODEL, ModelChoice, SentenceTransformerEmbedder

_FALSE_ANSWERS = 0.01  # of off-corpus questions that may get the outcome `answer`
_LOST_ANSWERS = 0.005  # of answerable questions that may get the outcome `nothing`


def main() -> None:
    """Measure, fit, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the open benchmark")
    parser.add_argument("--to", type=Path, default=PACKAGED, help="the file to write")
    arguments = parser.parse_args()
    embedder = SentenceTransformerEmbedder(ModelChoice())
    collections = [read_collection(arguments.data, name) for name in COLLECTIONS]
    questions = [one.text for collection in collections for one in collection.questions]
    prepared = PreparedQuestions(embedder, questions)
    with tempfile.TemporaryDirectory() as directory:
        asked = measure_all(Path(directory), collections, prepared)
        by_words = measure_all(Path(directory), collections, WordsOnly(prepared))
    threshold, related = bars(asked)
    save(
        Calibration(
            with_vectors=fit(training_sets(asked, without=None), vectors=True),
            words_only=fit(training_sets(by_words, without=None), vectors=False),
            threshold=threshold,
            related=related,
            model=DEFAULT_MODEL,
            fitted_on=f"{len(questions)} questions of the open benchmark"
            f" ({', '.join(one.name for one in collections)}), and squad again as short paragraphs",
        ),
        arguments.to,
    )
    print(f"answer from {threshold:.3f}, related from {related:.3f}; written to {arguments.to}")


def bars(asked: dict[str, list[Asked]]) -> tuple[float, float]:
    """Choose the bars of `answer` and of `related` by the questions of folds not fitted on."""
    folded = [fit(training_sets(asked, without=fold), vectors=True) for fold in range(FOLDS)]
    held: list[float] = []
    foreign: list[float] = []
    for one in (one for questions in asked.values() for one in questions):
        if one.measured is not None:
            found = ranking.probabilities(one.measured, folded[one.question.fold])
            (held if one.has_answer else foreign).append(float(found.max()))
    return float(np.quantile(foreign, 1 - _FALSE_ANSWERS)), float(np.quantile(held, _LOST_ANSWERS))


if __name__ == "__main__":
    main()
