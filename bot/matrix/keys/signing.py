"""The account's three signing keys, how they sign, and how they are kept sealed for a lost machine.

A master key signs the two others; one signs the account's devices, one the master keys of people
whom somebody has verified. Sealed, they lie with the homeserver, which cannot read them: so the
specification's secret storage has it. Only whoever holds the recovery key can.
"""

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from bot.matrix.api import Json

SEALED = "m.secret_storage.v1.aes-hmac-sha2"
USAGES = ("master", "self_signing", "user_signing")

_SEED_BYTES = 32
_RECOVERY_PREFIX = b"\x8b\x01"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_GROUP = 4  # characters of a recovery key that are written together


class BadRecoveryKey(Exception):
    """A recovery key that is mistyped, or of another account; `str()` of it says which."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A signing key, by its seed."""

    seed: bytes

    @property
    def public(self) -> str:
        """The public half, as unpadded base64."""
        return encode(self._key().public_key().export_key(format="raw"))

    def sign(self, signed: Json) -> str:
        """Sign an object, without the signatures that it has."""
        signer = eddsa.new(self._key(), "rfc8032")
        return encode(signer.sign(canonical(signed)))

    def _key(self) -> ECC.EccKey:
        return ECC.construct(curve="Ed25519", seed=self.seed)


@dataclass(frozen=True, slots=True)
class Identity:
    """An account's signing keys."""

    user: str
    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    def public_keys(self) -> Json:
        """Write what the homeserver publishes of the keys, those below signed by the master key."""
        return {
            "master_key": self._public("master", self.master),
            "self_signing_key": self.signed(self._public("self_signing", self.self_signing)),
            "user_signing_key": self.signed(self._public("user_signing", self.user_signing)),
        }

    def signed(self, signed: Json, by: SigningKey | None = None) -> Json:
        """Return an object with a signature of the master key, or of another of the account's."""
        key = by or self.master
        signatures = signed.get("signatures", {})
        own = signatures.get(self.user, {}) | {f"ed25519:{key.public}": key.sign(signed)}
        return signed | {"signatures": signatures | {self.user: own}}

    def seeds(self) -> dict[str, str]:
        """Write the secret halves, by usage."""
        return {usage: encode(getattr(self, usage).seed) for usage in USAGES}

    def _public(self, usage: str, key: SigningKey) -> Json:
        return {
            "user_id": self.user,
            "usage": [usage],
            "keys": {f"ed25519:{key.public}": key.public},
        }


def new_identity(user: str) -> Identity:
    """Make three new keys."""
    return Identity(user, *(SigningKey(secrets.token_bytes(_SEED_BYTES)) for _ in USAGES))


def identity_of(user: str, seeds: dict[str, str]) -> Identity:
    """Read the keys of an account as `Identity.seeds` writes them."""
    return Identity(user, *(SigningKey(decode(seeds[usage])) for usage in USAGES))


def new_recovery_key() -> str:
    """Make a recovery key, as it is written down."""
    return write_recovery_key(secrets.token_bytes(_SEED_BYTES))


def write_recovery_key(key: bytes) -> str:
    """Write a key in letters and digits that are not mixed up, in groups."""
    checked = _RECOVERY_PREFIX + key
    number = int.from_bytes(checked + bytes([_parity(checked)]), "big")
    written = ""
    while number:
        number, rest = divmod(number, len(_ALPHABET))
        written = _ALPHABET[rest] + written
    return " ".join(written[i : i + _GROUP] for i in range(0, len(written), _GROUP))


def read_recovery_key(written: str) -> bytes:
    """Read a recovery key; raises `BadRecoveryKey` where it is mistyped."""
    number = 0
    for letter in "".join(written.split()):
        if letter not in _ALPHABET:
            raise BadRecoveryKey(f"a recovery key has no {letter!r}; see that it is typed as it is")
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    read = number.to_bytes((number.bit_length() + 7) // 8, "big")
    length = len(_RECOVERY_PREFIX) + _SEED_BYTES + 1
    if len(read) != length or _parity(read) or not read.startswith(_RECOVERY_PREFIX):
        raise BadRecoveryKey("this is no recovery key; see that all of it is typed as it is")
    return read[len(_RECOVERY_PREFIX) : -1]


def seal(key: bytes, name: str, secret: str) -> Json:
    """Encrypt a secret under its name, as the specification's secret storage has it."""
    iv = bytearray(secrets.token_bytes(16))
    iv[8] &= 0x7F  # some counters cannot count past the middle
    return _sealed(key, name, secret.encode(), bytes(iv))


def unseal(key: bytes, name: str, sealed: Json) -> str:
    """Decrypt a secret; raises `BadRecoveryKey` where the key is another's."""
    ciphertext, iv = decode(str(sealed["ciphertext"])), decode(str(sealed["iv"]))
    ours, proof = _derived(key, name)
    mac = hmac.digest(proof, ciphertext, sha256)
    if not hmac.compare_digest(mac, decode(str(sealed["mac"]))):
        raise BadRecoveryKey("this recovery key is not the one that the account's keys are under")
    return AES.new(ours, AES.MODE_CTR, nonce=b"", initial_value=iv).decrypt(ciphertext).decode()


def storage_key(key: bytes) -> Json:
    """Describe a storage key so that it can be recognised: what it makes of nothing."""
    iv = secrets.token_bytes(16)
    sealed = _sealed(key, "", bytes(32), iv)
    return {"algorithm": SEALED, "iv": sealed["iv"], "mac": sealed["mac"]}


def canonical(signed: Json) -> bytes:
    r"""Write an object as it is signed: sorted, without blanks, and without its signatures.

    >>> canonical({"b": 1, "a": "ё", "signatures": {}})
    b'{"a":"\xd1\x91","b":1}'
    """
    kept = {name: signed[name] for name in signed if name not in ("signatures", "unsigned")}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def encode(raw: bytes) -> str:
    """Write unpadded base64: clients drop keys that are padded."""
    return b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Read base64, padded or not."""
    return b64decode(text + "=" * (-len(text) % 4))


def _sealed(key: bytes, name: str, plain: bytes, iv: bytes) -> Json:
    ours, proof = _derived(key, name)
    ciphertext = AES.new(ours, AES.MODE_CTR, nonce=b"", initial_value=iv).encrypt(plain)
    return {
        "iv": encode(iv),
        "ciphertext": encode(ciphertext),
        "mac": encode(hmac.digest(proof, ciphertext, sha256)),
    }


def _derived(key: bytes, name: str) -> tuple[bytes, bytes]:
    derived = HKDF(key, 64, bytes(32), SHA256, context=name.encode())
    return derived[:32], derived[32:]


def _parity(written: bytes) -> int:
    parity = 0
    for byte in written:
        parity ^= byte
    return parity
