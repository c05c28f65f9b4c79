import asyncio

import httpx
import pytest
from aiohttp import web
from fakes.telegram_bot.served import free_port

from bot.serving.http import CannotListen, listening


async def greet(_: web.Request) -> web.Response:
    return web.Response(text="hello")


def test_routes_are_served_until_the_block_ends() -> None:
    port = free_port()

    async def ask() -> str:
        async with httpx.AsyncClient(trust_env=False) as client:
            async with listening("127.0.0.1", port, [web.get("/", greet)], "A_SETTING"):
                answer = await client.get(f"http://127.0.0.1:{port}/")
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.1:{port}/")
        return answer.text

    assert asyncio.run(ask()) == "hello"


def test_an_address_that_is_taken_is_refused_with_the_setting_it_came_from() -> None:
    port = free_port()

    async def listen_twice() -> None:
        ours, others = (listening("127.0.0.1", port, [], name) for name in ("ONE", "THE_OTHER"))
        async with ours, others:
            pass

    with pytest.raises(CannotListen, match=f"cannot listen on 127.0.0.1:{port} .* THE_OTHER"):
        asyncio.run(listen_twice())
