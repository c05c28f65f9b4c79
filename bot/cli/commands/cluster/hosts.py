"""The commands over the hosts that hold the shards: status, start, add-host, drain."""

import re
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import click

from bot.cli import opening
from bot.cli.commands.cluster import copies
from bot.cli.options import data_option
from bot.cli.settings import Settings
from index.errors import PullquoteError
from index.generation.placed import checking, placing
from index.generation.placed.healing import heal
from index.generation.placed.placement import Placement
from index.generation.placed.records import Disk, Placed, PlacedSet, is_of_folder
from index.store.store import live_generation

_NAME = re.compile(r"[\w.-]+")
_LONGEST_TOLD = 200  # characters of what Ray says
_LOOKED_EVERY = 2  # seconds; the store is asked whether another generation is live


class Asked(Protocol):
    """The hosts, asked by name where they are and where they keep their copies."""

    def disk(self, host: str) -> Disk | None:
        """Tell where a host keeps its copies; `None` if it does not answer in time."""

    def machines(self, hosts: Sequence[str]) -> Mapping[str, str]:
        """Tell on which machine each host is; those that do not answer in time are left out."""
        ...


@click.group()
def cluster() -> None:
    """Search on several machines: PULLQUOTE_RAY names a cluster, started with `ray start --head`.

    All machines must see the data directory.
    """


@cluster.command()
@click.option(
    "--check", is_flag=True, help="Digest every copy; exit with 1 if one is damaged or lacks."
)
@data_option
def status(check: bool, data: Path | None) -> None:
    """Show the hosts, what each holds, and the sets that are asked."""
    chosen = opening.load_settings(data)
    hosts = opening.connect(chosen).RayHosts()
    placed = Placement(chosen.data_dir).read()
    held = {name: hosts.held(name) for name in placed.hosts}
    machines = hosts.machines([name for name, own in held.items() if own is not None])
    copying = checking.under_way(placed, hosts)
    problems = [
        problem
        for name in (placed.hosts if check else ())
        for problem in checking.problems_of(name, placed, hosts)
    ]
    for name, own in held.items():
        draining = ", being emptied" if name in placed.draining else ""
        click.echo(f"{name}{_of_host(own, machines.get(name))}{draining}")
    for line in (*problems, *copying):
        click.echo(f"  {line}")
    for found in placed.sets:
        click.echo(_of_set(found, {name for name, own in held.items() if own is None}))
    if problems:
        raise click.exceptions.Exit(1)


@cluster.command()
@click.option("--once", is_flag=True, help="Place the live generation, and end.")
@data_option
def start(once: bool, data: Path | None) -> None:
    """Place the live generation on the hosts, and each new one, until it is stopped.

    Copies that are lost meanwhile are made on other hosts. One process does this. If it ends,
    questions go on with what is placed.
    """
    chosen = opening.load_settings(data)
    if once:
        _place_live(chosen, None)
        return
    healing = copies.make_healing(chosen)
    done: PlacedSet | None = None
    while True:
        try:
            done = _place_live(chosen, done)
            for line in healing.look():
                click.echo(line)
        except PullquoteError as error:
            click.echo(f"pullquote: {error}", err=True)
        time.sleep(_LOOKED_EVERY)


@cluster.command("add-host")
@click.argument("name")
@click.option(
    "--disk",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder of that machine in which the copies are kept.",
)
@click.option("--address", help="The machine's address in the cluster; not needed if it has one.")
@data_option
def add_host(name: str, disk: Path, address: str | None, data: Path | None) -> None:
    """Start the host NAME on a machine that joined with `ray start --address=…`."""
    if not _NAME.fullmatch(name):
        raise click.UsageError(f"a host is named with letters, digits, - . and _, not as {name!r}")
    chosen = opening.load_settings(data)
    on_ray = opening.connect(chosen)
    alive = [node for node in on_ray.nodes() if node.is_alive]
    there = [node for node in alive if address in (None, node.address)]
    if len(there) != 1:
        known = ", ".join(node.address for node in alive)
        raise click.UsageError(f"name one machine with --address; in the cluster are: {known}")
    try:
        on_ray.start_host(name, there[0].id, chosen.data_dir.absolute(), disk.absolute())
    except ConnectionError as error:
        told = " ".join(str(error).split())[:_LONGEST_TOLD]
        raise click.ClickException(
            f"the host {name} does not start (if it was on a machine that is gone, drain it first):"
            f" {told}"
        ) from error
    hosts, placement = on_ray.RayHosts(), Placement(chosen.data_dir)
    _refuse_taken(name, there[0].address, disk.absolute(), hosts)
    if problem := _unfit(name, hosts, placement.read()):
        if name not in placement.read().hosts:
            on_ray.stop_host(name)
        raise click.ClickException(problem)
    placement.join(name)
    click.echo(f"{name} is there. What it is to hold it gets with: pullquote cluster start")


@cluster.command()
@click.argument("name")
@data_option
def drain(name: str, data: Path | None) -> None:
    """Give what the host NAME holds to the others, and end it; also one that is lost."""
    chosen = opening.load_settings(data)
    on_ray, placement = opening.connect(chosen), Placement(chosen.data_dir)
    if name not in placement.read().hosts:
        raise click.UsageError(f"there is no host {name}; see: pullquote cluster status")
    placement.drain(name)
    hosts, live = on_ray.RayHosts(), live_generation(chosen.data_dir)
    try:
        if live is not None:
            click.echo(_of_set(placing.place(chosen.data_dir, live, placement, hosts)))
        held = {host: hosts.held(host) for host in placement.read().hosts}
        for line in heal(placement, hosts, held).made:
            click.echo(line)
    except PullquoteError:
        placement.join(name)  # it goes on with what it holds
        raise
    if not placement.leave(name):
        raise click.ClickException(f"{name} was taken back meanwhile, with add-host: it stays")
    on_ray.stop_host(name)
    click.echo(f"{name} is empty, and ended.")


def _refuse_taken(name: str, address: str, disk: Path, hosts: Asked) -> None:
    """Refuse a name that another host has: on another machine, or with another folder."""
    found, machine = hosts.disk(name), hosts.machines([name]).get(name, address)
    if found is not None and (machine, found.path) != (address, str(disk)):
        raise click.ClickException(
            f"there is a host {name} already, on {machine}, with its copies in {found.path}; choose"
            f" another name, or empty it first with: pullquote cluster drain {name}"
        )


def _unfit(name: str, hosts: Asked, placed: Placed) -> str | None:
    """Find why a host cannot keep copies in its folder; `None` if it can."""
    own = hosts.disk(name)
    if own is None:
        return None
    if own.problem is not None:
        return f"the host {name} cannot keep copies in {own.path}: {own.problem}"
    machines = hosts.machines([name, *placed.hosts])
    for other in placed.hosts:
        is_beside = other != name and machines.get(other) == machines.get(name)
        if is_beside and hosts.disk(other) == own:
            return (
                f"the host {other} of the same machine keeps its copies in {own.path}; name another"
                " folder with --disk"
            )
    return None


def _place_live(chosen: Settings, done: PlacedSet | None) -> PlacedSet | None:
    """Place the live generation, unless it is the set that was placed last; return that."""
    data = chosen.data_dir
    live = live_generation(data)
    if live is None or (done is not None and done.number == live and is_of_folder(done, data)):
        return done
    hosts = opening.connect(chosen).RayHosts()
    placed = placing.place(data, live, Placement(data), hosts)
    click.echo(_of_set(placed))
    return placed


def _of_host(held: Mapping[int, Sequence[int]] | None, machine: str | None) -> str:
    where = "" if machine is None else f" on {machine}"
    if held is None:
        return f"{where}: does not answer"
    told = "; ".join(f"generation {number}: shards {list(own)}" for number, own in held.items())
    return f"{where}: {told or 'holds nothing'}"


def _of_set(found: PlacedSet, silent: Collection[str] = ()) -> str:
    copied = min(sum(host not in silent for host in shard.hosts) for shard in found.shards)
    paragraphs = sum(shard.size.paragraphs for shard in found.shards)
    return (
        f"Generation {found.number} is placed: {len(found.shards)} shards, {paragraphs} paragraphs,"
        f" at least {copied} copies of each."
    )
