"""Changes a corpus in a child process for each line that it reads, so that a test can kill it.

Reads "DATA CHANGE NUMBER SHARD", prints the child's process id, and then "done" or "killed".
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from fakes.corpus import noon, reindex, source_text
from fakes.processes.reindexing import edition

from index import build
from index.generation.writing.contents import SHARD_PARAGRAPHS
from index.records import SourceText

CHANGES = ("add", "replace", "remove", "reindex", "undo")


def change(data: Path, what: str, number: int, shard: int = SHARD_PARAGRAPHS) -> None:
    """Make one change, which is the same whenever it is made to the same corpus.

    `shard` is how many paragraphs a shard may have; of one, half may be removed.
    """
    chosen = replace(reindex(data, by="cli:ada"), shard=shard, most_removed=0.5)
    if what == "add":
        added = [extra(number)]
        build.amend(chosen, added)
    elif what == "replace":
        replaced = edition(number)[:2]
        build.amend(chosen, replaced)
    elif what == "remove":
        gone = [f"extra-{number - 3}", "article-07"]
        build.amend(chosen, removed=gone)
    elif what == "reindex":
        build.publish(chosen, edition(number))
    else:
        build.undo(data, noon, by="cli:ada")


def extra(number: int) -> SourceText:
    """Make a text that no edition holds."""
    return source_text(f"extra-{number}", f"Extra e{number}e left the river at dawn.")


def main() -> None:
    """Make each change in a child, until there is no line any more."""
    for line in sys.stdin:
        data, what, number, shard = line.split()
        child = os.fork()
        if child == 0:
            change(Path(data), what, int(number), int(shard))
            os._exit(0)
        _say(str(child))
        _say("done" if os.waitpid(child, 0)[1] == 0 else "killed")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
