"""Writes what each answer of a bot in Telegram takes, for a benchmark of the speed."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # what a stopwatch hands on

from bot.desk.desk import Desk
from bot.telegram.api import TelegramApi
from bot.telegram.platform import TelegramPlatform


@dataclass(slots=True)
class Stopwatch:
    """Writes for each answer the seconds of the desk, and those from the update without them.

    For a bot that is asked one question at a time.
    """

    path: Path
    _received: float = 0.0
    _asked: float = 0.0

    def start(self) -> None:
        """Put itself around what fetches, asks and delivers."""
        read, deliver, ask = TelegramApi._fetched, TelegramPlatform.deliver, Desk.ask

        def timed_read(api: TelegramApi, raw: Any) -> Any:  # noqa: ANN401
            self._received = time.monotonic()
            return read(api, raw)

        def timed_ask(desk: Desk, incoming: Any) -> Any:  # noqa: ANN401
            began = time.monotonic()
            served = ask(desk, incoming)
            self._asked = time.monotonic() - began
            return served

        async def timed_deliver(platform: TelegramPlatform, laid_out: Any, spot: Any) -> Any:  # noqa: ANN401
            ids = await deliver(platform, laid_out, spot)
            taken = {"asked": self._asked, "sent": time.monotonic() - self._received - self._asked}
            with self.path.open("a") as file:
                file.write(f"{json.dumps(taken)}\n")
            return ids

        _replace(TelegramApi, "_fetched", timed_read)
        _replace(TelegramPlatform, "deliver", timed_deliver)
        _replace(Desk, "ask", timed_ask)


def _replace(owner: type, name: str, timed: Callable[..., Any]) -> None:
    setattr(owner, name, timed)
