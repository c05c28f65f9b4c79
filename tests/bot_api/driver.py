"""Driving the test server with python-telegram-bot, as the product does, and with bare requests."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest
import telegram
from bot_api.server import BotApiServer
from telegram.error import BadRequest

T = TypeVar("T")
Steps = Callable[[telegram.Bot], Awaitable[T]]


def drive(server: BotApiServer, steps: Steps[T]) -> T:
    """Run steps with an initialised bot; return what they return."""

    async def run() -> T:
        async with telegram.Bot(
            server.token, base_url=server.base_url, base_file_url=server.base_file_url
        ) as bot:
            return await steps(bot)

    return asyncio.run(run())


def refusal(server: BotApiServer, steps: Steps[object]) -> str:
    """Return the words of the 400 that the steps end in, capitalised as the library does it."""
    with pytest.raises(BadRequest) as caught:
        drive(server, steps)
    return caught.value.message


def post(server: BotApiServer, method: str, **fields: str) -> httpx.Response:
    """Call a method without any library between."""
    return httpx.post(f"{server.base_url}{server.token}/{method}", data=fields, trust_env=False)
