"""Quotes given in a chat, remembered once they were sent; whoever holds one that changes is told.

The corpus is looked at every half minute, whoever changed it. What is to be told is written down
first and marked when it was sent. After a crash between the two it is told under the same key, by
which the platform sees whether it was.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.desk.verifying.keeping import Keeping
from bot.desk.verifying.living import LivingDesk
from bot.desk.verifying.memory import Held, Notice
from bot.people.book import People
from bot.replies import Command, Served, cited_quotes
from bot.sentences.say import speaker
from bot.serving.logs import Hourly
from bot.serving.platform import Chosen, Person, Platform, Spot, Undeliverable, Where, Written
from bot.serving.workers import DeskWorker
from index.errors import PullquoteError
from index.store.engines import turn

LOOK_SECONDS = 30.0  # until it is seen that the corpus changed, whoever has changed it
_log = logging.getLogger("pullquote.serving")


@dataclass(frozen=True, slots=True)
class LivingQuotes:
    """Remembers the quotes of messages, and tells who holds one that changes. For the event loop.

    The `worker` has one thread, as the memory is its own.
    """

    platform: Platform
    worker: DeskWorker[LivingDesk]
    people: People
    data: Path
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _unkept_told: Hourly = field(default_factory=Hourly)
    _unseen_told: Hourly = field(default_factory=Hourly)

    async def note(self, where: Where, person: Person, sent: Sequence[str], served: Served) -> None:
        """Remember the quotes of a reply that was sent; what cannot be kept is logged."""
        quotes, gave = cited_quotes(served), served.gave
        if not sent or not quotes or gave is None:
            return
        held = Held(person.id, "", where.chat, sent[0], where.thread, where.is_group)
        await self._keep(lambda desk: desk.keep(quotes, gave, held))

    async def note_chosen(self, chosen: Chosen) -> None:
        """Remember a quote that somebody has sent elsewhere; they are told in their own chat."""
        where = await self.platform.private_place(chosen.who.id)
        held = Held(chosen.who.id, "", where.chat, "", where.thread, where.is_group)
        await self._keep(lambda desk: desk.keep_sent(chosen.receipt, held))

    async def _keep(self, keep: Callable[[LivingDesk], None]) -> None:
        try:
            await self.worker.do(keep)
        except (sqlite3.Error, PullquoteError) as error:
            if self._unkept_told.is_due():
                _log.error("it cannot be remembered which quotes were given: %s", error)

    async def answer(self, written: Written, command: Command) -> Served:
        """Answer a command about what somebody has saved."""
        answered = None if written.answered is None else written.answered.message or None
        thread = written.where.thread
        return await self.worker.do(
            lambda desk: Keeping(
                desk.data, desk.memory, command, answered, desk.clock(), thread
            ).answer()
        )

    async def drop_messages(self, where: Where, messages: Sequence[str]) -> None:
        """Forget what messages held that were taken back."""
        await self.worker.do(lambda desk: desk.memory.drop_messages(where.chat, messages))

    async def forget(self, person: str) -> None:
        """Delete all that bears a person's id."""
        await self.worker.do(lambda desk: desk.memory.forget(person))

    async def expire(self) -> None:
        """Delete what was given too long ago."""
        await self.worker.do(lambda desk: desk.memory.expire(desk.clock()))

    async def watch(self) -> None:
        """Look again and again what changes, and tell it; what fails is logged and tried again."""
        while True:
            try:
                await self.look()
            except (sqlite3.Error, PullquoteError) as error:
                if self._unseen_told.is_due():
                    _log.warning("it cannot be seen which quotes change: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Find what has changed since the last look, and tell who holds it, one after another."""
        job = f"living quotes {self.people.file.platform}"
        async with self._looking:  # what is told once is told by one
            with turn(self.data, job) as is_ours:
                if is_ours:
                    await self._look()

    async def _look(self) -> None:
        await self.worker.do(lambda desk: desk.look())
        for notices in await self.worker.do(lambda desk: desk.memory.untold()):
            await self._tell(notices)

    async def _tell(self, notices: Sequence[Notice]) -> None:
        """Tell one person what has become of the quotes of one message, as an answer to it."""
        held, keys = notices[0].held, [notice.key for notice in notices]
        served = await self.worker.do(lambda desk: desk.word(notices))
        group = held.chat if held.is_group else None
        with self.platform.once(" ".join(keys)):
            if served.reply.blocks and self.people.lets_in(held.person, group):
                await self._send(served, held)
            await self.worker.do(lambda desk: desk.memory.keep_told(keys))

    async def _send(self, served: Served, held: Held) -> None:
        speak = speaker(self.people.profile(held.person).language)
        where = Where(held.chat, held.thread, held.is_group)
        try:
            laid_out = self.platform.lay_out(served, speak)
            await laid_out.deliver(Spot(where, held.answerable))
        except Undeliverable as error:
            _log.info("somebody was not told that a quote changed: %s", error)
