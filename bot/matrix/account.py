"""The account that the bot has in Matrix: opened for a while, and its device signed."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from time import time

from bot.matrix.api import FOREVER, MatrixApi, segment
from bot.matrix.keys.crypto import Crypto
from bot.matrix.keys.identity import Accounts
from bot.matrix.login import Login, folder, read_login
from bot.matrix.memory import Rooms
from bot.matrix.messages.sending import Sending
from bot.people.book import MATRIX
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Me, Refused, Undeliverable

NOT_LOGGED_IN = "the bot is not logged in to Matrix; log in with: pullquote matrix --login"

_log = logging.getLogger("pullquote.matrix")


@dataclass(frozen=True, slots=True)
class Account:
    """The account that is served, opened: its connection, its keys, and what it remembers."""

    me: Me
    api: MatrixApi
    crypto: Crypto
    memory: Rooms
    sending: Sending


@dataclass(frozen=True, slots=True)
class Identified:
    """Whether the account has signed the bot's device; `recovery_key` is of keys just made."""

    is_signed: bool
    recovery_key: str | None = None


async def identify(
    data: Path, password: str | None, ask_recovery_key: Callable[[], str], *, new_identity: bool
) -> Identified:
    """Let the account sign the bot's device, with keys that are made or restored if need be.

    Keys that the account has are replaced only for a `new_identity`. Raises `Refused`.
    """
    async with opened(data, Monitoring()) as account:
        if account.crypto.needs_upload:
            await account.crypto.upload_keys()
        own = Accounts(account.api, account.crypto, folder(data))
        published, kept = await own.published(), own.kept()
        if new_identity or published.master is None:
            return Identified(True, await own.make(password))
        if kept is None or kept.master.public != published.master:
            recovery_key = ask_recovery_key()
            if not recovery_key:
                return Identified(False)
            await own.restore(recovery_key)
        return Identified(await own.sign_device())


@asynccontextmanager
async def opened(data: Path, monitoring: Monitoring) -> AsyncIterator[Account]:
    """Open the account that was logged in, and close it when the block ends; raises `Refused`."""
    login = read_login(data)
    if login is None:
        raise Refused(NOT_LOGGED_IN)
    api = MatrixApi(login.homeserver, login.token, monitoring)
    try:
        me = await _me(api, login)
        with (
            closing(Rooms(folder(data), time())) as memory,
            closing(Crypto(api, login, folder(data))) as crypto,
        ):
            yield Account(me, api, crypto, memory, Sending(api, crypto, memory))
    finally:
        await api.close()


async def sign(account: Account, data: Path) -> None:
    """Sign the device if it is not signed; where that cannot be, the bot serves all the same."""
    try:
        if account.crypto.needs_upload:
            await account.crypto.upload_keys()
        await Accounts(account.api, account.crypto, folder(data)).sign_device()
    except Undeliverable as error:
        _log.warning("the bot's device could not be signed: %s", error)


async def _me(api: MatrixApi, login: Login) -> Me:
    """Learn how the account is named; waits for the homeserver as long as it takes."""
    await api.call("GET", "/account/whoami", patience_seconds=FOREVER)
    localpart = login.user.removeprefix("@").partition(":")[0]
    try:
        found = await api.call("GET", f"/profile/{segment(login.user)}/displayname")
    except Undeliverable:
        return Me(MATRIX, login.user, localpart)
    return Me(MATRIX, login.user, str(found.get("displayname") or localpart))
