"""The bytes of one file -> its text, parsed in another process with a time and memory limit.

A hostile file costs one line. The reply of that process is checked like anything from elsewhere: a
file that takes the process over can give a wrong text for itself, and do nothing else.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, get_args

from index.errors import UnreadableSource
from index.records import Remark, RemarkKind
from index.sources.fields import Entry, Extracted
from index.sources.parsing import frames
from index.sources.parsing.faults import TO_TEXT
from index.text.forms import iso_date, language_tag, web_address
from index.text.shown import cut, printable

MAX_TEXT_BYTES = 20_000_000
"""The longest text that a file may give; a book is 1 MB."""

MAX_REMARKS = 100

MAX_FIELD_CHARACTERS = 1_000
"""The longest title or name; a longer one is left unknown."""

_COMMAND = (sys.executable, "-P", "-m", "index.sources.parsing.process")
_REASON_CHARACTERS = 300
_KINDS: Mapping[str, RemarkKind] = {kind: kind for kind in get_args(RemarkKind)}
_BROKEN = (OSError, EOFError, ValueError, RecursionError)  # the last from JSON far too deep
_CHECKOUT = str(Path(__file__).parents[3])
# Where libraries lie on systems that need to be told. Nothing else of the environment goes there:
# it holds the bot's token.
_PASSED_ON = ("PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class ParsingLimits:
    """The time and memory that one file may take; loading the libraries has `start_seconds`, once.

    The memory is the address space of the process, of which the libraries take some 200 MB.
    """

    seconds: float = 60.0
    memory_bytes: int = 1_000_000_000
    start_seconds: float = 120.0


LIMITS = ParsingLimits()


class IsolatedParser:
    """Parses files in one process, started at the first file and again when a file has broken it.

    For one thread. To close it, or to leave its `with`, ends the process.
    """

    def __init__(self, limits: ParsingLimits = LIMITS, command: Sequence[str] = _COMMAND) -> None:
        self._limits = limits
        self._command = tuple(command)
        self._running: _Running | None = None

    def read(self, suffix: str, content: bytes, charset: str | None = None) -> Extracted:
        """Parse a file as `formats.read` does; UnreadableSource also when a limit was reached."""
        running = self._running or self._start()
        deadline = time.monotonic() + self._limits.seconds
        request = frames.Frame({"suffix": suffix, "charset": charset}, content)
        try:
            frames.send(running.pipe, request, deadline)
            return _extracted(frames.receive(running.pipe, MAX_TEXT_BYTES, deadline))
        except TimeoutError as error:
            self.close()
            seconds = self._limits.seconds
            raise UnreadableSource(f"took over {seconds:g} seconds to read; {TO_TEXT}") from error
        except MemoryError as error:
            self.close()
            limit = f"{self._limits.memory_bytes / 1e9:g} GB"
            raise UnreadableSource(f"needs over {limit} of memory to read; {TO_TEXT}") from error
        except _BROKEN as error:
            self.close()
            raise UnreadableSource(f"breaks the program that reads it; {TO_TEXT}") from error

    def close(self) -> None:
        """End the process, if one runs; a later file starts another."""
        running, self._running = self._running, None
        if running is not None:
            running.pipe.close()
            running.process.kill()
            running.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> "_Running":
        ours, theirs = socket.socketpair()
        with theirs:
            self._running = _Running(self._spawn(theirs), ours)
        try:
            frames.receive(ours, 0, time.monotonic() + self._limits.start_seconds)
        except _BROKEN as error:
            self.close()
            raise UnreadableSource(
                "was not read, as the program that reads files did not start; try again, and if"
                " that does not help, install pullquote anew"
            ) from error
        return self._running

    def _spawn(self, pipe: socket.socket) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        path = os.pathsep.join([_CHECKOUT, *filter(None, [kept.get("PYTHONPATH")])])
        limits = (str(self._limits.memory_bytes), str(int(self._limits.seconds) + 5))
        return subprocess.Popen(
            [*self._command, *limits],
            stdin=pipe.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=kept | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
            start_new_session=True,  # Ctrl-C is for us to handle
        )


@dataclass(frozen=True, slots=True)
class _Running:
    """A running process, and our end of the socket to it."""

    process: subprocess.Popen[bytes]
    pipe: socket.socket


def _extracted(reply: frames.Frame) -> Extracted:
    """Check a reply; MemoryError when the process ran out of memory, ValueError for no reply."""
    if reply.about.get("memory"):
        raise MemoryError
    reason, fields = reply.about.get("reason"), reply.about.get("entry")
    if isinstance(reason, str):
        raise UnreadableSource(cut(reason, _REASON_CHARACTERS))
    if not isinstance(fields, dict):
        raise ValueError("a reply has a reason or fields")
    return Extracted(
        reply.body.decode("utf-8"),
        _entry(fields),
        _remarks(reply.about.get("remarks", [])),
        _line(reply.about.get("parser")) or "",
    )


def _entry(fields: Mapping[str, object]) -> Entry:
    return Entry(
        title=_line(fields.get("title")),
        outlet=_line(fields.get("outlet")),
        author=_line(fields.get("author")),
        published=iso_date(_line(fields.get("published"))),
        url=web_address(_line(fields.get("url"))),
        language=language_tag(_line(fields.get("language"))),
    )


def _remarks(given: object) -> tuple[Remark, ...]:
    """Check remarks; ValueError for what is none."""
    if not isinstance(given, list) or len(given) > MAX_REMARKS:
        raise ValueError(f"a reply has a list of at most {MAX_REMARKS} remarks")
    return tuple(_remark(remark) for remark in given)


def _remark(given: object) -> Remark:
    match given:
        case {"kind": str(kind), "count": int(count), "total": int(total), "detail": detail} if (
            kind in _KINDS
        ):
            return Remark(_KINDS[kind], count, total, _line(detail) or "")
    raise ValueError("a remark has a kind, two numbers and a detail")


def _line(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > MAX_FIELD_CHARACTERS:
        return None
    return value if value == printable(value) else None
