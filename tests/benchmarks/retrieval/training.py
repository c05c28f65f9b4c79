"""The questions that coefficients are fitted on, asked of every collection that counts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.inputs.open_bench import Collection
from benchmarks.retrieval.fitting import Labelled
from benchmarks.retrieval.like_news import like_news
from benchmarks.retrieval.measuring import Asked, ask_all, built

from index.embedding.embedder import Embedder

# How much a question of each corpus weighs in the fit: the collections differ in size.
WEIGHTS = {"squad": 1.0, "clapnq": 6.0, "squad as news": 0.5}


def measure_all(
    directory: Path, collections: Sequence[Collection], prepared: Embedder, every: int = 1
) -> dict[str, list[Asked]]:
    """Ask all that coefficients are fitted on: each collection, and squad made like news.

    Of the latter, on which nothing is judged, each so-manieth of each so-manieth article is used.
    """
    asked: dict[str, list[Asked]] = {}
    news = like_news(next(collection for collection in collections if collection.name == "squad"))
    for collection in (*collections, with_fewer_articles(news, every * every)):
        with built(directory / collection.name, collection.texts, prepared) as generation:
            fitted_on = [
                question for question in collection.questions if question.kind != "near_miss"
            ]
            asked[collection.name] = ask_all(generation, prepared, fitted_on)
    return asked


def training_sets(asked: dict[str, list[Asked]], without: int | None) -> list[Labelled]:
    """Collect what coefficients are fitted on: everything, or all but one fold."""
    return [
        Labelled(
            [asked_of for asked_of in questions if asked_of.question.fold != without], WEIGHTS[name]
        )
        for name, questions in asked.items()
    ]


def with_fewer_articles(collection: Collection, every: int) -> Collection:
    """Keep each so-manieth article and the questions on it, and those that are on none."""
    texts = collection.texts[::every]
    kept = {None, *(text.source.id for text in texts)}
    questions = tuple(question for question in collection.questions if question.article in kept)
    return replace(collection, texts=texts, questions=questions)
