"""Publishes editions of a corpus in a process of its own, so that a test can kill it.

python tests/fakes/processes/reindexing.py DATA EDITION [embedding|writing|swapping]: prints
"ready", waits for a line, publishes that edition, prints "done". With a third argument it kills
itself at that moment.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from fakes.corpus import MODEL, FakeEmbedder, noon, source_text

from index import build
from index.build import Reindex
from index.records import SourceText

_ARTICLES = 8
_PARAGRAPHS = 12


def edition(number: int) -> tuple[SourceText, ...]:
    """Make a corpus in which every sentence names its edition and no text is that of another."""
    return tuple(_article(number, article) for article in range(_ARTICLES))


def _article(number: int, article: int) -> SourceText:
    paragraphs = [
        f"Edition e{number}e says that regiment {article} crossed river {paragraph} at dawn. "
        f"In edition e{number}e nobody of regiment {article} came back from river {paragraph}."
        for paragraph in range(_PARAGRAPHS)
    ]
    return source_text(f"article-{article:02}", "\n\n".join(paragraphs), title=f"Edition {number}")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(data: str, number: str, moment: str = "never") -> None:
    """Publish an edition, or die trying."""
    times: list[datetime] = []

    def progress(_doing: str, _done: int, _in_all: int) -> None:
        if moment == "embedding":
            _die()

    def clock() -> datetime:
        times.append(noon())
        if (moment, len(times)) in {("writing", 1), ("swapping", 2)}:
            _die()
        return times[-1]

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    reindex = Reindex(Path(data), FakeEmbedder(), MODEL, progress=progress, clock=clock)
    build.publish(reindex, edition(int(number)))
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
