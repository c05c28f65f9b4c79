"""What no process that parses a file may do: each thing tried, by its name.

`attempts` needs a file that is there, and tries things on it, on its folder and on the parent. It
is imported, and everything that it uses loaded, before the process is confined.
"""

import ctypes
import fcntl
import os
import resource
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PTRACE_SEIZE = 0x4206  # as it does not stop what it traces
# x86_64; the test that uses them is of this machine alone
_CALLS = {"process_vm_readv": 310, "pidfd_open": 434, "io_uring_setup": 425, "memfd_create": 319}


def attempts(victim: Path) -> Mapping[str, Callable[[], object]]:
    """Make the attempts on a file that is there; each returns if it was done.

    Where nothing forbids it all can be done, one after another.
    """
    parent, folder = os.getppid(), victim.parent
    listener = socket.create_server(("127.0.0.1", 0))
    readable = int(Path(f"/proc/{parent}/maps").read_text().partition("-")[0], 16)
    return {
        "look whether a file is there": victim.stat,
        "change the mode of a file": lambda: victim.chmod(0o777),
        "change the owner of a file": lambda: os.chown(victim, os.getuid(), os.getgid()),
        "change the times of a file": lambda: os.utime(victim, (0, 0)),
        "list a folder": lambda: list(folder.iterdir()),
        "read a file": lambda: os.open(victim, os.O_RDONLY),
        "write a file": lambda: os.open(victim, os.O_WRONLY),
        "make a file": lambda: os.open(folder / "made", os.O_CREAT | os.O_WRONLY),
        "link a file": lambda: (folder / "linked").hardlink_to(victim),
        "make a symbolic link": lambda: (folder / "link").symlink_to(victim),
        "make a folder": (folder / "folder").mkdir,
        "remove a folder": (folder / "empty").rmdir,
        "rename a file": lambda: victim.rename(folder / "moved").rename(victim),
        "truncate a file": lambda: os.truncate(victim, 0),
        "remove a file": victim.unlink,
        "change the folder": lambda: os.chdir("/"),
        "connect": lambda: socket.socket().connect(listener.getsockname()),
        "make a socket": socket.socketpair,
        "make a file in memory": lambda: _raw("memfd_create", b"name", 0),
        "make a ring": lambda: _raw("io_uring_setup", 1, ctypes.create_string_buffer(120)),
        "fork": _fork,
        "run a program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "read the parent's memory": lambda: _read_memory(parent, readable),
        "hold the parent": lambda: _raw("pidfd_open", parent, 0),
        "slow the parent down": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        "have the parent sent signals": lambda: fcntl.fcntl(0, fcntl.F_SETOWN, parent),
        "limit the parent": lambda: resource.prlimit(parent, resource.RLIMIT_CORE, (0, 0)),
        "signal the parent": lambda: os.kill(parent, signal.SIGCONT),
        "trace the parent": lambda: _call("ptrace", _PTRACE_SEIZE, parent, 0, 0),
    }


# What Landlock says nothing of: seccomp alone forbids these.
BEYOND_LANDLOCK = (
    "make a socket",
    "fork",
    "run a program",
    "change the mode of a file",
    "change the owner of a file",
    "change the times of a file",
    "look whether a file is there",
    "limit the parent",
    "slow the parent down",
    "have the parent sent signals",
    "hold the parent",
    "make a ring",
    "make a file in memory",
    "change the folder",
)


def done(given: Mapping[str, Callable[[], object]]) -> list[str]:
    """Make every attempt; list what was done."""
    succeeded = []
    for name, attempt in given.items():
        try:
            attempt()
        except OSError:
            continue
        succeeded.append(name)
    return succeeded


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _call(name: str, *arguments: object) -> int:
    # An int would be passed in 32 bits, with anything above them.
    wide = [ctypes.c_long(given) if isinstance(given, int) else given for given in arguments]
    result = int(getattr(_LIBC, name)(*wide))
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def _raw(name: str, *arguments: object) -> int:
    return _call("syscall", _CALLS[name], *arguments)


def _read_memory(pid: int, address: int) -> None:
    local = ctypes.create_string_buffer(8)
    here = (ctypes.c_size_t * 2)(ctypes.addressof(local), 8)
    there = (ctypes.c_size_t * 2)(address, 8)
    _raw("process_vm_readv", pid, here, 1, there, 1, 0)
