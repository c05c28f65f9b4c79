"""Matrix as a platform of the conversation: replies as messages, buttons, files, rooms of two."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import quote

from nio.crypto.attachments import decrypt_attachment
from nio.exceptions import EncryptionError

from bot.matrix.api import Json, MatrixApi, segment
from bot.matrix.keys.crypto import MEGOLM, Crypto
from bot.matrix.messages import reactions
from bot.matrix.messages.render import MatrixText, render
from bot.matrix.messages.sending import CAUSE, Cause, Message, Sending
from bot.replies import Button, Offered, Reply, Say, Served, button_label, said
from bot.sentences.say import Joined, Speak, Words, speaker
from bot.serving.documents import Document, document
from bot.serving.monitoring import Monitoring
from bot.serving.platform import SentFile, Spot, TooLarge, Undeliverable, Where

MOST_FILE_BYTES = 50 * 1024 * 1024  # where the homeserver takes more, memory is still ours to spare
DOWNLOAD_PATIENCE_SECONDS = 60.0  # of a file; whoever sent it waits, and can send it again
TYPING_SECONDS = 20.0
ROOM_PATIENCE_SECONDS = 60.0  # until a room that was made is there
LOOK_SECONDS = 0.05
MOST_NOTED = 5_000  # messages whose senders are remembered, to call them in an answer

_log = logging.getLogger("pullquote.matrix")


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A reply as messages, with the buttons under the last of them."""

    platform: "MatrixPlatform"
    messages: tuple[MatrixText, ...]
    buttons: tuple[Button, ...]
    speak: Speak
    attached: Document | None = None

    async def deliver(self, spot: Spot) -> tuple[str, ...]:
        """Send every message, in the place of the earlier ones first; return their ids."""
        return await self.platform.deliver(self, spot)


class MatrixPlatform:
    """Does in Matrix what the conversation asks of a platform; see `bot.serving.platform`."""

    tells_of_search = False  # some clients know no edits, and all show who is typing

    def __init__(
        self, api: MatrixApi, crypto: Crypto, sending: Sending, monitoring: Monitoring
    ) -> None:
        """Send with `sending`; the rooms are those that `crypto` knows."""
        self._api = api
        self._crypto = crypto
        self._sending = sending
        self._monitoring = monitoring
        self._senders: dict[str, str] = {}
        self._presses: dict[str, Spot] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def note_sender(self, event: str, person: str) -> None:
        """Remember who sent a message, to call them in the answer."""
        self._senders[event] = person
        if len(self._senders) > MOST_NOTED:
            del self._senders[next(iter(self._senders))]

    def sender(self, event: str) -> str | None:
        """Tell who sent a message; `None` if that was long ago."""
        return self._senders.get(event)

    def note_press(self, press: str, spot: Spot) -> None:
        """Remember where a press was made, to say there what comes of it."""
        self._presses[press] = spot

    def lay_out(self, served: Served, speak: Speak) -> _LaidOut:
        """Render a reply; under buttons, what can be typed in their place stands last."""
        buttons = reactions.offered(served.rows)
        reply = served.reply
        linked = [
            Say(Joined((button_label(button), button.address), ": "))
            for row in served.rows
            for button in row
            if button.address is not None
        ]
        if linked:
            reply = Reply((*reply.blocks, *linked))
        if buttons:
            reply = Reply((*reply.blocks, Say(reactions.hint(buttons, speak))))
        file = None if served.attached is None else document(served.attached, speak)
        return _LaidOut(self, render(reply, speak), buttons, speak, file)

    async def deliver(self, laid_out: _LaidOut, spot: Spot) -> tuple[str, ...]:
        """Send what was laid out, and say where a message did not arrive whole."""
        ids: list[str] = []
        last = len(laid_out.messages) - 1
        for number, text in enumerate(laid_out.messages):
            buttons = laid_out.buttons if number == last else ()
            event = await self._place(text, buttons, spot, number)
            if event is None:
                self._monitoring.differences.inc()
                _log.error("a message did not arrive as it was sent; it is taken back")
                told = render(said("differs").reply, laid_out.speak)[0]
                event = await self._sending.send(self._message(told, spot, number), ())
            if event is not None:
                ids.append(event)
                self._seed(spot.where.chat, event, buttons)
        for superfluous in spot.earlier[len(laid_out.messages) :]:
            await self._sending.redact(spot.where.chat, superfluous)
        if laid_out.attached is not None:
            ids.append(await self._sending.send_file(spot.where, laid_out.attached))
        return tuple(ids)

    @asynccontextmanager
    async def seen(self, where: Where, message: str) -> AsyncIterator[None]:
        """Let the sender's client show that a message was read, as it does for people."""
        path = f"/rooms/{segment(where.chat)}/receipt/m.read/{segment(message)}"
        self._begin(self._api.try_once("POST", path, {}))
        yield

    @asynccontextmanager
    async def working(self, where: Where) -> AsyncIterator[None]:
        """Show until the block ends that the bot is typing."""
        typing = asyncio.create_task(self._keep_typing(where))
        try:
            yield
        finally:
            typing.cancel()
            await asyncio.gather(typing, return_exceptions=True)
            await self._type(where, {"typing": False})

    async def acknowledge(self, press: str, notice: str | None) -> None:
        """Say what there is to say about a press, as an answer to what was pressed."""
        spot = self._presses.pop(press, None)
        if notice is None or spot is None:
            return
        text = render(Reply((Say(notice),)), speaker(""))[0]
        try:
            await self._sending.send(self._message(text, spot, 0), ())
        except Undeliverable as error:
            _log.info("a press could not be acknowledged: %s", error)

    async def take_buttons(self, where: Where, message: str) -> None:
        """Take the buttons from a message, which stays."""
        await self._sending.take_buttons(where.chat, message)

    async def download(self, file: SentFile) -> bytes:
        """Download a file, and decrypt it if it is encrypted; raises `Undeliverable`."""
        most = await self._most_bytes()
        if file.size is not None and file.size > most:
            raise TooLarge(f"{file.size} bytes")
        sealed: Json = json.loads(file.id)
        content = await self._api.download(str(sealed["url"]), most, DOWNLOAD_PATIENCE_SECONDS)
        if "key" not in sealed:
            return content
        try:
            key, digest = sealed["key"]["k"], sealed["hashes"]["sha256"]
            return await asyncio.to_thread(decrypt_attachment, content, key, digest, sealed["iv"])
        except (EncryptionError, KeyError, TypeError) as error:
            raise Undeliverable("it does not decrypt to what was sent") from error

    async def private_place(self, person: str) -> Where:
        """Return the room with a person alone, made if there is none; raises `Undeliverable`."""
        await self._crypto.is_ready.wait()
        async with self._making[person]:
            room = self._room_with(person) or await self._make_room(person)
        return Where(room, None, is_group=False)

    def invitation(self, code: str) -> str:
        """Word how a chat with the bot is opened, and what is sent there: no link can send it."""
        return f"https://matrix.to/#/{quote(self._crypto.user)}\n!pq start {code}"

    async def offer(
        self, query: str, offered: Sequence[Offered], otherwise: Words | None, speak: Speak
    ) -> None:
        """Do nothing: in Matrix nothing is offered while somebody types."""

    @contextmanager
    def once(self, key: str) -> Iterator[None]:
        """Count what is sent in the block behind a key: the homeserver takes each count once."""
        before = CAUSE.set(Cause(key))
        try:
            yield
        finally:
            CAUSE.reset(before)

    async def set_menu(self, person: str, *, is_moderator: bool) -> bool:
        """Do nothing: Matrix has no menus."""
        del person, is_moderator
        return True

    async def finish(self) -> None:
        """Leave reactions that were not sent yet."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def _place(
        self, text: MatrixText, buttons: tuple[Button, ...], spot: Spot, number: int
    ) -> str | None:
        if number < len(spot.earlier):
            try:
                return await self._sending.edit(
                    spot.where.chat, spot.earlier[number], text, buttons
                )
            except Undeliverable as error:
                _log.info("an answer cannot be edited, so it is sent anew: %s", error)
        return await self._sending.send(self._message(text, spot, number), buttons)

    def _message(self, text: MatrixText, spot: Spot, number: int) -> Message:
        """Make a message of a reply; one that nobody has asked for calls whom it tells."""
        reply_to = spot.reply_to if number == 0 else None
        is_alert = spot.reply_to is None and not spot.earlier
        asker = self._senders.get(spot.reply_to or "") if spot.where.is_group else None
        calls = self._other(spot.where.chat) if is_alert else asker
        return Message(text, spot.where, reply_to, calls if number == 0 else None, is_alert)

    def _other(self, room_id: str) -> str | None:
        room = self._crypto.rooms.get(room_id)
        others = [] if room is None else [user for user in room.users if user != self._crypto.user]
        return others[0] if len(others) == 1 else None

    def _seed(self, room: str, event: str, buttons: tuple[Button, ...]) -> None:
        """Offer buttons as reactions, beside everything else."""
        self._begin(self._seed_all(room, event, reactions.seeds(buttons)))

    def _begin(self, job: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(job)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _seed_all(self, room: str, event: str, keys: tuple[str, ...]) -> None:
        with suppress(Undeliverable):  # it can be typed all the same
            await self._sending.unseed(room, event, keys)
            for key in keys:
                await self._sending.seed(room, event, key)

    def _room_with(self, person: str) -> str | None:
        """Find the room with a person alone: one that is encrypted, and that they have joined."""
        both = {person, self._crypto.user}
        found = [room for room in self._crypto.rooms.values() if set(room.users) == both]
        found.sort(key=lambda room: (not room.encrypted, room.users[person].invited))
        return found[0].room_id if found else None

    async def _make_room(self, person: str) -> str:
        body = {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [person],
            "initial_state": [
                {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
            ],
        }
        # Not asked twice: no transaction id keeps a second room from being made.
        made = await self._api.call("POST", "/createRoom", body, patience_seconds=0)
        room_id = str(made["room_id"])
        give_up_at = monotonic() + ROOM_PATIENCE_SECONDS
        while not self._is_ready(room_id, person):
            if monotonic() > give_up_at:
                raise Undeliverable("the room that was made does not come")
            await asyncio.sleep(LOOK_SECONDS)
        return room_id

    def _is_ready(self, room_id: str, person: str) -> bool:
        room = self._crypto.rooms.get(room_id)
        return room is not None and room.encrypted and person in room.users

    async def _most_bytes(self) -> int:
        """Read how large a file may be; where the homeserver does not say, ours is the limit."""
        try:
            found = await self._api.call("GET", "/_matrix/client/v1/media/config")
        except Undeliverable:
            return MOST_FILE_BYTES
        said_bytes = found.get("m.upload.size")
        return min(said_bytes, MOST_FILE_BYTES) if isinstance(said_bytes, int) else MOST_FILE_BYTES

    async def _keep_typing(self, where: Where) -> None:
        while True:
            await self._type(where, {"typing": True, "timeout": int(2000 * TYPING_SECONDS)})
            await asyncio.sleep(TYPING_SECONDS)

    async def _type(self, where: Where, body: Json) -> None:
        path = f"/rooms/{segment(where.chat)}/typing/{segment(self._crypto.user)}"
        await self._api.try_once("PUT", path, body)
