"""The network, for `fetching`: connects only to addresses that were checked, before a deadline.

The address that was checked is the one connected to: the name of the host is looked up only once.
No proxy of the environment is used, because it would look the name up again.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import TypeVar

import httpcore

from index.errors import UnreadableSource
from index.sources.web.addresses import Address, as_address, is_public

CONNECT_SECONDS = 10.0
"""How long an address of a host may take to connect before the next address is tried."""

Resolve = Callable[[str, int], Sequence[Address]]
"""A host's name and a port -> its addresses; OSError when there are none."""

Dial = Callable[[Address, int, float], httpcore.NetworkStream]
"""An address, a port and seconds -> a connection; an error of httpcore when there is none."""

_NOT_PUBLIC = (
    "is not on the public internet, and what is on this machine or its network is not fetched;"
    " save the page and add the file"
)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Network:
    """How to look hosts up, which addresses to connect to, and how: over TCP and over TLS."""

    resolve: Resolve
    may_connect: Callable[[Address], bool]
    dial: Dial
    make_tls: Callable[[], ssl.SSLContext]


def resolve(host: str, port: int) -> Sequence[Address]:
    """Look the name of a host up as the system does, also in its hosts file."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(place[0]) for *_, place in found))


def dial(address: Address, port: int, seconds: float) -> httpcore.NetworkStream:
    """Connect to an address over TCP."""
    return httpcore.SyncBackend().connect_tcp(str(address), port, seconds)


def may_connect(address: Address) -> bool:
    """Tell whether an address is on the public internet and not one of this machine's own.

    Under an own public address stands what a firewall keeps from others.
    """
    return is_public(address) and not is_own(address)


def is_own(address: Address) -> bool:
    """Tell whether an address is one of this machine's: packets to it would come from it.

    Nothing is sent. An address that only a router in front of this machine has is not known here.
    """
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((str(address), 80))
            return ip_address(asking.getsockname()[0]) == address
    except OSError:  # there is no way to it
        return False


INTERNET = Network(resolve, may_connect, dial, httpcore.default_ssl_context)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects for httpcore: looks a host up, checks all its addresses, tries them in turn."""

    def __init__(self, network: Network, deadline: float) -> None:
        """`deadline` is a moment of `time.monotonic()`."""
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - ours is for the whole fetch
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers, if all of them may be asked."""
        addresses = self._addresses(host, port)
        if not all(map(self._network.may_connect, addresses)):
            raise UnreadableSource(_NOT_PUBLIC)
        for address in addresses:
            try:
                seconds = min(CONNECT_SECONDS, seconds_left(self._deadline))
                return _TimedStream(self._network.dial(address, port, seconds), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                if address == addresses[-1]:
                    raise UnreadableSource(
                        "does not answer; check the address, or try again later"
                    ) from error
        raise UnreadableSource("has no address; check how it is written")

    def _addresses(self, host: str, port: int) -> Sequence[Address]:
        written = as_address(host)
        if written is not None:
            return (written,)
        try:
            return within(self._deadline, partial(self._network.resolve, host, port))
        except (OSError, UnicodeError) as error:
            raise UnreadableSource(
                "is not found: there is no site of this name; check how it is written"
            ) from error


class _TimedStream(httpcore.NetworkStream):
    """A connection on which no wait goes past the deadline of the whole fetch."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - ours
        return self._stream.read(max_bytes, seconds_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - ours
        self._stream.write(buffer, seconds_left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours is for the whole fetch
    ) -> httpcore.NetworkStream:
        left = seconds_left(self._deadline)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def seconds_left(deadline: float) -> float:
    """Return the seconds to a deadline; httpcore.ReadTimeout when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left


def within(deadline: float, look_up: Callable[[], _Value]) -> _Value:
    """Call a function that has no timeout of its own; httpcore.ReadTimeout at the deadline.

    The call goes on in its thread, which ends with the process: to look a name up cannot be
    interrupted.
    """
    ended: queue.Queue[_Value | Exception] = queue.Queue()

    def run() -> None:
        try:
            ended.put(look_up())
        except Exception as error:  # noqa: BLE001 - raised again where it is awaited
            ended.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        outcome = ended.get(timeout=seconds_left(deadline))
    except queue.Empty:
        raise httpcore.ReadTimeout("the deadline has passed") from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
