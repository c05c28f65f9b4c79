"""Which rooms the bot is in: it joins where people with a role ask it to, and leaves empty ones."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Iterable
from random import randrange
from time import monotonic

from bot.matrix.api import Json, MatrixApi, segment
from bot.matrix.keys.crypto import Crypto
from bot.serving.platform import Event, Moved, Refused, Undeliverable

PAUSE_SECONDS = 60.0  # before a room that could not be joined is tried again
JOIN_PATIENCE_SECONDS = 300.0  # a room may be on a homeserver that is far away

MayInvite = Callable[[str], bool]
"""Tells whether the bot follows a person into a room."""

TakeMove = Callable[[str, Callable[[], Event | None]], "asyncio.Task[None] | None"]

_log = logging.getLogger("pullquote.matrix")


class Inviting:
    """Follows invitations and moves. For the event loop.

    An invitation of somebody without a role is left alone, silently; it is followed once they have
    one. A room's power levels say nothing here, nor does the server that an id names.
    """

    def __init__(
        self, api: MatrixApi, crypto: Crypto, may_invite: MayInvite, take: TakeMove
    ) -> None:
        """Join with `api`; hand rooms that go on elsewhere to `take`."""
        self._api = api
        self._crypto = crypto
        self._may_invite = may_invite
        self._take = take
        self._waiting: dict[str, str] = {}  # who has invited the bot, by room
        self._failed_at: dict[str, float] = {}
        self._followed: set[str] = set()  # rooms in which others go on
        self._joining: dict[str, asyncio.Task[None]] = {}

    async def begin(self) -> None:
        """Learn the invitations that wait, also from before this start."""
        nothing = {"not_types": ["*"]}
        room = {"timeline": {"limit": 1}, "state": nothing, "ephemeral": nothing}
        wanted = {"room": room, "presence": nothing, "account_data": nothing}
        # Synapse gives the same answer to the same call for two minutes; none is the same here.
        query = {"filter": json.dumps(wanted), "timeout": str(randrange(1, 30_000))}
        found = await self._api.call("GET", "/sync", query=query)
        self.note(found.get("rooms", {}))

    def note(self, rooms: Json) -> None:
        """Take invitations from an answer of `/sync`, and those that were taken back."""
        for room_id, invited in rooms.get("invite", {}).items():
            inviter = _inviter(invited, self._crypto.user)
            if inviter is not None:
                self._waiting[room_id] = inviter
                self._failed_at.pop(room_id, None)  # the way in is open now
        for room_id in (*rooms.get("leave", {}), *rooms.get("join", {})):
            self._waiting.pop(room_id, None)

    def follow(self) -> None:
        """Begin to join where an invitation may be followed."""
        for room_id, inviter in tuple(self._waiting.items()):
            if self._is_free(room_id) and self._may_invite(inviter):
                self._start(room_id, self._join(room_id, ()))

    def leave_empty(self, room_ids: Iterable[str]) -> None:
        """Begin to leave those rooms in which nobody is left but the bot."""
        for room_id in room_ids:
            room = self._crypto.rooms.get(room_id)
            is_empty = room is not None and set(room.users) <= {self._crypto.user}
            if is_empty and self._is_free(room_id):
                self._start(room_id, self._leave(room_id))

    def follow_moves(self) -> None:
        """Begin to follow the rooms that go on under another id."""
        for room in tuple(self._crypto.rooms.values()):
            now = room.replacement_room
            if now and now not in self._followed and self._is_free(now):
                # The homeservers of those who are there know the way.
                servers = {user.partition(":")[2] for user in room.users}
                self._start(now, self._move(room.room_id, now, tuple(sorted(servers))[:3]))

    async def finish(self) -> None:
        """Leave what is under way; the invitations still wait at the next start."""
        for task in self._joining.values():
            task.cancel()
        await asyncio.gather(*self._joining.values(), return_exceptions=True)

    def _is_free(self, room_id: str) -> bool:
        """Tell whether nothing is under way with a room, and nothing has failed a moment ago."""
        failed_at = self._failed_at.get(room_id)
        is_pausing = failed_at is not None and monotonic() < failed_at + PAUSE_SECONDS
        return room_id not in self._joining and not is_pausing

    async def _logged(self, room_id: str, job: Coroutine[None, None, None]) -> None:
        try:
            await job
        except (Undeliverable, Refused) as error:
            self._failed_at[room_id] = monotonic()
            _log.warning("a room could not be joined or left: %s", error)

    def _start(self, room_id: str, job: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._logged(room_id, job))
        self._joining[room_id] = task
        task.add_done_callback(lambda _: self._joining.pop(room_id, None))

    async def _join(self, room_id: str, servers: tuple[str, ...]) -> None:
        query = {"server_name": servers[0]} if servers else None
        await self._api.call(
            "POST",
            f"/join/{segment(room_id)}",
            {},
            query=query,
            patience_seconds=JOIN_PATIENCE_SECONDS,
        )

    async def _leave(self, room_id: str) -> None:
        await self._api.call("POST", f"/rooms/{segment(room_id)}/leave", {})
        await self._api.call("POST", f"/rooms/{segment(room_id)}/forget", {})
        _log.info("left a room in which nobody else is left")

    async def _move(self, before: str, now: str, servers: tuple[str, ...]) -> None:
        """Join the room in which another goes on, if that room says so, too."""
        if now not in self._crypto.rooms:
            await self._join(now, servers)
        self._followed.add(now)
        created = await self._api.call("GET", f"/rooms/{segment(now)}/state/m.room.create/")
        if created.get("predecessor", {}).get("room_id") == before:
            self._take(f"moved {before} {now}", lambda: Moved(before, now))


def _inviter(invited: Json, me: str) -> str | None:
    """Tell who has invited the bot into a room."""
    for event in invited.get("invite_state", {}).get("events", []):
        is_invitation = event.get("type") == "m.room.member" and event.get("state_key") == me
        if is_invitation and event.get("content", {}).get("membership") == "invite":
            return str(event.get("sender"))
    return None
