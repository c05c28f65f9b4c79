"""Logging the bot in to Matrix: what is asked for, and what it comes to."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import click

from bot.cli.settings import SettingsRefused
from bot.matrix.account import Identified, identify
from bot.matrix.login import Login, find_homeserver, keep_login, log_out, read_login, take_token
from bot.matrix.login import log_in as log_in_by_password
from bot.serving.platform import Refused, Undeliverable

_SHOWN_ONCE = (
    "\nThe account has signing keys now. This is its recovery key, shown this once and kept"
    " nowhere:\n\n    {key}\n\nWrite it down: with it the keys are restored on another machine."
)
_HAS_KEYS = (
    "The account has signing keys already, made elsewhere. Give its recovery key, and the bot signs"
    " its device with them."
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A new login, and the password that was given for it, which is kept nowhere."""

    login: Login
    password: str | None


def log_in(data: Path, *, new_identity: bool) -> None:
    """Ask for an account, log in, keep the login and let the account sign the bot's device.

    Raises `SettingsRefused`. No password is kept.
    """
    try:
        asked = asyncio.run(_ask())
        earlier = read_login(data)
        keep_login(data, asked.login)
        if earlier is not None and earlier.device != asked.login.device:
            asyncio.run(log_out(earlier))
        click.echo(f"Logged in as {asked.login.user}, device {asked.login.device}.")
        identified = asyncio.run(
            identify(data, asked.password, _ask_recovery_key, new_identity=new_identity)
        )
    except (Refused, Undeliverable) as error:
        raise SettingsRefused(str(error)) from None
    _tell(identified)


def _tell(identified: Identified) -> None:
    if identified.recovery_key is not None:
        click.echo(_SHOWN_ONCE.format(key=identified.recovery_key))
    if identified.is_signed:
        click.echo("The bot's device is signed by its account. Serve it with: pullquote matrix")
    else:
        click.echo(
            "The bot's device is not signed, so some clients will not show what it says. Log in"
            " again with the recovery key, or with --new-identity.",
            err=True,
        )


def _ask_recovery_key() -> str:
    click.echo(_HAS_KEYS)
    prompt = "Recovery key (leave it empty to go on without)"
    return str(click.prompt(prompt, default="", show_default=False, hide_input=True))


async def _ask() -> _Asked:
    homeserver = await find_homeserver(click.prompt("Homeserver (its address, or its name)"))
    token = click.prompt(
        "Access token (leave it empty to log in with a password)",
        default="",
        show_default=False,
        hide_input=True,
    )
    if token:
        return _Asked(await take_token(homeserver, token.strip()), None)
    user = click.prompt("Account (as @pullquote:example.org, or what stands before the colon)")
    password = click.prompt("Password", hide_input=True)
    return _Asked(await log_in_by_password(homeserver, user, password), password)
