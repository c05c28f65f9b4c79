"""Verification by emoji (SAS): a person compares what their client shows with the bot's log.

The bot agrees at once, so that one person is enough, and trusts nobody for it; whoever compares
knows that they write to this bot and to nobody between. Whoever may ask may verify, in a room or
from device to device, whichever side begins.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic
from typing import Any  # vodozemac has no types

import vodozemac
from nio.crypto.sas import Sas as NioSas

from bot.matrix.api import Json
from bot.matrix.keys.crypto import Crypto
from bot.matrix.keys.signing import canonical, encode
from bot.serving.platform import Undeliverable

STEP = "m.key.verification."
METHOD = "m.sas.v1"
AGREEMENT = "curve25519-hkdf-sha256"
HASH = "sha256"
MACS = ("hkdf-hmac-sha256.v2", "hkdf-hmac-sha256")  # the second by older clients, and misspelt so
SHOWN = ("emoji", "decimal")
MINUTES = 10  # a verification takes a minute; one that was left is forgotten
MOST_AT_ONCE = 50

Send = Callable[[str, Json], Awaitable[Json]]
"""Sends a step in a room or to a device, by its kind and content; returns the content as sent."""

_MAC_INFO = "MATRIX_KEY_VERIFICATION_MAC"
_SAS_INFO = "MATRIX_KEY_VERIFICATION_SAS"

_log = logging.getLogger("pullquote.matrix")


class _Cancelled(Exception):
    """A step that may not be; `code` says why, as the specification names it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two: a device, and the keys that it vouches for, by their ids."""

    user: str
    device: str
    keys: dict[str, str]


@dataclass(slots=True)
class Exchange:
    """One verification, from the request to the end."""

    id: str
    own: Party
    other: Party
    send: Send
    begun_at: float = field(default_factory=monotonic)
    emoji: tuple[str, ...] = ()
    is_done: bool = False
    _start: Json | None = None
    _is_started_by_us: bool = False
    _commitment: str = ""
    _mac: str = MACS[0]
    _ours: Any = field(default_factory=vodozemac.Sas)
    _agreed: Any = None

    async def begin(self) -> None:
        """Start the comparing, once both are ready."""
        self._is_started_by_us = True
        self._start = await self.send(
            "start",
            {
                "from_device": self.own.device,
                "method": METHOD,
                "key_agreement_protocols": [AGREEMENT],
                "hashes": [HASH],
                "message_authentication_codes": list(MACS),
                "short_authentication_string": list(SHOWN),
            },
        )

    async def receive(self, step: str, content: Json) -> None:
        """Take a step of the other's, and send what follows; raises `_Cancelled`."""
        takes: dict[str, Callable[[Json], Awaitable[None]]] = {
            "start": self._started,
            "accept": self._accepted,
            "key": self._key_came,
            "mac": self._mac_came,
        }
        if step in takes:
            await takes[step](content)

    async def _started(self, content: Json) -> None:
        if self._is_started_by_us and self.own.user < self.other.user:
            return  # both have begun at once: the one whose name comes first goes on
        if self._agreed is not None or (self._start is not None and not self._is_started_by_us):
            raise _Cancelled("m.unexpected_message")
        macs = [mac for mac in MACS if mac in content.get("message_authentication_codes", ())]
        shown = [kind for kind in SHOWN if kind in content.get("short_authentication_string", ())]
        is_known = (
            content.get("method") == METHOD
            and AGREEMENT in content.get("key_agreement_protocols", ())
            and HASH in content.get("hashes", ())
        )
        if not (is_known and macs and shown):
            raise _Cancelled("m.unknown_method")
        self._is_started_by_us, self._start, self._mac = False, content, macs[0]
        await self.send(
            "accept",
            {
                "method": METHOD,
                "key_agreement_protocol": AGREEMENT,
                "hash": HASH,
                "message_authentication_code": self._mac,
                "short_authentication_string": shown,
                "commitment": _commitment(self._ours.public_key.to_base64(), content),
            },
        )

    async def _accepted(self, content: Json) -> None:
        mac = content.get("message_authentication_code")
        is_known = content.get("key_agreement_protocol") == AGREEMENT and mac in MACS
        if not self._is_started_by_us or self._commitment or not is_known:
            raise _Cancelled("m.unexpected_message")
        self._mac, self._commitment = str(mac), str(content.get("commitment"))
        await self.send("key", {"key": self._ours.public_key.to_base64()})

    async def _key_came(self, content: Json) -> None:
        if self._start is None or self._agreed is not None:
            raise _Cancelled("m.unexpected_message")
        theirs = str(content.get("key"))
        if self._is_started_by_us:
            expected = _commitment(theirs, self._start)
            if not hmac.compare_digest(expected, self._commitment):
                raise _Cancelled("m.mismatched_commitment")
        else:
            await self.send("key", {"key": self._ours.public_key.to_base64()})
        self._agree(theirs)
        await self._send_mac()

    def _agree(self, theirs: str) -> None:
        ours = self._ours.public_key.to_base64()
        try:
            key = vodozemac.Curve25519PublicKey.from_base64(theirs)
        except (vodozemac.KeyException, ValueError) as error:
            raise _Cancelled("m.invalid_message") from error
        self._agreed = self._ours.diffie_hellman(key)
        own = (self.own.user, self.own.device, ours)
        other = (self.other.user, self.other.device, theirs)
        first, second = (own, other) if self._is_started_by_us else (other, own)
        found = self._agreed.bytes("|".join((_SAS_INFO, *first, *second, self.id)))
        self.emoji = tuple(" ".join(NioSas.emoji[index]) for index in found.emoji_indices)
        shown = ", ".join(self.emoji)
        _log.info("%s verifies the bot; their client must show: %s", self.other.user, shown)

    async def _send_mac(self) -> None:
        keys = self.own.keys
        info = self._info(self.own, self.other)
        macs = {key_id: self._mac_of(key, info + key_id) for key_id, key in keys.items()}
        listed = self._mac_of(",".join(sorted(keys)), f"{info}KEY_IDS")
        await self.send("mac", {"mac": macs, "keys": listed})

    async def _mac_came(self, content: Json) -> None:
        if self._agreed is None:
            raise _Cancelled("m.unexpected_message")
        macs = content.get("mac", {})
        info = self._info(self.other, self.own)
        known = {key_id: key for key_id, key in self.other.keys.items() if key_id in macs}
        expected = {key_id: self._mac_of(key, info + key_id) for key_id, key in known.items()}
        listed = self._mac_of(",".join(sorted(macs)), f"{info}KEY_IDS")
        is_right = all(macs[key_id] == mac for key_id, mac in expected.items())
        if not known or not is_right or listed != content.get("keys"):
            raise _Cancelled("m.key_mismatch")
        self.is_done = True
        await self.send("done", {})

    def _info(self, who: Party, whom: Party) -> str:
        return "".join((_MAC_INFO, who.user, who.device, whom.user, whom.device, self.id))

    def _mac_of(self, text: str, info: str) -> str:
        agreed = self._agreed
        is_new = self._mac == MACS[0]
        mac = agreed.calculate_mac if is_new else agreed.calculate_mac_invalid_base64
        return str(mac(text, info))


class Verification:
    """All verifications that are under way. For the event loop."""

    def __init__(
        self,
        crypto: Crypto,
        send_in_room: Callable[[str, str, Json], Awaitable[str]],
        may_verify: Callable[[str], bool],
        master: str | None,
    ) -> None:
        """Vouch for the device and, if its account has signed it, for the `master` key."""
        self._crypto = crypto
        self._send_in_room = send_in_room
        self._may_verify = may_verify
        own = f"ed25519:{crypto.device}"
        keys = {own: crypto.fingerprint} | ({f"ed25519:{master}": master} if master else {})
        self._own = Party(crypto.user, crypto.device, keys)
        self._exchanges: dict[str, Exchange] = {}
        self._asked: dict[str, str] = {}  # who was asked to verify, by the event that asks

    def is_about(self, event: Json) -> bool:
        """Tell whether an event is a step of a verification, or asks for one."""
        if str(event.get("type")).startswith(STEP):
            return True
        return bool(event.get("content", {}).get("msgtype") == f"{STEP}request")

    async def receive_in_room(self, room_id: str, event: Json) -> None:
        """Take a step of a verification in a room."""
        content = event["content"]
        is_request = event["type"] == "m.room.message"
        if is_request and content.get("to") != self._own.user:
            return
        related = event["event_id"] if is_request else content["m.relates_to"]["event_id"]
        send = self._in_room(room_id, str(related))
        step = "request" if is_request else str(event["type"]).removeprefix(STEP)
        await self._receive(_Step(str(event["sender"]), str(related), step, content), send)

    def _in_room(self, room_id: str, related: str) -> Send:
        async def send(step: str, sent: Json) -> Json:
            relation = {"rel_type": "m.reference", "event_id": related}
            sent = sent | {"m.relates_to": relation}
            await self._send_in_room(room_id, STEP + step, sent)
            return sent

        return send

    async def receive_to_device(self, event: Json) -> None:
        """Take a step of a verification that goes from device to device."""
        content, sender = event["content"], str(event["sender"])
        exchange_id = str(content.get("transaction_id"))
        send = self._to_device(sender, str(content.get("from_device")), exchange_id)
        step = str(event["type"]).removeprefix(STEP)
        await self._receive(_Step(sender, exchange_id, step, content), send)

    async def ask_in_room(self, room_id: str, user: str) -> None:
        """Ask somebody in a room to verify the bot; their client then offers it.

        Once it is ready, the comparing is started from here.
        """
        asked = {
            "msgtype": f"{STEP}request",
            "body": f"{self._own.user}: {METHOD}",  # for clients that verify nothing
            "to": user,
            "from_device": self._own.device,
            "methods": [METHOD],
        }
        self._asked[await self._send_in_room(room_id, "m.room.message", asked)] = user

    async def _receive(self, step: "_Step", send: Send) -> None:
        """Take a step, unless it is of somebody else's verification or of a stranger's."""
        self._forget_old()
        exchange = self._exchanges.get(step.exchange)
        try:
            if exchange is None and step.kind in ("request", "start"):
                await self._begin(step, send)
            elif exchange is None and self._asked.get(step.exchange) == step.sender:
                await self._go_on(step, send)
            elif exchange is None or exchange.other.user != step.sender:
                return
            elif step.kind in ("cancel", "done"):
                del self._exchanges[step.exchange]
            else:
                await exchange.receive(step.kind, step.content)
        except _Cancelled as cancelled:
            self._exchanges.pop(step.exchange, None)
            _log.info("a verification was cancelled: %s", cancelled.code)
            await send("cancel", {"code": cancelled.code, "reason": cancelled.code})
        except Undeliverable as error:
            _log.warning("a verification did not go on: %s", error)

    async def _begin(self, step: "_Step", send: Send) -> None:
        if not self._may_verify(step.sender) or len(self._exchanges) >= MOST_AT_ONCE:
            return
        device = str(step.content.get("from_device"))
        exchange = await self._open(step.exchange, step.sender, device, send)
        if step.kind == "start":
            await exchange.receive("start", step.content)
        elif METHOD in step.content.get("methods", ()):
            await send("ready", {"from_device": self._own.device, "methods": [METHOD]})
        else:
            raise _Cancelled("m.unknown_method")

    async def _go_on(self, step: "_Step", send: Send) -> None:
        """Start the comparing with somebody who was asked to, and is ready now."""
        del self._asked[step.exchange]
        if step.kind == "ready":
            device = str(step.content.get("from_device"))
            exchange = await self._open(step.exchange, step.sender, device, send)
            await exchange.begin()

    async def _open(self, exchange_id: str, user: str, device: str, send: Send) -> Exchange:
        other = Party(user, device, await self._crypto.keys_of(user, device))
        exchange = Exchange(exchange_id, self._own, other, send)
        self._exchanges[exchange_id] = exchange
        return exchange

    def _to_device(self, user: str, device: str, exchange_id: str) -> Send:
        known = self._exchanges.get(exchange_id)
        whom = device if known is None else known.other.device

        async def send(step: str, sent: Json) -> Json:
            sent = sent | {"transaction_id": exchange_id}
            await self._crypto.send_to_device(STEP + step, {user: {whom: sent}})
            return sent

        return send

    def _forget_old(self) -> None:
        oldest = monotonic() - MINUTES * 60
        for exchange_id, exchange in tuple(self._exchanges.items()):
            if exchange.begun_at < oldest:
                del self._exchanges[exchange_id]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a verification: who sent it, of which, its kind, and its content as it was sent."""

    sender: str
    exchange: str
    kind: str
    content: Json


def _commitment(key: str, start: Json) -> str:
    return encode(sha256(key.encode() + canonical(start)).digest())
