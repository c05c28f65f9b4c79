"""Events in, each dealt with once and, within a chat, in order; what fails is logged and said."""

import asyncio
import logging
import os
import sqlite3
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic, time
from typing import Protocol

from bot.serving.logs import Hourly
from bot.serving.monitoring import Monitoring
from bot.serving.platform import (
    Chosen,
    Event,
    Moved,
    Refused,
    Tapped,
    Typed,
    Undeliverable,
    Withdrawn,
    Written,
)
from bot.serving.workers import Lanes
from index.errors import PullquoteError
from index.store.comfort import open_comfort
from index.store.engines import SERVERS, ServerFailed

FILE_NAME = "answered.sqlite"
# Telegram offers an update for a day, and after a quiet week goes on from a random id.
KEPT_SECONDS = 3 * 24 * 3600.0
CLAIM_SECONDS = 20.0  # longer than a server's restart; whoever is killed delays an answer by it
HOLD_SECONDS = 5.0  # between two moments at which claims are held for another while
_CLAIMED_SECONDS = 0.5  # until it is seen that another process is done, or gone
_MOST_UNWRITTEN = 100_000  # ids held in memory, 10 MB: Telegram offers 100 updates again

# What the metrics call the kinds of events: whoever watches them knows these words.
_KINDS: Mapping[type, str] = {
    Written: "said",
    Tapped: "tapped",
    Typed: "typed",
    Chosen: "chosen",
    Moved: "moved",
    Withdrawn: "withdrawn",
}
_HALLS = Path(__file__).parents[2]
_OURS = (str(_HALLS / "bot") + os.sep, str(_HALLS / "index") + os.sep)
_log = logging.getLogger("pullquote.serving")


# Ids are text: an INTEGER column keeps "12" as 12, and finds it by "12" all the same.
SCHEMA = """
CREATE TABLE IF NOT EXISTS answered (bot INTEGER /* of text */ NOT NULL,
    update_id INTEGER /* of text */ NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (bot, update_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS claims (bot TEXT NOT NULL, event TEXT NOT NULL,
    by TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (bot, event)) WITHOUT ROWID;
"""


class AnsweredEvents:
    """Which events were dealt with, so that none is answered twice after a restart.

    Where several processes share it, each claims an event before it deals with it, and holds the
    claim as long as it does; that of a process that was killed ends after twenty seconds, by the
    server's clock.

    One SQLite file in the data directory, for one bot, and for the thread that made it. A file of
    its own, written where the answer's delivery is confirmed: the sooner an answered event is
    remembered, the smaller the window in which a crash makes it be answered twice. Marking takes
    20 µs: nothing is waited for but the operating system's memory. What cannot be written, as the
    disk is full, is held in memory: a platform offers again what was answered a moment ago.
    """

    def __init__(self, data: Path, bot: str) -> None:
        """Open or make the file."""
        self._bot = bot
        self._unwritten: dict[str, None] = {}
        self._connection = open_comfort(data / FILE_NAME, SCHEMA)
        self.is_shared = data in SERVERS
        self._process = token_hex(8)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def last_seen(self) -> float | None:
        """Read when the bot last ran, in seconds since 1970; `None` if it never did."""
        (seen,) = self._connection.execute(
            "SELECT coalesce((SELECT at FROM seen), (SELECT max(at) FROM answered))"
        ).fetchone()
        return seen if isinstance(seen, float) else None

    def keep_seen(self, now: float) -> None:
        """Note that the bot runs, at a time at which what is too old was dropped."""
        self._connection.execute("INSERT OR REPLACE INTO seen VALUES (1, ?)", (now,))

    def expire(self, now: float) -> None:
        """Drop what is too old to come again."""
        self._connection.execute("DELETE FROM answered WHERE at <= ?", (now - KEPT_SECONDS,))
        if self.is_shared:
            self._connection.execute(
                "DELETE FROM claims WHERE until < unixepoch('subsec') - ?", (KEPT_SECONDS,)
            )

    def holds(self, event_id: str) -> bool:
        """Tell whether an event was dealt with, in this run or an earlier one."""
        if event_id in self._unwritten:
            return True
        row = self._connection.execute(
            "SELECT 1 FROM answered WHERE bot = ? AND update_id = ?", (self._bot, event_id)
        ).fetchone()
        return row is not None

    def claim(self, event_id: str) -> bool:
        """Claim an event for this process; `False` while another one deals with it.

        Whoever has claimed an event looks then whether it was dealt with before: see `holds`.
        """
        row = self._connection.execute(
            "INSERT INTO claims VALUES (?, ?, ?, unixepoch('subsec') + ?)"
            " ON CONFLICT (bot, event) DO UPDATE SET by = excluded.by, until = excluded.until"
            " WHERE claims.by = excluded.by OR claims.until < unixepoch('subsec') RETURNING 1",
            (self._bot, event_id, self._process, CLAIM_SECONDS),
        ).fetchone()
        return row is not None

    def hold_claims(self) -> None:
        """Hold the claims of this process for another while."""
        self._connection.execute(
            "UPDATE claims SET until = unixepoch('subsec') + ? WHERE by = ?",
            (CLAIM_SECONDS, self._process),
        )

    def release(self, event_id: str) -> None:
        """Give up the claim of an event, once it was dealt with or left."""
        if self.is_shared:
            self._connection.execute(
                "DELETE FROM claims WHERE bot = ? AND event = ? AND by = ?",
                (self._bot, event_id, self._process),
            )

    def add(self, event_id: str, now: float) -> None:
        """Remember that an event was dealt with; raises `sqlite3.Error` if only until the end."""
        try:
            self._connection.execute(
                "INSERT OR IGNORE INTO answered VALUES (?, ?, ?)", (self._bot, event_id, now)
            )
        except sqlite3.Error:
            self._unwritten[event_id] = None
            if len(self._unwritten) > _MOST_UNWRITTEN:
                del self._unwritten[next(iter(self._unwritten))]
            raise


class Answering(Protocol):
    """Answers events: what `bot.serving.answers` does."""

    async def answer(self, event: Event, received: float) -> tuple[str, ...]:
        """Answer an event; return the ids of the messages that the answer is."""

    async def apologise(self, event: Event) -> tuple[str, ...]:
        """Say that something is broken here, where that can be said."""

    async def remember(self, written: Written, sent: tuple[str, ...]) -> None:
        """Keep which messages answered a message."""


class Intake:
    """Deals with events, however they come. For the event loop's thread.

    `refused` is done, with an exception, once the platform will not serve this bot at all.
    `waits_for` says why what is asked waits for a server that processes share; else it is empty.
    """

    def __init__(
        self, answers: Answering, answered: AnsweredEvents, monitoring: Monitoring
    ) -> None:
        """Remember in `answered` which events were dealt with."""
        self._answers = answers
        self._answered = answered
        self._monitoring = monitoring
        self._lanes = Lanes()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._unwritten_told = Hourly()
        self._waits_told = Hourly()
        self.waits_for = ""
        self.refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def take(self, event_id: str, read: Callable[[], Event | None]) -> asyncio.Task[None] | None:
        """Begin to deal with an event; return `None` if that was done before.

        `read` gives the event, or `None` where it is not meant for this bot. The task fails if
        the platform refuses the bot, and only then.
        """
        received = monotonic()
        if event_id in self._under_way:
            return self._under_way[event_id]
        if self._was_dealt_with(event_id):
            return None
        event = _read(read)
        task = self._lanes.start(
            _lane(event_id, event), lambda: self._deal(event_id, event, received)
        )
        self._under_way[event_id] = task
        task.add_done_callback(lambda _: self._leave(event_id))
        self._monitoring.in_flight.set(len(self._under_way))
        return task

    async def finish(self, seconds: float) -> int:
        """Wait until all events under way are dealt with; return how many were left behind."""
        tasks = list(self._under_way.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)

    async def _deal(self, event_id: str, event: Event | None, received: float) -> None:
        sent: tuple[str, ...] = ()
        try:
            if not await self._claim(event_id):
                return
            if event is not None:
                sent = await self._answer(event, received)
        except Refused as error:
            if not self.refused.done():
                self.refused.set_exception(error)
            raise
        await self._remember(event_id, event, sent)
        self._monitoring.updates.labels(_kind(event)).inc()

    async def hold_claims(self) -> None:
        """Hold, again and again, the claims of the events under way, where processes share them."""
        while self._answered.is_shared:
            await asyncio.sleep(HOLD_SECONDS)
            try:
                if self._under_way:
                    self._answered.hold_claims()
                self.waits_for = ""
            except sqlite3.Error as error:  # as what is asked meanwhile waits for it too
                self._tell_waits(error)

    def _was_dealt_with(self, event_id: str) -> bool:
        try:
            return self._answered.holds(event_id)
        except sqlite3.Error:
            if not self._answered.is_shared:
                raise
            return False  # the server is away; it is asked again before anything is done

    async def _claim(self, event_id: str) -> bool:
        """Claim an event, once no other process deals with it; `False` if it was dealt with."""
        if not self._answered.is_shared:
            return True
        while True:
            try:
                is_ours = self._answered.claim(event_id)
                self.waits_for = ""
                if self._answered.holds(event_id):
                    return False
                if is_ours:
                    return True
            except sqlite3.Error as error:  # the server is away: what was asked waits for it
                self._tell_waits(error)
            await asyncio.sleep(_CLAIMED_SECONDS)

    def _tell_waits(self, error: sqlite3.Error) -> None:
        """Say that the server is away, at most once an hour unless something else is wrong."""
        is_due = self._waits_told.is_due()
        if is_due or str(error) != self.waits_for:
            self.waits_for = str(error)
            _log.error("what is asked waits: %s", error)

    async def _remember(self, event_id: str, event: Event | None, sent: tuple[str, ...]) -> None:
        try:
            # First, and at once: a crash before it makes the answer come twice.
            self._answered.add(event_id, time())
            if isinstance(event, Written) and sent:
                await self._answers.remember(event, sent)
        except sqlite3.Error as error:
            if self._unwritten_told.is_due():
                _log.error("it cannot be kept which updates were answered: %s", error)

    async def _answer(self, event: Event, received: float) -> tuple[str, ...]:
        """Answer; what fails is logged, said and not tried again, as it would fail again."""
        try:
            return await self._answers.answer(event, received)
        except Refused:
            raise
        except (Undeliverable, PullquoteError, ServerFailed) as error:
            self._note_failure(event, str(error))
        except Exception as error:  # noqa: BLE001 - one broken answer must not end the others
            # Not its words, which may be those of a question.
            self._note_failure(event, f"{type(error).__name__} at {_place(error)}")
        return await self._apologise(event)

    async def _apologise(self, event: Event) -> tuple[str, ...]:
        try:
            return await self._answers.apologise(event)
        except Undeliverable as error:
            self._note_failure(event, str(error))
            return ()

    def _note_failure(self, event: Event, problem: str) -> None:
        self._monitoring.failures.labels(_kind(event)).inc()
        _log.error("a %s was not answered: %s", _kind(event), problem)

    def _leave(self, event_id: str) -> None:
        del self._under_way[event_id]
        with suppress(sqlite3.Error):  # a claim that is left ends by itself
            self._answered.release(event_id)
        self._monitoring.in_flight.set(len(self._under_way))


def _read(read: Callable[[], Event | None]) -> Event | None:
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - one odd event must not end the others
        _log.error("an update cannot be read: %s at %s", type(error).__name__, _place(error))
        return None


def _lane(event_id: str, event: Event | None) -> str:
    """Name what an event waits for: what was written before in its chat; a press for nothing."""
    if isinstance(event, Moved):
        return f"chat {event.now}"  # before anything that is asked there
    if isinstance(event, Written | Withdrawn):
        return f"chat {event.where.chat}"
    return f"event {event_id}"


def _kind(event: Event | None) -> str:
    return "not for us" if event is None else _KINDS[type(event)]


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_OURS)]
    frame = (ours or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
