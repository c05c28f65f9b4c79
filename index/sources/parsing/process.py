"""The process that parses files, one after another, for `isolation`; it confines itself first.

`python -m index.sources.parsing.process MEMORY_BYTES CPU_SECONDS`, with a socket as its standard
input. First everything is loaded that a file may need (`samples`), then the process gives up
for good all that works by a path or on another process: see `index.sources.confinement`.
"""

import resource
import socket
import sys
from contextlib import suppress
from dataclasses import asdict

from index.errors import UnreadableSource
from index.sources import confinement
from index.sources.fields import Extracted
from index.sources.parsing import formats, frames, samples
from index.sources.parsing.faults import TO_TEXT, fault

MAX_BYTES = 20_000_000
"""The largest file, and the largest text that one may give."""


def main(memory_bytes: int, cpu_seconds: int) -> None:
    """Load the libraries, confine the process, and answer requests until the caller is gone."""
    samples.load_libraries()
    confine(memory_bytes)
    with socket.socket(fileno=0) as pipe:
        frames.send(pipe, frames.Frame({"ready": True}, b""))
        with suppress(EOFError):
            while answer(pipe, cpu_seconds):
                pass


def confine(memory_bytes: int) -> None:
    """Forbid for good what the system can forbid, and limit the rest: see `confinement`."""
    confinement.confine()
    limit(memory_bytes)


def limit(memory_bytes: int) -> None:
    """Limit the memory; let no file or connection be opened and nothing be written, on any system.

    As root these limits can be raised again, and no limit hinders what works by a path alone.
    """
    if sys.platform == "linux":  # macOS refuses this limit
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    for limit in (
        resource.RLIMIT_CORE,
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_NOFILE,
    ):
        resource.setrlimit(limit, (0, 0))


def answer(pipe: socket.socket, cpu_seconds: int) -> bool:
    """Answer one request; False when its memory ran out, so that the process must be replaced."""
    request = frames.receive(pipe, MAX_BYTES)
    _limit_cpu(cpu_seconds)
    charset = request.about["charset"]
    try:
        extracted = formats.read(
            str(request.about["suffix"]), request.body, None if charset is None else str(charset)
        )
        reply = _reply(extracted)
    except UnreadableSource as error:
        reply = _refusal(str(error))
    except MemoryError:
        frames.send(pipe, frames.Frame({"memory": True}, b""))
        return False
    except Exception as error:  # noqa: BLE001 - a border: a fault of ours is told as ours
        reply = _refusal(fault(error))
    frames.send(pipe, reply)
    return True


def _limit_cpu(seconds: int) -> None:
    # Counted from the start of the process, so it moves on with each file. The caller's clock ends
    # a slow file first; this one ends the process when the caller is no longer there.
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, most))


def _reply(extracted: Extracted) -> frames.Frame:
    entry = extracted.entry
    try:
        body = extracted.text.encode("utf-8")
    except UnicodeEncodeError:
        return _refusal(f"holds halves of characters; {TO_TEXT}")
    if len(body) > MAX_BYTES:
        return _refusal(f"holds more than {MAX_BYTES // 1_000_000} MB of text; {TO_TEXT}")
    fields = {
        "title": entry.title,
        "outlet": entry.outlet,
        "author": entry.author,
        "published": entry.published,
        "url": entry.url,
        "language": entry.language,
    }
    remarks = [asdict(remark) for remark in extracted.remarks]
    return frames.Frame({"entry": fields, "remarks": remarks, "parser": extracted.parser}, body)


def _refusal(reason: str) -> frames.Frame:
    return frames.Frame({"reason": reason}, b"")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
