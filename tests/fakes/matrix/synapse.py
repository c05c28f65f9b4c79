"""A real Synapse on loopback: no federation, no key servers, SQLite, and limits that are high.

It runs in the Python that SYNAPSE_PYTHON names, or else in this one: its dependencies are many, and
an environment of its own keeps them apart from ours.
"""

import hashlib
import hmac
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any  # JSON as Synapse answers it

import httpx
from fakes.commands.ports import free_port

SETTING = "SYNAPSE_PYTHON"
SERVER_NAME = "news.example"
PASSWORD = "correct horse battery staple"
_SHARED_SECRET = "registers people in tests"
_START_SECONDS = 90.0  # it takes 4 on an idle machine
_STOP_SECONDS = 20.0
_HIGH = {"per_second": 10_000, "burst_count": 10_000}


def missing() -> str | None:
    """Name what the tests need and this machine lacks; `None` if nothing, or the setting is set."""
    if SETTING in os.environ or importlib.util.find_spec("synapse") is not None:
        return None  # whoever set it wants the test: what lacks must fail it
    return f"matrix-synapse is not installed (name a Python that has it in {SETTING})"


@dataclass(slots=True)
class Synapse:
    """A homeserver with its folder; it can be killed, and started again over the same database."""

    folder: Path
    port: int = field(default_factory=free_port)
    limits: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._write_configuration()
        python = os.environ.get(SETTING, sys.executable)
        others = {
            name: value
            for name, value in os.environ.items()
            if not name.lower().endswith(("proxy", "pythonpath")) and "PULLQUOTE" not in name
        }
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                [python, "-m", "synapse.app.homeserver", "-c", str(self._configuration)],
                cwd=self.folder,
                env=others,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_answering()

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def register(self, localpart: str) -> str:
        """Make an account, and return its full id."""
        path = f"{self.url}/_synapse/admin/v1/register"
        nonce = httpx.get(path, trust_env=False, timeout=30).json()["nonce"]
        signed = "\0".join((nonce, localpart, PASSWORD, "notadmin"))
        mac = hmac.new(_SHARED_SECRET.encode(), signed.encode(), hashlib.sha1).hexdigest()
        made = httpx.post(
            path,
            json={
                "nonce": nonce,
                "username": localpart,
                "password": PASSWORD,
                "admin": False,
                "mac": mac,
            },
            trust_env=False,
            timeout=30,
        )
        assert made.status_code == 200, made.text
        return str(made.json()["user_id"])

    @property
    def _configuration(self) -> Path:
        return self.folder / "homeserver.yaml"

    def _write_configuration(self) -> None:
        """Write the configuration; JSON is YAML, too."""
        log_config = self.folder / "log.yaml"
        log_config.write_text(json.dumps({"version": 1, "root": {"level": "ERROR"}}))
        configuration: dict[str, Any] = {
            "server_name": SERVER_NAME,
            "pid_file": str(self.folder / "pid"),
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder / "homeserver.db")},
            },
            "log_config": str(log_config),
            "media_store_path": str(self.folder / "media"),
            "signing_key_path": str(self.folder / "signing.key"),
            "registration_shared_secret": _SHARED_SECRET,
            "macaroon_secret_key": "of tests",
            "form_secret": "of tests",
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "enable_registration": False,
            "presence": {"enabled": False},
            "rc_message": _HIGH,
            "rc_login": {"address": _HIGH, "account": _HIGH, "failed_attempts": _HIGH},
            "rc_joins": {"local": _HIGH, "remote": _HIGH},
            "rc_invites": {"per_room": _HIGH, "per_user": _HIGH, "per_issuer": _HIGH},
            "rc_room_creation": _HIGH,
            "rc_key_requests": _HIGH,
            "rc_presence": {"per_user": _HIGH},
            "bcrypt_rounds": 4,
            "user_directory": {"enabled": False},
        } | self.limits
        self._configuration.write_text(json.dumps(configuration))
        if not (self.folder / "signing.key").exists():
            # A key of the test's own making, as generating one would start another Python.
            (self.folder / "signing.key").write_text(
                "ed25519 a_test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
            )

    def _wait_until_answering(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert self.process is not None
            is_awaited = self.process.poll() is None and time.monotonic() < end
            log = self.folder / "output.log"
            assert is_awaited, log.read_text(errors="replace")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/_matrix/client/versions", trust_env=False, timeout=2)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(number)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


@contextmanager
def synapse(folder: Path) -> Iterator[Synapse]:
    """Serve a homeserver out of a folder, and end it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Synapse(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
