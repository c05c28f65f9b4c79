"""Serves Telegram on a disk that fills up at the n-th write, each time in a child of its own.

Reads a line of JSON for each, {"data", "full_at", "token", "base_url"}; prints one with the child's
{"pid"} once it serves, and, once it was told to end by a signal, one with how that went:
{"code", "log", "writes"}. `full` tells how the writes are seen.
"""

import json
import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fakes.processes.disks import full


@dataclass(frozen=True, slots=True)
class _Reached:
    token: str
    base_url: str


def _serve(wanted: dict[str, str], channel: socket.socket, log: Path) -> None:
    """Serve in this process, which then ends."""
    from fakes.telegram_bot.moderators import two_moderators
    from fakes.telegram_bot.served import open_desk

    from bot.serving import logs
    from bot.serving.workers import DeskWorker
    from bot.telegram.serving import run

    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 - until the process ends
    for number in (1, 2):
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    listener = full.listen()
    socket.send_fds(channel, [b"x"], [listener])
    os.close(listener)
    code = 0
    try:
        logs.set_up([wanted["token"]])
        data = Path(wanted["data"])
        reached = _Reached(wanted["token"], wanted["base_url"])
        run(two_moderators(reached, data), DeskWorker(lambda: open_desk(data), 2))
    except BaseException as error:  # noqa: BLE001 - what is looked for
        os.write(2, f"Traceback: {error!r}\n".encode())
        code = 1
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Serve for each line that is read, until there is no line any more."""
    # Imported before the children are made, each of which would else take a second.
    import fakes.telegram_bot.moderators  # noqa: F401

    os.environ["PTB_TIMEDELTA"] = "true"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        for line in sys.stdin:
            wanted = json.loads(line)
            ours, theirs = socket.socketpair()
            child = os.fork()
            if child == 0:
                _serve(wanted, theirs, log)
            theirs.close()
            _, (listener, *_), _, _ = socket.recv_fds(ours, 1, 1)
            sys.stdout.write(json.dumps({"pid": child}) + "\n")
            sys.stdout.flush()
            writes = full.answer(listener, wanted["data"], wanted["full_at"])
            os.close(listener)
            ours.close()
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            ended = {"code": code, "log": log.read_text(encoding="utf-8"), "writes": writes}
            log.unlink()
            sys.stdout.write(json.dumps(ended) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
