"""Serving Matrix, from the first call to the last answer: what runs side by side, and its end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from time import monotonic, time

from bot.desk.desk import Desk
from bot.matrix.api import FOREVER, MatrixApi, segment
from bot.matrix.inviting import Inviting
from bot.matrix.keys.crypto import Crypto
from bot.matrix.login import Login, folder, read_login
from bot.matrix.memory import Rooms
from bot.matrix.messages.events import Reader
from bot.matrix.messages.sending import Sending
from bot.matrix.platform import MatrixPlatform
from bot.matrix.syncing import POLL_SECONDS, Syncing
from bot.matrix.taking import KEY_SECONDS, Taking
from bot.people.book import MATRIX
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
    async with _opened(serving, monitoring) as account:
        platform = MatrixPlatform(account.api, account.crypto, account.sending, monitoring)
        connection = Connection(account.me, lambda _: platform, _warn_of_move)
        async with (
            open_conversation(connection, chosen, worker, monitoring) as conversation,
            AsyncExitStack() as begun,
        ):
            syncing = _syncing(serving, account, platform, conversation)
            health = desk_health(worker, _silence(syncing))
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


@asynccontextmanager
async def _opened(serving: Serving, monitoring: Monitoring) -> AsyncIterator[_Account]:
    """Open the account that was logged in, and close it when the block ends; raises `Refused`."""
    data = serving.chosen.data
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
        key_seconds=serving.key_seconds,
    )

    def may_invite(person: str) -> bool:
        # Whoever was sent a code has no role yet, and can bring it only to a room with the bot.
        return people.role(person) is not None or conversation.invitations.are_open()

    inviting = Inviting(account.api, account.crypto, may_invite, take)
    return Syncing(account.api, account.crypto, account.memory, taking, inviting)


def _silence(syncing: Syncing) -> Callable[[], str | None]:
    """Make what tells that the homeserver is silent."""

    def find() -> str | None:
        if monotonic() - syncing.answered_at > SILENT_SECONDS:
            return "the Matrix homeserver has not answered for minutes"
        return None

    return find


def _warn_of_move(before: str, now: str) -> None:
    _log.warning(
        "the room %s goes on as %s; it is let in as before, but write %s in its place into"
        " PULLQUOTE_MATRIX_ROOMS",
        before,
        now,
        now,
    )
