"""A question over hosts of Ray beside the same in process: how much longer it takes, and of what.

python -m tests.benchmarks.scale.placed [--paragraphs N] [--shards N] [--nodes N] [--rounds N]
    [--data BENCH] [--keep DIR] [--apart] [--check]

The machines are processes of this one, --apart each with a network of its own (which takes root);
each shard has two copies, and both ways are asked in turns, question by question. Questions are
embedded before: that is the same work for both.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.large_corpus import read_sentences
from benchmarks.inputs.open_bench import read_collection
from benchmarks.scale.__main__ import base
from benchmarks.scale.mixing import Mixture
from benchmarks.speed.records import Row, percentile, print_table
from fakes.processes.placed import cluster, process_of
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.asking import LiveCorpus, Opener
from index.generation.placed import on_ray, placing
from index.generation.placed.copies import Begun
from index.generation.placed.elsewhere import CorpusElsewhere
from index.generation.placed.placement import Placement
from index.generation.placed.records import PlacedSet
from index.records import Answer
from index.search import calibration
from index.search.asker import Asker
from index.store.store import live_generation

_QUESTIONS = 200
_WARMING = 20
_SEED = 7
_MOST_SLOWER = 15.0  # ms


def main() -> None:
    """Make the corpus, place it, ask both ways, print the table, and say which bars are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--paragraphs", type=int, default=12_000)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="index here, and leave it for measuring again")
    parser.add_argument("--apart", action="store_true", help="machines in network namespaces")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        data = indexed(place, given.data, given.paragraphs, given.shards)
        rows = measured(data, questions(given.data), given.nodes, given.rounds, apart=given.apart)
    print_table(rows)
    print(f"\nload after it: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    if given.check and any(row.is_missed for row in rows):
        sys.exit(1)


class EmbeddedOnce:
    """An embedder that embeds a question once, and then knows it."""

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self._known: dict[str, NDArray[np.float32]] = {}
        self.fingerprint = model.fingerprint
        self.reads = model.reads
        self.embed_passages = model.embed_passages

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in texts if text not in self._known]
        if new:
            self._known |= zip(new, self._model.embed_questions(new), strict=True)
        return np.stack([self._known[text] for text in texts])


class CountedHosts(on_ray.RayHosts):
    """Hosts that count the calls to them, the rounds of calls, and the bytes there and back."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = self.rounds = self.sent = self.received = 0
        self._is_waiting = True

    def begin(self, host: str, number: int, packed: bytes) -> Begun:
        self.rounds += self._is_waiting
        self._is_waiting = False
        self.calls += 1
        self.sent += len(packed)
        return super().begin(host, number, packed)

    def first(self, begun: Sequence[Begun], seconds: float) -> Begun | None:
        self._is_waiting = True
        return super().first(begun, seconds)

    def result(self, begun: Begun) -> bytes:
        found = super().result(begun)
        self.received += len(found)
        return found


@dataclass(slots=True)
class Taken:
    """The seconds that questions took, those of a processor here, and those at the hosts."""

    seconds: list[float] = field(default_factory=list)
    here: list[float] = field(default_factory=list)
    there: float = 0.0

    def ask(self, asker: Asker, question: str) -> Answer:
        used, began = time.process_time(), time.perf_counter()
        answer = asker.answer(question, 3)
        self.seconds.append(time.perf_counter() - began)
        self.here.append(time.process_time() - used)
        return answer


def measured(
    data: Path, questions: Sequence[str], nodes: int, rounds: int, *, apart: bool = False
) -> list[Row]:
    """Place the corpus on so many machines, and ask all questions both ways in several rounds."""
    model = EmbeddedOnce(SentenceTransformerEmbedder(ModelChoice(), data.parent / "models"))
    with ExitStack() as stack:
        there, hosts, names = stack.enter_context(over_hosts(data, model, nodes, apart=apart))
        here = stack.enter_context(closing(Asker(data, model, calibration.load_packaged())))
        for question in questions:  # embedded once, and opened
            here.answer(question, 3)
        for question in questions[:_WARMING]:
            there.answer(question, 3)
        return _compared(here, there, hosts, names, questions, rounds)


@contextmanager
def over_hosts(
    data: Path, model: Embedder, nodes: int, *, apart: bool = False
) -> Iterator[tuple[Asker, CountedHosts, Sequence[str]]]:
    """Place the corpus on so many machines; give an asker over them, its calls and the hosts."""
    with tempfile.TemporaryDirectory() as disks, ExitStack() as stack:
        stack.enter_context(cluster(nodes, apart=apart))
        hosts, placement = CountedHosts(), Placement(Path(disks))
        for at, node in enumerate(on_ray.nodes()):
            on_ray.start_host(f"host-{at}", node.id, data.absolute(), Path(disks) / f"disk-{at}")
            placement.join(f"host-{at}")
        placed = placing.place(data, live_generation(data) or 0, placement, hosts)
        opener = _opener(hosts, placed, placement)
        ours = calibration.load_packaged()
        asker = stack.enter_context(closing(Asker(data, model, ours, opener=opener)))
        yield asker, hosts, placement.read().hosts


def _opener(hosts: CountedHosts, placed: PlacedSet, placement: Placement) -> Opener:
    def opened(*_: object) -> LiveCorpus:
        return CorpusElsewhere(placed, hosts, placement)

    return opened


def _compared(
    here: Asker,
    there: Asker,
    hosts: CountedHosts,
    names: Sequence[str],
    questions: Sequence[str],
    rounds: int,
) -> list[Row]:
    process, over = Taken(), Taken()
    calls, sent, received, began = hosts.calls, hosts.sent, hosts.received, hosts.rounds
    used = _processor_of(names)
    for question in list(questions) * rounds:
        one, other = process.ask(here, question), over.ask(there, question)
        if _shown(one) != _shown(other):
            raise SystemExit(f"another answer over hosts: {_shown(one)}, {_shown(other)}")
    over.there = (_processor_of(names) - used) / len(over.seconds)
    asked = len(over.seconds)
    return [
        *_rows(process, over),
        Row("rounds of calls a question", (hosts.rounds - began) / asked, ""),
        Row("calls to hosts a question", (hosts.calls - calls) / asked, ""),
        Row("sent to hosts a question", (hosts.sent - sent) / asked / 1000, "KB"),
        Row("received a question", (hosts.received - received) / asked / 1000, "KB"),
    ]


def _shown(answer: Answer) -> object:
    """Tell what an answer shows; probabilities differ in the last bits, by what is added when."""
    quotes = [(ranked.quote, round(ranked.probability, 4)) for ranked in answer.quotes]
    return answer.outcome, quotes, answer.searched, answer.other_spellings


def _rows(process: Taken, over: Taken) -> list[Row]:
    half, most = (
        [1000 * percentile(taken.seconds, of) for taken in (process, over)] for of in (50, 95)
    )
    used = [1000 * sum(taken.here) / len(taken.here) for taken in (process, over)]
    return [
        Row("a question over hosts, p50", half[1], "ms", half[0], "in process"),
        Row("longer than in process, p50", half[1] - half[0], "ms", bar=_MOST_SLOWER),
        Row("a question over hosts, p95", most[1], "ms", most[0], "in process"),
        Row("of the asker's processor, mean", used[1], "ms", used[0], "in process"),
        Row("of the hosts' processors, mean", 1000 * over.there, "ms"),
    ]


def _processor_of(hosts: Sequence[str]) -> float:
    """Sum up the seconds of a processor that the processes of hosts have used."""
    ticks = 0
    for host in hosts:
        fields = Path(f"/proc/{process_of(host)}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def questions(bench: Path) -> list[str]:
    every = [question.text for question in read_collection(bench, "squad").questions]
    return every[:: max(1, len(every) // _QUESTIONS)][:_QUESTIONS]


def indexed(folder: Path, bench: Path, paragraphs: int, shards: int) -> Path:
    """Make the corpus, mixed of real sentences, unless it is there."""
    data = folder / f"{paragraphs}-{shards}"
    if live_generation(data) is None:
        model = SentenceTransformerEmbedder(ModelChoice(), folder / "models")
        sentences = read_sentences([bench / "squad" / "articles", bench / "transcripts"])
        mixture = Mixture(model, sentences, base(folder / "base", model, sentences))
        making = Reindex(data, mixture, "mixed", shard=-(-paragraphs // shards))
        build.publish(making, mixture.texts(paragraphs, _SEED))
    return data


if __name__ == "__main__":
    main()
