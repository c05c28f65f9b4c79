"""How well questions in other languages find their answers in English articles.

    python -m tests.benchmarks.retrieval.languages [--model multilingual-e5-small]

Those of XQuAD over the squad articles of the open benchmark, in Russian, German and Spanish. Each
language is judged by coefficients that were fitted on the two others, and on other articles.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.open_bench import FOLDS, read_collection
from benchmarks.retrieval.figures import rank_figures
from benchmarks.retrieval.fitting import Labelled, fit
from benchmarks.retrieval.measuring import Asked, ask_all, built

from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import MULTILINGUAL_MODEL
from index.search.ranking import Weights, probabilities

LANGUAGES = ("ru", "de", "es")
_FALSE_ANSWERS = 0.02


def main() -> None:
    """Ask all questions and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--model", default=MULTILINGUAL_MODEL, help="the embedding model")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        embedder = SentenceTransformerEmbedder(ModelChoice(arguments.model), Path(directory, "e"))
        print_table(ask(arguments.data, Path(directory), embedder))


def ask(data: Path, directory: Path, embedder: Embedder) -> dict[str, list[Asked]]:
    """Ask the questions of each language over the English articles."""
    collections = {name: read_collection(data, "squad", name) for name in LANGUAGES}
    with built(directory / "squad", collections["ru"].texts, embedder) as generation:
        return {
            name: ask_all(generation, embedder, collection.questions)
            for name, collection in collections.items()
        }


def print_table(asked: Mapping[str, Sequence[Asked]]) -> None:
    """Print the figures of each language as a Markdown table."""
    print("| language | questions | hit@1 | hit@3 | AUROC off-corpus | answered at 2 % false |")
    print("|---|---|---|---|---|---|")
    for name, questions in asked.items():
        figures = (f"{figure:.3f}" for figure in language_figures(asked, name))
        print(f"| {name} | {len(questions)} | " + " | ".join(figures) + " |")


def language_figures(
    asked: Mapping[str, Sequence[Asked]], name: str
) -> tuple[float, float, float, float]:
    """Compute a language's figures, in the table's order, by what was fitted on the others."""
    others = [each for other in asked if other != name for each in asked[other]]
    folded = [
        fit([Labelled([each for each in others if each.question.fold != fold], 1.0)], vectors=True)
        for fold in range(FOLDS)
    ]
    return _figures(asked[name], folded)


def _figures(
    questions: Sequence[Asked], folded: Sequence[Weights]
) -> tuple[float, float, float, float]:
    ranks: list[int | None] = []
    held: list[float] = []
    foreign: list[float] = []
    for each in questions:
        weights = folded[each.question.fold]
        probability = 0.0
        if each.measured is not None:
            probability = float(probabilities(each.measured, weights).max())
        (held if each.has_answer else foreign).append(probability)
        if each.has_answer:
            ranks.append(_rank(each, weights))
    first, among, _ = rank_figures(ranks)
    separated = float(roc_auc_score([1] * len(held) + [0] * len(foreign), [*held, *foreign]))
    answered = float((np.array(held) > np.quantile(foreign, 1 - _FALSE_ANSWERS)).mean())
    return first, among, separated, answered


def _rank(asked: Asked, weights: Weights) -> int | None:
    """Find the rank, from 1, of the gold paragraph."""
    if asked.measured is None or not asked.golds:
        return None
    values = asked.measured.features @ weights.rank
    return int((values > values[list(asked.golds)].max()).sum()) + 1


if __name__ == "__main__":
    main()
