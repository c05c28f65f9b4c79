"""Who is let in now: whom the settings name, and the supergroups that their groups have become.

Telegram gives a group another id when it becomes a supergroup; the settings still name the first.
"""

import logging
import sqlite3
from collections.abc import Mapping

from bot.people.book import People
from bot.serving.workers import DeskWorker

_log = logging.getLogger("pullquote.telegram")


class Admission:
    """Keeps the access that `people` go by true when a group moves. For the event loop's thread."""

    def __init__(self, worker: DeskWorker, people: People, moves: Mapping[str, str]) -> None:
        """Start from the settings and the moves that the store remembers, by the id before."""
        self._worker = worker
        self._people = people
        self._chosen = people.access
        self._moves = dict(moves)
        people.access = self._chosen.following(moves)
        for before, now in self._moves.items():
            self._tell(before, now)

    async def note_move(self, chat: int, chat_now: int) -> None:
        """Let a group in under its new id, now and after a restart, if it is let in at all."""
        before, now = str(chat), str(chat_now)
        if before not in self._chosen.groups or self._moves.get(before) == now:
            return
        self._moves[before] = now
        self._people.access = self._chosen.following(self._moves)
        self._tell(before, now)
        try:
            await self._worker.do(lambda desk: desk.store.keep_move(before, now))
        except sqlite3.Error as error:
            _log.error("it cannot be remembered that a group moved: %s", error)

    def _tell(self, before: str, now: str) -> None:
        if before in self._chosen.groups and now not in self._chosen.groups:
            _log.warning(
                "the group %s has become a supergroup with the id %s; it is let in as before, but"
                " write %s in its place into PULLQUOTE_TELEGRAM_GROUPS",
                before,
                now,
                now,
            )


async def open_admission(worker: DeskWorker, people: People) -> Admission:
    """Read what became of the groups that the settings name."""
    return Admission(worker, people, await worker.do(lambda desk: desk.store.moves()))
