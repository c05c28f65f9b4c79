"""How the 60 questions of `reporters.toml` are answered, as the product answers.

    python -m tests.benchmarks.reading.reporters [--data DIR] [--model M] [--each]

Twenty ask what is near an article and not said in it; a false answer is one of these that is called
answered. --each also prints every question that does not come out as it should.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data, add_model
from journeys.test_seeds import SEEDS

from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.records import Answer, SourceText
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.sources import read

QUESTIONS = Path(__file__).with_name("reporters.toml")
_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a reporter: the words that a right quote holds, none if nothing answers."""

    corpus: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a question: the rank of the right quote, and whether it was called answered.

    `is_highlighted` says of a right quote that comes first whether the first of the words are in
    the sentence that is highlighted.
    """

    asked: Asked
    rank: int | None
    is_answer: bool
    is_highlighted: bool


def main() -> None:
    """Ask all questions over both corpora and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    add_model(parser)
    parser.add_argument("--each", action="store_true", help="name what comes out otherwise")
    arguments = parser.parse_args()
    folders = {"seeds": SEEDS, "news": arguments.data / "news" / "articles"}
    print("| corpus | first | among three | called answer | highlighted | false answers |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        for name, folder in folders.items():
            texts = read.read_folder(folder).texts
            data = Path(directory, name)
            came = ask_all(data, Path(directory, "models"), texts, arguments.model, name)
            print(f"| {name} | " + " | ".join(_figures(came)) + " |")
            for each in came if arguments.each else ():
                if not _is_as_it_should(each):
                    print(f"  {each}", file=sys.stderr)


def read_questions() -> tuple[Asked, ...]:
    """Read the questions that are kept beside this file."""
    tables = tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]
    return tuple(
        Asked(table["corpus"], table["text"], tuple(table.get("words", ()))) for table in tables
    )


def ask_all(
    data: Path, exports: Path, texts: Sequence[SourceText], model: str, corpus: str
) -> list[Came]:
    """Index texts and ask the questions of a corpus over them."""
    embedder = SentenceTransformerEmbedder(ModelChoice(model), exports)
    build.publish(Reindex(data, embedder, model), texts)
    packaged = outcome.load()
    reading = ReadingMeans(CrossEncoder(exports), packaged.mixture, packaged.bar)
    fitted = calibration.load_packaged(model)
    with closing(Asker(data, embedder, fitted, None, reading)) as asker:
        return [
            _came(asked, asker.answer(asked.text, _QUOTES))
            for asked in read_questions()
            if asked.corpus == corpus
        ]


def _came(asked: Asked, answer: Answer) -> Came:
    holding = [
        bool(asked.words) and all(words in ranked.quote.text for words in asked.words)
        for ranked in answer.quotes
    ]
    rank = holding.index(True) + 1 if any(holding) else None
    highlighted = False
    if rank == 1 and (span := answer.quotes[0].quote.highlight) is not None:
        highlighted = asked.words[0] in answer.quotes[0].quote.text[span.start : span.end]
    return Came(asked, rank, answer.outcome == "answer", highlighted)


def _is_as_it_should(came: Came) -> bool:
    if not came.asked.words:
        return not came.is_answer
    return came.rank == 1 and came.is_answer and came.is_highlighted


def _figures(came: Sequence[Came]) -> list[str]:
    answerable = [each for each in came if each.asked.words]
    others = [each for each in came if not each.asked.words]
    counts: Mapping[str, int] = {
        "first": sum(each.rank == 1 for each in answerable),
        "among three": sum(each.rank is not None for each in answerable),
        "called": sum(each.is_answer for each in answerable),
    }
    first = [each for each in answerable if each.rank == 1]
    return [
        *(f"{count} of {len(answerable)}" for count in counts.values()),
        f"{sum(each.is_highlighted for each in first)} of {len(first)}",
        f"{sum(each.is_answer for each in others)} of {len(others)}",
    ]


if __name__ == "__main__":
    main()
