"""Writes what each answer of a bot takes, for a benchmark of the speed.

For a bot that is asked one question at a time; each platform puts its own around what it does.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # what a stopwatch hands on

from bot.desk.desk import Desk


@dataclass(slots=True)
class Stopwatch:
    """Takes the seconds of the desk, `asked`, and writes a line of JSON for each answer."""

    path: Path
    asked: float = 0.0

    def time_asking(self) -> None:
        """Put itself around what asks."""
        ask = Desk.ask

        def timed_ask(desk: Desk, incoming: Any) -> Any:  # noqa: ANN401
            began = time.monotonic()
            served = ask(desk, incoming)
            self.asked = time.monotonic() - began
            return served

        put_around(Desk, "ask", timed_ask)

    def write(self, **seconds: float) -> None:
        """Write what an answer has taken."""
        with self.path.open("a") as file:
            file.write(f"{json.dumps(seconds)}\n")


def put_around(owner: type, name: str, timed: Callable[..., Any]) -> None:
    """Put what is timed in the place of a method."""
    setattr(owner, name, timed)
