"""Jobs that must follow one another, per chat, while those of other chats go on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Job = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Lanes:
    """Runs each lane's jobs in order, one at a time. For the event loop's thread."""

    _last: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def start(self, lane: str, job: Job) -> asyncio.Task[None]:
        """Run a job once those started before it in the same lane have ended, however they did."""
        task = asyncio.create_task(_after(self._last.get(lane), job))
        self._last[lane] = task
        task.add_done_callback(lambda done: self._forget(lane, done))
        return task

    def _forget(self, lane: str, done: asyncio.Task[None]) -> None:
        if self._last.get(lane) is done:
            del self._last[lane]


async def _after(before: asyncio.Task[None] | None, job: Job) -> None:
    if before is not None:
        await asyncio.wait({before})
    await job()
