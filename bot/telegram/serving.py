"""Serving Telegram, from the first call to the last answer: what runs side by side, and its end."""

import asyncio
import logging
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from functools import partial

from bot.desk.desk import Desk
from bot.serving.http import listening
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Me, NoteMove
from bot.serving.running import (
    Chosen,
    Connection,
    Conversation,
    begin,
    begin_beside,
    begin_monitoring,
    desk_health,
    open_conversation,
    run_until_signal,
    serve_until,
    until_refused,
)
from bot.serving.workers import DeskWorker
from bot.telegram.api import POLL_SECONDS, TelegramApi
from bot.telegram.menus import set_menus
from bot.telegram.once import SentOnce
from bot.telegram.platform import TelegramPlatform
from bot.telegram.polling import STUCK_SECONDS, Polling
from bot.telegram.updates import Take, taker
from bot.telegram.webhook import Webhook, watch_webhook, webhook_route

SILENT_SECONDS = 4.0 * POLL_SECONDS  # without an answer from Telegram, and the bot is not well

_log = logging.getLogger("pullquote.telegram")


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: with which token, how Telegram is reached, and what the settings choose.

    After `stuck_seconds` updates that cannot be answered make way for those behind them.
    """

    token: str
    api: str
    webhook: Webhook | None
    chosen: Chosen
    stuck_seconds: float = STUCK_SECONDS


def run(serving: Serving, worker: DeskWorker[Desk]) -> None:
    """Serve until SIGTERM or SIGINT; raises what `serve` raises."""
    run_until_signal(partial(serve, serving, worker))


async def serve(
    serving: Serving,
    worker: DeskWorker[Desk],
    told_to_end: asyncio.Event,
    monitoring: Monitoring | None = None,
) -> None:
    """Serve until told to end, then finish the answers under way; count in the monitoring.

    Raises `Refused`, `CannotListen`.
    """
    monitoring = monitoring or Monitoring()
    api = TelegramApi(serving.token, serving.api, monitoring)
    try:
        await serve_until(told_to_end, _serve(serving, worker, api, monitoring))
    finally:
        await api.close()


async def _serve(
    serving: Serving, worker: DeskWorker[Desk], api: TelegramApi, monitoring: Monitoring
) -> None:
    """Serve until cancelled; then everything that was begun here is ended, in the other order."""
    me = await api.start()
    with closing(SentOnce(serving.chosen.data, me.id)) as once:

        def make_platform(note_move: NoteMove) -> TelegramPlatform:
            return TelegramPlatform(api, me.name, monitoring, note_move, once)

        connection = Connection(me, make_platform, _warn_of_supergroup)
        async with (
            open_conversation(connection, serving.chosen, worker, monitoring) as conversation,
            AsyncExitStack() as begun,
        ):
            take = taker(conversation.intake.take, me)
            polling = None if serving.webhook else Polling(api, take, serving.stuck_seconds)
            health = desk_health(worker, "Telegram", polling, SILENT_SECONDS, conversation.intake)
            await begin_monitoring(begun, serving.chosen.monitoring_port, monitoring, health)
            await _listen(begun, serving.webhook, api, take)
            begin(begun, conversation)
            begin_beside(begun, set_menus(api))
            if serving.webhook is not None:
                begin_beside(begun, watch_webhook(serving.webhook, api))
            _tell_begun(conversation, me)
            await until_refused(conversation.intake.refused, polling.run() if polling else None)


async def _listen(
    begun: AsyncExitStack, webhook: Webhook | None, api: TelegramApi, take: Take
) -> None:
    """Open the port that Telegram pushes to, if the settings name one."""
    if webhook is None:
        return
    routes = [webhook_route(webhook, api.read_update, take)]
    hooked = listening(webhook.host, webhook.port, routes, "PULLQUOTE_WEBHOOK_LISTEN")
    await begun.enter_async_context(hooked)
    await api.set_webhook(webhook.url, webhook.secret)


def _tell_begun(conversation: Conversation, me: Me) -> None:
    _log.info("serving as @%s", me.name)
    if conversation.people.is_empty():
        _log.warning(
            "nobody is let in yet: write to @%s, it answers with your id; put that into"
            " .env as PULLQUOTE_TELEGRAM_MODERATORS=… and start again",
            me.name,
        )


def _warn_of_supergroup(before: str, now: str) -> None:
    _log.warning(
        "the group %s has become a supergroup with the id %s; it is let in as before, but"
        " write %s in its place into PULLQUOTE_TELEGRAM_GROUPS",
        before,
        now,
        now,
    )
