"""The command that lists the settings: each with its value in force, meaning and default."""

from pathlib import Path

import click

from bot.cli import opening
from bot.cli.options import data_option
from bot.cli.settings import Settings, SettingsRefused, describe


@click.command()
@data_option
def settings(data: Path | None) -> None:
    """List all settings: the value in force, the meaning and the default of each.

    A setting is a variable of the environment, or a line NAME=value of the file .env in the
    directory you start from; the environment wins. A misspelt name is refused. Of a secret you see
    only whether it is set.
    """
    chosen: Settings | None = None
    refused: SettingsRefused | None = None
    try:
        chosen = opening.load_settings(data)
    except SettingsRefused as error:
        refused = error  # whoever is refused a setting looks here for its name: list them first
    for described in describe():
        value = "refused" if chosen is None else described.value_in(chosen)
        click.echo(f"{described.variable}: {value}")
        click.echo(f"    {described.meaning}")
        click.echo(f"    Default: {described.default}\n")
    if refused is not None:
        raise refused
