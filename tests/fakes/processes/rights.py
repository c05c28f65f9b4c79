"""What this process may do, taken away for a while: to open files, to write what is protected."""

import ctypes
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION_3 = 0x20080522  # of the kernel's records of capabilities
_OVERRIDING = 0b111  # to change owners, and to read and write whatever the modes say


@contextmanager
def no_more_files() -> Iterator[None]:
    """Let this process open no file while the block runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    following = os.open(os.devnull, os.O_RDONLY)  # the lowest number that is free
    os.close(following)
    resource.setrlimit(resource.RLIMIT_NOFILE, (following, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def only_own_rights() -> Iterator[None]:
    """Let modes bind this process while the block runs: they do not bind the superuser."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, held)
    less = (ctypes.c_uint32 * 6)(*held)
    less[0] &= ~_OVERRIDING
    libc.capset(header, less)
    try:
        yield
    finally:
        libc.capset(header, held)
