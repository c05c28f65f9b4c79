import socket
import time
from ipaddress import ip_address
from typing import Self

import httpcore
import pytest

from index.errors import UnreadableSource
from index.sources.web.network import (
    INTERNET,
    CheckedBackend,
    Network,
    is_own,
    seconds_left,
    within,
)


def network(*addresses: str) -> Network:
    found = tuple(map(ip_address, addresses))
    return Network(lambda _host, _port: found, INTERNET.may_connect, refuse, INTERNET.make_tls)


def refuse(*_: object) -> httpcore.NetworkStream:
    raise httpcore.ConnectError


def refusal(host: str, *addresses: str) -> str:
    backend = CheckedBackend(network(*addresses), time.monotonic() + 5)
    with pytest.raises(UnreadableSource) as caught:
        backend.connect_tcp(host, 80)
    return str(caught.value)


def test_a_host_is_refused_if_any_of_its_addresses_is_not_public() -> None:
    assert refusal("a.example", "8.8.8.8", "127.0.0.1").startswith(
        "is not on the public internet, and what is on this machine or its network is not fetched;"
    )


def test_an_address_of_this_machine_is_told_from_others() -> None:
    assert is_own(ip_address("127.0.0.1"))
    assert not is_own(ip_address("8.8.8.8"))
    assert not is_own(ip_address("2001:4860:4860::8888"))


def test_this_machine_is_not_asked_under_a_public_address_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Packets:
        """A socket of a machine that has the address 8.8.8.8."""

        def __init__(self, *_: object) -> None:
            self.to = ""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...

        def connect(self, place: tuple[str, int]) -> None:
            self.to = place[0]

        def getsockname(self) -> tuple[str, int]:
            return ("8.8.8.8" if self.to == "8.8.8.8" else "10.0.0.2", 0)

    monkeypatch.setattr(socket, "socket", Packets)
    assert refusal("a.example", "8.8.8.8").startswith("is not on the public internet")
    assert refusal("a.example", "8.8.4.4").startswith("does not answer")


def test_a_host_none_of_whose_addresses_answers_is_told() -> None:
    told = "does not answer; check the address, or try again later"
    assert refusal("a.example", "8.8.8.8", "8.8.4.4") == told
    assert refusal("8.8.8.8") == told


def test_a_name_without_an_address_is_told() -> None:
    assert refusal("a.example") == "has no address; check how it is written"


def test_no_wait_goes_past_the_deadline() -> None:
    with pytest.raises(httpcore.ReadTimeout):
        seconds_left(time.monotonic() - 1)
    with pytest.raises(httpcore.ReadTimeout):
        within(time.monotonic() - 1, lambda: 1)


def test_an_error_within_the_deadline_is_raised_as_it_was() -> None:
    def fail() -> int:
        raise OSError("no such name")

    assert within(time.monotonic() + 5, lambda: 1) == 1
    with pytest.raises(OSError, match=r"^no such name$"):
        within(time.monotonic() + 5, fail)
