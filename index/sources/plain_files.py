"""A path -> the bytes of the plain file there; its kind and size are checked before it is read."""

import os
import stat
from pathlib import Path

from index.errors import UnreadableSource

_KIND = "is not a plain file; name a file that holds one article"


def read(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file; UnreadableSource unless it is plain, small enough and readable.

    A pipe never blocks the call, not even a pipe that took the place of the file a moment ago.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a device may already set it going
            raise UnreadableSource(_KIND)
        with open(path, "rb", opener=_open_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableSource(_KIND)
            content = b"" if found.st_size > max_bytes else file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableSource("there is no such file; check the path") from error
    except (OSError, ValueError) as error:  # a NUL in the path is a ValueError
        reason = getattr(error, "strerror", None) or "its name holds what no name can"
        raise UnreadableSource(f"cannot be read: {reason}") from error
    if found.st_size > max_bytes or len(content) > max_bytes:
        raise too_large(max_bytes)
    return content


def too_large(max_bytes: int) -> UnreadableSource:
    """Return the error for a file that is larger than the limit."""
    return UnreadableSource(
        f"is larger than {max_bytes // 1_000_000} MB; give the article's text alone"
    )


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
