"""Hosts in this process, which may be gone or late, and count what they are asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.generation.asking import Size
from index.generation.placed.copies import Begun, CopyFailed
from index.generation.placed.host import Host


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

    def held(self, host: str) -> Mapping[int, Sequence[int]] | None:
        return None if host in self.gone else self.hosts[host].held()

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
