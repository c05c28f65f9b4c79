"""The commands over what was published: history and undo."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot import wiring
from bot.cli_options import data_option, json_option
from index import build


@click.command()
@json_option
@data_option
def history(as_json: bool, data: Path | None) -> None:
    """List what was published and undone, oldest first; * marks what is live."""
    chosen = wiring.load_settings(data)
    with closing(wiring.open_store(chosen.data_dir)) as store:
        events, live = store.events(), store.live()
    for event in events:
        if as_json:
            click.echo(json.dumps(asdict(event)))
            continue
        mark = "*" if event.generation == live else " "
        changes = event.changes
        click.echo(
            f"{mark} {event.at}  {event.action} generation {event.generation}: {event.articles}"
            f" articles, {changes.added} added, {changes.changed} changed,"
            f" {changes.removed} removed, by {event.by or 'unknown'}"
        )


@click.command()
@data_option
def undo(data: Path | None) -> None:
    """Go back to the generation that was live before this one; the last three are kept."""
    chosen = wiring.load_settings(data)
    wiring.open_store(chosen.data_dir).close()
    number = build.undo(chosen.data_dir, by=wiring.who())
    click.echo(f"Generation {number} is live again.")
