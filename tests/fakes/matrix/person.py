"""A person in Matrix, with a client that is nio's: rooms, encrypted messages, reactions, files."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar  # JSON of events
from uuid import uuid4

from fakes.matrix.synapse import PASSWORD, Synapse
from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    LocalProtocolError,
    MegolmEvent,
    RoomMemberEvent,
)
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

PATIENCE_SECONDS = 120.0
Json = dict[str, Any]
T = TypeVar("T")


class Loop:
    """An event loop in a thread, in which clients run while tests wait for them.

    All of a process: nio's stores bind classes that all of them share, which no lock guards.
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


# A homeserver tells ten events of a room at once unless more are asked for. nio, unlike other
# clients, does not ask for those between, so that what was said while it was away would be missed.
_WHOLE = {"room": {"timeline": {"limit": 1000}}}


@dataclass(slots=True)
class Person:
    """Somebody who is logged in, and what they have seen: events, decrypted, in their order."""

    id: str
    client: AsyncClient
    loop: Loop
    events: list[tuple[str, Json]] = field(default_factory=list)
    _reacted: dict[tuple[str, str], str] = field(default_factory=dict)
    _syncing: "asyncio.Task[None] | None" = None

    def create_room(
        self, *invited: str, encrypted: bool = True, direct: bool = True, **more: object
    ) -> str:
        """Make a room and invite people into it."""
        encryption = {
            "type": "m.room.encryption",
            "state_key": "",
            "content": {"algorithm": "m.megolm.v1.aes-sha2"},
        }
        body = {
            "invite": invited,
            "is_direct": direct,
            "preset": "private_chat",
            "initial_state": [encryption] if encrypted else [],
            **more,
        }
        made = self.call("POST", "/createRoom", body)
        room_id = str(made["room_id"])
        self.wait_for(lambda: room_id in self.client.rooms)
        # Before it knows of somebody, a client gives their devices no keys.
        self.wait_for(lambda: set(invited) <= set(self.client.rooms[room_id].users))
        return room_id

    def join(self, room_id: str) -> None:
        self.call("POST", f"/join/{room_id}", {})
        self.wait_for(lambda: room_id in self.client.rooms)

    def invited_to(self) -> str:
        """Return the room to which this person is invited, once they are."""
        self.wait_for(lambda: bool(self.client.invited_rooms))
        return str(next(iter(self.client.invited_rooms)))

    def says(self, room_id: str, body: str, **content: object) -> str:
        """Send a text, with other fields of its content, and return the event."""
        return self.sends(room_id, {"msgtype": "m.text", "body": body, "m.mentions": {}} | content)

    def sends(self, room_id: str, content: Json, kind: str = "m.room.message") -> str:
        async def send() -> str:
            sent = await self.client.room_send(
                room_id, kind, content, ignore_unverified_devices=True
            )
            return str(sent.event_id)

        return self.loop.run(send())

    def edits(self, room_id: str, event: str, body: str) -> str:
        content = {"msgtype": "m.text", "body": body, "m.mentions": {}}
        related = {"rel_type": "m.replace", "event_id": event}
        return self.sends(room_id, content | {"m.new_content": content, "m.relates_to": related})

    def said(self, room_id: str, body: str) -> str:
        """Find the event in which this person has written a text."""
        found = [
            event["event_id"]
            for room, event in self.events
            if room == room_id
            and event["sender"] == self.id
            and event["content"].get("body") == body
        ]
        return str(found[-1])

    def answers(self, room_id: str, event: str, body: str) -> str:
        return self.says(room_id, body, **{"m.relates_to": {"m.in_reply_to": {"event_id": event}}})

    def reacts(self, room_id: str, event: str, key: str) -> str:
        """React; who has reacted like this before takes that back first, as clients do."""
        related = {"rel_type": "m.annotation", "event_id": event, "key": key}
        before = self._reacted.get((event, key))
        if before is not None:
            self.redacts(room_id, before)
        sent = self.sends(room_id, {"m.relates_to": related}, "m.reaction")
        self._reacted[event, key] = sent
        return sent

    def redacts(self, room_id: str, event: str) -> None:
        self.call("PUT", f"/rooms/{room_id}/redact/{event}/{uuid4()}", {})

    def uploads(
        self,
        room_id: str,
        name: str,
        content: bytes,
        caption: str = "",
        change: Callable[[Json], Json] = lambda sent: sent,
    ) -> str:
        """Send a file, encrypted as the room is; a caption stands in the place of its name.

        `change` spoils what tells of it.
        """
        sealed, keys = encrypt_attachment(content)
        uploaded = self.call_raw("POST", "/_matrix/media/v3/upload", sealed)
        file = keys | {"url": uploaded["content_uri"]}
        info = {"size": len(content), "mimetype": "text/plain"}
        body = {"body": caption or name, "filename": name}
        sent = {"msgtype": "m.file", "file": file, "info": info} | body
        return self.sends(room_id, change(sent))

    def downloads(self, file: Json) -> bytes:
        """Download a file that was sent encrypted."""
        media = str(file["url"]).removeprefix("mxc://")
        path = f"/_matrix/client/v1/media/download/{media}"

        async def download() -> bytes:
            headers = {"Authorization": f"Bearer {self.client.access_token}"}
            answered = await self.client.send("GET", path, None, headers)
            assert answered.status == 200, path
            return bytes(await answered.read())

        key, digest = file["key"]["k"], file["hashes"]["sha256"]
        return bytes(decrypt_attachment(self.loop.run(download()), key, digest, file["iv"]))

    def leaves(self, room_id: str) -> None:
        self.call("POST", f"/rooms/{room_id}/leave", {})

    def call(self, verb: str, path: str, body: object = None) -> Json:
        data = None if body is None else json.dumps(body).encode()
        return self.call_raw(verb, f"/_matrix/client/v3{path}", data)

    def call_raw(self, verb: str, path: str, data: bytes | None) -> Json:
        async def call() -> Json:
            headers = {"Authorization": f"Bearer {self.client.access_token}"}
            answered = await self.client.send(verb, path, data, headers)
            found = await answered.json()
            assert answered.status == 200, (path, found)
            return dict(found)

        return self.loop.run(call())

    def seen(self, room_id: str) -> list[Json]:
        """List the events of a room that others have sent, as they stand: edited and redacted."""
        edits = {
            event["content"]["m.relates_to"]["event_id"]: event["content"]["m.new_content"]
            for room, event in self.events
            if room == room_id and _relation(event) == "m.replace"
        }
        redacted = {
            event["content"].get("redacts", event.get("redacts"))
            for room, event in self.events
            if room == room_id and event["type"] == "m.room.redaction"
        }
        return [
            event | {"content": edits.get(event["event_id"], event["content"])}
            for room, event in self.events
            if room == room_id
            and event["sender"] != self.id
            and _relation(event) != "m.replace"
            and event["event_id"] not in redacted
        ]

    def messages(self, room_id: str) -> list[Json]:
        """List the messages of others in a room, as they stand."""
        return [event for event in self.seen(room_id) if event["type"] == "m.room.message"]

    def reactions(self, room_id: str, event: str) -> list[str]:
        """List what others have reacted with to a message."""
        return [
            found["content"]["m.relates_to"]["key"]
            for found in self.seen(room_id)
            if found["type"] == "m.reaction"
            and found["content"]["m.relates_to"]["event_id"] == event
        ]

    def wait_for(self, is_true: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        end = time.monotonic() + seconds
        while not is_true():
            assert time.monotonic() < end, "not true in time"
            time.sleep(0.01)

    async def start(self) -> None:
        """Log in, make keys, and sync until `stop`."""
        localpart = self.id.removeprefix("@").partition(":")[0]
        logged_in = await self.client.login(PASSWORD, device_name=f"{localpart}'s")
        assert self.client.access_token, logged_in
        self.client.add_event_callback(self._note, Event)
        await self.client.keys_upload()
        await self.client.sync(timeout=0, full_state=True)
        self._syncing = asyncio.ensure_future(self._sync())

    async def _sync(self) -> None:
        """Sync for ever; nio ends it where a message asked first for the keys that it wanted."""
        while True:
            with suppress(LocalProtocolError):
                await self.client.sync_forever(
                    timeout=10_000, sync_filter=_WHOLE, loop_sleep_time=0
                )
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        await self.client.close()

    async def _note(self, room: Any, event: Event) -> None:  # noqa: ANN401 - nio has no types
        if not isinstance(event, RoomMemberEvent):
            known = event.source | {"event_id": event.event_id, "sender": event.sender}
            is_sealed = isinstance(event, MegolmEvent)
            self.events.append(
                (room.room_id, known | {"type": "sealed" if is_sealed else known["type"]})
            )


def person(server: Synapse, loop: Loop, user: str, folder: Path) -> Person:
    """Log a registered person in."""
    folder.mkdir(parents=True, exist_ok=True)
    config = AsyncClientConfig(max_timeouts=None, store_sync_tokens=False)
    made: list[Person] = []

    async def begin() -> None:
        client = AsyncClient(server.url, user, store_path=str(folder), config=config)
        found = Person(user, client, loop)
        await found.start()
        made.append(found)

    loop.run(begin())
    return made[0]


def _relation(event: Json) -> str | None:
    related = event.get("content", {}).get("m.relates_to")
    return related.get("rel_type") if isinstance(related, dict) else None
