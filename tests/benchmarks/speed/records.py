"""What the speed benchmark prints: rows of a figure, what it is held against, and the bar."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside the floor or the rival that was measured in the same run.

    `bar` bounds `ours`, or its ratio to `other` where `of_ratio`; "most" or "least" says which way.
    """

    what: str
    ours: float
    unit: str
    other: float | None = None
    other_is: str = ""
    bar: float | None = None
    way: Literal["most", "least"] = "most"
    of_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """Give ours as a multiple of the other."""
        return None if not self.other else self.ours / self.other

    @property
    def is_missed(self) -> bool:
        """Tell whether there is a bar, and the figure misses it."""
        held = self.ratio if self.of_ratio else self.ours
        if self.bar is None or held is None:
            return False
        return held > self.bar if self.way == "most" else held < self.bar


def print_table(rows: list[Row]) -> None:
    """Print the rows as a table in Markdown."""
    print("\n| what | Pullquote | beside | ratio | bar | |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        beside = "" if row.other is None else f"{row.other:.4g} {row.unit} ({row.other_is})"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        bar = "" if row.bar is None else f"{'at ' + row.way} {row.bar:g}"
        bar += " times" if bar and row.of_ratio else ""
        missed = "MISSED" if row.is_missed else ""
        print(f"| {row.what} | {row.ours:.4g} {row.unit} | {beside} | {ratio} | {bar} | {missed} |")


def seconds_of(work: Callable[[], object]) -> float:
    """Time one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(rounds: int, *works: Callable[[], object]) -> list[list[float]]:
    """Time each work once a round, one after the other, so that all meet the same machine."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for own, work in zip(taken, works, strict=True):
            own.append(seconds_of(work))
    return taken


def percentile(values: list[float], of_hundred: float) -> float:
    """Give the value that so many of a hundred do not exceed."""
    return float(np.percentile(values, of_hundred))
