"""How many answers a second one process gives to 1, 8 and 64 askers, and how long each waits.

    python -m tests.benchmarks.speed.askers [--paragraphs N] [--desks N …]

Each asker asks again as soon as the answer is there, through the threads of the desks, without a
chat; once over the demonstration articles, once over a corpus made of their sentences. Questions
are embedded by the real model; the paragraphs that were made get random vectors. 1, 8 and 64 askers
take turns, and the best round of each counts, as other programs may use the machine.
"""

import argparse
import asyncio
import random
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from math import ceil
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.replies import Incoming
from bot.serving.workers import DeskWorker
from index import build
from index.build import Reindex
from index.embedding.batching import BatchingEmbedder
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.records import Article, Source, SourceText
from index.search import calibration
from index.search.asker import Asker
from index.sources import read
from index.text import paragraphs, sentences

_SEEDS = Path(__file__).parents[3] / "seeds"
_ASKERS = (1, 8, 64)
_ROUNDS = 3
_SECONDS = 3.0  # of each round
_QUOTES = 3
_MODEL = "all-MiniLM-L6-v2"
_PARAGRAPHS_PER_ARTICLE = 25


class RandomPassages:
    """An embedder that embeds questions with the model, and passages at random."""

    def __init__(self, model: Embedder) -> None:
        self.fingerprint = model.fingerprint
        self.reads = model.reads
        self.embed_questions = model.embed_questions

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        seeds = [crc32(text.encode()) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(384, np.float32) for seed in seeds]
        return np.stack([row / np.linalg.norm(row) for row in rows])


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured: answers a second, the seconds of each wait (ascending), CPU seconds.

    `processor` is the CPU seconds that an answer took.
    """

    per_second: float
    waits: tuple[float, ...]
    processor: float

    def wait(self, share: float) -> float:
        return self.waits[ceil(share * len(self.waits)) - 1]


def make_texts(texts: Sequence[SourceText], count: int) -> Iterator[SourceText]:
    """Make articles of so many paragraphs in all, each of real sentences in a new order."""
    chance = random.Random(1)
    real = [
        sentence.text
        for text in texts
        for paragraph in paragraphs.split(Article(text.source.id, 1, text.source, text.text, ""))
        for sentence in sentences.split(paragraph)
    ]
    for number in range(count // _PARAGRAPHS_PER_ARTICLE):
        body = [
            " ".join(chance.choices(real, k=chance.randint(2, 5)))
            for _ in range(_PARAGRAPHS_PER_ARTICLE)
        ]
        name = f"made-{number:06d}"
        yield SourceText(Source(name, f"{name}.txt", title=body[0][:60]), "\n\n".join(body))


def read_questions() -> list[str]:
    raw = tomllib.loads((_SEEDS / "questions.toml").read_text("utf-8"))
    return [question["text"] for question in raw["question"]]


async def ask_for_a_while(worker: DeskWorker[Desk], questions: Iterator[str], askers: int) -> Round:
    waits: list[float] = []
    end = time.perf_counter() + _SECONDS

    async def ask_again_and_again(name: str) -> None:
        while time.perf_counter() < end:
            incoming = Incoming(name, name, next(questions))
            began = time.perf_counter()
            await worker.do(partial(Desk.ask, incoming=incoming))
            waits.append(time.perf_counter() - began)

    began, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(ask_again_and_again(f"asker {number}") for number in range(askers)))
    taken, used = time.perf_counter() - began, time.process_time() - processor
    return Round(len(waits) / taken, tuple(sorted(waits)), used / len(waits))


def measure(data: Path, model: Embedder, desks: int) -> dict[int, list[Round]]:
    embedder, coefficients = BatchingEmbedder(model), calibration.load_packaged()
    questions = cycle(read_questions())

    def open_desk() -> Desk:
        asker = Asker(data, embedder, coefficients)
        return Desk(asker, ChatStore(data), _QUOTES, _MODEL, time.time)

    rounds: dict[int, list[Round]] = {askers: [] for askers in _ASKERS}
    with closing(DeskWorker(open_desk, desks)) as worker:
        asyncio.run(ask_for_a_while(worker, questions, max(_ASKERS)))  # fills the caches
        for _ in range(_ROUNDS):
            for askers, taken in rounds.items():
                taken.append(asyncio.run(ask_for_a_while(worker, questions, askers)))
    return rounds


def report(what: str, desks: int, rounds: dict[int, list[Round]]) -> None:
    alone = max(round_alone.per_second for round_alone in rounds[1])
    for askers, taken in rounds.items():
        best = max(taken, key=lambda measured: measured.per_second)
        print(
            f"{what:<18} {desks:>5} {askers:>6} {best.per_second:>10.1f}"
            f" {best.per_second / alone:>8.2f} {best.wait(0.5) * 1000:>8.1f}"
            f" {best.wait(0.99) * 1000:>8.1f} {best.processor * 1000:>10.1f}",
            flush=True,
        )


def main(count: int, desks: Sequence[int], exports: Path) -> None:
    model = SentenceTransformerEmbedder(ModelChoice(), exports)
    seeds = read.read_folder(_SEEDS).texts
    index: dict[str, Callable[[Path], object]] = {
        "seeds": lambda data: build.publish(Reindex(data, model, _MODEL), seeds),
        f"{count} paragraphs": lambda data: build.publish(
            Reindex(data, RandomPassages(model), _MODEL), tuple(make_texts(seeds, count))
        ),
    }
    print("corpus             desks askers  answers/s  of alone  p50 ms   p99 ms  CPU ms/answer")
    for what, publish in index.items():
        with tempfile.TemporaryDirectory() as folder:
            publish(Path(folder))
            for number in desks:
                report(what, number, measure(Path(folder), model, number))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--paragraphs", type=int, default=5000)
    parser.add_argument("--desks", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--models", type=Path, help="where the exported model is kept")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        main(chosen.paragraphs, chosen.desks, chosen.models or Path(scratch))
