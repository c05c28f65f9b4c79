"""Ports of loopback for servers that a test starts, and waiting until such a server listens."""

import random
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

_RANGE = range(20_000, 32_768)  # below those that systems give to connections that go out
_CHANCE = random.SystemRandom()  # two test processes whose generators are seeded alike differ


def free_port() -> int:
    """Choose a port on which nobody listens, and that no connection takes before it is used."""
    while True:
        port = _CHANCE.choice(_RANGE)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until_listening(
    port: int, process: subprocess.Popen[bytes], log: Path, timeout_seconds: float
) -> None:
    """Wait until a process listens; one that ended before, or is too slow, fails with its log."""
    end = time.monotonic() + timeout_seconds
    while not listens(port):
        is_awaited = process.poll() is None and time.monotonic() < end
        assert is_awaited, f"{process.poll()}: {log.read_text(errors='replace')}"
        time.sleep(0.05)
