"""Syncing: what happens in the bot's rooms, fetched, and confirmed when it was dealt with.

The homeserver remembers nothing of what was dealt with; the token up to which everything was is
kept here. What comes again after a crash is known by its id.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Protocol

from bot.matrix.api import FOREVER, Json, MatrixApi, segment
from bot.matrix.inviting import Inviting
from bot.matrix.keys.crypto import Crypto
from bot.matrix.memory import Rooms
from bot.serving.platform import Undeliverable

POLL_SECONDS = 30  # how long the homeserver holds a call open while nothing comes
MOST_OPEN = 200  # events under way; only then is more fetched
MOST_PAGES = 50  # of a hundred messages each, of what a room has said while the bot was down

_TYPES = [
    "m.room.message",
    "m.room.encrypted",
    "m.reaction",
    "m.room.redaction",
    "m.room.member",
    "m.room.encryption",
    "m.room.tombstone",
]
_NOTHING = {"not_types": ["*"]}
_FILTER = {
    "presence": _NOTHING,
    "account_data": _NOTHING,
    "room": {
        "ephemeral": _NOTHING,
        "account_data": _NOTHING,
        "timeline": {"limit": 20, "types": _TYPES},
        # All members, as each of their devices is given the keys.
        "state": {"lazy_load_members": False},
    },
}


class TakesEvents(Protocol):
    """Deals with the events of rooms: what `bot.matrix.taking` does."""

    async def take(self, room_id: str, event: Json) -> "asyncio.Task[None] | None":
        """Begin to deal with an event; return what is under way, or `None` if nothing is."""

    async def take_to_device(self, events: list[Json]) -> None:
        """Look again at what could not be decrypted, as keys have come, and verify devices."""

    async def finish(self) -> None:
        """Leave what waits for its key."""


GARBLED_SECONDS = 5.0  # before the homeserver is asked again, which answers what cannot be read

_log = logging.getLogger("pullquote.matrix")


@dataclass(slots=True)
class _Batch:
    """What one answer of the homeserver has brought: `open` of it are not dealt with."""

    since: str
    open: int = 0
    is_read: bool = False


@dataclass(slots=True)
class Window:
    """The answers that were fetched but are not dealt with; keeps the token of those that are."""

    keep: Callable[[str], None]
    _batches: list[_Batch] = field(default_factory=list)

    def begin(self, since: str) -> _Batch:
        """Begin an answer, behind which the token `since` stands."""
        batch = _Batch(since)
        self._batches.append(batch)
        return batch

    def add(self, batch: _Batch, task: "asyncio.Task[None]") -> None:
        """Wait for an event of an answer; one that fails keeps the token from moving on."""
        batch.open += 1
        task.add_done_callback(partial(self._end, batch))

    def close(self, batch: _Batch) -> None:
        """Mark that all events of an answer were added."""
        batch.is_read = True
        self._move()

    def open(self) -> int:
        """Count the events that are not dealt with."""
        return sum(batch.open for batch in self._batches)

    def _end(self, batch: _Batch, done: "asyncio.Task[None]") -> None:
        if not done.cancelled() and done.exception() is None:
            batch.open -= 1
            self._move()

    def _move(self) -> None:
        while self._batches and self._batches[0].is_read and not self._batches[0].open:
            self.keep(self._batches.pop(0).since)


class Syncing:
    """Fetches what happens and hands it on, until cancelled. For the event loop."""

    def __init__(
        self, api: MatrixApi, crypto: Crypto, memory: Rooms, taking: TakesEvents, inviting: Inviting
    ) -> None:
        """Hand each event to `taking`, oldest first within its room; leave rooms to `inviting`."""
        self._api = api
        self._crypto = crypto
        self._taking = taking
        self._inviting = inviting
        self._since = memory.since()
        self._window = Window(memory.keep_since)
        self.answered_at = monotonic()  # when the homeserver last answered

    async def run(self) -> None:
        """Fetch for ever; raises `Refused`."""
        await self._inviting.begin()
        synced = await self._sync(is_first=True)
        is_first_ever = self._since is None
        while True:
            await self._receive(synced, is_first_ever)
            is_first_ever = False
            self._crypto.is_ready.set()
            while self._window.open() > MOST_OPEN:
                await asyncio.sleep(0.05)
            synced = await self._sync(is_first=False)

    async def finish(self) -> None:
        """Leave what waits for a key, and the rooms that were about to be joined or left."""
        await self._taking.finish()
        await self._inviting.finish()

    async def _sync(self, *, is_first: bool) -> Json:
        query = {
            "filter": json.dumps(_FILTER),
            "timeout": "0" if is_first else f"{POLL_SECONDS}000",
        }
        if self._since is not None:
            query["since"] = self._since
        if is_first:
            query["full_state"] = "true"
        while True:
            found = await self._api.call(
                "GET",
                "/sync",
                query=query,
                patience_seconds=FOREVER,
                timeout_seconds=POLL_SECONDS + 30,
            )
            if is_whole(found):
                self.answered_at = monotonic()
                return found
            _log.error("what the homeserver answers is not made as it has to be; asked again")
            await asyncio.sleep(GARBLED_SECONDS)

    async def _receive(self, synced: Json, is_first_ever: bool) -> None:
        before, self._since = self._since, str(synced["next_batch"])
        batch = self._window.begin(self._since)
        self._crypto.receive(synced)
        await self._keep_up()
        to_device = synced.get("to_device", {}).get("events")
        if to_device:
            await self._taking.take_to_device(to_device)
        rooms = synced.get("rooms", {})
        for room_id, room in rooms.get("join", {}).items():
            events = await self._events(room_id, room, before, is_first_ever)
            for event in events:
                task = await self._taking.take(room_id, event)
                if task is not None:
                    self._window.add(batch, task)
        self._follow(rooms, is_first=before is None or not self._crypto.is_ready.is_set())
        self._window.close(batch)

    def _follow(self, rooms: Json, *, is_first: bool) -> None:
        """Join, leave and follow rooms, after what was said in them."""
        joined = rooms.get("join", {})
        self._inviting.note(rooms)
        self._inviting.follow()
        self._inviting.follow_moves()
        self._inviting.leave_empty(
            room_id for room_id, room in joined.items() if is_first or _has_leaver(room)
        )

    async def _events(
        self, room_id: str, room: Json, before: str | None, is_first_ever: bool
    ) -> list[Json]:
        """List what is new in a room, oldest first, with what the answer had no place for."""
        timeline = room.get("timeline", {})
        events: list[Json] = list(timeline.get("events", []))
        if is_first_ever or before is None:
            return []  # what was said before anybody served the bot waits for nobody
        invited = _invited_at(events, self._crypto.user)
        if invited is not None:
            return events[invited:]
        if timeline.get("limited"):
            return [*await self._missed(room_id, str(timeline["prev_batch"]), before), *events]
        return events

    async def _missed(self, room_id: str, until: str, since: str) -> list[Json]:
        """Fetch what was said between two tokens, oldest first."""
        found: list[Json] = []
        for _ in range(MOST_PAGES):
            query = {"dir": "b", "from": until, "to": since, "limit": "100"}
            path = f"/rooms/{segment(room_id)}/messages"
            try:
                page = await self._api.call("GET", path, query=query, patience_seconds=FOREVER)
            except Undeliverable as error:
                _log.error("what a room said meanwhile cannot be fetched: %s", error)
                break
            found += page.get("chunk", [])
            if not page.get("chunk") or "end" not in page:
                break
            until = str(page["end"])
        return found[::-1]

    async def _keep_up(self) -> None:
        """Exchange the keys that the next messages need; where that fails, it is logged."""
        try:
            await self._crypto.keep_up()
        except Undeliverable as error:
            _log.error("keys could not be exchanged: %s", error)


def is_whole(synced: Json) -> bool:
    """Tell whether an answer of `/sync` is made as the specification has it, as far as it is read.

    >>> is_whole({"next_batch": "s1"}), is_whole({"next_batch": "s1", "rooms": []})
    (True, False)
    """
    rooms, to_device = synced.get("rooms", {}), synced.get("to_device", {})
    if not (isinstance(synced.get("next_batch"), str) and _are_objects([rooms, to_device])):
        return False
    kinds = [rooms.get(kind, {}) for kind in ("join", "invite", "leave", "knock")]
    if not (
        _are_objects(kinds) and _are_objects([room for kind in kinds for room in kind.values()])
    ):
        return False
    parts = [
        room.get(part, {})
        for room in kinds[0].values()
        for part in ("timeline", "state", "summary")
    ]
    return _are_objects(parts) and all(
        _are_objects(part.get("events", [])) for part in (to_device, *parts)
    )


def _are_objects(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(each, dict) for each in found)


def _invited_at(events: Sequence[Json], me: str) -> int | None:
    """Find where the bot was invited, or has joined, among events with which it comes to a room."""
    own = [
        (number, event.get("content", {}).get("membership"))
        for number, event in enumerate(events)
        if event.get("type") == "m.room.member" and event.get("state_key") == me
    ]
    joins = [number for number, membership in own if membership == "join"]
    is_joining = any(_was(events[number]) != "join" for number in joins)
    if not is_joining:
        return None
    invites = [number for number, membership in own if membership == "invite"]
    return min((*invites, *joins))


def _was(event: Json) -> str | None:
    """Tell what somebody's membership was before an event changed it."""
    before = event.get("unsigned", {}).get("prev_content", {})
    found = before.get("membership") if isinstance(before, dict) else None
    return found if isinstance(found, str) else None


def _has_leaver(room: Json) -> bool:
    """Tell whether somebody has left a room, or was removed from it."""
    events = room.get("timeline", {}).get("events", [])
    return any(
        event.get("type") == "m.room.member"
        and event.get("content", {}).get("membership") in ("leave", "ban")
        for event in events
    )
