import socket

import pytest

from index.sources.parsing import frames


def test_a_frame_arrives_as_it_was_sent_and_the_end_is_told() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, frames.Frame({"a": 1}, b"body"))
        assert frames.receive(theirs, 4) == frames.Frame({"a": 1}, b"body")
        ours.close()
        with pytest.raises(EOFError):
            frames.receive(theirs, 4)


def test_a_frame_that_is_too_long_is_not_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, frames.Frame({}, b"body"))
        with pytest.raises(ValueError, match=r"^a frame of 2 and 4 bytes is too long$"):
            frames.receive(theirs, 3)


def test_a_frame_that_has_not_arrived_at_the_deadline_is_given_up() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(TimeoutError):
        frames.receive(theirs, 3, deadline=0.0)
