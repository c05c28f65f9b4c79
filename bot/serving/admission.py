"""Who is let in now: whom the settings name, and the groups that go on under another id.

A platform may give a group another id, as Telegram does when it becomes a supergroup; the settings
still name the first.
"""

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping

from bot.people import groups
from bot.people.book import People

KeepMove = Callable[[str, str], Awaitable[None]]
"""Remembers under which id a group goes on: from the id before to the one now."""

WarnOfMove = Callable[[str, str], None]
"""Tells whoever runs the bot that the settings name a group by the id before, and the id now."""

_log = logging.getLogger("pullquote.serving")


class Admission:
    """Keeps the access that `people` go by true when a group moves. For the event loop's thread."""

    def __init__(
        self, people: People, moves: Mapping[str, str], keep_move: KeepMove, warn: WarnOfMove
    ) -> None:
        """Start from the settings and the moves that the store remembers, by the id before."""
        self._keep_move = keep_move
        self._people = people
        self._chosen = people.access
        self._moves = dict(moves)
        self._warn = warn
        people.access = self._chosen.following(moves)
        for before, now in self._moves.items():
            self._warn_if_named(before, now)

    async def note_move(self, before: str, now: str) -> None:
        """Let a group in under its new id, now and after a restart, if it is let in at all."""
        try:
            groups.move(self._people.file, before, now)
        except sqlite3.Error as error:
            _log.error("a group that moved has to be let in again: %s", error)
        if before not in self._chosen.groups or self._moves.get(before) == now:
            return
        self._moves[before] = now
        self._people.access = self._chosen.following(self._moves)
        self._warn_if_named(before, now)
        try:
            await self._keep_move(before, now)
        except sqlite3.Error as error:
            _log.error("it cannot be remembered that a group moved: %s", error)

    def _warn_if_named(self, before: str, now: str) -> None:
        if before in self._chosen.groups and now not in self._chosen.groups:
            self._warn(before, now)
