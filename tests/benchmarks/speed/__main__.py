"""How fast everything is, beside its floor or its rival, measured in one run.

python -m tests.benchmarks.speed [--data BENCH] [--keep DIR] [--check]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.large_corpus import MixedPassages, make_texts, read_sentences
from benchmarks.inputs.open_bench import read_collection
from benchmarks.speed import asking, changing, embedding, processes
from benchmarks.speed.records import Row, print_table

from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder

_SMALL, _MIDDLE, _LARGE = 1_000, 20_000, 100_000  # paragraphs
_REAL_SENTENCES = 1_500  # embedded, to mix a million vectors from
_QUESTIONS = 100


def main() -> None:
    """Measure everything, print the table, and say which bars are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--keep", type=Path, help="index here, and leave it for looking at")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = run(arguments.keep or Path(folder), arguments.data)
    print_table(rows)
    if arguments.check and any(row.is_missed for row in rows):
        sys.exit(1)


def run(folder: Path, bench: Path) -> list[Row]:
    """Measure everything, in `folder`, over the articles of the benchmark."""
    sentences = read_sentences([bench / "squad" / "articles", bench / "transcripts"])
    questions = [question.text for question in read_collection(bench, "squad").questions[::40]][
        :_QUESTIONS
    ]
    middle, large = folder / str(_MIDDLE), folder / str(_LARGE)
    exports = middle / "models"
    model = SentenceTransformerEmbedder(ModelChoice(), exports)
    embedder = MixedPassages(model, sentences)
    found = _logged("embedding", embedding.rows(exports, sentences, questions))
    found += _logged("changes", changing.rows(middle, sentences, embedder, _MIDDLE))
    for data, paragraphs in ((folder / str(_SMALL), _SMALL), (middle, _MIDDLE), (large, _LARGE)):
        if data != middle:
            texts = make_texts(sentences, paragraphs, paragraphs)
            build.publish(Reindex(data, embedder, "mixed"), texts)
        found += _logged("asking", asking.rows(data, paragraphs, embedder, questions))
    found += _logged("reading", asking.read_rows(middle, embedder, questions, exports))
    if not (large / "models").exists():
        (large / "models").symlink_to(exports.absolute())
    found += _logged("fresh processes", processes.fresh(middle, questions))
    found += _logged("adding", processes.adding(middle, sentences, model))
    found += _logged("serving", processes.serving(large, questions, _LARGE))
    every = max(1, len(sentences) // _REAL_SENTENCES)
    return found + _logged("a million", asking.million(model.embed_passages(sentences[::every])))


def _logged(what: str, rows: list[Row]) -> list[Row]:
    print(
        f"{what}: measured after {time.process_time():.0f} s of work", file=sys.stderr, flush=True
    )
    return rows


if __name__ == "__main__":
    main()
