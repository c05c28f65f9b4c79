"""The benchmark's side of the peers' protocol: processes that index, answer once, or serve."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.peers.protocol import Hit

CHECKOUT = Path(__file__).parents[3]
_HERE = Path(__file__).parent
_OURS = ("-c", "from bot.cli.main import main; main()")  # what the command `pullquote` runs


@dataclass(frozen=True, slots=True)
class Tool:
    """One of the tools compared: its interpreter and driver; `is_ours` has a command of its own."""

    name: str
    python: Path
    driver: str
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What a tool works on: the model, what it is given to index, its index, where errors go."""

    model: Path
    given: Path
    made: Path
    errors: Path


@dataclass(frozen=True, slots=True)
class Indexed:
    """What making an index took, the start of the process and the loading of the model included."""

    seconds: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one question."""

    milliseconds: float
    peak_mib: float
    hits: tuple[Hit, ...]


class ToolFailed(Exception):
    """A tool's process did not answer in the protocol; the message names its errors."""


class Serving:
    """A process that answers questions, one at a time; ends with the `with` block."""

    def __init__(self, tool: Tool, place: Place) -> None:
        self._tool, self._place = tool, place
        self._process = _start(
            _driver(tool, "serve", place.model, place.made), tool, place, stdin=subprocess.PIPE
        )

    def ask(self, question: str) -> Answered:
        """Ask and wait for the answer."""
        _write(self._process, json.dumps(question) + "\n")
        return read_answer(_read_line(self._process, self._tool, self._place))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _end(self._process)


def make_index(tool: Tool, place: Place) -> Indexed:
    """Index what is given, in a process of its own."""
    started = time.perf_counter()
    command = _driver(tool, "index", place.model, place.given, place.made)
    process = _start(command, tool, place)
    line = _read_line(process, tool, place)
    process.wait()
    seconds = time.perf_counter() - started
    _end(process)
    return Indexed(seconds, float(json.loads(line)["peak_mib"]))


def first_answer_seconds(tool: Tool, place: Place, question: str) -> float:
    """Time a fresh process, its index ready, from its start until it has answered one question.

    Ours is the command that people run.
    """
    if tool.is_ours:
        options = ("ask", "--json", "--data", str(place.made), "--", question)
        command, typed = [str(tool.python), *_OURS, *options], ""
    else:
        command = _driver(tool, "serve", place.model, place.made)
        typed = json.dumps(question) + "\n"
    started = time.perf_counter()
    process = _start(command, tool, place, stdin=subprocess.PIPE)
    _write(process, typed)
    _read_line(process, tool, place)
    seconds = time.perf_counter() - started
    _end(process)
    return seconds


def read_answer(line: str) -> Answered:
    """Read a line of the protocol.

    >>> read_answer('{"milliseconds": 2.5, "peak_mib": 90.0, "hits": [{"id": "a/1", "text": "T"}]}')
    Answered(milliseconds=2.5, peak_mib=90.0, hits=(Hit(id='a/1', text='T'),))
    """
    raw = json.loads(line)
    hits = tuple(Hit(**hit) for hit in raw["hits"])
    return Answered(float(raw["milliseconds"]), float(raw["peak_mib"]), hits)


def _driver(tool: Tool, *arguments: str | Path) -> list[str]:
    # Without -P, a driver would find itself in place of the library of its name.
    return [str(tool.python), "-P", str(_HERE / tool.driver), *map(str, arguments)]


def _start(
    command: Sequence[str], tool: Tool, place: Place, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[str]:
    with place.errors.open("a", encoding="utf-8") as errors:
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            cwd=place.made.parent,  # no .env there
            env=_environment(tool),
        )


def _environment(tool: Tool) -> dict[str, str]:
    """Give a tool what it finds on a machine that nobody set up for it; nothing is downloaded."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONPATH" and not name.startswith("PULLQUOTE_")
    }
    ours = {"PYTHONPATH": str(CHECKOUT)} if tool.is_ours else {}
    return kept | {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"} | ours


def _write(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended: reading tells why
        process.stdin.write(text)
        process.stdin.flush()


def _read_line(process: subprocess.Popen[str], tool: Tool, place: Place) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _end(process)
        written = place.errors.read_text("utf-8", "replace").strip()[-800:]
        raise ToolFailed(f"{tool.name} ended with {process.returncode} unasked: {written}")
    return line


def _end(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()
    process.wait()
