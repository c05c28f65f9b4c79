"""The commands over hosts on a real Ray that wants a token and speaks TLS."""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from fakes.commands.ports import free_port
from fakes.commands.shell import CHECKOUT, Ran, Shell
from fakes.telegram_bot.served import wait_until

QUESTION = "Где солдат бежал ночью?"
_SECONDS = 180.0  # a busy machine takes a minute
# A question, asked while Ray tells this process that a worker died, and while something native,
# as Ray itself is, prints: the search is over when both have.
_ASKED_AMID = """
import os, sys, time, ray
from bot.cli import main, opening

connect = opening.connect

def tell(chosen):
    found = connect(chosen)
    gcs = ray._private.worker.global_worker.gcs_client
    for _ in range(20):
        ray._private.utils.publish_error_to_driver("worker_died", "A WORKER DIED", gcs)
        time.sleep(0.05)
    os.write(1, b"NATIVE\\n")
    print("TOLD", file=sys.stderr)
    return found

opening.connect = tell
main.main(sys.argv[1:])
"""

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl makes certificates"),
]


def run(shell: Shell, *arguments: str) -> Ran:
    """Run the command line in a process of its own, which connects to Ray at most once."""
    process = shell.start(*arguments)
    out, err = process.communicate(timeout=_SECONDS)
    return Ran(process.returncode, out.decode(), err.decode())


def asked_amid(*arguments: str) -> Ran:
    """Run the command line while Ray, and what is native, would print."""
    ran = subprocess.run(
        [sys.executable, "-c", _ASKED_AMID, *arguments], capture_output=True, timeout=_SECONDS
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def certified(folder: Path, address: str) -> dict[str, str]:
    """Make an authority, and a certificate of its for a machine; the settings that name both."""
    ours, own = ("-nodes", "-newkey", "rsa:2048"), folder / "names"
    own.write_text(f"subjectAltName=IP:{address},IP:127.0.0.1,DNS:localhost")
    for command in (
        ("req", "-x509", *ours, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=ours"),
        ("req", *ours, "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=node"),
        (
            *("x509", "-req", "-in", "node.csr", "-CA", "ca.crt", "-CAkey", "ca.key"),
            *("-CAcreateserial", "-out", "node.crt", "-extfile", str(own)),
        ),
    ):
        subprocess.run(("openssl", *command), cwd=folder, check=True, capture_output=True)
    return {
        "RAY_USE_TLS": "1",
        "RAY_TLS_SERVER_CERT": str(folder / "node.crt"),
        "RAY_TLS_SERVER_KEY": str(folder / "node.key"),
        "RAY_TLS_CA_CERT": str(folder / "ca.crt"),
    }


@pytest.fixture
def machine(indexed: Shell) -> Iterator[str]:
    """Start a machine of Ray as the README says; give its address in the cluster."""
    import ray  # where it is installed

    address: str = ray.util.get_node_ip_address()
    folder = Path(tempfile.mkdtemp(prefix="pq"))  # a short path: Ray makes sockets in it
    settings = certified(folder, address) | {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "PYTHONPATH": str(CHECKOUT),
    }
    for name, value in settings.items():
        indexed.set(name, value)
    port = free_port()
    command = [
        *(str(Path(sys.executable).with_name("ray")), "start", "--head", "--block"),
        *("--port", str(port), "--include-dashboard=false", "--num-cpus=1"),
        *("--object-store-memory=80000000", "--temp-dir", str(folder / "ray")),
    ]
    log = folder / "started"
    with log.open("wb") as written:
        running = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        wait_until(lambda: "Ray runtime started" in log.read_text(), _SECONDS)
        indexed.set("PULLQUOTE_RAY", f"{address}:{port}")
        yield address
    finally:
        running.kill()
        running.wait()
        end_those_of(folder)
        shutil.rmtree(folder, ignore_errors=True)


def end_those_of(folder: Path) -> None:
    """End the processes of the machine whose files are in a folder; their workers end with them."""
    for written in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(folder).encode() in written.read_bytes():
                os.kill(int(written.parent.name), signal.SIGKILL)


def test_hosts_are_started_asked_checked_and_ended_with_a_token_and_tls_and_ray_prints_nothing(
    indexed: Shell, machine: str
) -> None:
    for name in ("a", "b"):
        added = run(indexed, "cluster", "add-host", name, "--disk", name, "--address", machine)
        assert added.out.startswith(f"{name} is there."), added.err
    placed = run(indexed, "cluster", "start", "--once")
    assert placed.out.endswith("at least 2 copies of each.\n"), placed.err
    shown = run(indexed, "cluster", "status", "--check")
    assert shown.code == 0
    assert shown.out.splitlines()[:2] == [
        f"{name} on {machine}: generation 1: shards [0]" for name in "ab"
    ]
    amid = asked_amid("ask", QUESTION, "--json")
    assert amid.code == 0, amid.err
    assert {"NATIVE", "TOLD"} <= {*amid.err.splitlines()}
    assert json.loads(amid.out)["quotes"][0]["text"] == "Солдат бежал ночью."
    drained = run(indexed, "cluster", "drain", "a")
    assert drained.out.endswith("a is empty, and ended.\n"), drained.err
    indexed.set("RAY_AUTH_TOKEN", "")
    refused = run(indexed, "cluster", "status")
    assert refused.code == 2
    assert refused.err.startswith(f"pullquote: the cluster at {machine}:")
    assert "no authentication token was found" in refused.err
    assert refused.err.count("\n") == 1
