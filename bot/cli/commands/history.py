"""The commands over what was published: history and undo."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.options import data_option, json_option
from bot.sentences.say import counted
from index import build


@click.command()
@json_option
@data_option
def history(as_json: bool, data: Path | None) -> None:
    """List what was published and undone, oldest first; * marks what is live."""
    chosen = opening.load_settings(data)
    with closing(opening.open_store(chosen.data_dir)) as store:
        events, live = store.events(), store.live()
    for event in events:
        if as_json:
            click.echo(json.dumps(asdict(event)))
            continue
        mark = "*" if event.generation == live else " "
        changes = event.changes
        click.echo(
            f"{mark} {event.at}  {event.action} generation {event.generation}:"
            f" {counted(event.articles, 'article', 'articles')}, {changes.added} added,"
            f" {changes.changed} changed, {changes.removed} removed, by {event.by or 'unknown'}"
        )


@click.command()
@click.argument("number", metavar="[N]", type=int, required=False)
@data_option
def undo(number: int | None, data: Path | None) -> None:
    """Go back to what was live before, or to generation N; the last three are kept."""
    chosen = opening.load_settings(data)
    opening.open_store(chosen.data_dir).close()
    returned = build.undo(chosen.data_dir, by=wiring.who(), number=number)
    click.echo(f"Generation {returned} is live again.")
