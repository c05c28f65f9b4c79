"""The threads of the moderators' conversation, apart from those that answer questions.

One owns the drafts, one changes the corpus, and two read files and addresses, which can take long.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from bot.moderation.records import ModerationMeans
from bot.serving.moderators.following import Watched

T = TypeVar("T")


class Moderation(Protocol):
    """The desk of the thread that owns the drafts."""

    @property
    def means(self) -> ModerationMeans:
        """By what the corpus is read and changed."""

    def close(self) -> None:
        """Close the desk."""


Desk = TypeVar("Desk", bound=Moderation)


class ModerationWorker(Generic[Desk]):
    """The threads that do the moderators' work, for callers on an event loop."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        """Open the desk in its thread; raises what opening it raises."""
        self._ending = threading.Event()
        self._drafts = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._changes = ThreadPoolExecutor(1, thread_name_prefix="changes")
        self._reading = ThreadPoolExecutor(2, thread_name_prefix="reading")
        try:
            self._desk = self._drafts.submit(open_desk).result()
        except BaseException:
            self._drafts.shutdown()
            raise
        self.means = self._desk.means

    def do(self, work: Callable[[Desk], T]) -> asyncio.Future[T]:
        """Begin a piece of work with the desk, after those begun before it."""
        return asyncio.get_running_loop().run_in_executor(self._drafts, work, self._desk)

    def change(self, work: Callable[[Watched], T]) -> tuple[Watched, asyncio.Future[T]]:
        """Begin a change of the corpus, after those begun before it; returned as `read` does."""
        return self._watched(self._changes, work)

    def read(self, work: Callable[[Watched], T]) -> tuple[Watched, asyncio.Future[T]]:
        """Begin to read files or addresses; return how far that is, and what will come of it."""
        return self._watched(self._reading, work)

    def leave(self) -> None:
        """Tell every job to end as soon as it can; none leaves a change half done."""
        self._ending.set()

    def close(self) -> None:
        """Wait until no change is under way, and close the desk."""
        self.leave()
        self._reading.shutdown(wait=False, cancel_futures=True)
        self._changes.shutdown()
        self._drafts.submit(self._desk.close).result()
        self._drafts.shutdown()

    def _watched(
        self, thread: ThreadPoolExecutor, work: Callable[[Watched], T]
    ) -> tuple[Watched, asyncio.Future[T]]:
        watched = Watched(self._ending)

        def begin() -> T:
            watched("", 0, 0)
            watched.latest = None
            return work(watched)

        return watched, asyncio.get_running_loop().run_in_executor(thread, begin)
