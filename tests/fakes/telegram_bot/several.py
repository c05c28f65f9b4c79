"""Several bots of one publisher behind one address: processes to be killed, and what shares work.

Each push goes to the next bot that takes connections, as with a proxy that tells nothing apart.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from bot_api.server import BotApiServer
from fakes.commands.ports import free_port, wait_until_listening
from fakes.commands.shell import CHECKOUT

_SERVES = CHECKOUT / "tests/fakes/telegram_bot/process.py"
_LONGEST = 65536


@dataclass(slots=True)
class Bots:
    """The processes of the bots, and the folder with a log of each."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def log(self, number: int) -> str:
        return (self.folder / f"bot{number}.log").read_text()

    def hold(self) -> None:
        """Stop all of them where they are."""
        for process in self.processes:
            process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGCONT)

    def kill(self, number: int) -> None:
        self.processes[number].kill()
        self.processes[number].wait()


@contextmanager
def several_bots(
    server: BotApiServer, data: Path, given: Mapping[str, str], count: int, seconds: float
) -> Iterator[Bots]:
    """Serve so many bots with these settings; each embeds a question in so many seconds."""
    ports = [free_port() for _ in range(count)]
    with ExitStack() as begun, balancing(ports) as address:
        bots = Bots(data)
        for number, port in enumerate(ports):
            settings = {
                "PULLQUOTE_DATA_DIR": str(data),
                "PULLQUOTE_TELEGRAM_TOKEN": server.token,
                "PULLQUOTE_TELEGRAM_API": server.base_url.removesuffix("/bot"),
                "PULLQUOTE_WEBHOOK_URL": f"{address}/hook",
                "PULLQUOTE_WEBHOOK_SECRET": "shared",
                "PULLQUOTE_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
                **given,
            }
            log = begun.enter_context((data / f"bot{number}.log").open("wb"))
            bots.processes.append(_serve(settings, seconds, log.fileno()))
        try:
            for number, (port, process) in enumerate(zip(ports, bots.processes, strict=True)):
                wait_until_listening(port, process, data / f"bot{number}.log", 120)
            yield bots
        finally:
            for process in bots.processes:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()


@contextmanager
def balancing(ports: list[int]) -> Iterator[str]:
    """Pass each connection on to the next of the ports that takes it; yield the address."""
    listening = socket.create_server(("127.0.0.1", 0))
    following = cycle(ports)

    def accept() -> None:
        with suppress(OSError):
            while True:
                came = listening.accept()[0]
                order = [next(following) for _ in ports]
                threading.Thread(target=_pass_on, args=(came, order), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _pass_on(came: socket.socket, ports: list[int]) -> None:
    """Pass on what comes on a connection, both ways, until either end closes it."""
    with came:
        for port in ports:
            try:
                there = socket.create_connection(("127.0.0.1", port))
            except OSError:
                continue
            with there:
                back = threading.Thread(target=_copy, args=(there, came), daemon=True)
                back.start()
                _copy(came, there)
                back.join()
            return


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while read := source.recv(_LONGEST):
            target.sendall(read)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _serve(settings: Mapping[str, str], seconds: float, log: int) -> subprocess.Popen[bytes]:
    others = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
    paths = os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests")))
    return subprocess.Popen(
        [sys.executable, str(_SERVES), str(seconds)],
        env={**others, "PYTHONPATH": paths, **settings},
        stdout=log,
        stderr=log,
    )
