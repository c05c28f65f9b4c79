"""Several threads or processes that do the same at once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from fakes.commands.program import CHECKOUT

T = TypeVar("T")


def do_at_once(count: int, work: Callable[[int], T]) -> list[T | Exception]:
    """Do work in so many threads at the same moment, each given its number.

    Return what each gave or raised, in order.
    """
    begin = threading.Barrier(count)

    def one_of_them(number: int) -> T | Exception:
        begin.wait()
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - for the test to look at
            return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one_of_them, range(count)))


def run_together(code: str, data: Path, names: Sequence[str]) -> list[int]:
    """Run code in a process of its own for each name, and return how each ended.

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
