"""The command that moves the state of a data directory to Postgres, and back."""

from contextlib import closing
from pathlib import Path

import click

from bot.cli import opening
from bot.cli.options import data_option
from bot.cli.settings import SettingsRefused
from bot.desk import memory as chats
from bot.desk.verifying import memory as quotes
from bot.moderation import store as moderation
from bot.people import file as people
from bot.people.book import MATRIX
from bot.sentences.say import counted
from bot.serving import intake
from bot.telegram import once
from index.generation.placed import placement
from index.store import file as store
from index.store.server.dialect import Part

_NOT_CHOSEN = (
    "name the database that the state is moved to with"
    " PULLQUOTE_CLUSTER=postgresql://ROLE@HOST/DATABASE, in the environment or in .env"
)
PARTS = (
    Part(store.FILE_NAME, store.SCHEMA),
    Part(people.FILE_NAME, people.SCHEMA),
    Part(moderation.FILE_NAME, moderation.SCHEMA),
    Part(moderation.OTHER_NAME.format(platform=MATRIX), moderation.SCHEMA),
    Part(chats.FILE_NAME, chats.SCHEMA),
    Part(quotes.FILE_NAME, quotes.SCHEMA),
    Part(intake.FILE_NAME, intake.SCHEMA),
    Part(once.FILE_NAME, once.SCHEMA),
)
"""All files of a data directory whose rows a server can keep."""


@click.command()
@click.option("--back", is_flag=True, help="From Postgres into files of the data directory.")
@data_option
def migrate(back: bool, data: Path | None) -> None:
    """Move what several bots share to the database of PULLQUOTE_CLUSTER, and compare every row.

    End all bots first. The files are put aside then, and nothing is deleted.
    """
    chosen = opening.load_settings(data, is_moving=not back)
    if chosen.cluster is None:
        raise SettingsRefused(_NOT_CHOSEN)
    folder = chosen.data_dir
    server = opening.open_cluster(chosen.cluster.get_secret_value())
    from index.store.server import moving  # here, as psycopg is known to be there now

    with closing(server), store.locked(folder):
        if back:
            placement.keep_in_file(folder)
        move = moving.move_back if back else moving.move_there
        rows = move(folder, server, PARTS)
    moved = f"{counted(rows, 'row', 'rows')} moved, each compared, and the audit log is unbroken"
    if back:
        click.echo(f"{moved}: the state is in {folder} now. Take PULLQUOTE_CLUSTER away.")
    else:
        click.echo(
            f"{moved}: the state is in {server.name} now, the files are put aside in"
            f" {store.moved_folder(folder)}."
        )
