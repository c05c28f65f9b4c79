"""Whether the hosts hold what was placed on them, and every copy what was written."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from index.errors import GenerationRefused
from index.generation.placed.placement import Placement
from index.generation.placed.records import Copying, Placed

_MEND = "mend it with: pullquote cluster start --once"


class Watched(Protocol):
    """The hosts, asked by name what they hold."""

    def held(self, host: str) -> Mapping[int, Sequence[int]] | None:
        """List what a host holds, by generation; `None` if it does not answer in time."""
        ...

    def copying(self, host: str) -> Copying | None:
        """Say what a host copies now; `None` also if it does not answer in time."""
        ...

    def damage(self, host: str) -> Sequence[str] | None:
        """Digest every copy of a host; name what is damaged; `None` if it does not answer."""
        ...


def check(data: Path, hosts: Watched) -> str:
    """Digest every copy on every host, and say how many there are.

    Raises `GenerationRefused` naming all that is damaged, missing, or does not answer.
    """
    placed = Placement(data).read()
    if not placed.sets:
        raise GenerationRefused(
            "no generation is on hosts yet; place it with: pullquote cluster start"
        )
    problems = [problem for host in placed.hosts for problem in problems_of(host, placed, hosts)]
    copied = [f"; {line}" for line in under_way(placed, hosts)]
    if problems:
        raise GenerationRefused("; ".join(problems) + "".join(copied) + f"; {_MEND}")
    copies = sum(len(shard.hosts) for held in placed.sets for shard in held.shards)
    return (
        f"{copies} copies of shards on {len(placed.hosts)} hosts hold what was written"
        + "".join(copied)
    )


def problems_of(host: str, placed: Placed, hosts: Watched) -> list[str]:
    """Digest every copy of a host, and name what is damaged, and what it lacks.

    One that is copying is not waited for, which may take hours: its copies are digested as they are
    made.
    """
    held = hosts.held(host)
    damage = () if held is None or hosts.copying(host) is not None else hosts.damage(host)
    if held is None or damage is None:
        return [
            f"host {host} does not answer (what it held is copied to others when that has lasted,"
            f" or at once by: pullquote cluster drain {host})"
        ]
    lacking = [
        f"host {host} lacks shard {at} of generation {kept.number}"
        for kept in placed.sets
        for at, shard in enumerate(kept.shards)
        if host in shard.hosts and at not in held.get(kept.number, ())
    ]
    return [*(f"host {host}: {problem}" for problem in damage), *lacking]


def under_way(placed: Placed, hosts: Watched) -> list[str]:
    """Say what each host is copying, of those that do."""
    copying = [(host, hosts.copying(host)) for host in placed.hosts]
    return [f"host {host} is {what}" for host, what in copying if what is not None]
