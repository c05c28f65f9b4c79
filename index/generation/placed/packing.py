"""What travels between an asker and a host, as bytes: small, as most of it are arrays of integers.

Ray hands over up to 100 KB with the call itself, in .6 ms. What is larger goes through its store of
objects, which takes four times as long.
"""

import io
import pickle
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # what was packed

import numpy as np
from numpy.typing import NDArray

_HANDED_OVER = 90_000  # bytes; compressed, texts take less than half of it, and 1 ms
_WORTH_IT = 400  # bytes of integers, of which most are alike
_FAST = 1  # the level of zlib
_PLAIN, _COMPRESSED = b"\0", b"\1"
_WIDTHS = (np.int8, np.int16, np.int32)


@dataclass(frozen=True, slots=True)
class Call:
    """A call to a shard, by its place in the generation and the digest that it must have there."""

    shard: int
    digest: str
    name: str
    given: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call brought, or the problem that kept the host from answering it."""

    found: object
    problem: str | None = None


def pack(sent: object) -> bytes:
    """Write calls, or replies, as bytes.

    >>> unpack(pack(np.array([7, 300], dtype=np.int64)))
    array([  7, 300])
    """
    written = io.BytesIO()
    _Packer(written, protocol=5).dump(sent)
    plain = written.getvalue()
    if len(plain) < _HANDED_OVER:
        return _PLAIN + plain
    return _COMPRESSED + zlib.compress(plain, _FAST)


def unpack(received: bytes) -> Any:  # noqa: ANN401 - what was packed
    """Read what was packed; only what a machine of one's own cluster sent is safe to read."""
    kind, rest = received[:1], memoryview(received)[1:]
    return pickle.loads(zlib.decompress(rest) if kind == _COMPRESSED else rest)


class _Packer(pickle.Pickler):
    """Writes integers as narrow as they are, and many of them compressed: most are alike."""

    def reducer_override(self, found: object) -> Any:  # noqa: ANN401 - as pickle has it
        if not isinstance(found, np.ndarray) or found.dtype.kind != "i":
            return NotImplemented
        return _narrowed(found) if found.ndim == 1 and found.size else NotImplemented


def _narrowed(found: NDArray[np.signedinteger[Any]]) -> tuple[Callable[..., object], object]:
    least, most = int(found.min()), int(found.max())
    fitting = (np.dtype(width) for width in _WIDTHS if _fits(width, least, most))
    width = next(fitting, np.dtype(np.int64))
    written = found.astype(width).tobytes()
    is_long = len(written) > _WORTH_IT
    written = zlib.compress(written, _FAST) if is_long else written
    return _widened, (written, is_long, width.char, found.dtype.char)


def _widened(written: bytes, is_long: bool, width: str, own: str) -> NDArray[Any]:
    read = np.frombuffer(zlib.decompress(written) if is_long else written, dtype=width)
    return read.astype(own)


def _fits(width: type[np.signedinteger[Any]], least: int, most: int) -> bool:
    limits = np.iinfo(width)
    return int(limits.min) <= least and most <= int(limits.max)
