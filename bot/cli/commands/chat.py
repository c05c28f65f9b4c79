"""The command that talks in the terminal."""

import sys
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console

from bot.cli import opening, wiring
from bot.cli.options import data_option
from bot.terminal import chat as terminal_chat
from bot.terminal import responder


@click.command()
@data_option
def chat(data: Path | None) -> None:
    """Ask in the terminal; over the demonstration articles until you reindex your own."""
    chosen = opening.load_settings(data)
    wiring.index_seeds_at_first(chosen)
    console = Console(highlight=False)
    typed = sys.stdin is not None and sys.stdin.isatty()
    lines = terminal_chat.typed_lines(console) if typed else (sys.stdin or ())
    with closing(opening.make_asker(chosen)) as asker:
        talking = responder.Responder(asker, chosen.quotes)
        terminal_chat.talk(talking, lines, console, chosen.language)
