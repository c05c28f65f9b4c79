"""The process that parses files, one after another, for `isolation`; it confines itself first.

`python -m index.sources.parsing.process MEMORY_BYTES CPU_SECONDS`, with a socket as its standard
input. First everything is loaded that a file may need (`load_libraries`), then the process gives up
for good all that works by a path or on another process: see `index.sources.confinement`.

A new format has its library loaded here: its package is named in `_LAZY_PACKAGES` where it imports
parts of itself at the first file, and a small file of the format is among the samples, so that the
library opens now what it would open then.
"""

import importlib
import io
import pkgutil
import resource
import socket
import sys
from contextlib import suppress
from dataclasses import asdict

from index.errors import UnreadableSource
from index.sources import confinement
from index.sources.fields import Extracted
from index.sources.parsing import formats, frames
from index.sources.parsing.faults import TO_TEXT

MAX_BYTES = 20_000_000
"""The largest file, and the largest text that one may give."""

# These load parts of themselves at the first file that needs them; once confined, they could not.
_LAZY_PACKAGES = (
    "encodings",
    "charset_normalizer",
    "courlan",
    "docx",
    "htmldate",
    "justext",
    "markdown_it",
    "mdit_py_plugins",
    "pypdf",
    "trafilatura",
)
_SAMPLE_PAGE = b"""<html><head><title>A page</title><meta name=date content=2024-06-30></head><body>
<article><h1>A page</h1><p>One sentence that is long enough to be an article.</p></article>
<p>Another.</p></body></html>"""


def main(memory_bytes: int, cpu_seconds: int) -> None:
    """Load the libraries, confine the process, and answer requests until the caller is gone."""
    load_libraries()
    confine(memory_bytes)
    with socket.socket(fileno=0) as pipe:
        frames.send(pipe, frames.Frame({"ready": True}, b""))
        with suppress(EOFError):
            while answer(pipe, cpu_seconds):
                pass


def load_libraries() -> None:
    """Import all modules of the parsing libraries; parse samples, so that they read their files."""
    for name in _LAZY_PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}.", onerror=lambda _: None):
            if not module.name.endswith(("__main__", ".cli")):
                with suppress(ImportError):  # an optional part whose library is not installed
                    importlib.import_module(module.name)
    _read_samples()


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
    frames.send(pipe, reply)
    return True


def _read_samples() -> None:
    import docx
    from pypdf import PdfWriter
    from trafilatura.external import jt_stoplist_init

    jt_stoplist_init()
    document, empty_document = io.BytesIO(), docx.Document()
    empty_document.add_paragraph("One sentence.")
    empty_document.save(document)
    pdf, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(pdf)
    for suffix, content in (
        (".html", _SAMPLE_PAGE),
        (".html", b"<p>Short.</p>"),
        (".docx", document.getvalue()),
        (".pdf", pdf.getvalue()),
        (".md", b"A *word*[^1].\n\n[^1]: A note."),
        (".txt", "Мост упал, сказал мэр города. Никто не пострадал.".encode("cp1251")),
    ):
        with suppress(UnreadableSource):
            formats.read(suffix, content)


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
