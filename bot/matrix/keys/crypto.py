"""End-to-end encryption of one device: its keys, other people's, and what both read and write.

nio's machine does the cryptography and keeps the keys, in a file of its own for each device; which
calls that takes, and when, is decided here, so that each is made again until it is done.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from nio import (
    Client,
    ClientConfig,
    JoinedMembersResponse,
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    MatrixRoom,
    MegolmEvent,
    SyncResponse,
    ToDeviceResponse,
)
from nio.exceptions import EncryptionError

from bot.matrix.api import Json, MatrixApi, segment
from bot.matrix.login import Login
from bot.serving.platform import Undeliverable

KEYS_NAME = "keys-{device}.sqlite"
MEGOLM = "m.megolm.v1.aes-sha2"
KEY_PATIENCE_SECONDS = 120.0

# Own methods of verification are in `verification`; nio's would answer beside them.
_NOT_FOR_NIO = "m.key.verification."

_log = logging.getLogger("pullquote.matrix")


class Crypto:
    """The device's encryption, and the rooms as far as they matter for it. For the event loop.

    Whoever calls `receive` gives it every answer of `/sync`, in order.
    """

    def __init__(self, api: MatrixApi, login: Login, folder: Path) -> None:
        """Open the keys of a device, or make them."""
        # It warns of undecryptable messages, with people's ids, which is ours to do.
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        name = KEYS_NAME.format(device=segment(login.device))
        config = ClientConfig(store_name=name, pickle_key=login.store_key)
        (folder / name).touch(mode=0o600)
        self._api = api
        self.user, self.device = login.user, login.device
        self._client = Client(login.user, login.device, str(folder), config)
        self._client.restore_login(login.user, login.device, login.token)
        store: Any = self._client.store
        self._database = store.database
        # What is committed outlives the process; fsync for each key would hold up the loop.
        self._database.pragma("journal_mode", "wal")
        self._database.pragma("synchronous", 1)
        olm: Any = self._client.olm
        self.machine = olm
        self.is_ready = asyncio.Event()  # once the rooms are known
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._querying = asyncio.Lock()

    def close(self) -> None:
        """Close the file of the keys."""
        self._database.close()

    @property
    def rooms(self) -> dict[str, MatrixRoom]:
        """The rooms that the bot is in, by id."""
        found: dict[str, MatrixRoom] = self._client.rooms
        return found

    @property
    def fingerprint(self) -> str:
        """The device's public signing key."""
        return str(self.machine.account.identity_keys["ed25519"])

    @property
    def needs_upload(self) -> bool:
        """Tell whether the homeserver does not know the device's keys yet."""
        return bool(self._client.should_upload_keys)

    def sign(self, signed: Json) -> str:
        """Sign an object with the device's key."""
        bare = {name: signed[name] for name in signed if name not in ("signatures", "unsigned")}
        return str(self.machine.sign_json(bare))

    def receive(self, synced: Json) -> None:
        """Take keys, members and the state of rooms from an answer of `/sync`."""
        rooms = synced.get("rooms", {})
        for room_id in rooms.get("leave", {}):
            self.rooms.pop(room_id, None)
        received = SyncResponse.from_dict(_for_nio(synced))
        if not isinstance(received, SyncResponse):
            _log.error("an answer of the homeserver cannot be read: %s", received)
            return
        self._client.receive_response(received)
        count = synced.get("device_one_time_keys_count", {}).get("signed_curve25519")
        if count is not None:
            self.machine.uploaded_key_count = count  # which nio leaves as it was at 0

    async def keep_up(self) -> None:
        """Upload, query and claim the keys that are due, and send what waits for devices."""
        if self._client.should_upload_keys:
            await self.upload_keys()
        await self.query_keys()
        if self._client.should_claim_keys:
            await self._claim(self._client.get_users_for_key_claiming())
        for message in tuple(self._client.outgoing_to_device_messages):
            await self.send_to_device(message.type, message.as_dict()["messages"])
            self._client.receive_response(ToDeviceResponse(message))

    async def upload_keys(self) -> None:
        """Upload this device's keys, and as many one-time keys as are missing."""
        found = await self._post("/keys/upload", self.machine.share_keys())
        self._client.receive_response(KeysUploadResponse.from_dict(found))

    async def query_keys(self, users: Iterable[str] = ()) -> None:
        """Learn the devices of people whose keys may have changed, and of `users` in any case."""
        async with self._querying:
            wanted = {*self._client.users_for_key_query, *users}
            if not wanted:
                return
            body: Json = {"device_keys": {user: [] for user in sorted(wanted)}}
            found = await self._post("/keys/query", body)
            self._client.receive_response(KeysQueryResponse.from_dict(found))
            # Of a homeserver that is away nothing comes: else these would be asked for ever.
            self._client.users_for_key_query.difference_update(wanted)

    async def encrypt(self, room_id: str, kind: str, content: Json) -> tuple[str, Json]:
        """Encrypt the content of an event, for everybody in the room; raises `Undeliverable`."""
        async with self._locks[room_id]:
            await self.query_keys()
            if self.machine.should_share_group_session(room_id):
                await self._share(room_id)
            encrypted = self._encrypted(room_id, {"type": kind, "content": content})
        # What an event relates to is read by homeservers, which group edits and replies by it.
        related = content.get("m.relates_to")
        return "m.room.encrypted", encrypted | ({"m.relates_to": related} if related else {})

    def decrypt(self, room_id: str, event: Json) -> Json | None:
        """Decrypt an event; `None` if its key is missing, or is no key of its sender's."""
        content = event.get("content", {})
        session = self._session(room_id, str(content.get("session_id", "")))
        if content.get("algorithm") != MEGOLM or session is None:
            return None
        # Later versions of the specification leave these two out; nio needs them.
        known = {"sender_key": session.sender_key, "device_id": content.get("device_id", "")}
        read = MegolmEvent.from_dict(event | {"content": content | known, "room_id": room_id})
        if not isinstance(read, MegolmEvent) or not self._is_of(event, session.sender_key):
            return None
        try:
            found = self.machine.decrypt_megolm_event(read, room_id)
        except EncryptionError:
            return None
        source: Json = found.source
        return event | {"type": source["type"], "content": source["content"]}

    async def learn_sender(self, event: Json) -> None:
        """Learn the devices of an event's sender, if they are not known."""
        sender = str(event.get("sender", ""))
        if not any(self.machine.device_store.active_user_devices(sender)):
            await self.query_keys((sender,))

    async def keys_of(self, user: str, device: str) -> dict[str, str]:
        """Ask for the signing keys of a person: that of a device, and the account's own."""
        found = await self._post("/keys/query", {"device_keys": {user: []}})
        devices = found.get("device_keys", {}).get(user, {})
        master = found.get("master_keys", {}).get(user, {}).get("keys", {})
        own = f"ed25519:{device}"
        key = devices.get(device, {}).get("keys", {}).get(own)
        return {own: key} | master if key else dict(master)

    async def ask_for_key(self, room_id: str, event: Json) -> None:
        """Ask the devices of an event's sender for the key that it was encrypted with."""
        content, sender = event["content"], str(event["sender"])
        body = {
            "action": "request",
            "request_id": str(uuid4()),
            "requesting_device_id": self.device,
            "body": {
                "algorithm": MEGOLM,
                "room_id": room_id,
                "session_id": str(content.get("session_id", "")),
                "sender_key": str(content.get("sender_key", "")),
            },
        }
        with suppress(Undeliverable):
            await self.send_to_device("m.room_key_request", {sender: {"*": body}})
            await self._heal(sender, content)

    async def send_to_device(self, kind: str, messages: Json) -> None:
        """Send something to devices; raises `Undeliverable`."""
        path = f"/sendToDevice/{segment(kind)}/{uuid4()}"
        body = {"messages": messages}
        await self._api.call("PUT", path, body, patience_seconds=KEY_PATIENCE_SECONDS)

    def _encrypted(self, room_id: str, event: Json) -> Json:
        """Encrypt as nio does, but in UTF-8: its JSON takes six bytes for a Cyrillic letter."""
        session = self.machine.outbound_group_sessions[room_id]
        plain = json.dumps(event | {"room_id": room_id}, ensure_ascii=False)
        return {
            "algorithm": MEGOLM,
            "sender_key": self.machine.account.identity_keys["curve25519"],
            "ciphertext": session.encrypt(plain),
            "session_id": session.id,
            "device_id": self.device,
        }

    async def _heal(self, sender: str, content: Json) -> None:
        """Begin a new session with the device that a key did not come from, as it may be broken."""
        for device in self.machine.device_store.active_user_devices(sender):
            if device.curve25519 == content.get("sender_key"):
                await self._claim({sender: [device.id]})
                session = self.machine.session_store.get(device.curve25519)
                if session is not None:
                    self.machine._queue_dummy_message(session, device)

    async def _share(self, room_id: str) -> None:
        """Give the key of a room's messages from now on to every device in the room."""
        room = self.rooms.get(room_id)
        if room is None:
            raise Undeliverable("the bot is not in this room any more")
        if not room.members_synced:
            await self._learn_members(room_id)
            await self.query_keys()
        users = list(room.users)
        missing = self.machine.get_missing_sessions(users)
        if missing:
            await self._claim(missing)
        # Not as nio does it, which calls the key shared also where a call for it has failed.
        for devices, body in self.machine.share_group_session_parallel(room_id, users, True):
            await self.send_to_device("m.room.encrypted", body["messages"])
            self.machine.outbound_group_sessions[room_id].users_shared_with.update(devices)
        self.machine.outbound_group_sessions[room_id].shared = True

    async def _learn_members(self, room_id: str) -> None:
        found = await self._api.call("GET", f"/rooms/{segment(room_id)}/joined_members")
        self._client.receive_response(JoinedMembersResponse.from_dict(found, room_id))

    async def _claim(self, devices: dict[str, list[str]]) -> None:
        wanted = {user: dict.fromkeys(of, "signed_curve25519") for user, of in devices.items()}
        found = await self._post("/keys/claim", {"one_time_keys": wanted})
        self._client.receive_response(KeysClaimResponse.from_dict(found))

    async def _post(self, path: str, body: object) -> Json:
        return await self._api.call("POST", path, body, patience_seconds=KEY_PATIENCE_SECONDS)

    def _session(self, room_id: str, session_id: str) -> Any:  # noqa: ANN401 - nio has no types
        for sessions in self.machine.inbound_group_store[room_id].values():
            if session_id in sessions:
                return sessions[session_id]
        return None

    def _is_of(self, event: Json, sender_key: str) -> bool:
        """Tell whether a key is one of a device of whoever sent an event.

        A homeserver could else let somebody's message pass for somebody else's.
        """
        sender = str(event.get("sender", ""))
        if sender == self.user and sender_key == self.machine.account.identity_keys["curve25519"]:
            return True
        return self.machine.device_store.device_from_sender_key(sender, sender_key) is not None


def _for_nio(synced: Json) -> Json:
    """Leave to nio keys and state, but no message and no verification."""
    to_device = synced.get("to_device", {}).get("events", [])
    kept = [sent for sent in to_device if not str(sent.get("type")).startswith(_NOT_FOR_NIO)]
    joined: Json = {}
    for room_id, room in synced.get("rooms", {}).get("join", {}).items():
        timeline = room.get("timeline", {})
        state = [event for event in timeline.get("events", []) if "state_key" in event]
        joined[room_id] = room | {"timeline": timeline | {"events": state}}
    return {
        "next_batch": synced["next_batch"],
        "rooms": {"join": joined, "invite": {}, "leave": {}},
        "to_device": {"events": kept},
        "device_lists": synced.get("device_lists", {}),
        "device_one_time_keys_count": synced.get("device_one_time_keys_count", {}),
        "presence": {"events": []},
        "account_data": {"events": []},
    }
