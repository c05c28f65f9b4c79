"""Serves what is set up, as `pullquote serve` does, with the fake model: a process to be killed.

    python tests/fakes/matrix/process.py

The data directory and who may ask are in the environment, as for the real one. With TIMES in it,
what each answer has taken is written to the file of that name, a line of JSON each.
"""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any  # what a stopwatch hands on

from fakes.corpus import CALIBRATION, FakeEmbedder
from fakes.processes.stopwatch import Stopwatch, put_around

from bot.cli import main as cli
from bot.cli import opening
from bot.cli.commands import serve
from bot.matrix.api import MatrixApi
from bot.matrix.platform import MatrixPlatform
from bot.matrix.taking import Taking
from index.search.asker import Asker


@dataclass(slots=True)
class MatrixStopwatch(Stopwatch):
    """Writes for each answer its seconds: to where it was sent, and to where it was compared.

    What the desk took is left out of both: that is asking, on any platform.
    """

    received: dict[str, float] = field(default_factory=dict)
    sent: float = 0.0

    def start(self) -> None:
        """Put itself around what takes, asks, sends and delivers."""
        take, deliver = Taking.take, MatrixPlatform.deliver
        call = MatrixApi.call

        async def timed_take(taking: Taking, room: str, event: Any) -> Any:  # noqa: ANN401
            self.received[str(event.get("event_id"))] = time.monotonic()
            return await take(taking, room, event)

        async def timed_call(api: MatrixApi, verb: str, path: str, *args: Any, **named: Any) -> Any:  # noqa: ANN401
            found = await call(api, verb, path, *args, **named)
            if verb == "PUT" and "/send/m.room" in path:
                self.sent = time.monotonic()
            return found

        async def timed_deliver(platform: MatrixPlatform, laid_out: Any, spot: Any) -> Any:  # noqa: ANN401
            ids = await deliver(platform, laid_out, spot)
            begun = self.received.pop(str(spot.reply_to), time.monotonic()) + self.asked
            self.write(sent=self.sent - begun, compared=time.monotonic() - begun)
            return ids

        put_around(Taking, "take", timed_take)
        put_around(MatrixApi, "call", timed_call)
        self.time_asking()
        put_around(MatrixPlatform, "deliver", timed_deliver)


def main() -> None:
    if "TIMES" in os.environ:
        MatrixStopwatch(Path(os.environ["TIMES"])).start()

    @cli.pullquote.command()
    def fake_serve() -> None:
        chosen = opening.load_settings(None)
        embedder = FakeEmbedder()
        serve.serve_all(chosen, lambda: Asker(Path(chosen.data_dir), embedder, CALIBRATION))

    cli.main(["fake-serve"])


if __name__ == "__main__":
    main()
