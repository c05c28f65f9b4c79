"""Long polling: a call to getUpdates waits for news, and a second one ends the first."""

import asyncio

from bot_api.methods.fields import clamped, integer
from bot_api.methods.messages import Request
from bot_api.state import World
from bot_api.values import Refused

MAX_TIMEOUT_SECONDS = 50
"""`Client::LONG_POLL_MAX_TIMEOUT`."""

_OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
_WEBHOOK_SET = "Conflict: terminated by setWebhook request"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


class LongPoll:
    """The one getUpdates call that may wait. Lives on the server's event loop."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[None] | None = None

    async def updates(self, request: Request) -> list[object]:
        """Answer getUpdates: what is queued at once, else what comes before the timeout.

        A poll that finds the queue empty ends the poll that waits already (409), as the Bot API
        server's `do_get_updates` does. It also slows a bot that repeats an offset within half a
        second down to one update a call; this server does not.
        """
        timeout = clamped(request.parameters, "timeout", 0, 0, MAX_TIMEOUT_SECONDS)
        with self._world.changed:
            if self._world.webhook.url:
                raise Refused(409, _WEBHOOK_ACTIVE)
            self._world.updates.allow(request.parameters)
            self._world.updates.confirm_before(integer(request.parameters, "offset"))
        batch = self._batch(request)
        if batch or not timeout:
            return batch
        self.end(_OTHER_POLL)
        await self._wait(timeout)
        return self._batch(request)

    def wake(self) -> None:
        """Let the waiting poll look again; a webhook set meanwhile ends it."""
        if self._world.webhook.url:
            self.end(_WEBHOOK_SET)
        elif self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def end(self, conflict: str) -> None:
        """End the waiting poll with a conflict."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Refused(409, conflict))

    async def _wait(self, timeout_seconds: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        with self._world.changed:
            if len(self._world.updates):  # came between the look and the wait
                waiting.set_result(None)
        try:
            await asyncio.wait_for(waiting, timeout_seconds)
        except TimeoutError:
            return

    def _batch(self, request: Request) -> list[object]:
        limit = clamped(request.parameters, "limit", 100, 1, 100)
        with self._world.changed:
            return [update.body for update in self._world.updates.oldest(limit)]
