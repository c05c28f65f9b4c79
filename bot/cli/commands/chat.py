"""The command that talks in the terminal."""

import sys
import time
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console

from bot.cli import opening, wiring
from bot.cli.options import data_option
from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.desk.typed.turns import RecentQuestions
from bot.desk.verifying.desk import CheckingDesk
from bot.desk.verifying.keeping import TERMINAL
from bot.desk.verifying.living import LivingDesk
from bot.desk.verifying.memory import QuotesMemory
from bot.sentences.say import speaker
from bot.terminal.chat import talk, typed_lines
from index.checking.absence.making import NegativeReceipts


@click.command()
@data_option
def chat(data: Path | None) -> None:
    """Ask in the terminal; over the demonstration articles until you reindex your own."""
    chosen = opening.load_settings(data)
    wiring.index_seeds_at_first(chosen)
    console = Console(highlight=False)
    typed = sys.stdin is not None and sys.stdin.isatty()
    lines = typed_lines(console) if typed else (sys.stdin or ())
    asker, memory = opening.make_asker(chosen), ChatStore(None)
    recent = RecentQuestions() if chosen.follow_ups == "on" else None
    answering = Desk(asker, memory, chosen.quotes, chosen.model, time.time, recent)
    answering.negatives = NegativeReceipts(chosen.data_dir)
    with (
        closing(answering) as desk,
        closing(CheckingDesk(chosen.data_dir, time.time)) as checking,
        closing(_open_living(chosen.data_dir)) as living,
    ):
        talk(desk, lines, console, speaker(chosen.language), checking, living)


def _open_living(data: Path) -> LivingDesk:
    return LivingDesk(data, QuotesMemory(data, TERMINAL), time.time)
