"""The one thread that owns the desk, for callers on an event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.desk import Desk

T = TypeVar("T")


class DeskWorker:
    """Does one piece of work with the desk after another, in the order they are given."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        """Open the desk in its thread; raises what opening it raises."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        try:
            self._desk = self._thread.submit(open_desk).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def do(self, work: Callable[[Desk], T]) -> asyncio.Future[T]:
        """Begin a piece of work and give what it will return or raise."""
        return asyncio.get_running_loop().run_in_executor(self._thread, work, self._desk)

    def close(self) -> None:
        """Finish the work that has begun and close the desk."""
        self._thread.submit(self._desk.close).result()
        self._thread.shutdown()
