"""A cluster as the command line finds one, all in this process: machines, and hosts on them."""

from pathlib import Path
from types import ModuleType

import pytest
from fakes.processes.hosts import HostsHere

from index.generation.placed.host import Host
from index.generation.placed.on_ray import Node

ADDRESS = "127.0.0.1:6379"
_MODULE = "index.generation.placed.on_ray"


class Machines(ModuleType):
    """Stands for the module that knows of Ray."""

    def __init__(self, *addresses: str) -> None:
        super().__init__(_MODULE)
        self.addresses = addresses
        self.hosts = HostsHere({})
        self.on: dict[str, str] = {}

    def connect(self, address: str) -> None:
        if address != ADDRESS:
            raise ConnectionError(f"nobody listens\nat {address}")

    def nodes(self) -> list[Node]:
        gone = Node("dead", "10.0.0.9", is_alive=False)
        return [*(Node(f"id-{each}", each, is_alive=True) for each in self.addresses), gone]

    def start_host(self, name: str, node: str, shared: Path, disk: Path) -> None:
        if name not in self.hosts.hosts:  # else it is the one that is there
            self.on[name] = node
            self.hosts.on[name] = node.removeprefix("id-")
            self.hosts.hosts[name] = Host(shared, disk)

    def stop_host(self, name: str) -> None:
        self.hosts.hosts.pop(name, None)

    def RayHosts(self) -> HostsHere:  # noqa: N802 - as the module names it
        return self.hosts


def join(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> Machines:
    """Put machines with these addresses where the command line looks for Ray."""
    made = Machines(*addresses)
    monkeypatch.setitem(__import__("sys").modules, _MODULE, made)
    return made
