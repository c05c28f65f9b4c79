"""The thread in which the server's event loop runs: sockets, long polls and webhook pushes."""

import asyncio
import contextlib
import socket
import threading

from bot_api.state import World
from bot_api.transport.dispatch import Dispatcher
from bot_api.transport.http import serve_connection
from bot_api.transport.polling import LongPoll
from bot_api.transport.webhook import WebhookPusher

STOP_SECONDS = 10.0


class ServerThread:
    """A listening server on an ephemeral port of 127.0.0.1, from construction until `stop`."""

    def __init__(self, world: World, token: str, webhook_retry_seconds: float) -> None:
        self._world = world
        self._long_poll = LongPoll(world)
        self.dispatcher = Dispatcher(world, token, self._long_poll)
        self._pusher = WebhookPusher(world, webhook_retry_seconds)
        self._connections: set[asyncio.Task[None]] = set()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        self._is_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot-api-for-tests", daemon=True)
        self._thread.start()
        self._is_ready.wait(STOP_SECONDS)

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._world.updates.on_new = self._on_new_update
        server = await asyncio.start_server(self._accept, sock=self._socket)
        pusher = asyncio.create_task(self._pusher.run())
        self._is_ready.set()
        await self._stop.wait()
        self._world.updates.on_new = lambda: None
        server.close()
        tasks = [pusher, *self._connections]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection in a task of ours: 3.11 logs noise for its own when cancelled."""
        task = asyncio.create_task(self._serve_until_closed(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve_until_closed(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        limit = self._world.limits.upload_bytes
        await serve_connection(reader, writer, self.dispatcher.respond, limit)
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def _on_new_update(self) -> None:
        self._loop.call_soon_threadsafe(self._long_poll.wake)
