"""Who does the work: threads with a desk each, and lanes in which jobs follow one another."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Barrier, Lock, Thread, local
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar  # Any: what work returns, each its own

T = TypeVar("T")

Job = Callable[[], Awaitable[None]]


class Closes(Protocol):
    """What a thread holds open: a desk."""

    def close(self) -> None:
        """Close what it holds."""


Held = TypeVar("Held", bound=Closes)


class DeskWorker(Generic[Held]):
    """Begins pieces of work in the order they are given, as many at once as there are threads.

    Which desk does a piece of work is left open: what must come after another waits for its end.
    """

    def __init__(self, open_desk: Callable[[], Held], threads: int = 1) -> None:
        """Open a desk in each thread, one after another; raises what opening a desk raises."""
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="desk")
        self._own = local()
        lock = Lock()

        def open_own() -> None:
            with lock:
                self._own.desk = open_desk()

        try:
            self._in_each_thread(open_own)
        except BaseException:
            self.close()
            raise

    def do(self, work: Callable[[Held], T]) -> asyncio.Future[T]:
        """Begin a piece of work and give what it will return or raise."""
        return asyncio.get_running_loop().run_in_executor(self._pool, self._with_desk, work)

    def close(self) -> None:
        """Finish the work that has begun and close the desks."""
        try:
            self._in_each_thread(self._close_own)
        finally:
            self._pool.shutdown()

    def _with_desk(self, work: Callable[[Held], T]) -> T:
        desk: Held = self._own.desk
        return work(desk)

    def _close_own(self) -> None:
        desk: Held | None = getattr(self._own, "desk", None)
        if desk is not None:
            desk.close()

    def _in_each_thread(self, job: Callable[[], None]) -> None:
        """Do a job once in every thread; raises the first error that it raised in any.

        No thread goes on before all have begun, so that none can do the job twice.
        """
        all_begun = Barrier(self._threads)

        def begin() -> None:
            all_begun.wait()
            job()

        begun: list[Future[None]] = [self._pool.submit(begin) for _ in range(self._threads)]
        wait(begun)
        for done in begun:
            done.result()


class Background:
    """Threads that take work in order, and that the end of the process does not wait for."""

    def __init__(self, threads: int, name: str) -> None:
        """Start them under a name, which they carry with a number."""
        self._queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._run, name=f"{name}_{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Begin a piece of work after those before it; return what will come of it."""
        future: Future[T] = Future()
        self._queue.put((future, work))
        return future

    def end(self, seconds: float) -> bool:
        """Take no more work; tell whether what was begun has ended within so many seconds."""
        for _ in self._threads:
            self._queue.put(None)
        end_at = monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end_at - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while (taken := self._queue.get()) is not None:
            future, work = taken
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                future.set_exception(error)


@dataclass(slots=True)
class Lanes:
    """Runs each lane's jobs in order, while those of other lanes go on. For the event loop."""

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
