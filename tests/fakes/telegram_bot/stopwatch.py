"""Writes what each answer of a bot in Telegram takes, for a benchmark of the speed."""

import time
from dataclasses import dataclass
from typing import Any  # what a stopwatch hands on

from fakes.processes.stopwatch import Stopwatch, put_around

from bot.telegram.api import TelegramApi
from bot.telegram.platform import TelegramPlatform


@dataclass(slots=True)
class TelegramStopwatch(Stopwatch):
    """Writes for each answer the seconds of the desk, and those from the update without them."""

    received: float = 0.0

    def start(self) -> None:
        """Put itself around what fetches, asks and delivers."""
        read, deliver = TelegramApi._fetched, TelegramPlatform.deliver

        def timed_read(api: TelegramApi, raw: Any) -> Any:  # noqa: ANN401
            self.received = time.monotonic()
            return read(api, raw)

        async def timed_deliver(platform: TelegramPlatform, laid_out: Any, spot: Any) -> Any:  # noqa: ANN401
            ids = await deliver(platform, laid_out, spot)
            self.write(asked=self.asked, sent=time.monotonic() - self.received - self.asked)
            return ids

        put_around(TelegramApi, "_fetched", timed_read)
        put_around(TelegramPlatform, "deliver", timed_deliver)
        self.time_asking()
