"""What more machines would do than stand here: simulated from measured costs, event by event.

python -m tests.benchmarks.scale.simulation [--threads N] [--shard N] [--zipf S] [--questions N]

Costs are those of `costs.json`. First the machines that were measured are simulated, and compared
with what was measured; then 16 to 256 hosts with 10 million to a billion paragraphs.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(0, str(Path(__file__).parents[2]))

import simpy
from benchmarks.scale import costs as measuring
from benchmarks.scale.plant import Costs, Plant, fit
from benchmarks.speed.records import percentile

HOSTS = (16, 64, 256)
PARAGRAPHS = (10_000_000, 100_000_000, 1_000_000_000)
LOADED = 0.6  # of what the busiest host can do
MEMORY_KB, DISK_KB = 2.6, 3.0  # a paragraph and copy: of 200,000 in 4 shards, 0.77 GB and 603 MB
TEXTS, TEXT_MS = 4.4, 9.0  # texts of a paragraph, and of a processor for each, with one thread
MACHINE_GB = 60.0
_READ = 5  # shards that quotes are read from
_SECOND = 1000.0  # ms

Events = Generator[simpy.Event, Any, Any]


@dataclass(slots=True)
class Host:
    """A host: its threads, and whether its machine is there."""

    threads: simpy.Resource
    is_there: bool = True


@dataclass(slots=True)
class Asker:
    """A bot: its processor, and for each shard the copy that it asks first."""

    processor: simpy.Resource
    first: list[int]


class Simulation:
    """A plant under questions; `taken` are the ms that each took, with the time of its end."""

    def __init__(self, plant: Plant, costs: Costs, askers: int) -> None:
        self.plant, self.costs = plant, costs
        self.env = simpy.Environment()
        self.placement = plant.placement()
        self.hosts = [Host(self._resource(plant.threads)) for _ in range(plant.hosts)]
        self.askers = [
            Asker(self._resource(1), [copies[0] for copies in self.placement])
            for _ in range(askers)
        ]
        self.machine = self._resource(plant.processors) if plant.is_shared else None
        self.taken: list[tuple[float, float]] = []
        self.lost = 0
        self._dealt = random.Random(plant.seed)
        self._readings = plant.readings()

    def _resource(self, capacity: int) -> simpy.Resource:
        return simpy.Resource(self.env, capacity)

    def one_after_another(self, questions: int) -> list[float]:
        """Ask question after question; return the ms that each took."""

        def ask() -> Events:
            for _ in range(questions):
                yield self.env.process(self.question(self.askers[0]))

        self.env.run(self.env.process(ask()))
        return [taken for _, taken in self.taken]

    def arriving(self, rate: float, questions: int, lost: bool = False) -> list[float]:
        """Ask as questions arrive, so many a second; in the middle a host is lost for good."""

        def arrive() -> Events:
            asked = []
            for number in range(questions):
                yield self.env.timeout(self._dealt.expovariate(rate / _SECOND))
                if lost and number == questions // 2:
                    self.hosts[0].is_there = False
                asker = self.askers[number % len(self.askers)]
                asked.append(self.env.process(self.question(asker)))
            yield self.env.all_of(asked)

        self.env.run(self.env.process(arrive()))
        return [taken for _, taken in self.taken]

    def question(self, asker: Asker) -> Events:
        """Embed, look words up, measure, read: each a round of calls to the hosts that have it."""
        began, costs = self.env.now, self.costs
        spread = self._dealt.lognormvariate(0, costs.spread)
        yield from self._use(asker.processor, self.plant.embedding + costs.asker)
        everywhere = range(self.plant.shards)
        yield from self._round(asker, everywhere, lambda _: 0.0)
        yield from self._use(asker.processor, costs.asker_shard * self.plant.shards)
        yield from self._round(asker, everywhere, lambda shards: spread * self._work(shards))
        for _ in range(self._readings_of_one()):
            chosen = self._dealt.choices(everywhere, self._readings, k=_READ)
            yield from self._round(asker, sorted(set(chosen)), lambda _: 0.0)
        self.taken.append((self.env.now, self.env.now - began))

    def _readings_of_one(self) -> int:
        whole, part = divmod(max(1.0, self.costs.rounds - 2), 1)
        return int(whole) + (self._dealt.random() < part)

    def _work(self, shards: int) -> float:
        """Tell the ms that a host needs for so many shards."""
        million = self.plant.paragraphs / self.plant.shards / 1e6
        return shards * (self.costs.host_shard + million * self.costs.host_million)

    def _round(self, asker: Asker, shards: Iterable[int], work: Callable[[int], float]) -> Events:
        """Call each host once with all its shards; those that are late are asked of the others."""
        first: dict[int, list[int]] = defaultdict(list)
        for shard in shards:
            first[asker.first[shard]].append(shard)
        running = yield from self._call(asker, first, work)
        yield self.env.all_of(list(running.values())) | self.env.timeout(self.plant.hedged)
        late = [host for host, call in running.items() if not call.triggered]
        if not late:
            return
        others = {host: self._others(host, first[host]) for host in late}
        together: dict[int, list[int]] = defaultdict(list)
        for own in others.values():
            for copy, copied in own.items():
                together[copy].extend(copied)
        again = yield from self._call(asker, together, work)
        yield self.env.all_of(
            [
                running[host] | self.env.all_of([again[copy] for copy in others[host]])
                for host in late
            ]
        )
        for host, call in again.items():
            if call.triggered:
                for shard in together[host]:
                    asker.first[shard] = host

    def _others(self, late: int, shards: Iterable[int]) -> Mapping[int, Sequence[int]]:
        """Find the hosts of the other copies of what was asked of a host that is late."""
        other: dict[int, list[int]] = defaultdict(list)
        for shard in shards:
            for copy in self.placement[shard]:
                if copy != late:
                    other[copy].append(shard)
        return other

    def _call(
        self, asker: Asker, hosts: Mapping[int, Sequence[int]], work: Callable[[int], float]
    ) -> Generator[simpy.Event, Any, dict[int, simpy.Process]]:
        yield from self._use(asker.processor, self.costs.asker_call * len(hosts))
        return {
            host: self.env.process(self._answer(self.hosts[host], len(own), work(len(own))))
            for host, own in hosts.items()
        }

    def _answer(self, host: Host, shards: int, work: float) -> Events:
        plant, costs = self.plant, self.costs
        kilobytes = shards * (costs.sent_shard + costs.received_shard) / costs.rounds
        yield self.env.timeout(self._waits() + 8 * kilobytes / plant.gigabits / _SECOND)
        yield from self._use(host.threads, costs.host_call + work)
        if not host.is_there:
            yield self.env.event()  # which never comes

    def _waits(self) -> float:
        paused = self._dealt.random() < self.plant.paused
        return self.costs.round_wait + self.plant.network + paused * self.plant.pause

    def _use(self, resource: simpy.Resource, milliseconds: float) -> Events:
        with resource.request() as turn:
            yield turn
            if self.machine is None:
                yield self.env.timeout(milliseconds)
                return
            with self.machine.request() as processor:
                yield processor
                yield self.env.timeout(milliseconds)

    def busiest(self) -> float:
        """Tell the ms that a question takes the host that has most to do for it."""
        counts = [0] * self.plant.hosts
        for copies in self.placement:
            counts[copies[0]] += 1
        read = _READ / self.plant.hosts * max(1.0, self.costs.rounds - 2)
        return (2 + read) * self.costs.host_call + self._work(max(counts))

    def of_asker(self) -> float:
        """Tell the ms of a processor that a question takes its asker."""
        costs, plant = self.costs, self.plant
        calls = 2 * min(plant.hosts, plant.shards) + min(plant.hosts, _READ)
        shards = costs.asker_shard * plant.shards
        return plant.embedding + costs.asker + costs.asker_call * calls + shards


def main() -> None:
    """Print the assumptions, the comparison with what was measured, and the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="that answer, of each host")
    parser.add_argument("--shard", type=int, default=Plant(1, 1).shard, help="paragraphs of one")
    parser.add_argument("--zipf", type=float, default=1.0, help="of what is read; 0 is uniform")
    parser.add_argument("--questions", type=int, default=400)
    given = parser.parse_args()
    kept = measuring.read()
    costs = fit(kept)
    plant = Plant(1, 1, given.shard, given.threads, zipf=given.zipf)
    print_assumptions(kept, costs, plant)
    print_validation(kept, costs)
    print_table(costs, plant, given.questions)


def print_assumptions(kept: measuring.Kept, costs: Costs, plant: Plant) -> None:
    print(f"Measured {kept.when} on {kept.processors} processors ({kept.kind}). Assumed:\n")
    for field in fields(costs):
        if field.name != "fits":
            print(f"- {field.name} = {getattr(costs, field.name):.4g}")
    print("- these miss asker and hosts by {:.0%} and {:.0%} in the mean".format(*costs.fits))
    for field in fields(plant):
        if field.name not in ("hosts", "paragraphs", "is_shared"):
            print(f"- {field.name} = {getattr(plant, field.name)}")
    print(f"- memory and disk of a paragraph and copy: {MEMORY_KB} and {DISK_KB} KB")
    print(f"- {TEXTS} texts of a paragraph to embed, {TEXT_MS} ms of a processor each")


def print_validation(kept: measuring.Kept, costs: Costs) -> None:
    """Simulate what was measured, on one machine with as few processors; say how far off it is."""
    _print_head("paragraphs", "shards", "machines", "p50 measured, simulated", "p95 so")
    for row in kept.rows:
        plant = Plant(
            row.machines, row.paragraphs, -(-row.paragraphs // row.shards), embedding=0.0,
            processors=kept.processors, is_shared=True, network=0.0,
        )  # fmt: skip
        taken = Simulation(plant, costs, 1).one_after_another(400)
        told = " | ".join(
            f"{was:.1f}, {percentile(taken, of):.1f} ({percentile(taken, of) / was - 1:+.0%})"
            for was, of in ((row.p50, 50), (row.p95, 95))
        )
        print(f"| {row.paragraphs:,} | {row.shards} | {row.machines} | {told} |")


def print_table(costs: Costs, plant: Plant, questions: int) -> None:
    """Simulate each size of a corpus on each number of hosts."""
    _print_head(
        *("paragraphs", "hosts", "shards a host", "alone: p50 / p95 / p99, ms"),
        *("questions a second, at 60 %", "then p50 / p95 / p99", "a host lost: p99, longest"),
        *("bots", "GB of memory, disk a host", "embedded in", "machines for the memory"),
    )
    for paragraphs in PARAGRAPHS:
        for hosts in HOSTS:
            imagined = replace(plant, paragraphs=paragraphs, hosts=hosts)
            print(_line(imagined, costs, questions), flush=True)


def _print_head(*columns: str) -> None:
    print(f"\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|")


def _line(plant: Plant, costs: Costs, questions: int) -> str:
    first = Simulation(plant, costs, 1)
    rate = LOADED * plant.threads * _SECOND / first.busiest()
    bots = 1 + int(rate * first.of_asker() / _SECOND / LOADED)
    alone = first.one_after_another(questions)
    loaded = Simulation(plant, costs, bots).arriving(rate, questions)
    lost = Simulation(plant, costs, bots).arriving(rate, questions, lost=True)
    copies = plant.paragraphs * plant.copies / 1e6
    embedding = plant.paragraphs * TEXTS * TEXT_MS / _SECOND / 3600
    return (
        f"| {plant.paragraphs / 1e6:,.0f}M | {plant.hosts}"
        f" | {plant.shards * plant.copies / plant.hosts:.3g} | {_three(alone)} | {rate:.1f}"
        f" | {_three(loaded)} | {percentile(lost, 99):,.0f}, {max(lost):,.0f} | {bots}"
        f" | {copies * MEMORY_KB / plant.hosts:.1f}, {copies * DISK_KB / plant.hosts:.1f}"
        f" | {embedding / plant.hosts / plant.processors:,.1f} h"
        f" | {max(2, -(-copies * MEMORY_KB // MACHINE_GB)):.0f} |"
    )


def _three(taken: list[float]) -> str:
    return " / ".join(f"{percentile(taken, of):,.0f}" for of in (50, 95, 99))


if __name__ == "__main__":
    main()
