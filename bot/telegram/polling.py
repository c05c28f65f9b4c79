"""Long polling: an update is confirmed to Telegram only when it was dealt with.

Telegram forgets what is confirmed, so that a crash would lose what was confirmed before it was
answered. Updates that are confirmed late come again; the window knows them by their ids.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from telegram import Update

from bot.telegram.api import POLL_SECONDS, TelegramApi
from bot.telegram.updates import Take

BATCH = 100  # what Telegram gives at most: so many can be under way
# Telegram gives only one update to a poll that repeats its offset within half a second.
LONG_PAUSE_SECONDS = 0.5
SHORT_PAUSE_SECONDS = 0.05  # between polls while others are under way, which come along each time
# After so long with all of the batch waiting for the first (a chat that may not be written to for
# a while), it is confirmed unanswered, with others that later ones have overtaken: so new ones are
# served, and a crash now would lose these.
STUCK_SECONDS = 20.0

_log = logging.getLogger("pullquote.telegram")


@dataclass(slots=True)
class Window:
    """The updates that were fetched but not confirmed. `offset` is what a poll asks from."""

    offset: int = 0
    is_done: dict[int, bool] = field(default_factory=dict)

    def add(self, update_id: int) -> bool:
        """Add an update that was fetched; False if it was added before."""
        if update_id in self.is_done:
            return False
        # Telegram gives none below the offset, unless it has begun to count anew.
        self.offset = min(self.offset, update_id)
        self.is_done[update_id] = False
        return True

    def finish(self, update_id: int) -> None:
        """Mark an update as dealt with, and move the offset past all that are."""
        if update_id in self.is_done:
            self.is_done[update_id] = True
        self._move()

    def let_go(self) -> int:
        """Confirm updates unanswered: those that later ones have overtaken, or else the oldest.

        Returns how many. What was overtaken waits for a chat that may not be written to, as does
        what came from it since: if only the first were let go, the next would keep everybody
        waiting as long again.
        """
        waiting = sorted(update_id for update_id, done in self.is_done.items() if not done)
        newest_done = max(
            (update_id for update_id, done in self.is_done.items() if done), default=0
        )
        stuck = [update_id for update_id in waiting if update_id < newest_done] or waiting[:1]
        for update_id in stuck:
            self.is_done[update_id] = True
        self._move()
        return len(stuck)

    def open(self) -> int:
        """Count the updates that are not dealt with."""
        return sum(not done for done in self.is_done.values())

    def _move(self) -> None:
        # Ids are consecutive, but need not be: only what is known counts.
        for update_id in sorted(self.is_done):
            if not self.is_done[update_id]:
                return
            del self.is_done[update_id]
            self.offset = update_id + 1


class Polling:
    """Fetches updates and hands them on, until cancelled. For the event loop's thread."""

    def __init__(self, api: TelegramApi, take: Take, stuck_seconds: float) -> None:
        """Fetch with `api` and hand each update to `take`, oldest first."""
        self._api = api
        self._take = take
        self._stuck_seconds = stuck_seconds
        self._window = Window()
        self._moved = asyncio.Event()
        self._moved_at = monotonic()
        self._is_nameless_told = False
        self.answered_at = monotonic()  # when Telegram last answered a poll

    async def run(self) -> None:
        """Poll for ever; raises `Refused`."""
        await self._api.delete_webhook()
        while True:
            self._moved.clear()
            started = monotonic()
            is_idle = self._window.open() == 0
            updates = await self._api.updates(self._window.offset, POLL_SECONDS if is_idle else 0)
            self.answered_at = monotonic()
            new = [
                fetched
                for fetched in updates
                if fetched.id is not None and self._window.add(fetched.id)
            ]
            if is_idle:
                self._moved_at = monotonic()  # nothing has waited until now
            for fetched in new:
                self._begin(fetched.id or 0, fetched.update)
            if not new and len(updates) >= BATCH:
                self._let_go_if_stuck()
            if self._window.open():
                await self._pause(started)
            elif not new and updates:
                await self._pass_over_nameless(len(updates))

    def _begin(self, update_id: int, update: Update | None) -> None:
        task = None if update is None else self._take(update)
        if task is None:
            self._finish(update_id)
        else:
            task.add_done_callback(lambda done: self._end(update_id, done))

    async def _pass_over_nameless(self, count: int) -> None:
        """Wait: updates without an id come with every poll, until one after them is confirmed."""
        if not self._is_nameless_told:
            self._is_nameless_told = True
            _log.error("%d updates have no id and cannot be confirmed: passed over", count)
        await asyncio.sleep(LONG_PAUSE_SECONDS)

    def _end(self, update_id: int, done: asyncio.Task[None]) -> None:
        if not done.cancelled() and done.exception() is None:
            self._finish(update_id)

    def _finish(self, update_id: int) -> None:
        before = self._window.offset
        self._window.finish(update_id)
        if self._window.offset != before:
            self._moved_at = monotonic()
            self._moved.set()

    async def _pause(self, started: float) -> None:
        """Wait until the offset moves on, as a poll that repeats its offset is given little."""
        # Not `wait_for`, which loses a cancellation that comes together with the event.
        with suppress(TimeoutError):
            async with asyncio.timeout(started + LONG_PAUSE_SECONDS - monotonic()):
                await self._moved.wait()
        if self._window.open():
            await asyncio.sleep(started + SHORT_PAUSE_SECONDS - monotonic())

    def _let_go_if_stuck(self) -> None:
        if monotonic() - self._moved_at > self._stuck_seconds:
            stuck = self._window.let_go()
            self._moved_at = monotonic()
            _log.warning(
                "%d of %d updates cannot be answered for now and keep others from coming: they are"
                " confirmed to Telegram, and an end before their answers would lose them",
                stuck,
                BATCH,
            )
