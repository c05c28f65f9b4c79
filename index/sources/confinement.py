"""What a process gives up for good: all that works by a path or on another process.

The kernel's own means on Linux: Landlock with no rules, a seccomp filter that allows only calls on
what the process holds already, and no reading of its memory by others. They are called by ctypes:
`pyseccomp` was last released in 2021 and needs a system library that many images lack, and of the
bindings to Landlock none has had a release that is not a preview. Both are three calls here.

No other system is confined so: `confine` then returns what it could do, which is nothing.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

# linux/prctl.h, linux/seccomp.h, linux/filter.h, linux/audit.h, asm-generic/ioctls.h
_SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 4, 38
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_AT_CALL, _AT_MACHINE, _AT_ARGUMENTS = 0, 4, 16
_SET_NONBLOCKING = 0x5421
_GET_FLAGS = (1, 3)  # F_GETFD and F_GETFL; others of fcntl would send signals to another process

# linux/landlock.h: what each version of Landlock can forbid. Rights on files, of connections, and
# what reaches out of the process; version 5 added a right on files, 6 the last kind.
_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every machine
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # so many bits
_CONNECTIONS, _SIGNALS_AND_SOCKETS = 0b11, 0b11


@dataclass(frozen=True, slots=True)
class _Machine:
    """The numbers of one kind of processor: its own in a filter, of seccomp, and of each call."""

    audit: int
    seccomp: int
    calls: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Confined:
    """What holds: the version of Landlock, 0 where there is none, and whether seccomp filters."""

    landlock: int
    seccomp: bool


# What Python, malloc and the parsing libraries call between two files, and nothing that takes a
# path, makes a descriptor or a process, or names another process. Left out on purpose though they
# look harmless: sendmsg (passes descriptors), stat (tells which files there are), tgkill.
_CALLS = {
    "x86_64": (
        "read=0 write=1 close=3 fstat=5 poll=7 lseek=8 mmap=9 mprotect=10 munmap=11 brk=12"
        " rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15 sched_yield=24 mremap=25 madvise=28"
        " nanosleep=35 getpid=39 sendto=44 recvfrom=45 getsockname=51 getsockopt=55 exit=60"
        " gettimeofday=96 getrusage=98 sysinfo=99 times=100 sigaltstack=131 gettid=186 futex=202"
        " sched_getaffinity=204 restart_syscall=219 clock_gettime=228 clock_nanosleep=230"
        " exit_group=231 ppoll=271 set_robust_list=273 getrandom=318 membarrier=324 rseq=334"
        " ioctl=16 fcntl=72 prlimit64=302"
    ),
    "aarch64": (
        "lseek=62 read=63 write=64 close=57 ppoll=73 fstat=80 exit=93 exit_group=94 futex=98"
        " set_robust_list=99 nanosleep=101 clock_gettime=113 clock_nanosleep=115"
        " sched_getaffinity=123 sched_yield=124 restart_syscall=128 sigaltstack=132"
        " rt_sigaction=134 rt_sigprocmask=135 rt_sigreturn=139 times=153 getrusage=165"
        " gettimeofday=169 getpid=172 gettid=178 sysinfo=179 getsockname=204 sendto=206"
        " recvfrom=207 getsockopt=209 brk=214 munmap=215 mremap=216 mmap=222 mprotect=226"
        " madvise=233 getrandom=278 membarrier=283 rseq=293"
        " ioctl=29 fcntl=25 prlimit64=261"
    ),
}
_AUDIT_AND_SECCOMP = {"x86_64": (0xC000003E, 317), "aarch64": (0xC00000B7, 277)}

# Of these only with an argument (by its place) of these values: nonblocking, reading flags, and the
# limits of the process itself (prlimit64 with 0), never of the one that started it.
_ONLY_WITH: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "ioctl": (1, (_SET_NONBLOCKING,)),
    "fcntl": (1, _GET_FLAGS),
    "prlimit64": (0, (0,)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def keep_memory_private() -> None:
    """Let no other process of the same user read this one's memory, and leave no core of it.

    Linux only; root can still read it, and who may run commands as this user before it starts.
    """
    if sys.platform == "linux":
        _call(_libc().prctl, _SET_DUMPABLE, 0, 0, 0, 0)


def confine() -> Confined:
    """Forbid this process for good what the kernel can forbid; return what that was.

    Nothing may be opened or imported after it. Raises OSError where the kernel has a means and
    refuses it.
    """
    keep_memory_private()
    return Confined(forbid_by_landlock(), filter_calls())


def forbid_by_landlock() -> int:
    """Forbid files, connections, and signals to others; return the version, 0 without Landlock.

    It holds for the thread that calls, and for what that begins. Not forbidden are changes of mode,
    owner and times; before version 3 to truncate, before 4 to connect, before 6 to send signals.
    """
    version = _landlock_version() if sys.platform == "linux" else 0
    if version:
        _add_no_rule(version)
    return version


def filter_calls() -> bool:
    """Refuse all calls but those on what the process holds already; False without such a filter.

    It holds for all threads. Only the numbers of the calls of two kinds of processors are known.
    """
    machine = _machine() if sys.platform == "linux" else None
    if machine is None:
        return False
    _gain_no_privileges()
    steps = b"".join(struct.pack("<HBBI", *step) for step in _steps(machine))
    held = ctypes.create_string_buffer(steps, len(steps))
    program = _Program(len(steps) // 8, _address(held).value)
    given = ctypes.c_void_p(ctypes.addressof(program))
    try:
        _call(_libc().syscall, machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, given)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EINVAL):  # a kernel without filters
            return False
        raise
    return True


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(function: "ctypes._NamedFuncPointer", *arguments: int | ctypes.c_void_p | None) -> int:
    # An int would be passed in 32 bits.
    wide = [ctypes.c_long(given) if isinstance(given, int) else given for given in arguments]
    result = int(function(*wide))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _landlock_version() -> int:
    """Ask the kernel; 0 where it has no Landlock, or was started without it."""
    try:
        return _call(_libc().syscall, _CREATE_RULESET, None, 0, 1)
    except OSError:
        return 0


def _gain_no_privileges() -> None:
    """Promise the kernel to run no program with more rights, which it asks for before the rest."""
    _call(_libc().prctl, _SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def _add_no_rule(version: int) -> None:
    """Forbid every right that this version knows: a ruleset to which no rule is added."""
    _gain_no_privileges()
    rights = (1 << _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]) - 1
    packed = struct.pack("<Q", rights)
    if version >= 4:
        packed += struct.pack("<Q", _CONNECTIONS)
    if version >= 6:
        packed += struct.pack("<Q", _SIGNALS_AND_SOCKETS)
    given = ctypes.create_string_buffer(packed, len(packed))
    ruleset = _call(_libc().syscall, _CREATE_RULESET, _address(given), len(packed), 0)
    _call(_libc().syscall, _RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _machine() -> _Machine | None:
    name = platform.machine()
    if name not in _CALLS or sys.maxsize < 2**32:
        return None
    pairs = (pair.split("=") for pair in _CALLS[name].split())
    audit, seccomp = _AUDIT_AND_SECCOMP[name]
    return _Machine(audit, seccomp, {call: int(number) for call, number in pairs})


def _steps(machine: _Machine) -> Iterator[tuple[int, int, int, int]]:
    """List the filter's steps: what to do, how far to go on if equal and if not, and a value."""
    yield _LOAD, 0, 0, _AT_MACHINE
    yield _IF_EQUAL, 1, 0, machine.audit
    yield _RETURN, 0, 0, _KILL  # the numbers below would be of other calls
    yield _LOAD, 0, 0, _AT_CALL
    for call, number in machine.calls.items():
        if call not in _ONLY_WITH:
            yield _IF_EQUAL, 0, 1, number
            yield _RETURN, 0, 0, _ALLOW
            continue
        place, values = _ONLY_WITH[call]
        yield _IF_EQUAL, 0, 2 * len(values) + 2, number
        yield _LOAD, 0, 0, _AT_ARGUMENTS + 8 * place
        for value in values:
            yield _IF_EQUAL, 0, 1, value
            yield _RETURN, 0, 0, _ALLOW
        yield _RETURN, 0, 0, _REFUSE
    yield _RETURN, 0, 0, _REFUSE


def _address(buffer: "ctypes.Array[ctypes.c_char]") -> ctypes.c_void_p:
    return ctypes.c_void_p(ctypes.addressof(buffer))
