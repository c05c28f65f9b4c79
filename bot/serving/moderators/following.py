"""How moderators are told: a reply where they wrote, a job followed, word to somebody else."""

import asyncio
import logging
import resource
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

from bot.moderation.records import Moderator
from bot.replies import Reply, Say, Served, Told
from bot.sentences.say import Words, speaker
from bot.serving.platform import Platform, Spot, Undeliverable
from index.errors import PullquoteError

PROGRESS_SECONDS = 2.0  # between two edits of the message in which a job is followed

T = TypeVar("T")
_log = logging.getLogger("pullquote.serving")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a moderator has written or pressed: who it was, and where that is answered."""

    moderator: Moderator
    spot: Spot


@dataclass(frozen=True, slots=True)
class Sent:
    """The messages that somebody was told something in, and their chat."""

    chat: str
    messages: tuple[str, ...]


class Left(PullquoteError):
    """A job was left because the bot is told to end; the corpus is as it was before the job."""


class Cancelled(PullquoteError):
    """A job was cancelled by whoever began it."""


class TooLong(PullquoteError):
    """A job took longer than it may."""


class TooMuch(PullquoteError):
    """A job took more memory than it may."""


@dataclass(slots=True)
class Watched:
    """How far a job is: so many of so many are done; `latest` is `None` before the first report.

    The job is given this to report to, in its own thread.
    """

    is_ending: threading.Event
    latest: tuple[int, int] | None = None
    is_cancelled: bool = False
    end_at: float = float("inf")
    most_bytes: float = float("inf")

    def __call__(self, _what: str, done: int, of: int) -> None:
        """Report how many of how many are done.

        Raises `Left` once the bot is told to end, `Cancelled` if nobody waits any more, `TooLong`
        after `end_at`, a moment of `time.monotonic()`, and `TooMuch` where the process holds more
        than `most_bytes`.
        """
        if self.is_ending.is_set():
            raise Left("the bot is ending")
        if self.is_cancelled:
            raise Cancelled("cancelled")
        if monotonic() > self.end_at:
            raise TooLong("it takes too long to compare; split the text, or add it by hand")
        if resident_bytes() > self.most_bytes:
            raise TooMuch("it takes too much memory to compare; split the text into several")
        self.latest = (done, of)


def resident_bytes() -> int:
    """Measure how much memory this process holds; its most until now, where not on Linux.

    What is mapped from files is left out: the index comes in as questions are asked, and goes as
    the system needs room.
    """
    try:
        _, resident, of_files, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return (int(resident) - int(of_files)) * resource.getpagesize()


def in_place(turn: Turn, message: str) -> Turn:
    """Return the turn with its answer put in the place of a message."""
    return Turn(turn.moderator, Spot(turn.spot.where, None, (message,)))


async def reply(platform: Platform, turn: Turn, served: Served) -> tuple[str, ...]:
    """Answer a moderator; return the ids of the messages. Raises `Undeliverable`."""
    speak = speaker(turn.moderator.language)
    return await platform.lay_out(served, speak).deliver(turn.spot)


async def watch(
    platform: Platform,
    turn: Turn,
    job: tuple[Watched, "asyncio.Future[T]"],
    word: Callable[[int, int], Words],
) -> T:
    """Show how far a job is until it is done, in the words of `word`; return what it returns."""
    watched, work = job
    shown: tuple[int, int] | None = None
    try:
        while not work.done():
            await asyncio.wait({work}, timeout=PROGRESS_SECONDS)
            latest = watched.latest
            if not work.done() and latest is not None and latest != shown:
                shown = latest
                with suppress(Undeliverable):  # the job goes on all the same
                    await reply(platform, turn, Served(Reply((Say(word(*latest)),))))
        return await work
    finally:
        wait_no_more(work)


def wait_no_more(work: "asyncio.Future[T]") -> None:
    """Let a job end that nobody waits for any more: what it was told to end with is no fault."""
    if not work.done():
        work.add_done_callback(_log_fault)


def _log_fault(work: "asyncio.Future[T]") -> None:
    error = None if work.cancelled() else work.exception()
    if error is not None and not isinstance(error, PullquoteError):
        _log.error("a job failed for which nobody waited any more", exc_info=error)


async def tell(platform: Platform, told: Told) -> Sent | None:
    """Tell somebody in a chat of their own; return where that stands, if they have such a chat."""
    laid_out = platform.lay_out(told.served, speaker(told.language))
    try:
        place = await platform.private_place(told.person)
        return Sent(place.chat, await laid_out.deliver(Spot(place, None)))
    except Undeliverable as error:
        _log.info("somebody who has no chat with the bot was not told: %s", error)
        return None
