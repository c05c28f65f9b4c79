"""Cross-signing: the account vouches for the bot's device, as clients want it of every device.

Keys are made once, when the bot is logged in to an account that has none. Keys that the account
has already are never replaced unless whoever logs the bot in says so.
"""

import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.matrix.api import Failed, Json, MatrixApi, segment
from bot.matrix.keys.crypto import Crypto
from bot.matrix.keys.signing import (
    USAGES,
    BadRecoveryKey,
    Identity,
    identity_of,
    new_identity,
    new_recovery_key,
    read_recovery_key,
    seal,
    storage_key,
    unseal,
)
from bot.matrix.login import write_secret
from bot.serving.platform import Refused, Undeliverable

FILE_NAME = "identity.json"
_KEYS_OF_OTHERS = (
    "the account {user} has signing keys that the bot does not hold, so its device stays unsigned"
    " and some clients will not show its messages: log in again with the account's recovery key, or"
    " make new keys with: pullquote matrix --login --new-identity"
)

_log = logging.getLogger("pullquote.matrix")


@dataclass(frozen=True, slots=True)
class Published:
    """The public keys of the account and of its device, as the homeserver gives them."""

    master: str | None
    device: Json

    def is_signed_by(self, identity: Identity) -> bool:
        """Tell whether the account has signed the device."""
        found = self.device.get("signatures", {}).get(identity.user, {})
        return f"ed25519:{identity.self_signing.public}" in found


class Accounts:
    """The identity of one account: made, restored, and used to sign. For the event loop."""

    def __init__(self, api: MatrixApi, crypto: Crypto, folder: Path) -> None:
        """Keep the secret halves in `folder`, for its owner alone."""
        self._api = api
        self._crypto = crypto
        self._path = folder / FILE_NAME

    def kept(self) -> Identity | None:
        """Read the keys that are kept here; `None` if there are none of this account."""
        try:
            written = json.loads(self._path.read_text(encoding="utf-8"))
            return identity_of(written["user"], written) if self._is_own(written) else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError) as error:
            raise Refused(
                f"the signing keys in {self._path} cannot be read ({error}); move the file away and"
                " log in again with the account's recovery key: pullquote matrix --login"
            ) from error

    async def sign_device(self) -> bool:
        """Sign the bot's device if it is not signed; False, and logged, where that cannot be."""
        identity, published = self.kept(), await self.published()
        if identity is None or published.master != identity.master.public:
            _log.warning(_KEYS_OF_OTHERS.format(user=self._crypto.user))
            return False
        if not published.is_signed_by(identity):
            await self._sign(identity, published.device)
        return True

    async def make(self, password: str | None) -> str:
        """Make new keys and publish them; return the recovery key, which nobody can show again.

        A password is sent along where the homeserver asks for one. Raises `Refused`.
        """
        identity, recovery_key = new_identity(self._crypto.user), new_recovery_key()
        await self._publish(identity.public_keys(), password)
        self._keep(identity)
        await self._store(identity, read_recovery_key(recovery_key))
        await self._sign(identity, (await self.published()).device)
        return recovery_key

    async def restore(self, recovery_key: str) -> None:
        """Fetch the keys that were sealed with a recovery key; raises `Refused`."""
        try:
            key = read_recovery_key(recovery_key)
            name = str((await self._data("m.secret_storage.default_key"))["key"])
            seeds = {usage: await self._unsealed(usage, name, key) for usage in USAGES}
        except (BadRecoveryKey, Failed, KeyError) as error:
            raise Refused(f"the signing keys of the account cannot be restored: {error}") from error
        identity = identity_of(self._crypto.user, seeds)
        published = await self.published()
        if published.master != identity.master.public:
            raise Refused("the signing keys under this recovery key are not the account's any more")
        self._keep(identity)
        await self._sign(identity, published.device)

    async def published(self) -> Published:
        """Ask the homeserver for the account's public keys."""
        user, device = self._crypto.user, self._crypto.device
        found = await self._api.call("POST", "/keys/query", {"device_keys": {user: [device]}})
        master = found.get("master_keys", {}).get(user, {}).get("keys", {})
        return Published(
            next(iter(master.values()), None),
            found.get("device_keys", {}).get(user, {}).get(device, {}),
        )

    def _is_own(self, written: Json) -> bool:
        return bool(written["user"] == self._crypto.user)

    def _keep(self, identity: Identity) -> None:
        write_secret(self._path, json.dumps({"user": identity.user} | identity.seeds(), indent=2))

    async def _publish(self, keys: Json, password: str | None) -> None:
        path = "/keys/device_signing/upload"
        try:
            await self._api.call("POST", path, keys)
        except Failed as error:
            session = error.answer.get("session")
            if session is None or password is None:
                raise Refused(
                    f"the homeserver does not take the account's signing keys ({error}); log in"
                    " with a password, or allow it in the account's own settings"
                ) from error
            auth = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": self._crypto.user},
                "password": password,
                "session": session,
            }
            await self._api.call("POST", path, keys | {"auth": auth})

    async def _sign(self, identity: Identity, device: Json) -> None:
        """Let the account sign the device, and the device the account."""
        user = identity.user
        bare = {name: device[name] for name in device if name != "unsigned"}
        master = identity.public_keys()["master_key"]
        by_device = {f"ed25519:{self._crypto.device}": self._crypto.sign(master)}
        signed = {
            self._crypto.device: identity.signed(bare, identity.self_signing),
            identity.master.public: master | {"signatures": {user: by_device}},
        }
        found = await self._api.call("POST", "/keys/signatures/upload", {user: signed})
        if found.get("failures"):
            raise Undeliverable(f"the device could not be signed: {found['failures']}")
        _log.info("the bot's device is signed by its account")

    async def _store(self, identity: Identity, key: bytes) -> None:
        """Seal the keys with the recovery key, and leave them with the homeserver."""
        name = secrets.token_urlsafe(24)
        await self._put_data(f"m.secret_storage.key.{name}", storage_key(key))
        for usage, seed in identity.seeds().items():
            kind = f"m.cross_signing.{usage}"
            await self._put_data(kind, {"encrypted": {name: seal(key, kind, seed)}})
        await self._put_data("m.secret_storage.default_key", {"key": name})

    async def _unsealed(self, usage: str, name: str, key: bytes) -> str:
        kind = f"m.cross_signing.{usage}"
        found = await self._data(kind)
        return unseal(key, kind, found["encrypted"][name])

    async def _data(self, kind: str) -> Json:
        return await self._api.call("GET", self._data_path(kind))

    async def _put_data(self, kind: str, content: Json) -> None:
        await self._api.call("PUT", self._data_path(kind), content)

    def _data_path(self, kind: str) -> str:
        return f"/user/{segment(self._crypto.user)}/account_data/{segment(kind)}"
