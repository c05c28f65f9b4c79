"""Events sent to rooms, each once, and read back: what stands there is compared with what was sent.

A homeserver takes an event once for each transaction id. It is made of what the event answers, so
that after a crash the same answer is taken for the same event.
"""

import asyncio
import logging
from collections import defaultdict
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import time
from uuid import uuid4

from nio.crypto.attachments import encrypt_attachment

from bot.matrix.api import Failed, Json, MatrixApi, segment
from bot.matrix.keys.crypto import Crypto
from bot.matrix.memory import Rooms, digest_of
from bot.matrix.messages.render import PACKED_BYTES, MatrixText, differences, json_bytes
from bot.replies import Button
from bot.serving.documents import Document
from bot.serving.platform import Undeliverable, Where

SEND_PATIENCE_SECONDS = 3600.0  # an answer that comes later than this helps nobody
SEED_PATIENCE_SECONDS = 4.0  # a reaction is a courtesy: where the server limits, it is left out

_log = logging.getLogger("pullquote.matrix")


@dataclass(slots=True)
class Cause:
    """The event that is being dealt with; what is sent meanwhile is numbered, in each room."""

    event: str
    _sent: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def transaction_id(self, room: str) -> str:
        """Make the id of what is sent next: after a crash it is made again, the same."""
        self._sent[room] += 1
        return digest_of(self.event, room, str(self._sent[room]))


CAUSE: ContextVar[Cause | None] = ContextVar("cause", default=None)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be sent: its text, what it answers, and whom it calls, if anybody."""

    text: MatrixText
    where: Where
    reply_to: str | None
    calls: str | None
    is_alert: bool = False

    def content(self) -> Json:
        """Write the content of the event. An alert rings, and a notice does not."""
        related = self._related()
        return _worded(self.text, "m.text" if self.is_alert else "m.notice", self.calls) | (
            {"m.relates_to": related} if related else {}
        )

    def _related(self) -> Json:
        replied = self.reply_to or self.where.thread
        related: Json = {} if replied is None else {"m.in_reply_to": {"event_id": replied}}
        if self.where.thread is not None:
            related |= {"rel_type": "m.thread", "event_id": self.where.thread}
            # Where it answers nothing, clients without threads show it as a reply all the same.
            related["is_falling_back"] = self.reply_to is None
        return related


class Sending:
    """Sends to rooms for one account. For the event loop. Methods raise `Undeliverable`."""

    def __init__(self, api: MatrixApi, crypto: Crypto, memory: Rooms) -> None:
        """Send with `api`, encrypted where the room is, and remember in `memory`."""
        self._api = api
        self._crypto = crypto
        self._memory = memory

    async def send(self, message: Message, buttons: tuple[Button, ...]) -> str | None:
        """Send a message; return its id, or `None` where it did not arrive whole and is redacted.

        If an earlier run sent another text under the same transaction id, that is edited.
        """
        room, text, digest = message.where.chat, message.text, _digest(message.text)
        cause = CAUSE.get()
        transaction_id = str(uuid4()) if cause is None else cause.transaction_id(room)
        if cause is not None:
            self._memory.keep_try(transaction_id, digest, time())
        event = await self.put(room, "m.room.message", message.content(), transaction_id)
        standing = await self._read(room, event)
        if not _is_as_sent(standing, text):
            if not self._memory.was_tried(transaction_id, _digest_of_content(standing)):
                await self.redact(room, event)
                return None
            return await self.edit(room, event, text, buttons)
        self._memory.keep_sent(room, event, digest, buttons, time())
        return event

    async def send_file(self, where: Where, file: Document) -> str:
        """Send a document, encrypted where the room is; return the id of its message."""
        room, cause = where.chat, CAUSE.get()
        transaction_id = str(uuid4()) if cause is None else cause.transaction_id(room)
        known = self._crypto.rooms.get(room)
        content: Json = {
            "msgtype": "m.file",
            "body": file.name,
            "filename": file.name,
            "info": {"size": len(file.content), "mimetype": file.media_type},
            "m.mentions": {},
        }
        if known is not None and known.encrypted:
            sealed, keys = await asyncio.to_thread(encrypt_attachment, file.content)
            content["file"] = {**keys, "url": await self._api.upload(sealed, "file")}
        else:
            content["url"] = await self._api.upload(file.content, file.name)
        if where.thread is not None:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": where.thread}
        return await self.put(room, "m.room.message", content, transaction_id)

    async def edit(
        self, room: str, event: str, text: MatrixText, buttons: tuple[Button, ...]
    ) -> str | None:
        """Put another text in a message's place, and return the id of the message, or `None`."""
        digest = _digest(text)
        if self._memory.digest(room, event) != digest:
            content = _worded(text, "m.notice", None)
            edited = {
                "msgtype": "m.notice",
                "body": _fallback(text),
                "m.mentions": {},
                "m.new_content": content,
                "m.relates_to": {"rel_type": "m.replace", "event_id": event},
            }
            edit = await self.put(room, "m.room.message", edited, str(uuid4()))
            standing = await self._read(room, edit)
            if not _is_as_sent(standing.get("m.new_content", {}), text):
                await self.redact(room, edit)
                await self.redact(room, event)
                return None
        self._memory.keep_sent(room, event, digest, buttons, time())
        return event

    async def redact(self, room: str, event: str) -> None:
        """Take a message back; where the homeserver will not, that is logged."""
        path = f"/rooms/{segment(room)}/redact/{segment(event)}/{digest_of('redact', event)}"
        try:
            await self._api.call("PUT", path, {}, patience_seconds=SEND_PATIENCE_SECONDS)
        except Undeliverable as error:
            _log.warning("a message could not be taken back: %s", error)

    async def seed(self, room: str, event: str, key: str) -> None:
        """React to a message of the bot's own, which offers a button."""
        if key in self._memory.seeds(room, event):
            return
        related = {"rel_type": "m.annotation", "event_id": event, "key": key}
        path = (
            f"/rooms/{segment(room)}/send/m.reaction/{digest_of('seed', event, key, uuid4().hex)}"
        )
        body = {"m.relates_to": related}
        sent = await self._api.call("PUT", path, body, patience_seconds=SEED_PATIENCE_SECONDS)
        self._memory.keep_seed(room, event, key, str(sent["event_id"]), time())

    async def take_buttons(self, room: str, event: str) -> None:
        """Take the buttons from a message, with the reactions and words that offer them."""
        had = self._memory.buttons(room, event)
        self._memory.drop_buttons(room, event)
        await self.unseed(room, event, ())
        if had:
            await self._take_hint(room, event)

    async def unseed(self, room: str, event: str, kept: tuple[str, ...]) -> None:
        """Take away the reactions that offer what is no button of a message any more."""
        for key, seed in self._memory.seeds(room, event).items():
            if key not in kept:
                await self.redact(room, seed)
                self._memory.drop_seed(room, event, key)

    async def _take_hint(self, room: str, event: str) -> None:
        """Take the last paragraph from a message with buttons, which says what can be typed."""
        standing = await self._read(room, event, as_edited=True)
        body, formatted = str(standing.get("body")), str(standing.get("formatted_body"))
        text = MatrixText(body.rpartition("\n\n")[0], formatted.rpartition("<p>")[0])
        is_known = _digest_of_content(standing) == self._memory.digest(room, event)
        if is_known and text.body and text.html:
            await self.edit(room, event, text, ())

    async def put(self, room: str, kind: str, content: Json, transaction_id: str) -> str:
        """Send an event, encrypted if the room is; return its id."""
        await self._crypto.is_ready.wait()
        known = self._crypto.rooms.get(room)
        if known is None:
            raise Undeliverable("the bot is not in this room")
        if known.encrypted:
            kind, content = await self._crypto.encrypt(room, kind, content)
        path = f"/rooms/{segment(room)}/send/{segment(kind)}/{transaction_id}"
        sent = await self._api.call("PUT", path, content, patience_seconds=SEND_PATIENCE_SECONDS)
        return str(sent["event_id"])

    async def _read(self, room: str, event: str, *, as_edited: bool = False) -> Json:
        """Read an event back, and decrypt it; nothing, where it cannot be.

        Read `as_edited`, it is as its last edit has it.
        """
        path = f"/rooms/{segment(room)}/event/{segment(event)}"
        try:
            found = await self._api.call("GET", path, patience_seconds=SEND_PATIENCE_SECONDS)
        except Failed as error:
            _log.error("a message that was sent cannot be read back: %s", error)
            return {}
        edit = found.get("unsigned", {}).get("m.relations", {}).get("m.replace")
        is_edited = as_edited and isinstance(edit, dict)
        found = edit if is_edited else found
        if found.get("type") == "m.room.encrypted":
            found = self._crypto.decrypt(room, found) or {}
        content = found.get("content", {})
        if is_edited and isinstance(content, dict):
            content = content.get("m.new_content")
        return content if isinstance(content, dict) else {}


def _worded(text: MatrixText, kind: str, calls: str | None) -> Json:
    return {
        "msgtype": kind,
        "body": text.body,
        "format": "org.matrix.custom.html",
        "formatted_body": text.html,
        "m.mentions": {} if calls is None else {"user_ids": [calls]},
        # Empty, so that no client fetches the pages that are linked (MSC4095).
        "m.url_previews": [],
        "com.beeper.linkpreviews": [],
    }


def _fallback(text: MatrixText) -> str:
    """Word an edit for clients that know no edits; short, where it would else be too long twice."""
    body = f"* {text.body}"
    return body if json_bytes(body) <= PACKED_BYTES // 2 else f"* {text.body[:500]}…"


def _is_as_sent(standing: Json, text: MatrixText) -> bool:
    """Compare what stands in the room with what was to be sent: all of it, and each quote."""
    body, formatted = standing.get("body"), standing.get("formatted_body")
    return (body, formatted) == (text.body, text.html) and not differences(body, formatted, text)


def _digest(text: MatrixText) -> str:
    return digest_of(text.body, text.html)


def _digest_of_content(standing: Json) -> str:
    return digest_of(str(standing.get("body")), str(standing.get("formatted_body")))
