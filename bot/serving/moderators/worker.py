"""The threads of the moderators' conversation, apart from those that answer questions.

One owns the drafts and is quick; two draft texts, long ones and others, one changes the corpus, and
two read files and addresses, which can all take long: they end with the process, whatever they are
at.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Generic, Protocol, TypeVar

from bot.moderation.drafts import NotDrafted, Prepared, prepare_draft
from bot.moderation.records import ModerationMeans
from bot.serving.moderators.following import Watched, resident_bytes
from bot.serving.workers import Background
from index.errors import StoreRefused
from index.store.engines import ServerFailed

DRAFTING_SECONDS = 240.0  # the largest file that a chat takes needs a minute and a half
# Beyond what the bot holds already. 20 MB of prose take 700; of paragraphs of two words, 2,200.
DRAFTING_BYTES = 1_000_000_000
LONG_TEXT = 100_000  # characters: a second of work; what is shorter does not wait behind it
_NOT_KEPT = "what waits for approval cannot be kept ({error}); see that the disk is not full"
END_SECONDS = 10.0  # for a change under way to come to a point where it can be left

T = TypeVar("T")
_log = logging.getLogger("pullquote.serving")


class Moderation(Protocol):
    """The desk of the thread that owns the drafts."""

    @property
    def means(self) -> ModerationMeans:
        """By what the corpus is read and changed."""

    def provide(self, prepared: Prepared) -> None:
        """Take what was drafted."""

    def close(self) -> None:
        """Close the desk."""


Desk = TypeVar("Desk", bound=Moderation)


class ModerationWorker(Generic[Desk]):
    """The threads that do the moderators' work, for callers on an event loop."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        """Open the desk in its thread; raises what opening it raises."""
        self._ending = threading.Event()
        self._drafts = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._changes = Background(1, "changes")
        self._reading = Background(2, "reading")
        self._drafting = Background(1, "drafting")
        self._drafting_long = Background(1, "drafting long")
        try:
            self._desk = self._drafts.submit(open_desk).result()
        except BaseException:
            self._drafts.shutdown()
            raise
        self.means = self._desk.means

    def do(self, work: Callable[[Desk], T]) -> asyncio.Future[T]:
        """Begin a piece of work with the desk, after those begun before it.

        It raises `StoreRefused` where the drafts cannot be kept.
        """
        return asyncio.get_running_loop().run_in_executor(self._drafts, self._with_desk, work)

    def change(self, work: Callable[[Watched], T]) -> tuple[Watched, asyncio.Future[T]]:
        """Begin a change of the corpus, after those begun before it; returned as `read` does."""
        return self._watched(self._changes, work)

    def read(self, work: Callable[[Watched], T]) -> tuple[Watched, asyncio.Future[T]]:
        """Begin to read files or addresses; return how far that is, and what will come of it."""
        return self._watched(self._reading, work)

    def draft(
        self, work: Callable[[Watched], T], *, is_long: bool
    ) -> tuple[Watched, asyncio.Future[T]]:
        """Begin to draft a text within limits of time and memory; returned as `read` does.

        Long texts follow one another in a thread, short ones in another.
        """
        threads = self._drafting_long if is_long else self._drafting
        return self._watched(threads, work, DRAFTING_SECONDS, DRAFTING_BYTES)

    def begin_draft(self, missing: NotDrafted) -> "tuple[Watched, asyncio.Future[Prepared]]":
        """Begin to draft a text, where a long one keeps no short one waiting."""
        means, text, replacing = self.means, missing.text, missing.replacing
        return self.draft(
            lambda report: prepare_draft(means, text, replacing, report),
            is_long=len(text.text) > LONG_TEXT,
        )

    async def do_with_drafts(
        self,
        work: Callable[[Desk], T],
        draft: Callable[[NotDrafted], Awaitable[Prepared]] | None = None,
    ) -> T:
        """Let the desk do a piece of work, and do it again with each draft that it lacks.

        A draft is made again if the corpus or the process is another one by now, elsewhere than in
        the thread of the desk, which would keep all moderators waiting. Without `draft`, nothing is
        shown meanwhile.
        """
        tried = work
        while True:
            try:
                return await self.do(tried)
            except NotDrafted as missing:
                made = self.begin_draft(missing)[1] if draft is None else draft(missing)
            tried = partial(_provided, await made, work)

    def leave(self) -> None:
        """Tell every job to end as soon as it can; none leaves a change half done."""
        self._ending.set()

    def close(self) -> None:
        """Wait a moment for a change that is under way, and close the desk.

        What is not done then ends with the process, as with a `kill -9`, which loses nothing.
        """
        self.leave()
        for threads in (self._reading, self._drafting, self._drafting_long):
            threads.end(0)
        if not self._changes.end(END_SECONDS):
            _log.warning("a change of the corpus is left as it is; the next start clears it up")
        self._drafts.submit(self._desk.close).result()
        self._drafts.shutdown()

    def _with_desk(self, work: Callable[[Desk], T]) -> T:
        try:
            return work(self._desk)
        except ServerFailed as error:
            raise StoreRefused(str(error)) from error
        except sqlite3.Error as error:
            raise StoreRefused(_NOT_KEPT.format(error=error)) from error

    def _watched(
        self,
        threads: Background,
        work: Callable[[Watched], T],
        seconds: float = float("inf"),
        more_bytes: float = float("inf"),
    ) -> tuple[Watched, asyncio.Future[T]]:
        watched = Watched(self._ending)

        def begin() -> T:
            watched("", 0, 0)
            watched.latest = None
            watched.end_at = monotonic() + seconds
            watched.most_bytes = resident_bytes() + more_bytes
            return work(watched)

        return watched, asyncio.wrap_future(threads.submit(begin))


def _provided(prepared: Prepared, work: Callable[[Desk], T], desk: Desk) -> T:
    desk.provide(prepared)
    return work(desk)
