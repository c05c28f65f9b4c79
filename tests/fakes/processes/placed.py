"""Machines of Ray as processes of this one; each host has a folder in place of a disk."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ray
from fakes.telegram_bot.served import free_port, wait_until
from ray.cluster_utils import Cluster

from index.generation.placed import on_ray

NODES = 3
MEMORY = 80_000_000  # bytes of Ray's store of objects on a node, the least that it takes
_REDIS = "RAY_REDIS_ADDRESS"


@contextmanager
def cluster(nodes: int = NODES) -> Iterator[Any]:
    """Start a cluster of so many machines, and connect to it."""
    size = {"num_cpus": 1, "object_store_memory": MEMORY, "include_dashboard": False}
    os.environ |= on_ray.ENVIRONMENT
    made = Cluster(initialize_head=True, head_node_args=size)
    try:
        for at in range(1, nodes):
            add_machine(made, at)
        on_ray.connect(made.address)
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


def add_machine(machines: Any, number: int) -> None:  # noqa: ANN401 - Ray's has no types
    """Start a machine, or start it again, at the address that goes with its number."""
    machines.add_node(num_cpus=1, object_store_memory=MEMORY, node_ip_address=_address(number))


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
    wait_until(lambda: _listens(port))
    os.environ[_REDIS] = f"127.0.0.1:{port}"
    try:
        yield
    finally:
        del os.environ[_REDIS]
        running.terminate()
        running.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
