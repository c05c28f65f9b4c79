"""What the simulation assumes: costs, fitted to what was measured, and machines, imagined."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from benchmarks.scale.costs import Kept, Measured
from numpy.typing import NDArray
from scipy.optimize import nnls

_Z95 = 1.645  # of the normal distribution: below it lie 95 of 100
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of a question in ms of a processor, and the sizes in KB; `fits` tells how well.

    `round_wait` is what a round of calls takes beyond processors; `spread` is the sigma of a
    lognormal factor on the work of the shards, the same for all shards of a question.
    """

    asker: float
    asker_call: float
    asker_shard: float
    host_call: float
    host_shard: float
    host_million: float
    round_wait: float
    rounds: float
    calls_each: float
    spread: float
    sent_shard: float
    received_shard: float
    fits: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plant:
    """The machines that are imagined, each with one host.

    A host has so many `threads` that answer, today one. `network` is there and back, in ms; `pause`
    is how long (ms) a call that `paused` of all calls meet has to wait, for pages of a disk, say.
    """

    hosts: int
    paragraphs: int
    shard: int = 100_000
    threads: int = 1
    copies: int = 2
    processors: int = 16
    is_shared: bool = False  # all hosts and the asker are on one machine
    network: float = 0.2
    gigabits: float = 10.0
    hedged: float = 500.0
    paused: float = 0.001
    pause: float = 20.0
    embedding: float = 6.0
    zipf: float = 1.0
    seed: int = 11

    @property
    def shards(self) -> int:
        """Count the shards."""
        return -(-self.paragraphs // self.shard)

    def placement(self) -> list[tuple[int, ...]]:
        """Choose the hosts of each shard, the first to be asked first, as at random."""
        dealt = random.Random(self.seed)
        copies = min(self.copies, self.hosts)
        return [tuple(dealt.sample(range(self.hosts), copies)) for _ in range(self.shards)]

    def readings(self) -> list[float]:
        """Weigh the shards by how often a quote comes from each: Zipf's law; 0 is uniform."""
        return [1 / (rank + 1) ** self.zipf for rank in range(self.shards)]


def fit(kept: Kept) -> Costs:
    """Fit the costs to all rows; what a round waits to the rows of one machine alone."""
    rows = kept.rows
    calls, shards = _column(rows, "calls"), _column(rows, "shards")
    millions = _column(rows, "paragraphs") / _MILLION
    asker, asker_fit = _fitted(_column(rows, "asker"), np.ones_like(calls), calls, shards)
    host, host_fit = _fitted(_column(rows, "hosts"), calls, shards, millions)
    alone = [row for row in rows if row.machines == 1]
    waits = [max(0.0, row.p50 - row.asker - row.hosts) / row.rounds for row in alone]
    spreads = [np.log(row.in_process_p95 / row.in_process_p50) / _Z95 for row in rows]
    return Costs(
        *(asker[0], asker[1], asker[2], host[0], host[1], host[2]),
        round_wait=median(waits),
        rounds=median(row.rounds for row in rows),
        calls_each=median(row.calls / row.rounds / row.machines for row in rows),
        spread=float(median(spreads)),
        sent_shard=median(row.sent / row.shards for row in rows),
        received_shard=median(row.received / row.shards for row in rows),
        fits=(asker_fit, host_fit),
    )


def _column(rows: Sequence[Measured], name: str) -> NDArray[np.float64]:
    return np.array([getattr(row, name) for row in rows], dtype=np.float64)


def _fitted(measured: NDArray[np.float64], *by: NDArray[np.float64]) -> tuple[list[float], float]:
    """Fit costs of 0 or more; return them, and the mean relative error of what they predict."""
    made = np.stack(by, axis=1)
    weights = 1 / measured  # so that a small row counts as a large one
    found, _ = nnls(made * weights[:, None], np.ones_like(measured))
    error = float(np.mean(np.abs(made @ found / measured - 1)))
    return [float(cost) for cost in found], error
