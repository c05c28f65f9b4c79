import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Iterator

import h11
import pytest
import telegram
from bot_api.driver import drive, post
from bot_api.server import BotApiServer
from bot_api.transport.http import HttpRequest, HttpResponse, json_response, serve_connection
from bot_api.values import Person, private_chat
from telegram.error import Conflict

ADA = Person(7, "Ada")
ADAS = private_chat(ADA)


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        yield running


@pytest.mark.parametrize(
    ("secret", "words"),
    [("x" * 257, "is too long"), ("ключ", "contains unallowed characters")],
)
def test_a_wrong_secret_token_is_refused(server: BotApiServer, secret: str, words: str) -> None:
    answer = post(server, "setWebhook", url="http://127.0.0.1:9/hook", secret_token=secret)
    assert answer.json()["description"] == f"Bad Request: secret token {words}"


def test_polling_and_a_webhook_exclude_each_other(server: BotApiServer) -> None:
    async def steps(bot: telegram.Bot) -> None:
        poll = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s", max_connections=3)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert (info.url, info.max_connections) == ("http://127.0.0.1:9/hook", 3)
        await bot.delete_webhook()
        assert await bot.get_updates() == ()

    drive(server, steps)


Hook = Callable[[HttpRequest], HttpResponse]


async def listening(hook: Hook, steps: Callable[[str], Awaitable[None]]) -> None:
    """Run steps with the address of a webhook."""

    async def respond(request: HttpRequest) -> HttpResponse:
        return hook(request)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve_connection(reader, writer, respond, 1 << 20)

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    await steps(f"http://127.0.0.1:{port}/hook")
    listener.close()


def test_a_webhook_gets_updates_in_order_and_again_until_it_accepts(server: BotApiServer) -> None:
    received: list[str] = []
    refusals = itertools.chain([500, 403], itertools.repeat(200))

    def hook(request: HttpRequest) -> HttpResponse:
        received.append(json.loads(request.body)["message"]["text"])
        return json_response(next(refusals), {})

    async def steps(url: str) -> None:
        async with telegram.Bot(server.token, base_url=server.base_url) as bot:
            server.send_text(ADAS, ADA, "one")
            server.send_text(ADAS, ADA, "two")
            await bot.set_webhook(url)
            await server.eventually(lambda: server.pending_updates() == 0)
            info = await bot.get_webhook_info()
            assert info.last_error_message == "Wrong response from the webhook: 403 "
            await bot.delete_webhook()

    asyncio.run(listening(hook, steps))
    assert received == ["one", "one", "one", "two"]


def test_pushes_carry_the_secret_header(server: BotApiServer) -> None:
    heads: list[dict[bytes, bytes]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while (event := connection.next_event()) is h11.NEED_DATA:
            connection.receive_data(await reader.read(1 << 16))
        assert isinstance(event, h11.Request)
        heads.append({bytes(name): bytes(value) for name, value in event.headers})
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def run() -> None:
        listener = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        async with telegram.Bot(server.token, base_url=server.base_url) as bot:
            await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="se-cret_1")
            server.send_text(ADAS, ADA, "one")
            await server.eventually(lambda: server.pending_updates() == 0)
        listener.close()

    asyncio.run(run())
    assert [head[b"x-telegram-bot-api-secret-token"] for head in heads] == [b"se-cret_1"]
