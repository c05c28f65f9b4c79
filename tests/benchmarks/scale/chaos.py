"""Ask a corpus on three machines while whatever keeps it is killed, and its sets are swapped.

python -m tests.benchmarks.scale.chaos [--questions N] [--swaps N] [--both] [--json]

Killed with SIGKILL, one after the other: the process of a host, Ray's GCS (which keeps what it
knows in Redis, and is started again), the primary of Postgres (a synchronous standby is promoted),
and a machine, whose copies are made anew on the others, and which comes back at the end. What lacks
here (redis-server, or Postgres by POSTGRES_BIN) is left out and said.
With --both the two hosts of a shard are killed at once instead, time and again.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import which
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.speed.records import percentile
from fakes.corpus import CALIBRATION, MODEL, FakeEmbedder, noon, source_text
from fakes.processes import postgres
from fakes.processes.placed import (
    NODES,
    add_machine,
    cluster,
    keeping_in_redis,
    machine,
    process_of,
    restart_head,
)
from fakes.processes.postgres import Postgres
from fakes.telegram_bot.served import wait_until

from index import build
from index.build import Reindex
from index.generation.placed import on_ray, placing
from index.generation.placed.elsewhere import open_elsewhere
from index.generation.placed.healing import Healing
from index.generation.placed.placement import Placement
from index.records import Answer, SourceText
from index.search.asker import Asker
from index.store.engines import SERVERS

ASKERS = 8
TOPICS = (
    "bridge", "river", "harbour", "bakery", "school", "prison", "tower", "market", "orchard",
    "railway", "library", "theatre",
)  # fmt: skip
QUESTIONS = tuple(f"Who left the {topic}?" for topic in TOPICS)
_HEAD_GONE = 3.0  # seconds until the GCS is started again
_NOTICED_AFTER = 1.0  # seconds until somebody, or a program, promotes the standby
_BACK_WITHIN = 90.0  # seconds
_SILENT = 1.0  # seconds until what a lost machine held is copied to the others
_LONGEST = 2.0  # seconds; the bar, for what is asked while no standby is promoted


def main() -> None:
    """Run it, print what became of the questions, and exit with 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--swaps", type=int, default=10)
    parser.add_argument("--both", action="store_true", help="kill both copies of shards at once")
    parser.add_argument("--json", action="store_true", help="print the figures alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        scene = prepare(Path(folder) / "data", stack, given.questions)
        report = scene.play(given.swaps, is_both=given.both)
    if given.json:
        print(json.dumps(report))
        return
    print("\n".join(f"{name}: {figure}" for name, figure in report.items()))
    print(f"load: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    bad = {"wrong", "mixed", "lost"} if given.both else {"wrong", "mixed", "lost", "partial"}
    if report.keys() & bad or float(str(report["longest"])) > _LONGEST:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked: when, until when, and what became of it."""

    began: float
    ended: float
    verdict: str


@dataclass(slots=True)
class Archive:
    """The data directory, and what each generation of it answers when it is asked in process."""

    data: Path
    expected: dict[int, list[object]] = field(default_factory=dict)

    def publish(self) -> int:
        """Publish the next version."""
        making = Reindex(self.data, FakeEmbedder(), MODEL, clock=noon, shard=40)
        number = build.publish(making, list(corpus(len(self.expected)))).generation
        with closing(Asker(self.data, FakeEmbedder(), CALIBRATION)) as asker:
            self.expected[number] = [shown(asker.answer(each, 3)) for each in QUESTIONS]
        return number

    def judge(self, answer: Answer, at: int) -> str:
        """Say what an answer is worth: it is that of one generation, or says what it lacks."""
        if answer.searched.unreached:
            return "wrong" if answer.outcome == "nothing" else "partial"
        if shown(answer) == self.expected[answer.searched.generation][at]:
            return "right"
        others = (known[at] for known in self.expected.values())
        return "mixed" if any(shown(answer) == other for other in others) else "wrong"


def corpus(version: int) -> Iterator[SourceText]:
    """Make the articles of a version: each says in which one it was written."""
    for at, topic in enumerate(TOPICS):
        lines = [f"The guard {topic}{line} stood near the {topic} at noon." for line in range(12)]
        told = f"In version {version} the captain left the {topic} for good."
        yield source_text(f"article-{at:02}", "\n\n".join([*lines, told]))


def shown(answer: Answer) -> object:
    return answer.outcome, [ranked.quote.text for ranked in answer.quotes], answer.searched


def prepare(data: Path, stack: ExitStack, questions: int) -> "Scene":
    """Start what is there of Postgres, Redis and Ray, and place the first version on hosts."""
    data.mkdir(parents=True)
    primary, standby = _keep_in_postgres(data, stack)
    has_redis = which("redis-server") is not None
    if has_redis:
        stack.enter_context(keeping_in_redis(data.parent))
    machines = stack.enter_context(cluster())
    scene = Scene(
        Archive(data), machines, Placement(data), on_ray.RayHosts(), questions, primary, standby
    )
    scene.has_redis = has_redis
    for at in range(NODES):
        node = machine(machines, at).node_id
        on_ray.start_host(f"host-{at}", node, data, data.parent / f"disk-{at}")
        scene.placement.join(f"host-{at}")
    scene.place()
    return scene


def _keep_in_postgres(data: Path, stack: ExitStack) -> tuple[Postgres | None, Postgres | None]:
    if postgres.missing() is not None:
        return None, None
    from index.store.server.opening import open_server  # not for those who have no psycopg

    primary = stack.enter_context(postgres.postgres())
    standby = primary.start_standby()
    stack.callback(standby.stop, signal.SIGQUIT)
    SERVERS[data] = open_server(primary.address_with(standby))
    stack.callback(SERVERS.pop, data)
    return primary, standby


@dataclass
class Scene:
    """What is asked and disturbed, and what became of each question."""

    archive: Archive
    machines: Any  # of Ray, whose test cluster has no types
    placement: Placement
    calls: on_ray.RayHosts
    questions: int
    primary: Postgres | None
    standby: Postgres | None
    has_redis: bool = False
    asked: list[Asked] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)
    promoting: tuple[float, float] = (0.0, 0.0)
    is_over: bool = False

    def play(self, swaps: int, *, is_both: bool) -> dict[str, object]:
        """Ask in as many threads as there are askers, disturb them, and report."""
        askers = [threading.Thread(target=self._ask, args=(at,)) for at in range(ASKERS)]
        began = time.monotonic()
        for thread in askers:
            thread.start()
        try:
            self._disturb(
                swaps, [self._kill_both] * max(1, swaps // 3) if is_both else self._kills()
            )
        finally:
            self.is_over = True
            for thread in askers:
                thread.join()
        return self._report(time.monotonic() - began)

    def place(self) -> None:
        """Publish the next version, and place it."""
        placing.place(self.archive.data, self.archive.publish(), self.placement, self.calls)

    def _ask(self, first: int) -> None:
        opener = partial(open_elsewhere, on_ray.RayHosts())
        with closing(Asker(self.archive.data, FakeEmbedder(), CALIBRATION, opener=opener)) as asker:
            at = first
            while len(self.asked) < self.questions or not self.is_over:
                at = (at + 1) % len(QUESTIONS)
                began = time.monotonic()
                try:
                    verdict = self.archive.judge(asker.answer(QUESTIONS[at], 3), at)
                except Exception as error:  # noqa: BLE001 - whatever fails a question is counted
                    verdict = "lost"
                    self.errors.append(repr(error)[:500])
                self.asked.append(Asked(began, time.monotonic(), verdict))

    def _disturb(self, swaps: int, kills: list[Callable[[], None]]) -> None:
        """Swap the set, and now and then, between two swaps, kill something."""
        acts: dict[float, Callable[[], None]] = {
            (at + 0.5) / (swaps + 1): self.place for at in range(swaps)
        }
        acts |= {(at + 0.7) / (len(kills) + 1): kill for at, kill in enumerate(kills)}
        for share, act in sorted(acts.items(), key=lambda each: each[0]):
            while len(self.asked) < self.questions * share:
                time.sleep(0.02)
            act()

    def _kills(self) -> list[Callable[[], None]]:
        return [
            self._kill_host,
            *([self._kill_head] if self.has_redis else []),
            *([self._kill_primary] if self.standby is not None else []),
            self._kill_machine,
            self._start_machine,
        ]

    def _kill_host(self) -> None:
        self._tell("a host")
        os.kill(process_of("host-0"), signal.SIGKILL)
        while self.calls.held("host-0") is None:
            time.sleep(0.1)  # one thing is lost at a time: each shard has two copies

    def _kill_head(self) -> None:
        self._tell("the GCS")
        restart_head(self.machines, _HEAD_GONE)

    def _kill_machine(self) -> None:
        self._tell("a machine")
        self.machines.remove_node(machine(self.machines, NODES - 1), allow_graceful=False)
        began = time.monotonic()
        healing = Healing(self.archive.data, on_ray.RayHosts(), _SILENT)
        wait_until(lambda: bool(healing.look()), _BACK_WITHIN)
        self.told["its copies made anew after"] = round(time.monotonic() - began, 1)

    def _start_machine(self) -> None:
        """Start the machine again that was killed: its host is there again by itself."""
        began = time.monotonic()
        add_machine(self.machines, NODES - 1)
        wait_until(lambda: self.calls.held(f"host-{NODES - 1}") is not None, _BACK_WITHIN)
        self.told["the machine's host back after"] = round(time.monotonic() - began, 1)
        self.place()

    def _kill_primary(self) -> None:
        assert self.primary is not None
        assert self.standby is not None
        self._tell("the primary")
        began = time.monotonic()
        self.primary.stop(signal.SIGKILL)
        time.sleep(_NOTICED_AFTER)
        self.standby.promote()
        self.promoting = began, time.monotonic()

    def _kill_both(self) -> None:
        self._tell("two hosts at once")
        for process in [process_of(f"host-{at}") for at in range(NODES - 1)]:
            os.kill(process, signal.SIGKILL)
        while any(self.calls.held(f"host-{at}") is None for at in range(NODES - 1)):
            time.sleep(0.1)

    def _tell(self, what: str) -> None:
        killed = self.told.setdefault("killed", [])
        assert isinstance(killed, list)
        killed.append(what)

    def _report(self, seconds: float) -> dict[str, object]:
        began, ended = self.promoting
        waits = [(each.ended - each.began, each) for each in self.asked]
        while_promoted = [wait for wait, each in waits if each.began < ended and each.ended > began]
        others = [wait for wait, each in waits if not (each.began < ended and each.ended > began)]
        if while_promoted:
            self.told["standby promoted after"] = round(ended - began, 2)
            self.told["longest meanwhile"] = round(max(while_promoted), 2)
        return {
            **Counter(each.verdict for each in self.asked),
            "longest": round(max(others), 2),
            "p50": round(percentile(others, 50), 4),
            "p99": round(percentile(others, 99), 3),
            **self.told,
            "sets": len(self.archive.expected),
            "seconds": round(seconds, 1),
            "errors": self.errors[:5],
        }


if __name__ == "__main__":
    main()
