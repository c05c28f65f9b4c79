"""Events of rooms handed on to the conversation: decrypted first, or once their key has come."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import TypeVar

from nio import MatrixRoom

from bot.matrix.api import Json, MatrixApi, segment
from bot.matrix.keys.crypto import Crypto
from bot.matrix.keys.verification import Verification
from bot.matrix.messages.events import AskedAgain, Reader, message_answered, read_answered
from bot.matrix.messages.sending import CAUSE, Cause
from bot.matrix.platform import MatrixPlatform
from bot.people.book import People
from bot.replies import Served, said
from bot.sentences.say import speaker
from bot.serving.platform import (
    Answered,
    Event,
    LaidOut,
    Spot,
    TakeEvent,
    Tapped,
    Undeliverable,
    Where,
    Written,
)

KEY_SECONDS = 20.0  # a key that comes later than its message mostly comes within a second
VERIFY = ("!pq verify", "/verify")  # what is written to be asked to verify the bot
_GARBLED = (AttributeError, TypeError, LookupError, ValueError)  # what reading odd JSON raises
MOST_LATE = 500  # messages whose keys may still come, after it was said that they have not

Begun = TypeVar("Begun")
_log = logging.getLogger("pullquote.matrix")


@dataclass(slots=True)
class Taking:
    """Hands events on, each once. For the event loop."""

    api: MatrixApi
    crypto: Crypto
    platform: MatrixPlatform
    reader: Reader
    people: People
    take_event: TakeEvent
    verifying: Verification
    key_seconds: float
    _keys_came: asyncio.Event = field(default_factory=asyncio.Event)
    _late: dict[str, tuple[str, Json]] = field(default_factory=dict)
    _waiting: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def take(self, room_id: str, event: Json) -> "asyncio.Task[None] | None":
        """Begin to deal with an event; return what is under way, or `None` if nothing is.

        One that is not made as events are is logged and passed over: whoever is in an encrypted
        room can put anything into one, and no homeserver sees it.
        """
        try:
            return await self._take(room_id, event)
        except _GARBLED as error:
            _log.error("an event cannot be taken: %s", type(error).__name__)
            return None

    async def _take(self, room_id: str, event: Json) -> "asyncio.Task[None] | None":
        if event.get("sender") == self.crypto.user or "event_id" not in event:
            return None
        if event.get("type") != "m.room.encrypted":
            return await self._hand_on(room_id, event)
        read = self.crypto.decrypt(room_id, event)
        if read is not None:
            return await self._hand_on(room_id, read)
        waiting = asyncio.create_task(self._wait_for_key(room_id, event))
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        return waiting

    async def finish(self) -> None:
        """Leave what waits for its key; it comes again at the next start."""
        for waiting in self._waiting:
            waiting.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def take_to_device(self, events: list[Json]) -> None:
        """Look again at what could not be decrypted, as keys have come, and verify devices."""
        for event in events:
            if self.verifying.is_about(event):
                await self._verify(self.verifying.receive_to_device(event))
        self._keys_came.set()
        self._keys_came = asyncio.Event()
        for event_id, (room_id, event) in tuple(self._late.items()):
            read = self.crypto.decrypt(room_id, event)
            if read is not None:
                del self._late[event_id]
                await self.take(room_id, read)

    async def _hand_on(self, room_id: str, event: Json) -> "asyncio.Task[None] | None":
        room = self.crypto.rooms.get(room_id)
        if room is None:
            return None
        event_id, sender = str(event["event_id"]), str(event.get("sender"))
        if self.verifying.is_about(event):
            await self._verify(self.verifying.receive_in_room(room_id, event))
            return None
        if _asks_to_verify(room, event) and self.people.role(sender) is not None:
            await self._verify(self.verifying.ask_in_room(room_id, sender))
            return None
        self.platform.note_sender(event_id, sender)
        edited = self.reader.edited(event)
        if edited is not None and await self._sender(room_id, edited) != sender:
            return None  # homeservers let anybody edit anything
        found = self._read(room, event)
        if found is None:
            return None
        if isinstance(found, AskedAgain):
            spot = Spot(found.where, found.message)
            return self._say(event_id, said("which_wrong"), spot, sender)
        found = await self._with_answered(room_id, event, found)
        if isinstance(found, Tapped) and found.where is not None:
            spot = Spot(found.where, found.typed_in or found.message)
            self.platform.note_press(found.press, spot)
        return _caused(event_id, lambda: self.take_event(event_id, lambda: found))

    async def _verify(self, step: Coroutine[None, None, None]) -> None:
        try:
            await step
        except Exception as error:  # noqa: BLE001 - one odd step must not end the syncing
            _log.error("a step of a verification broke: %s", type(error).__name__)

    def _read(self, room: MatrixRoom, event: Json) -> Event | AskedAgain | None:
        try:
            return self.reader.read(room, event)
        except Exception as error:  # noqa: BLE001 - one odd event must not end the others
            _log.error("an event cannot be read: %s", type(error).__name__)
            return None

    async def _sender(self, room_id: str, event_id: str) -> str | None:
        """Tell who sent an event; `None` where nobody can say."""
        known = self.platform.sender(event_id)
        if known is not None:
            return known
        path = f"/rooms/{segment(room_id)}/event/{segment(event_id)}"
        try:
            found = await self.api.call("GET", path)
        except Undeliverable:
            return None
        return str(found.get("sender"))

    async def _with_answered(self, room_id: str, event: Json, found: Event) -> Event:
        """Put to a command what the message says that it answers, as far as that can be read.

        The bot's name alone, in answer to a message, asks what that message says.
        """
        answered = message_answered(event)
        if answered is None or not isinstance(found, Written):
            return found
        if found.command is not None:
            return replace(found, answered=await self._answered(room_id, answered))
        is_name_alone = found.where.is_group and found.text == "" and found.file is None
        if is_name_alone and not found.is_edit:
            return replace(found, text=(await self._answered(room_id, answered)).text)
        return found

    async def _answered(self, room_id: str, answered: str) -> Answered:
        path = f"/rooms/{segment(room_id)}/event/{segment(answered)}"
        try:
            found = await self.api.call("GET", path)
        except Undeliverable:
            return Answered(message=answered)
        if found.get("type") == "m.room.encrypted":
            found = self.crypto.decrypt(room_id, found) or {}
        content = found.get("content")
        return read_answered(content if isinstance(content, dict) else {}, answered)

    async def _wait_for_key(self, room_id: str, event: Json) -> None:
        """Deal with an event once its key is here, or pass over one that cannot be taken."""
        try:
            await self._deal_with_key(room_id, event)
        except _GARBLED as error:
            _log.error("an event cannot be taken: %s", type(error).__name__)

    async def _deal_with_key(self, room_id: str, event: Json) -> None:
        """Deal with an event once its key is here; say so where it does not come."""
        event_id = str(event["event_id"])
        read = await self._with_key(room_id, event)
        if read is not None:
            task = await self._hand_on(room_id, read)
        else:
            self._late[event_id] = (room_id, event)
            if len(self._late) > MOST_LATE:
                del self._late[next(iter(self._late))]
            task = self._say_undecryptable(room_id, event)
        if task is not None:
            await task

    async def _with_key(self, room_id: str, event: Json) -> Json | None:
        """Wait for the key of an event, which is asked for; `None` if it does not come."""
        await self.crypto.learn_sender(event)
        read = self.crypto.decrypt(room_id, event)
        if read is not None:
            return read
        await self.crypto.ask_for_key(room_id, event)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.key_seconds):
                while read is None:
                    await self._keys_came.wait()
                    read = self.crypto.decrypt(room_id, event)
        return read

    def _say_undecryptable(self, room_id: str, event: Json) -> "asyncio.Task[None] | None":
        """Say what the sender can do, where what they wrote was for the bot in any case."""
        room, event_id = self.crypto.rooms.get(room_id), str(event["event_id"])
        _log.warning("a message could not be decrypted: its key has not come")
        if room is None or len(room.users) > 2:
            return None
        spot = Spot(Where(room_id, None, is_group=False), event_id)
        return self._say(f"{event_id} key", said("undecryptable"), spot, str(event["sender"]))

    def _say(
        self, cause: str, served: Served, spot: Spot, person: str
    ) -> "asyncio.Task[None] | None":
        """Say something of Matrix's own to somebody who may ask here, and once."""
        where = spot.where
        if not self.people.lets_in(person, where.chat if where.is_group else None):
            return None
        laid_out = self.platform.lay_out(served, speaker(self.reader.language))
        return _caused(cause, lambda: asyncio.create_task(_delivered(laid_out, spot)))


def _asks_to_verify(room: MatrixRoom, event: Json) -> bool:
    """Tell whether somebody in a room of two wants to be asked to verify the bot."""
    content = event.get("content", {})
    body = str(content.get("body", "")) if content.get("msgtype") == "m.text" else ""
    return len(room.users) <= 2 and body.strip().casefold() in VERIFY


async def _delivered(laid_out: LaidOut, spot: Spot) -> None:
    try:
        await laid_out.deliver(spot)
    except Undeliverable as error:
        _log.error("what is to be said about a message cannot be sent: %s", error)


def _caused(event: str, begin: Callable[[], Begun]) -> Begun:
    """Begin what an event causes: what it sends is numbered behind the event's id."""
    context = copy_context()
    context.run(CAUSE.set, Cause(event))
    return context.run(begin)
