"""Embeds an archive ahead in a process of its own, here or on real machines of Ray.

python -m fakes.processes.embedding DATA here|ray: prints what became of it, as JSON. On Ray two of
three machines cannot embed, and workers of the third are killed while they do. Each block that
somebody embeds is written down in DATA/log.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fakes.corpus import FINGERPRINT, FakeEmbedder, article, source_text
from numpy.typing import NDArray

from index.embedding.ahead import filling
from index.embedding.ahead.estimate import Estimate, texts_of
from index.embedding.ahead.tasks import Tasks, TasksHere
from index.errors import ModelRefused
from index.records import Article

ARTICLES, PARAGRAPHS = 40, 30
KILLS = 2
BLOCK_SECONDS = 0.15  # so that there is time to kill who embeds it
MEMORY = 80_000_000  # bytes of Ray's store of objects on a machine, the least that it takes
MACHINE = "MACHINE"  # the variable that tells a machine of the fake what it is
LACKING, OTHER = "lacks the model", "has another model"


@dataclass(frozen=True, slots=True)
class Logged:
    """A recipe for the fake embedder, which writes down what it embeds in a folder."""

    folder: Path
    everywhere: str = ""

    def __call__(self, kind: str) -> "LoggedEmbedder":  # noqa: ARG002 - it has no GPU
        machine = self.everywhere or os.environ.get(MACHINE, "")
        if machine == LACKING:
            raise ModelRefused("the model folder /models/m is not there; mend PULLQUOTE_MODEL")
        return LoggedEmbedder(self.folder, "0b" * 32 if machine == OTHER else FINGERPRINT)


class LoggedEmbedder(FakeEmbedder):
    def __init__(self, folder: Path, fingerprint: str = FINGERPRINT) -> None:
        super().__init__(fingerprint)
        self._log = folder / "log"

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._write("begun", texts)
        time.sleep(BLOCK_SECONDS)
        found = super().embed_passages(texts)
        self._write("done", texts)
        return found

    def _write(self, what: str, texts: Sequence[str]) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(json.dumps([what, os.getpid(), texts[0], len(texts)]) + "\n")


def archive() -> list[Article]:
    """Make articles none of whose texts is another's."""
    return [
        article(source_text(f"article-{at:02}", "\n\n".join(_paragraphs(at)), title=f"Day {at}"))
        for at in range(ARTICLES)
    ]


def _paragraphs(at: int) -> Iterator[str]:
    for line in range(PARAGRAPHS):
        yield (
            f"Regiment {at} crossed river {line} at dawn. Nobody of regiment {at} came back from"
            f" river {line}. Whoever saw river {line} spoke of regiment {at} for years."
        )


def all_texts() -> set[str]:
    return {text for each in archive() for text in texts_of(each)}


def logged(data: Path, what: str) -> list[tuple[int, str, int]]:
    """Read who embedded which block: its process, its first text, and how many there were."""
    lines = (data / "log").read_text("utf-8").splitlines() if (data / "log").exists() else ()
    read = [json.loads(line) for line in lines]
    return [tuple(rest) for kind, *rest in read if kind == what]


def run(data: Path, tasks: Tasks) -> dict[str, object]:
    """Embed the archive twice; report how many texts that took, and the estimate."""
    told: list[Estimate] = []
    shown: list[tuple[int, int]] = []

    def show(_what: str, done: int, of: int) -> None:
        shown.append((done, of))

    first = filling.fill(data, archive(), tasks, told.append, show)
    second = filling.fill(data, archive(), tasks)
    return {
        "first": first,
        "second": second,
        "estimated": [estimate.texts for estimate in told],
        "seconds": [estimate.seconds for estimate in told],
        "workers": [
            [kind, pace.workers] for estimate in told for kind, pace in estimate.paces.items()
        ],
        "shown": shown[-1] if shown else None,
    }


@contextmanager
def machines(others: Sequence[str]) -> Iterator[Any]:
    """Start a cluster: a machine of two processors, and one of one processor for each kind."""
    # Here, as the loop in this process needs no Ray.
    import ray
    from ray.cluster_utils import Cluster

    from index.generation.placed import on_ray

    size: dict[str, Any] = {"num_cpus": 1, "object_store_memory": MEMORY}
    head = size | {"num_cpus": 2, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=head)
    try:
        for kind in others:
            made.add_node(**size, env_vars={MACHINE: kind})
        on_ray.connect(made.address)
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


def kill_workers(data: Path, killed: list[int]) -> None:
    """Kill whoever begins a block, once some are done, so many times, one after the other."""
    while len(killed) < KILLS:
        time.sleep(0.01)
        if len(logged(data, "done")) > 3 * (1 + len(killed)):
            process, _, _ = logged(data, "begun")[-1]
            os.kill(process, signal.SIGKILL)
            killed.append(process)


def on_machines(data: Path) -> dict[str, object]:
    """Embed the archive on a cluster two of whose workers are killed; then where nobody can."""
    with machines([LACKING, OTHER]):
        from index.embedding.ahead.on_ray import RayTasks

        killed: list[int] = []
        killing = threading.Thread(target=kill_workers, args=(data, killed), daemon=True)
        killing.start()
        complaints: list[str] = []
        report = run(data, RayTasks(Logged(data), FINGERPRINT, complaints.append))
        others: list[str] = []
        nobody = RayTasks(Logged(data, LACKING), FINGERPRINT, others.append)
        try:
            list(nobody.embed([["one text"], ["another"]]))
        except ModelRefused as error:
            report["refused"] = str(error)
        return report | {"killed": len(killed), "complaints": complaints}


def main() -> None:
    data, where = Path(sys.argv[1]), sys.argv[2]
    data.mkdir(parents=True, exist_ok=True)
    here = where == "here"
    report = run(data, TasksHere(LoggedEmbedder(data))) if here else on_machines(data)
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    from fakes.processes import embedding  # what is sent to other processes must be of a module

    embedding.main()
