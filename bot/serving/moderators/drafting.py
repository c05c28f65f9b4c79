"""Drafting: a text compared with the corpus in threads of its own, as a long one takes minutes.

Meanwhile other moderators are served. Whoever waits sees how far it is, and can cancel it.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from bot.moderation.desk import ModerationDesk
from bot.moderation.drafts import NotDrafted, Prepared
from bot.replies import Button, Reply, Say, Served
from bot.sentences.say import sentence
from bot.serving.moderators.following import (
    PROGRESS_SECONDS,
    Cancelled,
    Turn,
    Watched,
    in_place,
    reply,
    wait_no_more,
)
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.platform import Platform, Undeliverable

_TOKEN_BYTES = 9

T = TypeVar("T")


class Drafting:
    """Drafts texts, one after another. For the event loop's thread."""

    def __init__(self, platform: Platform, worker: ModerationWorker[ModerationDesk]) -> None:
        """Show on the `platform` how far the `worker` is."""
        self._platform = platform
        self._worker = worker
        self._under_way: dict[str, tuple[str, Watched]] = {}

    async def do(
        self, turn: Turn, work: Callable[[ModerationDesk], T]
    ) -> tuple[T, tuple[str, ...]]:
        """Let the desk do a piece of work, and show in the turn how far the draft is that it needs.

        Returns what the work returns, and the messages that told how far the draft was. Raises
        `Cancelled`, `TooLong`, `Left`, and what the work raises.
        """
        shown: tuple[str, ...] = ()

        async def draft(missing: NotDrafted) -> Prepared:
            nonlocal shown
            prepared, shown = await self._draft(turn, missing, shown)
            return prepared

        return await self._worker.do_with_drafts(work, draft), shown

    def cancel(self, person: str, token: str) -> bool:
        """Cancel what a moderator waits for; False if it is none of theirs, or done."""
        holder, watched = self._under_way.get(token, (None, None))
        if watched is None or holder != person:
            return False
        watched.is_cancelled = True
        return True

    async def _draft(
        self, turn: Turn, missing: NotDrafted, shown: tuple[str, ...]
    ) -> tuple[Prepared, tuple[str, ...]]:
        watched, work = self._worker.begin_draft(missing)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._under_way[token] = (turn.moderator.person, watched)
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=PROGRESS_SECONDS)
                if watched.is_cancelled:
                    raise Cancelled("cancelled")
                if not work.done():
                    shown = await self._show(turn, token, watched, shown)
            return await work, shown
        finally:
            watched.is_cancelled = True
            wait_no_more(work)
            del self._under_way[token]

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
