"""The commands over people: list, invite, grant, revoke. A served bot acts on them at once."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.options import data_option, json_option
from bot.cli.settings import SettingsRefused
from bot.people import passes
from bot.people.book import (
    MATRIX,
    ROLES,
    TELEGRAM,
    WEB,
    People,
    PeopleRefused,
    RoleResult,
    platform_of,
)
from bot.people.invitations import Invitations
from bot.replies import Role
from bot.telegram.messages.links import start_link
from index.errors import StoreRefused
from index.store.engines import ServerFailed

role_argument = click.Choice(ROLES)


@click.group()
def people() -> None:
    """List who was let in, invite colleagues, grant and revoke roles, in Telegram and Matrix.

    Whoever has no chat logs in to the reader page instead, with a link: see login.
    """


@people.command("list")
@json_option
@data_option
def list_people(as_json: bool, data: Path | None) -> None:
    """List who has which role and from whom, and who waits to be let in."""
    rows: list[dict[str, str | None]] = []
    for platform in wiring.PLATFORMS:
        with _opened(data, platform) as opened:
            rows += _rows(opened)
    for row in rows:
        fields = (field or "unknown" for field in row.values())
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join(fields))


def _rows(opened: People) -> list[dict[str, str | None]]:
    """List the people of one platform, and below them those who wait."""
    members = [
        {
            "id": member.person,
            "role": member.role,
            "name": member.name or None,
            "from": member.by,
        }
        for member in opened.listed()
    ]
    guests = [
        {
            "id": guest.person,
            "role": f"waiting ({guest.role})",
            "name": guest.profile.name or None,
            "from": guest.invited_by,
        }
        for guest in Invitations(opened).waiting()
    ]
    return members + guests


@people.command()
@click.argument("role", type=role_argument, default="journalist")
@click.option(
    "--in",
    "platform",
    type=click.Choice((TELEGRAM, MATRIX)),
    help="Where they are invited to; by default Telegram, unless Matrix alone is set up.",
)
@data_option
def invite(role: Role, platform: str | None, data: Path | None) -> None:
    """Make an invitation for one person; a moderator then lets them in."""
    platform = platform or _only_platform(data)
    with _opened(data, platform) as opened:
        code = Invitations(opened).invite(wiring.who(), role)
        name = opened.bot_name()
    if platform == MATRIX:
        click.echo(f"In a room with the bot alone, within 7 days, send: !pq start {code}")
    elif name is None:
        click.echo(f"In a private chat with the bot, within 7 days, send: /start {code}")
    else:
        click.echo(start_link(name, code))


@people.command()
@click.argument("person", metavar="ID")
@click.argument("role", type=role_argument)
@data_option
def grant(person: str, role: Role, data: Path | None) -> None:
    """Give the person ID a role."""
    with _opened(data, _platform_of(person)) as opened:
        _check_id(person, opened)
        change = opened.grant(wiring.who(), person, role)
        if change == "no change":
            click.echo(f"{person} is a {role} already.")
            return
        _check_done(change, person, opened)
    click.echo(f"{person} is a {role} now.")


@people.command()
@click.argument("person", metavar="ID")
@data_option
def revoke(person: str, data: Path | None) -> None:
    """Take the role of the person ID away, at once."""
    with _opened(data, _platform_of(person)) as opened:
        _check_id(person, opened)
        change = opened.revoke(wiring.who(), person)
        if change == "no change":
            raise PeopleRefused(
                f"nobody with the id {person} was let in; who was: pullquote people list"
            )
        is_left = change == "done" and opened.role(person) is not None
        _check_done("by the settings" if is_left else change, person, opened)
    click.echo(f"{person} is a stranger again.")


@people.command()
@click.argument("person", metavar="NAME")
@data_option
def login(person: str, data: Path | None) -> None:
    """Print a link with which NAME logs in to the reader page, within an hour.

    NAME is a name of your own choosing (ada, j.smith) for whoever has no chat with the bot, and is
    let in as a journalist; or the id of somebody who was let in. To end it: people revoke NAME.
    """
    chosen = opening.load_settings(data)
    address = wiring.web_address(chosen)
    if address is None:
        raise SettingsRefused(
            "there is no reader page; set PULLQUOTE_WEB=8000 and run: pullquote serve"
        )
    if platform_of(person) is None:
        raise PeopleRefused(
            f"{person!r} is no name for the page; use small letters, digits, dots and hyphens"
        )
    with _opened(data, _platform_of(person)) as opened:
        if opened.role(person) is None:
            _let_in_to_page(person, opened)
    key = passes.load_key(chosen.data_dir)
    click.echo(f"{address.rstrip('/')}/in/{passes.sign(key, person, time.time())}")


def _let_in_to_page(person: str, opened: People) -> None:
    if platform_of(person) != WEB:
        raise PeopleRefused(
            f"{person} was not let in; first: pullquote people grant {person} journalist"
        )
    opened.grant(wiring.who(), person, "journalist")
    click.echo(f"{person} is a journalist now, on the reader page.", err=True)


def _platform_of(person: str) -> str:
    """Tell where an id is of: a full one of Matrix begins with `@` and names a server."""
    found = platform_of(person)
    if found is not None:
        return found
    return MATRIX if person.startswith("@") and ":" in person else TELEGRAM


def _only_platform(data: Path | None) -> str:
    chosen = opening.load_settings(data)
    is_matrix_alone = chosen.telegram_token is None and wiring.is_logged_in(chosen)
    return MATRIX if is_matrix_alone else TELEGRAM


@contextmanager
def _opened(data: Path | None, platform: str) -> Iterator[People]:
    chosen = opening.load_settings(data)
    try:
        with closing(wiring.open_people(chosen, platform)) as opened:
            yield opened
    except ServerFailed:  # which says all itself
        raise
    except sqlite3.Error as error:
        raise StoreRefused(
            f"the people in {chosen.data_dir} cannot be read or changed: {error}; try again, and"
            " see that the directory can be written"
        ) from error


def _check_id(person: str, opened: People) -> None:
    if not opened.is_id(person) and _platform_of(person) == MATRIX:
        raise PeopleRefused(
            f"{person} is no id of a person in Matrix; it reads as @ada:example.org, whole"
        )
    if not opened.is_id(person):
        raise PeopleRefused(
            f"{person} is no id of a person in Telegram; it is a number, which the bot tells"
            " whoever writes to it"
        )


def _check_done(change: RoleResult, person: str, opened: People) -> None:
    if change == "last moderator":
        raise PeopleRefused(
            f"{person} is the last moderator; first: pullquote people grant ID moderator"
        )
    if change == "by the settings":
        raise PeopleRefused(
            f"{person} has a role from the setting {opened.setting(person)}, which always holds;"
            " change the setting and start the bot again"
        )
