"""How well questions in other languages find their answers in English articles.

    python -m tests.benchmarks.retrieval.languages [--model multilingual-e5-small]

Those of XQuAD over the squad articles of the open benchmark, in Russian, German and Spanish. Each
language is judged by coefficients that were fitted on the two others, and on other articles. With
--reader FILE, which `reading.train_reader` wrote, the best of each are read as well, and judged by
a mixture that was fitted likewise.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.open_bench import FOLDS, Collection, read_collection
from benchmarks.reading import mixing, scoring
from benchmarks.reading.candidates import Finder
from benchmarks.reading.mixing import Read, Weighed
from benchmarks.retrieval.__main__ import thinned
from benchmarks.retrieval.figures import rank_figures
from benchmarks.retrieval.fitting import Labelled, fit
from benchmarks.retrieval.measuring import Asked, ask_all, built

from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import MULTILINGUAL_MODEL
from index.generation.opened import Generation
from index.reading.outcome import Mixture, judge
from index.reading.reader import Reader
from index.search.judging import MOST_READ
from index.search.ranking import Weights, probabilities

LANGUAGES = ("ru", "de", "es")
_FALSE_ANSWERS = 0.02


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a question: whether it has an answer, its rank from 1, the probability."""

    has_answer: bool
    rank: int | None
    probability: float


def main() -> None:
    """Ask all questions and print a table, and another one with the reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--model", default=MULTILINGUAL_MODEL, help="the embedding model")
    parser.add_argument(
        "--every",
        type=int,
        default=1,
        help="take each so-manieth question; no multiple of five, which the folds are dealt by",
    )
    parser.add_argument("--reader", type=Path, help="what was trained beside the model")
    arguments = parser.parse_args()
    asking = collections(arguments.data, arguments.every)
    with tempfile.TemporaryDirectory() as directory:
        model = SentenceTransformerEmbedder(ModelChoice(arguments.model), Path(directory, "e"))
        with built(Path(directory, "squad"), asking["ru"].texts, model) as generation:
            asked = ask(generation, model, asking)
            print_table({name: by_search(asked, name) for name in asked})
            if arguments.reader is not None:
                reader = scoring.load(model.folder, arguments.reader)
                read = read_all(generation, model, asking, asked, reader)
                print_table({f"{name}, read": by_reader(read, name) for name in read})


def collections(data: Path, every: int = 1) -> dict[str, Collection]:
    """Read the questions of each language over the same English articles."""
    return {name: thinned(read_collection(data, "squad", name), every) for name in LANGUAGES}


def ask(
    generation: Generation, embedder: Embedder, asking: Mapping[str, Collection]
) -> dict[str, list[Asked]]:
    """Ask the questions of each language, and measure what search finds."""
    return {
        name: ask_all(generation, embedder, collection.questions)
        for name, collection in asking.items()
    }


def print_table(judged: Mapping[str, Sequence[Judged]]) -> None:
    """Print the figures of each language as a Markdown table."""
    print("| language | questions | hit@1 | hit@3 | AUROC off-corpus | answered at 2 % false |")
    print("|---|---|---|---|---|---|")
    for name, questions in judged.items():
        shown = " | ".join(f"{figure:.3f}" for figure in figures(questions))
        print(f"| {name} | {len(questions)} | {shown} |", flush=True)


def by_search(asked: Mapping[str, Sequence[Asked]], name: str) -> list[Judged]:
    """Judge a language's questions by what was fitted on the others, and on other articles."""
    folded = _folded(asked, name)
    return [_searched(each, folded[each.question.fold]) for each in asked[name]]


def read_all(
    generation: Generation,
    embedder: Embedder,
    asking: Mapping[str, Collection],
    asked: Mapping[str, Sequence[Asked]],
    reader: Reader,
) -> dict[str, tuple[Read, ...]]:
    """Read the best candidates of every question, as search of the other languages orders them."""
    found: dict[str, tuple[Read, ...]] = {}
    for name, collection in asking.items():
        folded = _folded(asked, name)
        finder = Finder(generation, embedder, collection.texts)
        sought = [
            finder.find(question, folded[question.fold], MOST_READ)
            for question in collection.questions
        ]
        held = [each for each in sought if each is not None]
        found[name] = mixing.join(held, scoring.read_all(held, reader))
    return found


def by_reader(read: Mapping[str, Sequence[Read]], name: str) -> list[Judged]:
    """Judge a language's questions, read, by a mixture of the others, and of other articles."""
    others = [each for other in read if other != name for each in read[other]]
    folded = [
        mixing.fit(
            [Weighed([each for each in others if each.sought.fold != fold], 1.0)], most=MOST_READ
        )
        for fold in range(FOLDS)
    ]
    return [_read(each, folded[each.sought.fold]) for each in read[name]]


def figures(judged: Sequence[Judged]) -> tuple[float, float, float, float]:
    """Compute the figures of the table, in its order."""
    first, among, _ = rank_figures([each.rank for each in judged if each.has_answer])
    held = [each.probability for each in judged if each.has_answer]
    foreign = [each.probability for each in judged if not each.has_answer]
    separated = float(roc_auc_score([1] * len(held) + [0] * len(foreign), [*held, *foreign]))
    answered = float((np.array(held) > np.quantile(foreign, 1 - _FALSE_ANSWERS)).mean())
    return first, among, separated, answered


def _folded(asked: Mapping[str, Sequence[Asked]], name: str) -> list[Weights]:
    others = [each for other in asked if other != name for each in asked[other]]
    return [
        fit([Labelled([each for each in others if each.question.fold != fold], 1.0)], vectors=True)
        for fold in range(FOLDS)
    ]


def _searched(asked: Asked, weights: Weights) -> Judged:
    if asked.measured is None:
        return Judged(asked.has_answer, None, 0.0)
    probability = float(probabilities(asked.measured, weights).max())
    if not asked.golds:
        return Judged(asked.has_answer, None, probability)
    values = asked.measured.features @ weights.rank
    rank = int((values > values[list(asked.golds)].max()).sum()) + 1
    return Judged(asked.has_answer, rank, probability)


def _read(read: Read, mixture: Mixture) -> Judged:
    sought = read.sought
    heard = mixing.heard(read, MOST_READ)
    order = judge(heard, sought.log_odds, sought.size, mixture).order
    golds = [rank for rank, at in enumerate(order, 1) if sought.candidates[at].is_gold]
    return Judged(
        has_answer=sought.kind == "answerable",
        rank=golds[0] if golds else None,
        probability=mixing.probability(read, order[0], mixture),
    )


if __name__ == "__main__":
    main()
