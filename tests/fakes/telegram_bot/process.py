"""Serves Telegram as `pullquote telegram` does, with the fake model: a process to be killed.

python tests/fakes/telegram_bot/process.py [SECONDS]: each question takes so long in the desk.
With TIMES in the environment, what each answer takes is written to the file of that name.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from fakes.corpus import CALIBRATION, FINGERPRINT, FakeEmbedder
from fakes.telegram_bot.stopwatch import TelegramStopwatch
from numpy.typing import NDArray

from bot.cli import main as cli
from bot.cli import opening
from bot.cli.commands import serve
from index.search.asker import Asker


class SlowEmbedder(FakeEmbedder):
    """An embedder that takes so many seconds for each question."""

    def __init__(self, seconds: float) -> None:
        super().__init__(FINGERPRINT)
        self._seconds = seconds

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(self._seconds)
        return super().embed_questions(texts)


def main() -> None:
    if "TIMES" in os.environ:
        TelegramStopwatch(Path(os.environ["TIMES"])).start()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0

    @cli.pullquote.command()
    def fake_telegram() -> None:
        chosen = opening.load_settings(None)
        embedder = SlowEmbedder(seconds)
        serve.serve_telegram(chosen, lambda: Asker(Path(chosen.data_dir), embedder, CALIBRATION))

    cli.main(["fake-telegram"])


if __name__ == "__main__":
    main()
