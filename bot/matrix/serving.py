"""Serving Matrix, from the first call to the last answer: what runs side by side, and its end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from time import time
from uuid import uuid4

from bot.desk.desk import Desk
from bot.matrix.api import FOREVER, Json, MatrixApi, segment
from bot.matrix.inviting import Inviting
from bot.matrix.keys.crypto import Crypto
from bot.matrix.keys.identity import Accounts
from bot.matrix.keys.verification import Verification
from bot.matrix.login import Login, folder, read_login
from bot.matrix.memory import Rooms
from bot.matrix.messages.events import Reader
from bot.matrix.messages.sending import Sending
from bot.matrix.platform import MatrixPlatform
from bot.matrix.syncing import POLL_SECONDS, Syncing
from bot.matrix.taking import KEY_SECONDS, Taking
from bot.people.book import MATRIX, People
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Me, Refused, Undeliverable
from bot.serving.running import (
    Chosen,
    Connection,
    Conversation,
    begin,
    begin_monitoring,
    desk_health,
    open_conversation,
    serve_until,
    until_refused,
)
from bot.serving.workers import DeskWorker

SILENT_SECONDS = 4.0 * POLL_SECONDS  # without an answer from the homeserver, and something is wrong
NOT_LOGGED_IN = "the bot is not logged in to Matrix; log in with: pullquote matrix --login"

_log = logging.getLogger("pullquote.matrix")


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: in which language, as Matrix tells of none, and what the settings choose."""

    chosen: Chosen
    language: str
    key_seconds: float = KEY_SECONDS


@dataclass(frozen=True, slots=True)
class _Account:
    """The account that is served, opened: its connection, its keys, and what it remembers."""

    me: Me
    api: MatrixApi
    crypto: Crypto
    memory: Rooms
    sending: Sending


async def serve(
    serving: Serving,
    worker: DeskWorker[Desk],
    told_to_end: asyncio.Event,
    monitoring: Monitoring | None = None,
) -> None:
    """Serve until told to end, then finish the answers under way; count in the monitoring.

    Raises `Refused`, `CannotListen`.
    """
    await serve_until(told_to_end, _serve(serving, worker, monitoring or Monitoring()))


async def _serve(serving: Serving, worker: DeskWorker[Desk], monitoring: Monitoring) -> None:
    """Serve until cancelled; then everything that was begun here is ended, in the other order."""
    chosen = serving.chosen
    async with _opened(chosen.data, monitoring) as account:
        platform = MatrixPlatform(account.api, account.crypto, account.sending, monitoring)
        connection = Connection(account.me, lambda _: platform, _warn_of_move)
        async with (
            open_conversation(connection, chosen, worker, monitoring) as conversation,
            AsyncExitStack() as begun,
        ):
            await _sign(account, chosen.data)
            syncing = _syncing(serving, account, platform, conversation)
            health = desk_health(worker, "the Matrix homeserver", syncing, SILENT_SECONDS)
            await begin_monitoring(begun, chosen.monitoring_port, monitoring, health)
            begun.push_async_callback(platform.finish)
            begun.push_async_callback(syncing.finish)
            begin(begun, conversation)
            _log.info("serving as %s", account.me.id)
            if conversation.people.is_empty():
                _log.warning(
                    "nobody is let in yet: put your own id, as @ada:example.org, into .env as"
                    " PULLQUOTE_MATRIX_MODERATORS=… and start again"
                )
            await until_refused(conversation.intake.refused, syncing.run())


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
    async with _opened(data, Monitoring()) as account:
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
async def _opened(data: Path, monitoring: Monitoring) -> AsyncIterator[_Account]:
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
            yield _Account(me, api, crypto, memory, Sending(api, crypto, memory))
    finally:
        await api.close()


async def _sign(account: _Account, data: Path) -> None:
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


def _syncing(
    serving: Serving, account: _Account, platform: MatrixPlatform, conversation: Conversation
) -> Syncing:
    """Put together what fetches events and hands them to a conversation."""
    people, take = conversation.people, conversation.intake.take
    taking = Taking(
        api=account.api,
        crypto=account.crypto,
        platform=platform,
        reader=Reader(account.me, serving.language, account.memory),
        people=people,
        take_event=take,
        verifying=_verification(account, people, serving.chosen.data),
        key_seconds=serving.key_seconds,
    )

    def may_invite(person: str) -> bool:
        # Whoever was sent a code has no role yet, and can bring it only to a room with the bot.
        return people.role(person) is not None or conversation.invitations.are_open()

    inviting = Inviting(account.api, account.crypto, may_invite, take)
    return Syncing(account.api, account.crypto, account.memory, taking, inviting)


def _verification(account: _Account, people: People, data: Path) -> Verification:
    identity = Accounts(account.api, account.crypto, folder(data)).kept()

    async def send_in_room(room_id: str, kind: str, content: Json) -> str:
        return await account.sending.put(room_id, kind, content, uuid4().hex)

    def may_verify(person: str) -> bool:
        return people.role(person) is not None

    master = None if identity is None else identity.master.public
    return Verification(account.crypto, send_in_room, may_verify, master)


def _warn_of_move(before: str, now: str) -> None:
    _log.warning(
        "the room %s goes on as %s; it is let in as before, but write %s in its place into"
        " PULLQUOTE_MATRIX_ROOMS",
        before,
        now,
        now,
    )
