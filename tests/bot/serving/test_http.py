import asyncio

import httpx
import pytest
from aiohttp import web
from fakes.commands.ports import free_port

from bot.serving.http import MOST_CONNECTIONS, CannotListen, listening


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


def test_whoever_opens_hundreds_of_connections_and_sends_nothing_keeps_nobody_out() -> None:
    port = free_port()

    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="hello")

    async def crowd() -> list[str]:
        said = []
        async with listening("127.0.0.1", port, [web.get("/", hello)], "SETTING"):
            idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
            for _, writer in idle[:250]:
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")  # and no more
            async with httpx.AsyncClient(trust_env=False) as client:
                for _ in range(3):
                    said.append((await client.get(f"http://127.0.0.1:{port}/")).text)
            ended = [reader for reader, _ in idle if reader.at_eof()]
            assert len(ended) >= 300 - MOST_CONNECTIONS
            for _, writer in idle:
                writer.close()
        return said

    assert asyncio.run(crowd()) == ["hello"] * 3


def test_what_is_no_http_is_not_logged_and_what_fails_here_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    port = free_port()

    async def fail(_: web.Request) -> web.Response:
        raise RuntimeError("of ours")

    async def send() -> None:
        async with listening("127.0.0.1", port, [web.get("/", fail)], "SETTING"):
            for sent in (b"unmistakable\r\n\r\n", b"GET / HTTP/1.1\r\nunmistakable\r\n\r\n"):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(sent)
                assert (await reader.read(12)).endswith(b"400")
                writer.close()
            async with httpx.AsyncClient(trust_env=False) as client:
                assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == 500

    asyncio.run(send())
    assert "unmistakable" not in caplog.text
    assert "of ours" in caplog.text
