"""Runs commands on a disk that fills up at their n-th write, each in a child whose writes it sees.

Reads a line of JSON for each, {"data", "full_at", "arguments"}, and prints one: how the command
ended, what it said, and how many writes it made. The kernel asks this process about each system
call by which the child writes below `data` (seccomp, Linux 5.0 and later); from the n-th on it is
told that no space is left, as on a disk that stays full. To ask beforehand: `is_possible`.
"""

import ctypes
import errno
import json
import os
import platform
import select
import socket
import struct
import sys
import tempfile
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
# By the machine: its number in filters, of `seccomp`, and of each call that takes a file and room.
_MACHINES = {
    "x86_64": (0xC000003E, 317, (1, 18, 20, 77, 285, 74, 75, 296)),
    "aarch64": (0xC00000B7, 277, (64, 68, 66, 46, 47, 82, 83, 70)),
}
_NO_NEW_PRIVILEGES = 38  # of prctl
_FILTER, _NEW_LISTENER = 1, 8  # of seccomp
_ASK, _ALLOW = 0x7FC00000, 0x7FFF0000
_CONTINUE = 1
_RECEIVE, _SEND = 0xC0502100, 0xC0182101  # ioctls of the listener
_REQUEST = struct.Struct("=QIIiIQ6Q")  # id, pid, flags, call, machine, instruction, arguments
_RESPONSE = struct.Struct("=QqiI")  # id, value, error, flags


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def is_possible() -> bool:
    """Tell whether the kernel lets a process answer for the calls of another."""
    action = ctypes.c_uint32(_ASK)
    machine = _MACHINES.get(platform.machine())
    return machine is not None and _LIBC.syscall(machine[1], 2, 0, ctypes.byref(action)) == 0


def listen() -> int:
    """Let every write of this thread be asked about; return the file to answer on."""
    machine, seccomp, calls = _MACHINES[platform.machine()]
    steps = [(0x20, 0, 0, 4), (0x15, 0, len(calls) + 1, machine), (0x20, 0, 0, 0)]
    steps += [(0x15, len(calls) - order, 0, call) for order, call in enumerate(calls)]
    steps += [(0x06, 0, 0, _ALLOW), (0x06, 0, 0, _ASK)]
    packed = b"".join(struct.pack("=HBBI", *step) for step in steps)
    instructions = ctypes.create_string_buffer(packed)
    program = _Program(len(steps), ctypes.addressof(instructions))
    _LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = _LIBC.syscall(seccomp, _FILTER, _NEW_LISTENER, ctypes.byref(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp gives no listener")
    return int(listener)


def answer(listener: int, data: str, full_at: int) -> int:
    """Answer for the writes below `data` until the child has ended; return how many there were."""
    writes = 0
    while True:
        asked = ctypes.create_string_buffer(_REQUEST.size)
        if _LIBC.ioctl(listener, ctypes.c_ulong(_RECEIVE), asked) != 0:
            # Of a call that a signal has interrupted there is nothing to be received any more.
            if ctypes.get_errno() in (errno.EINTR, errno.ENOENT) and not _has_ended(listener):
                continue
            return writes
        request, pid, _flags, *_call, file = _REQUEST.unpack(asked.raw)[:7]
        try:
            path = str(Path(f"/proc/{pid}/fd/{file}").readlink())
        except OSError:
            path = ""
        is_ours = path.startswith(f"{data}/")
        writes += is_ours
        is_full = is_ours and full_at and writes >= full_at
        answer = (-errno.ENOSPC, 0) if is_full else (0, _CONTINUE)
        response = _RESPONSE.pack(request, 0, *answer)
        _LIBC.ioctl(listener, ctypes.c_ulong(_SEND), ctypes.create_string_buffer(response))


def _has_ended(listener: int) -> bool:
    """Tell whether no process is left whose writes are answered for."""
    polling = select.poll()
    polling.register(listener, select.POLLIN)
    return any(event & select.POLLHUP for _, event in polling.poll(0))


def _run(arguments: list[str], channel: socket.socket, said: list[Path]) -> None:
    """Run a command in this process, which then ends."""
    from bot.cli.main import main

    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 - until the process ends, as those below
    sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115
    listener = listen()
    socket.send_fds(channel, [b"x"], [listener])
    os.close(listener)
    code = 1
    try:
        main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException as error:  # noqa: BLE001 - a traceback is what is looked for
        sys.stderr.write(f"Traceback: {error!r}")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Run each command that is read, until there is no line any more."""
    # Imported before the children are made, each of which would else take a second.
    from bot.cli.main import add_commands

    add_commands()
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("out", "err")]
        for line in sys.stdin:
            wanted = json.loads(line)
            ours, theirs = socket.socketpair()
            child = os.fork()
            if child == 0:
                _run(wanted["arguments"], theirs, said)
            theirs.close()
            _, (listener, *_), _, _ = socket.recv_fds(ours, 1, 1)
            writes = answer(listener, wanted["data"], wanted["full_at"])
            os.close(listener)
            ours.close()
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            out, err = (path.read_text(encoding="utf-8") for path in said)
            for path in said:
                path.unlink()
            result = {"code": code, "out": out, "err": err, "writes": writes}
            sys.stdout.write(json.dumps(result) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
