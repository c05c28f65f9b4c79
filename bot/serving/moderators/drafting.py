"""Drafting: a text compared with the corpus in a thread of its own, as a long one takes minutes.

Meanwhile other moderators are served. Whoever waits sees how far it is, and can cancel it.
"""

import asyncio
import secrets
from contextlib import suppress

from bot.moderation.desk import ModerationDesk
from bot.moderation.drafts import Prepared, prepare_draft
from bot.replies import Button, Reply, Say, Served
from bot.sentences.say import sentence
from bot.serving.moderators.following import (
    PROGRESS_SECONDS,
    Cancelled,
    Turn,
    Watched,
    in_place,
    reply,
)
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.platform import Platform, Undeliverable
from index.records import SourceText

_TOKEN_BYTES = 9


class Drafting:
    """Drafts texts, one after another. For the event loop's thread."""

    def __init__(self, platform: Platform, worker: ModerationWorker[ModerationDesk]) -> None:
        """Show on the `platform` how far the `worker` is."""
        self._platform = platform
        self._worker = worker
        self._under_way: dict[str, tuple[str, Watched]] = {}

    async def draft(self, turn: Turn, text: SourceText) -> tuple[Prepared, tuple[str, ...]]:
        """Draft a text that was read; return the draft, and the messages that told how far it is.

        Raises `Cancelled`, `TooLong`, `Left`, or why the corpus cannot be read.
        """
        means = self._worker.means
        watched, work = self._worker.draft(lambda report: prepare_draft(means, text, None, report))
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._under_way[token] = (turn.moderator.person, watched)
        shown: tuple[str, ...] = ()
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=PROGRESS_SECONDS)
                if watched.is_cancelled:
                    raise Cancelled("cancelled")
                if not work.done():
                    shown = await self._show(turn, token, watched, shown)
            return await work, shown
        finally:
            watched.is_cancelled = True  # also where nobody waits for it any more
            del self._under_way[token]

    def cancel(self, person: str, token: str) -> bool:
        """Cancel what a moderator waits for; False if it is none of theirs, or done."""
        holder, watched = self._under_way.get(token, (None, None))
        if watched is None or holder != person:
            return False
        watched.is_cancelled = True
        return True

    async def _show(
        self, turn: Turn, token: str, watched: Watched, shown: tuple[str, ...]
    ) -> tuple[str, ...]:
        done, total = watched.latest or (0, 0)
        words = sentence("mod_drafting", done=done, total=total)
        if total < 2:
            words = sentence("mod_drafting_begun")
        row = (Button("cancel", token, 1),)
        place = in_place(turn, shown[-1]) if shown else turn
        with suppress(Undeliverable):  # the work goes on all the same
            return await reply(self._platform, place, Served(Reply((Say(words),)), (row,)))
        return shown
