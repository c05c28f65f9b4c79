"""How well the right paragraph is found.

    python -m tests.benchmarks.retrieval [--model M] [--check]

Prints a table for each collection of the open benchmark: our ranking beside four baselines of the
same run. Five folds by article: no question is judged by coefficients that saw its article.
Every quote of every answer is sliced out of its article again and compared.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data, add_model
from benchmarks.inputs.open_bench import COLLECTIONS, FOLDS, Collection, read_collection
from benchmarks.retrieval import baselines
from benchmarks.retrieval.figures import (
    DEPTH,
    OURS,
    Figures,
    Judged,
    figures,
    missed_bars,
    print_table,
    rank_figures,
)
from benchmarks.retrieval.fitting import fit
from benchmarks.retrieval.measuring import (
    PreparedQuestions,
    built,
    gold_ordinals,
    holds,
    paragraph_texts,
)
from benchmarks.retrieval.training import measure_all, training_sets

from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.search.answer import choose_passages
from index.search.calibration import Calibration
from index.search.find import Asking, find
from index.search.ranking import Weights
from index.text import quoting

# One question of clapnq: the last digits of a vector differ from processor to processor, which can
# turn a tie. The gate does not stop for less; what is missed by less is printed all the same.
NOISE = 0.0034
NOISE_OF_FEWER = 0.01  # of a third of squad's questions: a standard error is some .008


def main() -> None:
    """Run the whole benchmark, print its tables and every bar that is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    add_model(parser)
    parser.add_argument("--models", type=Path, help="a folder that holds, or will, its export")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed clearly")
    parser.add_argument("--every", type=int, default=1, help="ask each so-manieth squad question")
    arguments = parser.parse_args()
    collections = [
        thinned(read_collection(arguments.data, name), arguments.every) for name in COLLECTIONS
    ]
    with tempfile.TemporaryDirectory() as directory:
        exports = arguments.models or Path(directory) / "models"
        embedder = SentenceTransformerEmbedder(ModelChoice(arguments.model), exports)
        found, differences = run(Path(directory), collections, embedder, arguments.every)
    for name, table in found.items():
        print_table(name, table)
    print(f"Quotes that differ from their article: {differences}")
    for line in missed_bars(found, differences):
        print(f"MISSED {line}")
    noise = NOISE if arguments.every == 1 else NOISE_OF_FEWER
    if arguments.check and missed_bars(found, differences, noise):
        sys.exit(1)


def thinned(collection: Collection, every: int) -> Collection:
    """Keep each so-manieth question of squad, which has thousands; of clapnq, all 600."""
    if collection.name != "squad":
        return collection
    return replace(collection, questions=collection.questions[::every])


def run(
    directory: Path, collections: Sequence[Collection], embedder: Embedder, every: int
) -> tuple[dict[str, dict[str, Figures]], int]:
    """Measure everything; give each collection's table, and how many quotes differed.

    Where questions are left out, the baselines over clapnq are too, which no bar looks at.
    """
    prepared = PreparedQuestions(
        embedder, [question.text for collection in collections for question in collection.questions]
    )
    asked = measure_all(directory, collections, prepared, every)
    folded = [fit(training_sets(asked, without=fold), vectors=True) for fold in range(FOLDS)]
    tables: dict[str, dict[str, Figures]] = {}
    differences = 0
    for collection in collections:
        with built(directory / collection.name, collection.texts, prepared) as generation:
            judged, differing = _ask_as_shipped(generation, prepared, collection, folded)
            tables[collection.name] = {OURS: figures(judged)}
            if every == 1 or collection.name == "squad":
                measured = _baseline_figures(generation, embedder, prepared, collection)
                tables[collection.name] |= measured
            differences += differing
    return tables, differences


def _baseline_figures(
    generation: Generation, embedder: Embedder, prepared: Embedder, collection: Collection
) -> dict[str, Figures]:
    ranked = baselines.over(generation, embedder)
    golds = gold_ordinals(generation)
    ranks: dict[str, list[int | None]] = {name: [] for name in baselines.NAMES}
    for question in collection.questions:
        if question.kind != "answerable":
            continue
        wanted = golds[question.article or "", question.paragraph or 0]
        positions = np.flatnonzero(np.isin(ranked.ordinals, list(wanted)))
        vector = prepared.embed_questions([question.text])[0]
        for name, values in ranked.values(question.text, vector).items():
            # Ties count for the baseline.
            ranks[name].append(int((values > values[positions].max()).sum()) + 1)
    return {
        name: Figures(*rank_figures(found), None, None, None, None) for name, found in ranks.items()
    }


def _ask_as_shipped(
    generation: Generation,
    embedder: Embedder,
    collection: Collection,
    folded: Sequence[Weights],
) -> tuple[list[Judged], int]:
    """Ask as the product does, with the coefficients of the question's fold.

    Every quote is sliced again from the article as it was read; those that differ are counted.
    """
    read = {text.source.id: text.text for text in collection.texts}
    paragraphs = paragraph_texts(generation)
    judged: list[Judged] = []
    differences = 0
    for question in collection.questions:
        weights = folded[question.fold]
        calibration = Calibration(weights, weights, 0.0, 0.0, "", "")
        asking = Asking(OpenCorpus(generation).asked)
        fits = find(asking, embedder, calibration, question.text, DEPTH)
        passages = tuple(choose_passages(asking, fits, 0.0))
        rank = None
        for at, passage in enumerate(passages, 1):
            cited = quoting.quote_passage(passage).quote.citation
            quoted = quoting.quote_passage(passage).quote.text
            differences += read[cited.article_id][cited.start : cited.end] != quoted
            gold = paragraphs.get((question.article or "", question.paragraph or 0))
            if rank is None and gold is not None and holds(passage.paragraph.text, gold):
                rank = at
        probability = passages[0].probability if passages else 0.0
        judged.append(Judged(question.kind, rank, probability))
    return judged, differences


if __name__ == "__main__":
    main()
