"""A generation is given to hosts: each shard to two of them, and once all have it, it is placed."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from index.errors import GenerationRefused
from index.generation import directory
from index.generation.asking import Size
from index.generation.placed.placement import Placement
from index.generation.placed.records import PlacedSet, PlacedShard, shards_of, stable_names

COPIES = 2
"""The copies of each shard, where there are so many hosts."""


class Hosts(Protocol):
    """The hosts, told by name what to hold."""

    def hold(
        self, wanted: Mapping[str, Sequence[int]], number: int
    ) -> Mapping[str, Mapping[int, Size]]:
        """Have hosts copy and open shards of a generation; what each that did so holds."""
        ...

    def forget(self, hosts: Sequence[str], kept: Sequence[int]) -> None:
        """Have hosts remove the generations that are not among those kept."""
        ...

    def machines(self, hosts: Sequence[str]) -> Mapping[str, str]:
        """Tell on which machine each host is; those that do not answer in time are left out."""
        ...


def place(data: Path, number: int, placement: Placement, hosts: Hosts) -> PlacedSet:
    """Give each shard of a generation to hosts, and make the set the last one once all are there.

    A host that fails is passed over, and one that is emptied meanwhile. Raises `GenerationRefused`
    if a shard is left without a copy. It waits for another process that is placing one.
    """
    with placement.placing():
        while True:
            found = _give(data, number, placement.read().able, hosts)
            if placement.keep(found):
                placed = placement.read()
                hosts.forget(placed.hosts, [each.number for each in placed.sets])
                return found


def choose(
    digest: str,
    hosts: Sequence[str],
    machines: Mapping[str, str] = MappingProxyType({}),
    having: Sequence[str] = (),
) -> tuple[str, ...]:
    """Choose the hosts of a shard, by its digest: the same ones as long as they are there.

    Those that have it already come first. Two of one machine are chosen where there is no other
    machine; of whose machine is unknown each has its own. (The highest random weight, Thaler and
    Ravishankar 1996.)

    >>> choose("a", ["x", "y", "z"]), choose("a", ["x", "z"])
    (('y', 'z'), ('z', 'x'))
    >>> choose("a", ["x", "y", "z"], {"y": "one", "z": "one"})
    ('y', 'x')
    """
    weights = {host: sha256(f"{digest} {host}".encode()).hexdigest() for host in hosts}
    others = sorted({*hosts} - {*having}, key=lambda host: weights[host], reverse=True)
    ranked = [*having, *others]
    first_of: dict[str, str] = {}
    for host in ranked:
        first_of.setdefault(machines.get(host, f"of {host}"), host)
    apart = list(first_of.values())
    return tuple(dict.fromkeys((*apart, *ranked)))[:COPIES]


def _give(data: Path, number: int, names: Sequence[str], hosts: Hosts) -> PlacedSet:
    """Give each shard to hosts; of one that fails, what it was to have goes to others."""
    manifest = directory.read_manifest(data, number)
    shards = shards_of(manifest)
    machines = hosts.machines(names)
    held: dict[str, Mapping[int, Size]] = {}
    while True:
        chosen = [choose(named, names, machines) for named in stable_names(manifest)]
        wanted = {host: _places_of(host, chosen) for host in names if host not in held}
        held |= hosts.hold({host: own for host, own in wanted.items() if own}, number)
        failed = [host for host, own in wanted.items() if own and host not in held]
        if not failed:
            return PlacedSet(number, manifest.fingerprint, tuple(_placed(shards, chosen, held)))
        names = [host for host in names if host not in failed]
        held = {}  # those that are left get more, beside what they hold already


def _places_of(host: str, chosen: Sequence[Sequence[str]]) -> list[int]:
    return [at for at, hosts in enumerate(chosen) if host in hosts]


def _placed(
    shards: Sequence[tuple[str, str]],
    chosen: Sequence[tuple[str, ...]],
    held: Mapping[str, Mapping[int, Size]],
) -> Iterator[PlacedShard]:
    for at, ((name, digest), hosts) in enumerate(zip(shards, chosen, strict=True)):
        if not hosts:
            raise GenerationRefused(
                "no host can hold the generation; the set before stays. See which hosts are there"
                " with: pullquote cluster status"
            )
        yield PlacedShard(name, digest, held[hosts[0]][at], hosts)
