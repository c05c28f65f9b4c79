"""Several processes that do the same at once, each under a name of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from fakes.commands.program import CHECKOUT


def run_together(code: str, data: Path, names: Sequence[str]) -> list[int]:
    """Run code in a process for each name, and return how each ended.

    It gets the data directory and its name, prints a line once it is ready, and goes on when it is
    sent one: all are sent it at once.
    """
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(data), name],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate()
    return [process.returncode for process in running]
