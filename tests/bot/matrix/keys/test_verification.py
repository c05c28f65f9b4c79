"""A person verifies the bot by emoji, with a client written here, from the specification alone."""

import json
import logging
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any  # JSON of steps, and vodozemac, which has no types

import pytest
import vodozemac
from fakes.matrix.person import Json
from fakes.matrix.served import Newsroom, Talk
from nio.crypto.sas import Sas as Table

STEP = "m.key.verification."
AGREED = {
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "short_authentication_string": ["emoji"],
}


@dataclass
class Verifier:
    """Carl's client in a room of two, which starts the comparing."""

    newsroom: Newsroom
    talk: Talk
    macs: tuple[str, ...] = ("hkdf-hmac-sha256.v2",)
    ours: Any = field(default_factory=vodozemac.Sas)
    id: str = ""
    bot_device: str = ""

    def asks(self) -> None:
        content = {
            "msgtype": f"{STEP}request",
            "body": "verify",
            "to": self.newsroom.bot,
            "from_device": self.device,
            "methods": ["m.sas.v1"],
        }
        self.id = self.talk.person.sends(self.talk.room, content)
        ready = self.gets("ready")
        assert ready["methods"] == ["m.sas.v1"]
        self.bot_device = ready["from_device"]

    @property
    def device(self) -> str:
        return str(self.talk.person.client.device_id)

    def sends(self, step: str, content: Json) -> Json:
        sent = content | {"m.relates_to": {"rel_type": "m.reference", "event_id": self.id}}
        self.talk.person.sends(self.talk.room, sent, STEP + step)
        return sent

    def gets(self, step: str) -> Json:
        """Wait for a step of the bot's in this verification."""

        def found() -> list[Json]:
            return [
                event["content"]
                for event in self.talk.person.seen(self.talk.room)
                if event["type"] == STEP + step
                and event["content"]["m.relates_to"]["event_id"] == self.id
            ]

        self.talk.person.wait_for(lambda: found() != [])
        assert len(found()) == 1
        return found()[0]

    def compares(self) -> tuple[str, ...]:
        """Go on to the emoji, and return them."""
        start = self.sends(
            "start",
            AGREED | {"from_device": self.device, "message_authentication_codes": list(self.macs)},
        )
        accepted = self.gets("accept")
        assert accepted["message_authentication_code"] == self.macs[0]
        own = self.ours.public_key.to_base64()
        self.sends("key", {"key": own})
        theirs = str(self.gets("key")["key"])
        assert accepted["commitment"] == commitment(theirs, start)
        return self.emoji((self.talk.person.id, self.device, own), self.bots(theirs), theirs)

    def bots(self, key: str) -> tuple[str, str, str]:
        return self.newsroom.bot, self.bot_device, key

    def follows(self) -> tuple[str, ...]:
        """Be asked by the bot, which starts the comparing, and return the emoji."""
        self.talk.person.says(self.talk.room, "!pq verify")
        seen = self.talk.person.messages
        self.talk.person.wait_for(lambda: "to" in seen(self.talk.room)[-1]["content"])
        asked = seen(self.talk.room)[-1]
        self.id = asked["event_id"]
        self.bot_device = asked["content"]["from_device"]
        self.sends("ready", {"from_device": self.device, "methods": ["m.sas.v1"]})
        start = self.gets("start")
        own = self.ours.public_key.to_base64()
        accepted = {
            "method": "m.sas.v1",
            "key_agreement_protocol": "curve25519-hkdf-sha256",
            "hash": "sha256",
            "message_authentication_code": self.macs[0],
            "short_authentication_string": ["emoji"],
            "commitment": commitment(own, start),
        }
        self.sends("accept", accepted)
        theirs = str(self.gets("key")["key"])
        self.sends("key", {"key": own})
        mine = (self.talk.person.id, self.device, own)
        return self.emoji(self.bots(theirs), mine, theirs)

    def emoji(
        self, first: tuple[str, ...], second: tuple[str, ...], theirs: str
    ) -> tuple[str, ...]:
        self.agreed = self.ours.diffie_hellman(vodozemac.Curve25519PublicKey.from_base64(theirs))
        info = "|".join(("MATRIX_KEY_VERIFICATION_SAS", *first, *second, self.id))
        indices = list(self.agreed.bytes(info).emoji_indices)
        assert len(indices) == 7
        return tuple(" ".join(Table.emoji[index]) for index in indices)

    def mac(self, text: str, info: str) -> str:
        is_new = self.macs[0].endswith(".v2")
        make = self.agreed.calculate_mac if is_new else self.agreed.calculate_mac_invalid_base64
        return str(make(text, info))

    def confirms(self, key: str | None = None) -> None:
        """Send what vouches for Carl's device, or for another key."""
        key_id = f"ed25519:{self.device}"
        own_key = self.talk.person.client.olm.account.identity_keys["ed25519"]
        base = (
            "MATRIX_KEY_VERIFICATION_MAC"
            f"{self.talk.person.id}{self.device}{self.newsroom.bot}{self.bot_device}{self.id}"
        )
        mac = {key_id: self.mac(key or own_key, base + key_id)}
        self.sends("mac", {"mac": mac, "keys": self.mac(key_id, f"{base}KEY_IDS")})

    def vouched_for(self) -> set[str]:
        """List the keys that the bot vouches for, each checked."""
        sent = self.gets("mac")
        base = (
            "MATRIX_KEY_VERIFICATION_MAC"
            f"{self.newsroom.bot}{self.bot_device}{self.talk.person.id}{self.device}{self.id}"
        )
        found = self.talk.person.call(
            "POST", "/keys/query", {"device_keys": {self.newsroom.bot: []}}
        )
        known = dict(found["device_keys"][self.newsroom.bot][self.bot_device]["keys"])
        known |= found.get("master_keys", {}).get(self.newsroom.bot, {}).get("keys", {})
        assert sent["keys"] == self.mac(",".join(sorted(sent["mac"])), f"{base}KEY_IDS")
        for key_id, mac in sent["mac"].items():
            assert mac == self.mac(known[key_id], base + key_id)
        return set(sent["mac"])


def commitment(key: str, start: Json) -> str:
    written = json.dumps(start, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return b64encode(sha256((key + written).encode()).digest()).decode().rstrip("=")


@pytest.mark.parametrize("mac", ["hkdf-hmac-sha256.v2", "hkdf-hmac-sha256"])
def test_a_person_verifies_the_bot_by_emoji_in_their_room(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture, mac: str
) -> None:
    caplog.set_level(logging.INFO, "pullquote.matrix")
    newsroom.identify()
    with newsroom.served():
        carl = Verifier(newsroom, newsroom.talk("carl"), (mac,))
        carl.talk.gets("captain")
        carl.asks()
        emoji = carl.compares()
        assert f"their client must show: {', '.join(emoji)}" in caplog.text
        carl.confirms()
        vouched = carl.vouched_for()
        assert f"ed25519:{carl.bot_device}" in vouched
        assert len(vouched) == 2  # and the account's own key
        carl.gets("done")


def test_a_key_that_is_not_the_senders_cancels_the_verification(newsroom: Newsroom) -> None:
    newsroom.identify()
    with newsroom.served():
        carl = Verifier(newsroom, newsroom.talk("carl"))
        carl.talk.gets("captain")
        carl.asks()
        carl.compares()
        carl.confirms("A" * 43)
        assert carl.gets("cancel")["code"] == "m.key_mismatch"


def test_the_bot_asks_to_be_verified_and_starts_the_comparing(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pullquote.matrix")
    newsroom.identify()
    with newsroom.served():
        carl = Verifier(newsroom, newsroom.talk("carl"))
        carl.talk.gets("captain")
        emoji = carl.follows()
        carl.confirms()
        assert len(carl.vouched_for()) == 2
        carl.gets("done")
        assert f"their client must show: {', '.join(emoji)}" in caplog.text
