"""What every driver of a peer speaks with the benchmark; runs in the peer's own environment.

    python peer_X.py index MODEL GIVEN INDEX
    python peer_X.py serve MODEL INDEX

`index` makes INDEX of what is GIVEN and prints one line, {"peak_mib"}. `serve` answers each line of
its input, a JSON string, with a line {"milliseconds", "peak_mib", "hits": [{"id", "text"}]}. Only
the standard library is used: nothing of ours is installed there.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

SHOWN = 3  # what each tool is asked for


@dataclass(frozen=True, slots=True)
class Hit:
    """A text as a tool displays it, or as it is given one, and the id of its paragraph."""

    id: str
    text: str


Index = Callable[[Path, Path, Path], None]
"""Makes an index: from the model's folder, what is given, into the index's folder (not there)."""

Ask = Callable[[str], list[Hit]]
"""Finds what is displayed for a question, best first, at most `SHOWN`."""

Open = Callable[[Path, Path], Ask]
"""Opens an index for asking: from the model's folder and the index's folder."""


def run(index: Index, open_index: Open) -> None:
    """Do what the arguments of the process say."""
    replies = _take_output()
    command, model, *paths = sys.argv[1:]
    if command == "index":
        given, made = paths
        index(Path(model), Path(given), Path(made))
        _reply(replies, {"peak_mib": peak_mib()})
        return
    (made,) = paths
    ask = open_index(Path(model), Path(made))
    for line in sys.stdin:
        question = json.loads(line)
        started = time.perf_counter()
        hits = ask(question)
        milliseconds = (time.perf_counter() - started) * 1000
        shown = [asdict(hit) for hit in hits]
        _reply(replies, {"milliseconds": milliseconds, "peak_mib": peak_mib(), "hits": shown})


def read_paragraphs(given: Path) -> list[Hit]:
    """Read the paragraphs that a peer is given, in reading order."""
    lines = given.read_text("utf-8").splitlines()
    return [Hit(**json.loads(line)) for line in lines]


def write_paragraphs(given: Path, paragraphs: list[Hit]) -> None:
    """Write the paragraphs that a peer is given, one JSON object a line."""
    lines = [json.dumps(asdict(paragraph)) + "\n" for paragraph in paragraphs]
    given.write_text("".join(lines), "utf-8")


def peak_mib() -> float:
    """Tell how much memory this process has held at most."""
    try:
        # What getrusage says begins, on Linux, with what the parent held when it started us.
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise RuntimeError("/proc/self/status has no line VmHWM; measure on another system")
    return int(found[1]) / 2**10


def _take_output() -> TextIO:
    """Keep the output for replies alone; whatever a tool prints goes where its errors go."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


def _reply(replies: TextIO, line: dict[str, object]) -> None:
    replies.write(json.dumps(line) + "\n")
    replies.flush()
