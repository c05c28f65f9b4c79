"""Machines of Ray as processes of this one; each host has a folder in place of a disk.

They share this machine's network, or each has one of its own: a network namespace of Linux, tied to
the others by a bridge. That takes the rights of root.
"""

import ctypes
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray
from fakes.commands.ports import free_port, listens
from fakes.telegram_bot.served import wait_until
from ray.cluster_utils import Cluster

from index.generation.placed import on_ray

NODES = 3
MEMORY = 80_000_000  # bytes of Ray's store of objects on a node, the least that it takes
_REDIS = "RAY_REDIS_ADDRESS"
_BRIDGE = "pullquote0"
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of setns(2)


@contextmanager
def cluster(nodes: int = NODES, *, apart: bool = False) -> Iterator[Any]:
    """Start a cluster of so many machines, and connect to it.

    If they are `apart`, each has a network of its own; the first has that of this process.
    """
    size: dict[str, object] = {
        "num_cpus": 1,
        "object_store_memory": MEMORY,
        "include_dashboard": False,
    }
    if apart:
        size |= {"node_ip_address": _Apart(0).address}
    os.environ |= on_ray.ENVIRONMENT
    with _networks(nodes) if apart else nullcontext():
        made = Cluster(initialize_head=True, head_node_args=size)
        try:
            for at in range(1, nodes):
                with _Apart(at).inside() if apart else nullcontext():
                    add_machine(made, at, _Apart(at).address if apart else "")
            on_ray.connect(made.address)
            yield made
        finally:
            ray.shutdown()
            made.shutdown()


@dataclass(frozen=True, slots=True)
class _Apart:
    """A machine with a network of its own, by its number."""

    number: int

    @property
    def address(self) -> str:
        return f"10.203.0.{1 + self.number}"

    @property
    def name(self) -> str:
        return f"pullquote{self.number}"

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Have this thread, and the processes that it starts meanwhile, be in this network."""
        with open("/proc/thread-self/ns/net", "rb") as own:  # noqa: PTH123 - its descriptor
            with open(f"/run/netns/{self.name}", "rb") as network:  # noqa: PTH123 - the same
                _enter(network.fileno())
            try:
                yield
            finally:
                _enter(own.fileno())

    def make(self) -> None:
        """Make the network, tied to the bridge."""
        _ip("netns", "add", self.name)
        _ip("link", "add", f"{self.name}v", "type", "veth", "peer", "eth0", "netns", self.name)
        _ip("link", "set", f"{self.name}v", "master", _BRIDGE, "up")
        for device, address in (("lo", None), ("eth0", f"{self.address}/24")):
            if address is not None:
                _ip("-n", self.name, "address", "add", address, "dev", device)
            _ip("-n", self.name, "link", "set", device, "up")

    def remove(self) -> None:
        """Remove the network, and with it its end of the tie."""
        _ip("netns", "delete", self.name)


@contextmanager
def _networks(nodes: int) -> Iterator[None]:
    machines = [_Apart(number) for number in range(1, nodes)]
    made: list[_Apart] = []
    _ip("link", "add", _BRIDGE, "type", "bridge")
    try:
        _ip("address", "add", f"{_Apart(0).address}/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for machine_apart in machines:
            made.append(machine_apart)
            machine_apart.make()
        yield
    finally:
        for machine_apart in made:
            machine_apart.remove()
        _ip("link", "delete", _BRIDGE)


def _enter(network: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(network, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "cannot enter a network namespace")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def add_machine(machines: Any, number: int, address: str = "") -> None:  # noqa: ANN401 - Ray's
    """Start a machine, or start it again, at the address that goes with its number."""
    machines.add_node(
        num_cpus=1, object_store_memory=MEMORY, node_ip_address=address or _address(number)
    )


def machine(machines: Any, number: int) -> Any:  # noqa: ANN401 - as above
    """Find a machine by its number; that of the first is 0."""
    if number == 0:
        return machines.head_node
    found = machines.list_all_nodes()
    return next(each for each in found if each.node_ip_address == _address(number))


def _address(number: int) -> str:
    return f"127.0.0.{1 + number}"


@contextmanager
def keeping_in_redis(folder: Path) -> Iterator[None]:
    """Have the clusters that are started meanwhile keep what they know in a Redis of their own."""
    program = shutil.which("redis-server")
    assert program is not None
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    wait_until(lambda: listens(port))
    os.environ[_REDIS] = f"127.0.0.1:{port}"
    try:
        yield
    finally:
        del os.environ[_REDIS]
        running.terminate()
        running.wait()


def restart_head(machines: Any, seconds: float) -> None:  # noqa: ANN401 - Ray's has no types
    """Kill the process in which Ray keeps what it knows, and start it again after some seconds."""
    machines.head_node.kill_gcs_server()
    time.sleep(seconds)
    machines.head_node.start_gcs_server()


def process_of(host: str) -> int:
    """Tell the id of the process of a host."""
    actor = ray.get_actor(host, namespace="pullquote")
    found: int = ray.get(actor.__ray_call__.remote(lambda _: os.getpid()))
    return found
