"""The chat in Telegram: updates in, answers out, each once and in order within a chat."""

import asyncio
import logging
import os
import sqlite3
import traceback
from pathlib import Path
from time import monotonic, time

from telegram import Update

from bot.serving.answered import AnsweredUpdates
from bot.serving.answers import Answers
from bot.serving.lanes import Lanes
from bot.serving.monitoring import Monitoring
from bot.telegram.retry import TelegramRefused, Undeliverable
from bot.telegram.updates import Me, Meant, Moved, Said, read
from index.errors import PullquoteError

_HALLS = Path(__file__).parents[2]
_OURS = (str(_HALLS / "bot") + os.sep, str(_HALLS / "index") + os.sep)
_log = logging.getLogger("pullquote.telegram")


class TelegramChat:
    """Deals with updates, however they come. For the event loop's thread.

    `refused` is done, with an exception, once Telegram will not serve this bot at all.
    """

    def __init__(
        self, me: Me, answers: Answers, answered: AnsweredUpdates, monitoring: Monitoring
    ) -> None:
        """Answer as `me`, and remember in `answered` what was dealt with."""
        self._me = me
        self._answers = answers
        self._answered = answered
        self._monitoring = monitoring
        self._lanes = Lanes()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self.refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def take(self, update: Update) -> asyncio.Task[None] | None:
        """Begin to deal with an update; `None` if that was done before.

        The task fails if Telegram refuses the bot, and only then.
        """
        update_id, received = update.update_id, monotonic()
        if update_id in self._under_way:
            return self._under_way[update_id]
        if self._answered.holds(update_id):
            return None
        meant = self._read(update)
        task = self._lanes.start(
            _lane(update_id, meant), lambda: self._deal(update_id, meant, received)
        )
        self._under_way[update_id] = task
        task.add_done_callback(lambda _: self._leave(update_id))
        self._monitoring.in_flight.set(len(self._under_way))
        return task

    async def finish(self, seconds: float) -> int:
        """Wait until all that is under way is dealt with; return how many were left behind."""
        tasks = list(self._under_way.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)

    def _read(self, update: Update) -> Meant | None:
        try:
            return read(update, self._me)
        except Exception as error:  # noqa: BLE001 - one odd update must not end the others
            _log.error("an update cannot be read: %s at %s", type(error).__name__, _place(error))
            return None

    async def _deal(self, update_id: int, meant: Meant | None, received: float) -> None:
        sent: tuple[int, ...] = ()
        try:
            if meant is not None:
                sent = await self._answer(meant, received)
        except TelegramRefused as error:
            if not self.refused.done():
                self.refused.set_exception(error)
            raise
        await self._remember(update_id, meant, sent)
        self._monitoring.updates.labels(_kind(meant)).inc()

    async def _remember(self, update_id: int, meant: Meant | None, sent: tuple[int, ...]) -> None:
        try:
            # First, and at once: a crash before it makes the answer come twice.
            self._answered.add(update_id, time())
            if isinstance(meant, Said) and sent:
                await self._answers.remember(meant, sent)
        except sqlite3.Error as error:
            _log.error("it cannot be remembered that an update was answered: %s", error)

    async def _answer(self, meant: Meant, received: float) -> tuple[int, ...]:
        """Answer; what fails is logged, said and not tried again, as it would fail again."""
        try:
            return await self._answers.answer(meant, received)
        except TelegramRefused:
            raise
        except (Undeliverable, PullquoteError) as error:
            self._note_failure(meant, str(error))
        except Exception as error:  # noqa: BLE001 - one broken answer must not end the others
            # Not its words, which may be those of a question.
            self._note_failure(meant, f"{type(error).__name__} at {_place(error)}")
        return await self._apologise(meant)

    async def _apologise(self, meant: Meant) -> tuple[int, ...]:
        try:
            return await self._answers.apologise(meant)
        except Undeliverable as error:
            self._note_failure(meant, str(error))
            return ()

    def _note_failure(self, meant: Meant, problem: str) -> None:
        self._monitoring.failures.labels(_kind(meant)).inc()
        _log.error("a %s was not answered: %s", _kind(meant), problem)

    def _leave(self, update_id: int) -> None:
        del self._under_way[update_id]
        self._monitoring.in_flight.set(len(self._under_way))


def _lane(update_id: int, meant: Meant | None) -> str:
    """Name what an update must wait for: what was said before in its chat; presses for nothing."""
    if isinstance(meant, Moved):
        return f"chat {meant.now}"  # before anything that is asked there
    return f"chat {meant.where.chat}" if isinstance(meant, Said) else f"update {update_id}"


def _kind(meant: Meant | None) -> str:
    return "not for us" if meant is None else type(meant).__name__.lower()


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_OURS)]
    frame = (ours or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
