"""Frames: the messages between `isolation` and its process, over a socket.

A frame is its two lengths, a JSON object and bytes. Nothing is unpickled, and every length is
checked before it is believed.
"""

import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass

MAX_ABOUT_BYTES = 1_000_000
"""The longest JSON part: the fields of a source, each a line."""

_LENGTHS = struct.Struct(">II")
_PIECE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: a few named values, and a body."""

    about: Mapping[str, object]
    body: bytes


def send(pipe: socket.socket, frame: Frame, deadline: float | None = None) -> None:
    """Write a frame; TimeoutError at the deadline, a moment of `time.monotonic()`."""
    about = json.dumps(frame.about).encode("ascii")
    pipe.settimeout(_left(deadline))
    pipe.sendall(_LENGTHS.pack(len(about), len(frame.body)) + about)
    pipe.settimeout(_left(deadline))
    pipe.sendall(frame.body)


def receive(pipe: socket.socket, max_bytes: int, deadline: float | None = None) -> Frame:
    """Read a frame whose body is at most `max_bytes`.

    EOFError when the other side has gone, TimeoutError at the deadline, ValueError for what is no
    frame or too long a one.
    """
    about_bytes, body_bytes = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size, deadline))
    if about_bytes > MAX_ABOUT_BYTES or body_bytes > max_bytes:
        raise ValueError(f"a frame of {about_bytes} and {body_bytes} bytes is too long")
    about = json.loads(_exactly(pipe, about_bytes, deadline))
    if not isinstance(about, dict):
        raise ValueError("a frame begins with a JSON object")
    return Frame(about, _exactly(pipe, body_bytes, deadline))


def _exactly(pipe: socket.socket, count: int, deadline: float | None) -> bytes:
    arrived = bytearray()
    while len(arrived) < count:
        pipe.settimeout(_left(deadline))
        piece = pipe.recv(min(_PIECE_BYTES, count - len(arrived)))
        if not piece:
            raise EOFError("the other side has gone")
        arrived += piece
    return bytes(arrived)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left
