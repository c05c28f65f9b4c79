"""A small HTTP server on an address that the settings name: webhook, health, metrics."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

MOST_CONNECTIONS = 100  # at once; Telegram opens forty
REQUEST_SECONDS = 10.0  # from a connection, or its last answer, to a request on it
MOST_BYTES = 1024**2  # of a request: an update of Telegram's is much shorter
_BACKLOG = 32  # where no descriptor is left, Python 3.11 logs a line for each of these
_FINISH_SECONDS = 2.0  # given to requests under way at the end


_log = logging.getLogger("pullquote.http")


class CannotListen(Exception):
    """An address is taken or not ours; `str()` of it is one line."""


@asynccontextmanager
async def listening(
    host: str,
    port: int,
    routes: Iterable[web.RouteDef],
    setting: str,
    most_bytes: int = MOST_BYTES,
) -> AsyncIterator[None]:
    """Serve until the block ends; requests under way have two seconds then.

    A request of more than `most_bytes` is refused.

    Raises `CannotListen`, naming the setting that the address came from.
    """
    connections = _Connections()
    application = web.Application(
        middlewares=[connections.note_request], client_max_size=most_bytes
    )
    application.add_routes(routes)
    runner = web.AppRunner(
        application, access_log=None, logger=_silent(), shutdown_timeout=_FINISH_SECONDS
    )
    await runner.setup()
    server: asyncio.Server | None = None
    try:
        try:
            server = await asyncio.get_running_loop().create_server(
                lambda: cast(asyncio.Protocol, _Connection(_handler(runner), connections)),
                host,
                port,
                backlog=_BACKLOG,
            )
        except OSError as error:
            raise CannotListen(
                f"cannot listen on {host}:{port} ({error.strerror}); name another in {setting}"
            ) from None
        yield
    finally:
        if server is not None:
            server.close()
        await runner.cleanup()


def _silent() -> logging.Logger:
    """Return a log that drops what is no HTTP: whoever sends that chooses what would be logged."""
    _log.addFilter(_is_no_garbage)
    return _log


def _is_no_garbage(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


class _Connections:
    """The open connections, oldest first; those on which no request has come are the first to go.

    Whoever opens hundreds and sends nothing would else take all that the process may open, and
    keep Telegram out.
    """

    def __init__(self) -> None:
        self._waiting: dict[asyncio.BaseTransport, asyncio.TimerHandle] = {}
        self._busy: set[asyncio.BaseTransport] = set()

    def add(self, transport: asyncio.BaseTransport) -> None:
        """Count a connection; it has a few seconds to send a whole request."""
        while len(self._waiting) + len(self._busy) >= MOST_CONNECTIONS and self._waiting:
            self._close(next(iter(self._waiting)))
        self._wait(transport)

    def remove(self, transport: asyncio.BaseTransport) -> None:
        """Count a connection no longer."""
        self._busy.discard(transport)
        timer = self._waiting.pop(transport, None)
        if timer is not None:
            timer.cancel()

    @property
    def note_request(self) -> Middleware:
        """Make what notes that a request has come, and when it was answered."""

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            transport = request.transport
            if transport is None:
                return await handler(request)
            self.remove(transport)
            self._busy.add(transport)
            try:
                return await handler(request)
            finally:
                if transport in self._busy:
                    self._busy.discard(transport)
                    self._wait(transport)

        return note

    def _wait(self, transport: asyncio.BaseTransport) -> None:
        loop = asyncio.get_running_loop()
        self._waiting[transport] = loop.call_later(REQUEST_SECONDS, self._close, transport)

    def _close(self, transport: asyncio.BaseTransport) -> None:
        self.remove(transport)
        transport.close()


class _Connection:
    """One connection: aiohttp's protocol, counted among the others from its begin to its end."""

    def __init__(self, protocol: asyncio.Protocol, connections: _Connections) -> None:
        self._protocol = protocol
        self._connections = connections
        self._transport: asyncio.BaseTransport | None = None
        # The event loop calls these at every piece of data.
        self.data_received = protocol.data_received
        self.eof_received = protocol.eof_received
        self.pause_writing = protocol.pause_writing
        self.resume_writing = protocol.resume_writing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._protocol.connection_made(transport)
        self._connections.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._transport is not None:
            self._connections.remove(self._transport)
        self._protocol.connection_lost(error)


def _counted(runner: web.AppRunner, connections: _Connections) -> asyncio.Protocol:
    # The event loop asks no more of a protocol than that it has these methods.
    return cast(asyncio.Protocol, _Connection(_handler(runner), connections))


def _handler(runner: web.AppRunner) -> asyncio.Protocol:
    if runner.server is None:
        raise RuntimeError("the server has been cleaned up")
    return runner.server()
