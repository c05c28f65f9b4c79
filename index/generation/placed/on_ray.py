"""Hosts as actors of Ray: started, told what to hold, and asked. It alone imports Ray."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from index.generation.asking import Size
from index.generation.placed.copies import Begun, CopyFailed
from index.generation.placed.host import Host
from index.generation.placed.records import Copying, Disk

_NAMESPACE = "pullquote"
_ANSWERED_WITHIN = 5  # seconds
_STARTED_WITHIN = 60  # seconds; a busy machine takes twenty
_COPIED_WITHIN = 24 * 3600  # seconds; a shard of a slow network takes hours at most
_TRACE = 0.001  # of what each machine has one of, under its address
# As long as the head is away, drivers and actors go on: Ray's own 60 seconds end them.
_RECONNECT_SECONDS = 300
ENVIRONMENT = {
    "RAY_gcs_rpc_server_reconnect_timeout_s": str(_RECONNECT_SECONDS),
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
"""What a process of a cluster finds set, unless somebody set it otherwise."""


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster: Ray's id of it, its address, and whether Ray reaches it."""

    id: str
    address: str
    is_alive: bool


def connect(address: str) -> None:
    """Connect this process to a running cluster; at most once. Raises `ConnectionError`."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # A thread of Ray's would print to stdout which workers and machines were lost, also without
    # `log_to_driver`: amid an answer that another program reads. Ray's own files say it as well.
    ray._private.worker._worker_logs_enabled = False
    try:
        ray.init(
            address=address,
            namespace=_NAMESPACE,
            log_to_driver=False,
            logging_level="ERROR",
            ignore_reinit_error=True,
        )
    except RayError as error:  # as where it wants a token and none is given
        raise ConnectionError(str(error)) from error


def nodes() -> list[Node]:
    """List the machines of the cluster, and those that it lost."""
    return [
        Node(each["NodeID"], each["NodeManagerAddress"], bool(each["Alive"]))
        for each in ray.nodes()
    ]


def start_host(name: str, node: str, shared: Path, disk: Path) -> None:
    """Start a host on a machine, given by Ray's id, unless there is one of that name anywhere.

    It stays when this process ends. If its process is killed, or the machine was away and is back
    at its address, Ray starts it again, and it opens what its disk holds. Raises `ConnectionError`
    if it does not begin.
    """
    actor: Any = ray.remote(concurrency_groups={"copying": 1})(Host)
    options = actor.options(
        **_only_on(node),
        name=name,
        namespace=_NAMESPACE,
        lifetime="detached",
        get_if_exists=True,
        num_cpus=0,
        max_restarts=-1,
        max_task_retries=0,
    )
    try:
        ray.get(options.remote(shared, disk).__ray_ready__.remote(), timeout=_STARTED_WITHIN)
    except (RayError, ValueError) as error:
        raise ConnectionError(str(error)) from error


def _only_on(node: str) -> dict[str, Any]:
    """Choose the options that keep a host on a machine, by its address: its id is new each time.

    Where several share an address, as processes of one machine do, the id has to do.
    """
    addresses = {each.id: each.address for each in nodes() if each.is_alive}
    if list(addresses.values()).count(addresses[node]) == 1:
        return {"resources": {f"node:{addresses[node]}": _TRACE}}
    return {"scheduling_strategy": NodeAffinitySchedulingStrategy(node_id=node, soft=False)}


def _node_of() -> Callable[[object], str]:
    """Make what tells on which machine it runs: a function inside another travels as it is."""

    def node(_host: object) -> str:
        import ray

        found: str = ray.get_runtime_context().get_node_id()
        return found

    return node


def stop_host(name: str) -> None:
    """End a host for good; what its disk holds stays."""
    with suppress(ValueError):  # it is gone already
        ray.kill(ray.get_actor(name, namespace=_NAMESPACE), no_restart=True)


class RayHosts:
    """The hosts of the cluster, by name: told what to hold, and asked."""

    def __init__(self) -> None:
        """Use the cluster that this process is connected to."""
        self._actors: dict[str, Any] = {}  # handles have methods that are made when it runs

    def hold(
        self, wanted: Mapping[str, Sequence[int]], number: int
    ) -> Mapping[str, Mapping[int, Size]]:
        """Have hosts copy and open shards of a generation; what each that did so holds."""
        begun = {
            host: self._begin(host, "hold", (number, shards), group="copying")
            for host, shards in wanted.items()
        }
        found: dict[str, Mapping[int, Size]] = {}
        for host, call in begun.items():
            try:
                self.first([call], _COPIED_WITHIN)
                found[host] = self._result(call)
            except CopyFailed:
                continue
        return found

    def forget(self, hosts: Sequence[str], kept: Sequence[int]) -> None:
        """Have hosts remove the generations that are not among those kept."""
        for host in hosts:
            self._begin(host, "forget", (tuple(kept),), group="copying")

    def machines(self, hosts: Sequence[str]) -> Mapping[str, str]:
        """Tell the address of each host's machine; those that do not answer in time are left out.

        They tell it themselves, as one may have been started again elsewhere.
        """
        addresses = {each.id: each.address for each in nodes()}
        begun = {host: self._begin(host, "__ray_call__", (_node_of(),)) for host in hosts}
        found = {host: self._answer(call, _ANSWERED_WITHIN) for host, call in begun.items()}
        return {host: addresses[node] for host, node in found.items() if node in addresses}

    def held(self, host: str) -> Mapping[int, Sequence[int]] | None:
        """List what a host holds, by generation; `None` if it does not answer in time.

        It is asked beside the questions: the thread that copies may be busy for hours.
        """
        begun = self._begin(host, "held", ())
        held: Mapping[int, Sequence[int]] | None = self._answer(begun, _ANSWERED_WITHIN)
        return held

    def disk(self, host: str) -> Disk | None:
        """Tell where a host keeps its copies; `None` if it does not answer in time."""
        found: Disk | None = self._answer(self._begin(host, "disk", ()), _ANSWERED_WITHIN)
        return found

    def copying(self, host: str) -> Copying | None:
        """Say what a host copies now; `None` also if it does not answer in time."""
        found: Copying | None = self._answer(self._begin(host, "copying", ()), _ANSWERED_WITHIN)
        return found

    def damage(self, host: str) -> Sequence[str] | None:
        """Digest every copy of a host; name what is damaged; `None` if it does not answer."""
        begun = self._begin(host, "damage", (), group="copying")
        found: Sequence[str] | None = self._answer(begun, _COPIED_WITHIN)
        return found

    def begin(self, host: str, number: int, packed: bytes) -> Begun:
        """Begin calls, packed, to shards of a generation on a host."""
        return self._begin(host, "ask", (number, packed))

    def first(self, begun: Sequence[Begun], seconds: float) -> Begun | None:
        """Wait until one of several calls is done, or failed; `None` if none is by then."""
        failed = next((each for each in begun if isinstance(each, CopyFailed)), None)
        if failed is not None:
            return failed
        done, _ = ray.wait(list(begun), num_returns=1, timeout=seconds)
        return done[0] if done else None

    def result(self, begun: Begun) -> bytes:
        """Return what calls that are done brought, packed; raises `CopyFailed`."""
        found: bytes = self._result(begun)
        return found

    def _result(self, begun: Begun) -> Any:  # noqa: ANN401 - as the method of the host returns
        if isinstance(begun, CopyFailed):
            raise begun
        try:
            return ray.get(begun, timeout=1)
        except RayError as error:
            raise CopyFailed(str(error)) from error

    def _answer(self, begun: Begun, seconds: float) -> Any:  # noqa: ANN401 - as the method returns
        """Wait for the answer to a call; `None` if there is none in time."""
        try:
            return self._result(begun) if self.first([begun], seconds) is not None else None
        except CopyFailed:
            return None

    def _begin(
        self, host: str, method: str, given: Sequence[object], group: str | None = None
    ) -> Begun:
        try:
            if host not in self._actors:
                self._actors[host] = ray.get_actor(host, namespace=_NAMESPACE)
            asked = getattr(self._actors[host], method)
            return (asked.options(concurrency_group=group) if group else asked).remote(*given)
        # No actor has that name, or it is gone for good; or it runs an earlier version.
        except (ValueError, RayError, AttributeError) as error:
            self._actors.pop(host, None)
            return CopyFailed(str(error))
