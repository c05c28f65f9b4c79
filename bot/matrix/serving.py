"""Serving Matrix, from the first call to the last answer: what runs side by side, and its end."""

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bot.desk.desk import Desk
from bot.matrix.account import Account, opened, sign
from bot.matrix.api import Json
from bot.matrix.inviting import Inviting
from bot.matrix.keys.identity import Accounts
from bot.matrix.keys.verification import Verification
from bot.matrix.login import folder
from bot.matrix.messages.events import Reader
from bot.matrix.platform import MatrixPlatform
from bot.matrix.syncing import POLL_SECONDS, Syncing
from bot.matrix.taking import KEY_SECONDS, Taking
from bot.people.book import People
from bot.serving.monitoring import Monitoring
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

_log = logging.getLogger("pullquote.matrix")


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: in which language, as Matrix tells of none, and what the settings choose."""

    chosen: Chosen
    language: str
    key_seconds: float = KEY_SECONDS


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
    async with opened(chosen.data, monitoring) as account:
        platform = MatrixPlatform(account.api, account.crypto, account.sending, monitoring)
        connection = Connection(account.me, lambda _: platform, _warn_of_move)
        async with (
            open_conversation(connection, chosen, worker, monitoring) as conversation,
            AsyncExitStack() as begun,
        ):
            await sign(account, chosen.data)
            syncing = _syncing(serving, account, platform, conversation)
            health = desk_health(
                worker, "the Matrix homeserver", syncing, SILENT_SECONDS, conversation.intake
            )
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


def _syncing(
    serving: Serving, account: Account, platform: MatrixPlatform, conversation: Conversation
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


def _verification(account: Account, people: People, data: Path) -> Verification:
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
