"""A small HTTP server on an address that the settings name: webhook, health, metrics."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

_FINISH_SECONDS = 2.0  # given to requests under way at the end


class CannotListen(Exception):
    """An address is taken or not ours; `str()` of it is one line."""


@asynccontextmanager
async def listening(
    host: str, port: int, routes: Iterable[web.RouteDef], setting: str
) -> AsyncIterator[None]:
    """Serve until the block ends; requests under way have two seconds then.

    Raises `CannotListen`, naming the setting that the address came from.
    """
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_FINISH_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise CannotListen(
                f"cannot listen on {host}:{port} ({error.strerror}); name another in {setting}"
            ) from None
        yield
    finally:
        await runner.cleanup()
