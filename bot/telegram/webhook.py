"""The webhook: Telegram pushes an update, and is answered 200 once it was dealt with.

An update that is answered with another status, or not in time, is pushed again; so none is lost.
Telegram pushes to one address: whoever names another with the same token takes all updates away.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from bot.serving.logs import Hourly
from bot.serving.platform import Undeliverable
from bot.telegram.api import Fetched, TelegramApi
from bot.telegram.updates import Take

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE_SECONDS = 50.0  # Telegram hangs up after a minute
BODY_SECONDS = 10.0  # for an update to arrive, of which the headers are there

LOOK_SECONDS = 60.0  # between two looks at where Telegram pushes to
_ELSEWHERE = (
    "Telegram sends this bot's messages %s now, and none comes here: another program runs with the"
    " same PULLQUOTE_TELEGRAM_TOKEN; stop it, or give both the same PULLQUOTE_WEBHOOK_URL, and"
    " start this one again"
)

_log = logging.getLogger("pullquote.telegram")

ReadUpdate = Callable[[object], Fetched | None]
"""Reads what was pushed; `None` if it is no update."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram pushes to, what it must show, where this listens, how long a push may take."""

    url: str
    secret: str
    host: str
    port: int
    patience_seconds: float = PATIENCE_SECONDS
    look_seconds: float = LOOK_SECONDS


def webhook_route(webhook: Webhook, read_update: ReadUpdate, take: Take) -> web.RouteDef:
    """Make the route that takes updates."""
    refused_told = Hourly()

    async def push(request: web.Request) -> web.Response:
        # What is not ASCII comes as surrogates.
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, webhook.secret.encode()):
            if shown and refused_told.is_due():  # by Telegram, as it seems, for another bot
                _log.warning(
                    "what was pushed with another secret is refused; give all bots of one token the"
                    " same PULLQUOTE_WEBHOOK_SECRET, or none"
                )
            return web.Response(status=403)
        fetched = await _read(request, read_update)
        if fetched is None:
            return web.Response(status=400)
        task = None if fetched.update is None else take(fetched.update)
        if task is not None:
            await asyncio.wait({task}, timeout=webhook.patience_seconds)
        return web.Response(status=200 if task is None or _is_dealt_with(task) else 500)

    return web.post(urlsplit(webhook.url).path or "/", push)


async def watch_webhook(webhook: Webhook, api: TelegramApi) -> None:
    """Look again and again whether Telegram still pushes here; say once if not, and once if so."""
    is_here = True
    while True:
        await asyncio.sleep(webhook.look_seconds)
        try:
            address = await api.webhook()
        except Undeliverable as error:
            _log.info("it cannot be seen where Telegram sends messages: %s", error)
            continue
        was_here, is_here = is_here, address == webhook.url
        if was_here and not is_here:
            host = urlsplit(address).hostname  # of the rest somebody may have made a secret
            _log.error(_ELSEWHERE, f"to {host}" if host else "to a program that polls")
        elif is_here and not was_here:
            _log.info("Telegram sends this bot's messages here again")


async def _read(request: web.Request, read_update: ReadUpdate) -> Fetched | None:
    """Read what was pushed, if all of it comes soon; `None` if it is no update."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return read_update(json.loads(await request.read()))
    except (ValueError, RecursionError, TimeoutError):
        return None


def _is_dealt_with(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
