"""Ask a corpus on three machines of Ray, which are killed and given other sets meanwhile.

python -m fakes.processes.placed DATA QUESTIONS SWAPS: prints what became of the questions, as JSON.
The machines are processes of this one; each has a folder of its own in place of a disk.
"""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import ray
from fakes.corpus import CALIBRATION, MODEL, FakeEmbedder, noon, source_text
from ray.cluster_utils import Cluster

from index import build
from index.build import Reindex
from index.generation.placed import on_ray, placing
from index.generation.placed.elsewhere import open_elsewhere
from index.generation.placed.placement import Placement
from index.records import Answer, SourceText
from index.search.asker import Asker

ASKERS = 8
NODES = 3
MEMORY = 80_000_000  # bytes of Ray's store of objects on a node, the least that it takes
TOPICS = (
    "bridge", "river", "harbour", "bakery", "school", "prison", "tower", "market", "orchard",
    "railway", "library", "theatre",
)  # fmt: skip
QUESTIONS = tuple(f"Who left the {topic}?" for topic in TOPICS)


@dataclass
class Tally:
    """What became of the questions: counts, and the longest wait in seconds."""

    counts: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    errors: list[str] = field(default_factory=list)


def corpus(version: int) -> Iterator[SourceText]:
    """Make the articles of a version: each says in which one it was written."""
    for at, topic in enumerate(TOPICS):
        lines = [f"The guard {topic}{line} stood near the {topic} at noon." for line in range(12)]
        told = f"In version {version} the captain left the {topic} for good."
        yield source_text(f"article-{at:02}", "\n\n".join([*lines, told]))


def shown(answer: Answer) -> object:
    return answer.outcome, [ranked.quote.text for ranked in answer.quotes], answer.searched


@dataclass
class Archive:
    """The data directory, and what each generation of it answers when it is asked in process."""

    data: Path
    expected: dict[int, list[object]] = field(default_factory=dict)

    def publish(self) -> int:
        making = Reindex(self.data, FakeEmbedder(), MODEL, clock=noon, shard=40)
        number = build.publish(making, list(corpus(len(self.expected)))).generation
        with closing(Asker(self.data, FakeEmbedder(), CALIBRATION)) as asker:
            self.expected[number] = [shown(asker.answer(each, 3)) for each in QUESTIONS]
        return number


def ask(archive: Archive, tally: Tally, calls: on_ray.RayHosts, until: int, first: int) -> None:
    opener = partial(open_elsewhere, calls)
    with closing(Asker(archive.data, FakeEmbedder(), CALIBRATION, opener=opener)) as asker:
        at = first
        while sum(tally.counts.values()) < until:
            at = (at + 1) % len(QUESTIONS)
            began = time.monotonic()
            try:
                answer = asker.answer(QUESTIONS[at], 3)
            except Exception as error:  # noqa: BLE001 - whatever fails a question is counted
                tally.counts["lost"] += 1
                tally.errors.append(repr(error)[:500])
                continue
            tally.longest = max(tally.longest, time.monotonic() - began)
            tally.counts[_judge(archive, answer, at)] += 1


def _judge(archive: Archive, answer: Answer, at: int) -> str:
    expected = archive.expected[answer.searched.generation]
    if answer.searched.unreached:
        return "partial"
    if shown(answer) == expected[at]:
        return "right"
    others = (known[at] for known in archive.expected.values())
    return "mixed" if any(shown(answer) == other for other in others) else "wrong"


@contextmanager
def cluster(nodes: int = NODES) -> Iterator[Any]:
    size = {"num_cpus": 1, "object_store_memory": MEMORY, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=size)
    try:
        del size["include_dashboard"]
        for _ in range(nodes - 1):
            made.add_node(**size)
        on_ray.connect(made.address)
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


@dataclass(frozen=True, slots=True)
class Scene:
    """What is asked and disturbed: the archive, the machines, and how far the askers are."""

    archive: Archive
    machines: Any  # of Ray, whose test cluster has no types
    placement: Placement
    calls: on_ray.RayHosts
    tally: Tally
    questions: int

    def ask(self) -> list[threading.Thread]:
        """Begin to ask, in as many threads as there are askers."""
        given = (self.archive, self.tally, self.calls, self.questions)
        askers = [threading.Thread(target=ask, args=(*given, at)) for at in range(ASKERS)]
        for thread in askers:
            thread.start()
        return askers

    def disturb(self, swaps: int) -> None:
        """Swap the set; meanwhile kill a host, and later a machine."""
        for swap in range(swaps):
            while sum(self.tally.counts.values()) < self.questions * (swap + 0.5) / (swaps + 1):
                time.sleep(0.05)
            self.place()
            if swap == swaps // 3:
                os.kill(process_of("host-0"), signal.SIGKILL)
                while self.calls.held("host-0") is None:
                    time.sleep(0.1)  # one thing is lost at a time: each shard has two copies
            if swap == 2 * swaps // 3:
                self.machines.remove_node(self.machines.list_all_nodes()[-1], allow_graceful=False)

    def place(self) -> None:
        """Publish the next version, and place it."""
        placing.place(self.archive.data, self.archive.publish(), self.placement, self.calls)


def process_of(host: str) -> int:
    """Tell the id of the process of a host."""
    actor = ray.get_actor(host, namespace="pullquote")
    found: int = ray.get(actor.__ray_call__.remote(lambda _: os.getpid()))
    return found


def main() -> None:
    data, questions, swaps = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with cluster() as machines:
        calls, tally = on_ray.RayHosts(), Tally()
        scene = Scene(Archive(data), machines, Placement(data), calls, tally, questions)
        data.mkdir(parents=True, exist_ok=True)
        for at, node in enumerate(machines.list_all_nodes()):
            on_ray.start_host(f"host-{at}", node.node_id, data, data / f"disk-{at}")
            scene.placement.join(f"host-{at}")
        scene.place()
        began = time.monotonic()
        askers = scene.ask()
        scene.disturb(swaps)
        for thread in askers:
            thread.join()
        report = dict(tally.counts) | {
            "longest": round(tally.longest, 2),
            "seconds": round(time.monotonic() - began, 1),
            "sets": len(scene.archive.expected),
            "errors": tally.errors[:5],
        }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
