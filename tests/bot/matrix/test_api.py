import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from fakes.commands.ports import free_port

from bot.matrix.api import Failed, Json, MatrixApi
from bot.serving.http import listening
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Refused, TooLarge, Undeliverable

Answer = Callable[[int], web.Response]


def called(answer: Answer, call: Callable[[MatrixApi], Awaitable[object]]) -> tuple[object, int]:
    """Call a homeserver that answers the n-th call so; return what came, and how many calls."""
    count = [0]

    async def handle(_: web.Request) -> web.Response:
        count[0] += 1
        return answer(count[0])

    async def run() -> object:
        port = free_port()
        async with listening("127.0.0.1", port, [web.route("*", "/{path:.*}", handle)], "none"):
            api = MatrixApi(f"http://127.0.0.1:{port}", "token", Monitoring())
            try:
                return await call(api)
            finally:
                await api.close()

    return asyncio.run(run()), count[0]


def error(status: int, code: str, **more: object) -> web.Response:
    return web.json_response({"errcode": code, "error": "words"} | more, status=status)


def get(api: MatrixApi) -> Awaitable[Json]:
    return api.call("GET", "/sync", patience_seconds=5)


def test_what_passes_is_tried_again_as_the_homeserver_says() -> None:
    def answer(count: int) -> web.Response:
        if count == 1:
            return error(429, "M_LIMIT_EXCEEDED", retry_after_ms=20)
        if count == 2:
            return web.Response(status=502, text="<html>a proxy</html>")
        if count == 3:
            return web.Response(text="<html>a captive portal</html>")
        return web.json_response({"next_batch": "s1"})

    assert called(answer, get) == ({"next_batch": "s1"}, 4)


def test_retry_after_of_the_header_is_kept_to() -> None:
    def answer(_: int) -> web.Response:
        limited = error(429, "M_LIMIT_EXCEEDED")
        limited.headers["Retry-After"] = "60"
        return limited

    with pytest.raises(Undeliverable, match=r"tried for 5 s, then given up \(M_LIMIT_EXCEEDED\)"):
        called(answer, get)


def test_what_is_refused_for_good_is_not_tried_again() -> None:
    with pytest.raises(Failed, match="M_FORBIDDEN: words") as failed:
        called(lambda _: error(403, "M_FORBIDDEN", session="s"), get)
    assert (failed.value.code, failed.value.answer["session"]) == ("M_FORBIDDEN", "s")


@pytest.mark.parametrize("code", ["M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"])
def test_a_refused_token_is_one_line_with_the_remedy(code: str) -> None:
    with pytest.raises(Refused, match=r"log in again with: pullquote matrix --login$") as refused:
        called(lambda _: error(401, code), get)
    assert "\n" not in str(refused.value)


def test_a_file_larger_than_may_be_is_not_read_to_its_end() -> None:
    async def download(api: MatrixApi) -> bytes:
        return await api.download("mxc://a/b", 10, 5)

    assert called(lambda _: web.Response(body=b"x" * 10), download) == (b"x" * 10, 1)
    with pytest.raises(TooLarge):
        called(lambda _: web.Response(body=b"x" * 11), download)
    with pytest.raises(Failed, match="M_NOT_FOUND"):
        called(lambda _: error(404, "M_NOT_FOUND"), download)
