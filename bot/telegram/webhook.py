"""The webhook: Telegram pushes an update, and is answered 200 once it was dealt with.

An update that is answered with another status, or not in time, is pushed again; so none is lost.
"""

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from json import JSONDecodeError
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Update

from bot.telegram.updates import Take

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE_SECONDS = 50.0  # Telegram hangs up after a minute


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram pushes to, what it must show, where this listens, how long a push may take."""

    url: str
    secret: str
    host: str
    port: int
    patience_seconds: float = PATIENCE_SECONDS


def webhook_route(
    webhook: Webhook, read_update: Callable[[object], Update | None], take: Take
) -> web.RouteDef:
    """Make the route that takes updates."""

    async def push(request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), webhook.secret.encode()):
            return web.Response(status=403)
        try:
            update = read_update(await request.json())
        except (JSONDecodeError, UnicodeDecodeError):
            update = None
        if update is None:
            return web.Response(status=400)
        task = take(update)
        if task is not None:
            await asyncio.wait({task}, timeout=webhook.patience_seconds)
        return web.Response(status=200 if task is None or _is_dealt_with(task) else 500)

    return web.post(urlsplit(webhook.url).path or "/", push)


def _is_dealt_with(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
