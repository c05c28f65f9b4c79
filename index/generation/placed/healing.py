"""Shards that lost a copy get another one on a host that answers, while questions go on."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Protocol

from index.errors import GenerationRefused
from index.generation import directory
from index.generation.asking import Size
from index.generation.placed.placement import Placement
from index.generation.placed.placing import choose
from index.generation.placed.records import PlacedSet, PlacedShard, shards_of, stable_names

_AVOIDED_SECONDS = 600  # a host that failed to copy, as of a full disk, is not asked again before

_log = logging.getLogger("pullquote.placed")


class Hosts(Protocol):
    """The hosts, asked by name what they hold, and told what to hold."""

    def held(self, host: str) -> Mapping[int, Sequence[int]] | None:
        """List what a host holds, by generation; `None` if it does not answer in time."""
        ...

    def hold(
        self, wanted: Mapping[str, Sequence[int]], number: int
    ) -> Mapping[str, Mapping[int, Size]]:
        """Have hosts copy and open shards of a generation; what each that did so holds."""
        ...

    def machines(self, hosts: Sequence[str]) -> Mapping[str, str]:
        """Tell on which machine each host is; those that do not answer in time are left out."""
        ...


class Healing:
    """Looks at the hosts time and again: one that is silent for long has its copies made anew.

    Several processes may do so at once: they choose the same hosts, and a host copies once.
    """

    def __init__(
        self,
        data: Path,
        hosts: Hosts,
        patience_seconds: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Have hosts that were silent for `patience_seconds` pass for gone."""
        self._placement = Placement(data)
        self._hosts = hosts
        self._patience = patience_seconds
        self._clock = clock
        self._silent_since: dict[str, float] = {}
        self._avoided_until: dict[tuple[str, int], float] = {}  # by host and generation

    def look(self) -> Sequence[str]:
        """Heal what lacks copies now; return a line for each copy that was made."""
        placed = self._placement.read()
        held = {host: self._hosts.held(host) for host in placed.hosts}
        now = self._clock()
        silent = {host for host, own in held.items() if own is None}
        self._silent_since = {host: self._silent_since.get(host, now) for host in silent}
        gone = {host for host, since in self._silent_since.items() if now - since >= self._patience}
        avoided = {each for each, until in self._avoided_until.items() if now < until}
        done = heal(self._placement, self._hosts, held, gone, avoided)
        for host, number in sorted(done.failed):
            self._avoided_until[host, number] = now + _AVOIDED_SECONDS
            _log.warning("host %s could not copy shards of generation %s", host, number)
        return done.made


@dataclass(frozen=True, slots=True)
class Healed:
    """The copies that were made, a line for each, and which hosts failed for which generations."""

    made: tuple[str, ...] = ()
    failed: frozenset[tuple[str, int]] = frozenset()


def heal(
    placement: Placement,
    hosts: Hosts,
    held: Mapping[str, Mapping[int, Sequence[int]] | None],
    gone: Collection[str] = (),
    avoided: Collection[tuple[str, int]] = (),
) -> Healed:
    """Give each shard that lacks a copy one more.

    The set that was placed last comes first, as it is the one that is asked. What `held` has not
    is lacking; a host that is silent, `None` there, counts for all that it is to have, unless it is
    `gone`. Hosts are not given shards of generations for which they are `avoided`.
    """
    placed = placement.read()
    answering = {host: own for host, own in held.items() if own is not None}
    able = tuple(host for host in placed.able if host in answering)
    waiting = {host for host in placed.able if host not in answering and host not in gone}
    seen = _Seen(able, answering, frozenset(waiting), hosts.machines(able), frozenset(avoided))
    healed = [_heal_set(found, seen, placement, hosts) for found in reversed(placed.sets)]
    return Healed(
        tuple(chain.from_iterable(each.made for each in healed)),
        frozenset().union(*(each.failed for each in healed)),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The hosts that answer and may be given shards, what they hold, and on which machines.

    Those that are `waiting` are silent, but not for long.
    """

    able: tuple[str, ...]
    held: Mapping[str, Mapping[int, Sequence[int]]]
    waiting: frozenset[str]
    machines: Mapping[str, str]
    avoided: frozenset[tuple[str, int]]

    def having(self, shard: PlacedShard, at: int, number: int) -> tuple[str, ...]:
        """List the hosts that have a shard, or may have it."""
        return tuple(
            host
            for host in shard.hosts
            if host in self.waiting or (host in self.able and at in self.held[host].get(number, ()))
        )


def _heal_set(found: PlacedSet, seen: _Seen, placement: Placement, hosts: Hosts) -> Healed:
    names = _names(found, placement.data)
    able = [host for host in seen.able if (host, found.number) not in seen.avoided]
    chosen: dict[int, tuple[str, ...]] = {}
    wanted: dict[str, list[int]] = {}
    for at, (shard, named) in enumerate(zip(found.shards, names, strict=False)):
        having = seen.having(shard, at, found.number)
        chosen[at] = choose(named, able, seen.machines, having)
        for host in chosen[at]:
            if host not in having:
                wanted.setdefault(host, []).append(at)
    if not wanted:
        return Healed()

    done = hosts.hold(wanted, found.number)
    made = {(at, host) for host in done for at in wanted[host]}
    placement.move(
        found.number,
        {
            found.shards[at].digest: [
                host for host in chosen[at] if (at, host) in made or at not in wanted.get(host, ())
            ]
            for at in {at for at, _ in made}
        },
    )
    lines = (
        f"shard {at} of generation {found.number} has a copy on {host} now"
        for at, host in sorted(made)
    )
    failed = ((host, found.number) for host in wanted.keys() - done.keys())
    return Healed(tuple(lines), frozenset(failed))


def _names(found: PlacedSet, data: Path) -> Sequence[str]:
    """Name the shards of a set as hosts are chosen by them; none where it cannot be copied.

    Of an earlier set the shared folder may lack the files, or have another generation's.
    """
    try:
        manifest = directory.read_manifest(data, found.number)
    except GenerationRefused:
        return ()
    is_same = [digest for _, digest in shards_of(manifest)] == [
        shard.digest for shard in found.shards
    ]
    return stable_names(manifest) if is_same else ()
