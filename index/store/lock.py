"""The lock of a data directory: whoever changes the corpus holds it, one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ReindexRunning, StoreRefused

LOCK_NAME = "reindex.lock"


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the lock of `data` while the block runs; the kernel frees it when a process dies.

    Raises `ReindexRunning` at once if another process holds it.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreRefused(
            f"cannot write to the data directory {data}: {error.strerror};"
            " name another with --data DIR"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise ReindexRunning(
            f"another reindex of {data} is running; wait until it has ended and try again"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)
