"""How many of the golden questions over the seeds are answered.

    python -m tests.benchmarks.retrieval.seeds [--model M] [--least N] [--reader]

With --reader the best passages are read too, as the product does. With --least, the exit code is 1
where fewer than N of the answerable questions have their words among three quotes.
"""

import argparse
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_model
from journeys.test_seeds import ANSWERABLE, QUOTES, SEEDS, UNANSWERABLE, is_found

from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.sources import read

_DEPTHS = (1, QUOTES, 5, 10)  # quotes


def main() -> None:
    """Index the seeds, ask all golden questions, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_model(parser)
    parser.add_argument("--least", type=int, default=0, help="how many have to be found")
    parser.add_argument("--reader", action="store_true", help="read the best passages too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory)
        embedder = SentenceTransformerEmbedder(ModelChoice(arguments.model), data / "models")
        texts = read.read_folder(SEEDS).texts
        build.publish(Reindex(data, embedder, arguments.model), texts)
        packaged = outcome.load()
        reading = None
        if arguments.reader:
            reader = CrossEncoder(data / "models")
            reading = ReadingMeans(reader, packaged.mixture, packaged.bar)
        fitted = calibration.load_packaged(arguments.model)
        with closing(Asker(data, embedder, fitted, None, reading)) as asker:
            found, claimed, called = ask(asker)
    print(f"| {arguments.model} | " + " | ".join(f"among {depth}" for depth in found) + " |")
    print("|---" * (len(found) + 1) + "|")
    of_all = " | ".join(str(len(questions)) for questions in found.values())
    print(f"| of {len(ANSWERABLE)} answerable questions, found | {of_all} |")
    for question in (golden.text for golden in ANSWERABLE if golden.text not in found[QUOTES]):
        print(f"not among {QUOTES}: {question}")
    print(f"{called} of {len(ANSWERABLE)} answerable questions are called answered")
    print(f"{len(claimed)} of {len(UNANSWERABLE)} unanswerable questions are called answered")
    for text in claimed:
        print(f"called answered: {text}")
    if len(found[QUOTES]) < arguments.least:
        sys.exit(f"MISSED {len(found[QUOTES])} found among {QUOTES}, at least {arguments.least}")


def ask(asker: Asker) -> tuple[dict[int, list[str]], list[str], int]:
    """Give the questions found among so many quotes, those falsely called answered, and a count.

    It counts the answerable questions that are called answered.
    """
    called = 0
    found: dict[int, list[str]] = {depth: [] for depth in _DEPTHS}
    for golden in ANSWERABLE:
        answer = asker.answer(golden.text, max(_DEPTHS))
        called += answer.outcome == "answer"
        for depth, questions in found.items():
            if is_found(golden, replace(answer, quotes=answer.quotes[:depth])):
                questions.append(golden.text)
    outcomes = {golden.text: asker.answer(golden.text, QUOTES).outcome for golden in UNANSWERABLE}
    return found, [text for text, came in outcomes.items() if came == "answer"], called


if __name__ == "__main__":
    main()
