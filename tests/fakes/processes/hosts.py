"""Hosts in this process, which may be gone or late, and count what they are asked.

And a corpus of a few shards that is placed on three of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fakes.corpus import CALIBRATION, MODEL, FakeEmbedder, noon, source_text

from index import build
from index.build import Reindex
from index.generation.asking import Size
from index.generation.placed import placing
from index.generation.placed.copies import Begun, CopyFailed, Patience
from index.generation.placed.elsewhere import open_elsewhere
from index.generation.placed.host import Host
from index.generation.placed.placement import Placement
from index.generation.placed.records import Copying, Disk
from index.records import Answer
from index.search.asker import Asker

TOPICS = ("bridge", "river", "harbour", "bakery", "school", "prison")
AT_ONCE = Patience(hedged=0.0, given_up=0.05, again=0.05, anew=0.01)
QUESTIONS = tuple(f"Who left the {topic}?" for topic in TOPICS)


@dataclass
class HostsHere:
    """Hosts by name. `late` ones answer only who waits for them alone; `gone` ones never."""

    hosts: dict[str, Host]
    gone: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    on: dict[str, str] = field(default_factory=dict)  # the machines of hosts that share one

    def hold(
        self, wanted: Mapping[str, Sequence[int]], number: int
    ) -> Mapping[str, Mapping[int, Size]]:
        return {
            host: self.hosts[host].hold(number, shards)
            for host, shards in wanted.items()
            if host not in self.gone
        }

    def forget(self, hosts: Sequence[str], kept: Sequence[int]) -> None:
        for host in hosts:
            if host not in self.gone:
                self.hosts[host].forget(kept)

    def machines(self, hosts: Sequence[str]) -> Mapping[str, str]:
        return {host: self.on.get(host, host) for host in hosts if host not in self.gone}

    def disk(self, host: str) -> Disk | None:
        return None if host in self.gone else self.hosts[host].disk()

    def held(self, host: str) -> Mapping[int, Sequence[int]] | None:
        return None if host in self.gone else self.hosts[host].held()

    def copying(self, host: str) -> Copying | None:
        return None if host in self.gone else self.hosts[host].copying()

    def damage(self, host: str) -> Sequence[str] | None:
        return None if host in self.gone else self.hosts[host].damage()

    def begin(self, host: str, number: int, packed: bytes) -> Begun:
        self.asked[host] += 1
        return (host, number, packed)

    def first(self, begun: Sequence[Begun], seconds: float) -> Begun | None:
        assert seconds >= 0
        ready = [each for each in begun if isinstance(each, tuple) and each[0] not in self.late]
        return next(iter(ready), None)

    def result(self, begun: Begun) -> bytes:
        assert isinstance(begun, tuple)
        host, number, packed = begun
        if host in self.gone:
            raise CopyFailed(f"{host} is gone")
        return self.hosts[host].ask(number, packed)


class Cluster:
    """A data directory that three hosts see, and a disk for each of them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.placement = Placement(data)
        self.calls = HostsHere({})
        for name in ("a", "b", "c"):
            self.start(name)
            self.placement.join(name)

    def start(self, name: str) -> None:
        """Start a host, or start it again with what its disk holds."""
        self.calls.hosts[name] = Host(self.data, self.data / f"disk-{name}")

    def publish(self, version: int) -> int:
        texts = [
            source_text(
                f"text-{topic}",
                f"In version {version} the captain left the {topic} for good.\n\n"
                + "\n\n".join(f"The {topic} had {number} guards." for number in range(8)),
            )
            for topic in TOPICS
        ]
        making = Reindex(self.data, FakeEmbedder(), MODEL, clock=noon, shard=20)
        return build.publish(making, texts).generation

    def place(self, number: int) -> None:
        placing.place(self.data, number, self.placement, self.calls)

    def asker(self) -> Asker:
        opener = partial(open_elsewhere, self.calls, patience=AT_ONCE)
        return Asker(self.data, FakeEmbedder(), CALIBRATION, opener=opener)


def ask(asker: Asker) -> list[Answer]:
    """Ask about each topic."""
    return [asker.answer(question, 3) for question in QUESTIONS]
