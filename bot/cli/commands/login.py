"""Logging the bot in to Matrix: what is asked for, and what it comes to."""

import asyncio
from pathlib import Path

import click

from bot.cli.settings import SettingsRefused
from bot.matrix.login import Login, find_homeserver, keep_login, take_token
from bot.matrix.login import log_in as by_password
from bot.serving.platform import Refused


def log_in(data: Path) -> None:
    """Ask for an account, log in, and keep the login; raises `SettingsRefused`.

    No password is kept.
    """
    try:
        login = asyncio.run(_asked())
    except Refused as error:
        raise SettingsRefused(str(error)) from None
    keep_login(data, login)
    click.echo(f"Logged in as {login.user}, device {login.device}.")


async def _asked() -> Login:
    homeserver = await find_homeserver(click.prompt("Homeserver (its address, or its name)"))
    token = click.prompt(
        "Access token (leave it empty to log in with a password)",
        default="",
        show_default=False,
        hide_input=True,
    )
    if token:
        return await take_token(homeserver, token.strip())
    user = click.prompt("Account (as @pullquote:example.org, or what stands before the colon)")
    return await by_password(homeserver, user, click.prompt("Password", hide_input=True))
