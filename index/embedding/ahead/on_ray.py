"""Blocks of texts as tasks of Ray, on every processor and GPU of a cluster. It alone imports Ray.

A task is given the texts of a block and returns their vectors in float16; whoever deals the blocks
keeps them. So workers need no folder in common with it, only the same Pullquote and the same model.
A worker that ends is Ray's to replace, and the block is given to another one.
"""

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ray
from ray.exceptions import RayError

from index.embedding.ahead.block import Recipe
from index.embedding.ahead.tasks import CPU, GPU, Embedded
from index.errors import ModelRefused, PullquoteError, one_line

_NODE_LABEL = "ray.io/node-id"
_LOOKED_EVERY = 5.0  # seconds; machines that came or went are noticed then
_IN_HAND = 2  # blocks of a worker: the one it embeds, and the next
_MOST_DEATHS = 8  # of the workers that had a block, until it is not given to another one


@dataclass(slots=True)
class _Lane:
    """The workers of a kind: how many there are, and the machines that refused to be some."""

    kind: str
    workers: int = 0
    refused: set[str] = field(default_factory=set)
    running: int = 0

    @property
    def options(self) -> Mapping[str, object]:
        """Give what a task asks of the machine that Ray chooses for it."""
        asked: dict[str, object] = {"num_cpus": 1, "num_gpus": int(self.kind == GPU)}
        if self.refused:
            asked["label_selector"] = {_NODE_LABEL: f"!in({','.join(sorted(self.refused))})"}
        return asked


@dataclass(frozen=True, slots=True)
class _Given:
    """A block under way, and the workers it was given to."""

    lane: _Lane
    block: Sequence[str]


class RayTasks:
    """Embeds blocks on the cluster that this process is connected to."""

    def __init__(self, recipe: Recipe, fingerprint: str, complain: Callable[[str], None]) -> None:
        """Embed as a recipe says; `complain` gets a line for each machine that cannot."""
        self.fingerprint = fingerprint
        self._recipe = recipe
        self._complain = complain
        self._lanes = {kind: _Lane(kind) for kind in (GPU, CPU)}
        self._reasons: list[str] = []
        self._looked = 0.0

    def workers(self) -> Mapping[str, int]:
        """Count the processors and GPUs of the machines that did not refuse."""
        self._look()
        return {kind: lane.workers for kind, lane in self._lanes.items()}

    def embed(self, blocks: Iterable[Sequence[str]]) -> Iterator[Embedded]:
        """Embed blocks, as they are done; raises `ModelRefused` if no machine can.

        `PullquoteError` if the cluster is lost. What is under way when this ends is called off.
        """
        task: Any = ray.remote(max_retries=_MOST_DEATHS)(_task())
        recipe = pickle.dumps(self._recipe)
        left, again = iter(blocks), deque[Sequence[str]]()
        running: dict[Any, _Given] = {}  # by the reference that Ray gives, which has no type
        try:
            while True:
                self._deal(task, recipe, left, again, running)
                if not running:
                    return
                done, _ = ray.wait(list(running), num_returns=1, timeout=_LOOKED_EVERY)
                for reference in done:
                    given = running.pop(reference)
                    given.lane.running -= 1
                    found = self._result(reference, given)
                    if found is None:
                        again.append(given.block)
                    else:
                        yield found
        except (RayError, ConnectionError) as error:
            raise PullquoteError(
                f"the cluster stopped embedding ({one_line(error)[:200]}); what was embedded is"
                " kept: run the same command again"
            ) from error
        finally:
            for reference in running:
                ray.cancel(reference)

    def _deal(
        self,
        task: Any,  # noqa: ANN401 - Ray makes its methods when it runs
        recipe: bytes,
        left: Iterator[Sequence[str]],
        again: deque[Sequence[str]],
        running: dict[Any, _Given],
    ) -> None:
        """Give each worker its blocks: first those that a machine gave back."""
        self._look()
        for lane in self._lanes.values():
            while lane.running < _IN_HAND * lane.workers:
                block = again.popleft() if again else next(left, None)
                if block is None:
                    return
                asked = task.options(**lane.options)
                given = (recipe, lane.kind, self.fingerprint, list(block))
                running[asked.remote(*given)] = _Given(lane, block)
                lane.running += 1
        if not running and (self._reasons or again):
            raise ModelRefused(
                "no machine of the cluster can embed; the last said:"
                f" {self._reasons[-1] if self._reasons else 'nothing'}"
            )

    def _look(self) -> None:
        """Count the workers anew, if that is some seconds ago."""
        if time.monotonic() - self._looked < _LOOKED_EVERY:
            return
        self._looked = time.monotonic()
        for lane in self._lanes.values():
            lane.workers = 0
        for node in ray.nodes():
            if node["Alive"]:
                gpus = int(node["Resources"].get("GPU", 0))
                cpus = int(node["Resources"].get("CPU", 0))
                counts = {GPU: min(gpus, cpus), CPU: cpus - min(gpus, cpus)}
                for kind, lane in self._lanes.items():
                    lane.workers += 0 if node["NodeID"] in lane.refused else counts[kind]

    def _result(self, reference: object, given: _Given) -> Embedded | None:
        """Take the vectors of a block; `None`, and a line, if its machine cannot embed."""
        node, address, found = ray.get(reference)
        if not isinstance(found, str):
            vectors, seconds = found
            return Embedded(given.block, vectors, seconds, given.lane.kind)
        if node not in given.lane.refused:
            given.lane.refused.add(node)
            self._looked = 0.0
            kind = " on its GPU" if given.lane.kind == GPU else ""
            self._reasons.append(f"{address} cannot embed{kind}: {found}")
            self._complain(self._reasons[-1])
        return None


def _task() -> Callable[..., tuple[str, str, object]]:
    """Make what Ray runs: a function inside another one, which therefore travels as it is.

    So it runs, and can say what is missing, also on a machine that lacks this program.
    """

    def task(
        recipe: bytes, kind: str, fingerprint: str, texts: Sequence[str]
    ) -> tuple[str, str, object]:
        import pickle

        import ray

        node, address = ray.get_runtime_context().get_node_id(), ray.util.get_node_ip_address()
        try:
            from index.embedding.ahead.block import embed_block

            found: object = embed_block(pickle.loads(recipe), kind, fingerprint, texts)
        except Exception as error:  # noqa: BLE001 - whatever it is, that machine cannot embed
            told = f"{type(error).__name__}: {error}"[:200]
            found = f"{told}; install the same version of Pullquote there"
        return node, address, found

    return task
