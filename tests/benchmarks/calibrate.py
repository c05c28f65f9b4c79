"""Fits the coefficients that ship with Pullquote.

    python -m tests.benchmarks.calibrate [--model M] [--to FILE]

All articles of the open benchmark are used, and those of squad once more as short paragraphs
without headlines, which is how news reads. For a model of many languages the weights of questions
in another language than the articles are fitted too, on those in Russian and German. The bar of an
answer is the probability that lets 1 % of the off-corpus questions through, judged by coefficients
that did not see their articles.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data, add_model
from benchmarks.inputs.open_bench import COLLECTIONS, FOLDS, Collection, read_collection
from benchmarks.retrieval.fitting import Labelled, fit
from benchmarks.retrieval.measuring import Asked, PreparedQuestions, WordsOnly, ask_all, built
from benchmarks.retrieval.training import measure_all, training_sets

from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.search import ranking
from index.search.calibration import FOLDER, Calibration, save
from index.search.ranking import Weights

_FALSE_ANSWERS = 0.01  # of off-corpus questions that may get the outcome `answer`
_LANGUAGES = ("ru", "de")
_LOST_ANSWERS = 0.005  # of answerable questions that may get the outcome `nothing`


@dataclass(frozen=True, slots=True)
class Bars:
    """The probabilities from which a passage is an answer, and is near the subject."""

    threshold: float
    related: float


def main() -> None:
    """Measure, fit, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    add_model(parser)
    parser.add_argument("--to", type=Path, help="the file to write; else the one that ships")
    arguments = parser.parse_args()
    written = arguments.to or FOLDER / f"{Path(arguments.model).name}.json"
    collections = [read_collection(arguments.data, name) for name in COLLECTIONS]
    questions = [question.text for collection in collections for question in collection.questions]
    with tempfile.TemporaryDirectory() as directory:
        embedder = SentenceTransformerEmbedder(
            ModelChoice(arguments.model), Path(directory) / "models"
        )
        prepared = PreparedQuestions(embedder, questions)
        asked = measure_all(Path(directory), collections, prepared)
        by_words = measure_all(Path(directory), collections, WordsOnly(prepared))
        foreign = ask_foreign(arguments.data, Path(directory), embedder)
    reached = bars(asked, vectors=True)
    words_only = fit(training_sets(by_words, without=None), vectors=False)
    save(
        Calibration(
            with_vectors=fit(training_sets(asked, without=None), vectors=True),
            words_only=stretch(words_only, bars(by_words, vectors=False), reached),
            threshold=reached.threshold,
            related=reached.related,
            across=across(foreign, reached) if foreign else None,
            model=Path(arguments.model).name,
            fitted_on=describe(collections, foreign),
        ),
        written,
    )
    print(
        f"answer from {reached.threshold:.3f}, related from {reached.related:.3f};"
        f" written to {written}"
    )


def describe(collections: Sequence[Collection], foreign: Sequence[Labelled]) -> str:
    """Say on how many questions of which collections the coefficients were fitted."""
    names = ", ".join(collection.name for collection in collections)
    count = sum(len(collection.questions) for collection in collections)
    said = f"{count} questions of the open benchmark ({names}), and squad again as short paragraphs"
    if not foreign:
        return said
    others = sum(len(labelled.asked) for labelled in foreign)
    return f"{said}, and {others} in Russian and German over its squad articles"


def bars(asked: dict[str, list[Asked]], *, vectors: bool) -> Bars:
    """Choose the bars of `answer` and of `related` by the questions of folds not fitted on."""
    folded = [fit(training_sets(asked, without=fold), vectors=vectors) for fold in range(FOLDS)]
    return _bars(chain.from_iterable(asked.values()), folded)


def _bars(asked: Iterable[Asked], folded: Sequence[Weights]) -> Bars:
    held: list[float] = []
    foreign: list[float] = []
    for question in asked:
        if question.measured is not None:
            found = ranking.probabilities(question.measured, folded[question.question.fold])
            (held if question.has_answer else foreign).append(float(found.max()))
    threshold = float(np.quantile(foreign, 1 - _FALSE_ANSWERS))
    return Bars(threshold, float(np.quantile(held, _LOST_ANSWERS)))


def ask_foreign(data: Path, directory: Path, embedder: Embedder) -> list[Labelled]:
    """Ask the questions of other languages, if the model reads them: each language as one set."""
    if not all(map(embedder.reads, ("где", "wo"))):
        return []
    found = []
    for language in _LANGUAGES:
        collection = read_collection(data, "squad", language)
        with built(directory / language, collection.texts, embedder) as generation:
            found.append(Labelled(ask_all(generation, embedder, collection.questions), 1.0))
    return found


def across(foreign: Sequence[Labelled], reached: Bars) -> Weights:
    """Fit the weights of questions in another language, stretched so that the bars serve them."""
    asked = [question for labelled in foreign for question in labelled.asked]
    folded = [
        fit([Labelled([each for each in asked if each.question.fold != fold], 1.0)], vectors=True)
        for fold in range(FOLDS)
    ]
    own = _bars(asked, folded)
    return stretch(fit(foreign, vectors=True), own, reached)


def stretch(weights: Weights, own: Bars, wanted: Bars) -> Weights:
    """Stretch the gate's logit so that these weights reach the wanted bars where they reach theirs.

    So one pair of bars serves both sets of weights: by words alone, as few foreign questions are
    called answered and as few answerable ones lost as with vectors.
    """
    slope = (_logit(wanted.threshold) - _logit(wanted.related)) / (
        _logit(own.threshold) - _logit(own.related)
    )
    shift = _logit(wanted.threshold) - slope * _logit(own.threshold)
    return Weights(weights.rank, slope * weights.gate, slope * weights.intercept + shift)


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


if __name__ == "__main__":
    main()
