"""Pushing updates to the bot's webhook: in order within a chat, again until it answers 2xx."""

import asyncio

import httpx
from bot_api.state import World
from bot_api.transport.updates import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PUSH_TIMEOUT_SECONDS = 60.0
LOOK_SECONDS = 0.005
"""How soon an update that came, or a push that ended, is noticed: latency against idle work."""


class WebhookPusher:
    """Delivers updates while a webhook is set. Lives on the server's event loop."""

    def __init__(self, world: World, retry_seconds: float) -> None:
        self._world = world
        self._retry_seconds = retry_seconds
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Push until cancelled."""
        # Loopback only: loading the certificate store would cost every test 50 ms.
        async with httpx.AsyncClient(
            trust_env=False, verify=False, timeout=PUSH_TIMEOUT_SECONDS
        ) as client:
            try:
                while True:
                    self._start_pushes(client)
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                for task in self._busy.values():
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _start_pushes(self, client: httpx.AsyncClient) -> None:
        """Start one push for each chat that has updates and none under way."""
        self._busy = {key: task for key, task in self._busy.items() if not task.done()}
        with self._world.changed:
            webhook = self._world.webhook
            if not webhook.url:
                return
            for update in self._world.updates.oldest(len(self._world.updates)):
                if len(self._busy) >= webhook.max_connections:
                    return
                if update.queue_key not in self._busy:
                    task = asyncio.create_task(self._push(client, update))
                    self._busy[update.queue_key] = task

    async def _push(self, client: httpx.AsyncClient, update: Update) -> None:
        """Push one update once; a failure is noted and tried again after a pause."""
        webhook = self._world.webhook
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            response = await client.post(webhook.url, json=update.body, headers=headers)
            problem = "" if response.is_success else _wrong_response(response)
        except httpx.HTTPError as error:
            problem = f"Connection failed: {type(error).__name__}"
        with self._world.changed:
            if not problem:
                self._world.updates.forget(update)
            else:
                webhook.last_error = problem
                webhook.last_error_date = int(self._world.clock())
            self._world.changed.notify_all()
        if problem:
            await asyncio.sleep(self._retry_seconds)


def _wrong_response(response: httpx.Response) -> str:
    return f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
