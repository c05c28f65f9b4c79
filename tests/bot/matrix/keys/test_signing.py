import pytest
import vodozemac
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.keys.signing import (
    BadRecoveryKey,
    SigningKey,
    canonical,
    decode,
    identity_of,
    new_identity,
    read_recovery_key,
    seal,
    storage_key,
    unseal,
    write_recovery_key,
)

USER = "@bot:example.org"
# RFC 8032, 7.1, test 1: the seed, and the public key that it makes.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def is_signed(signed: dict[str, object], signature: str, key: str) -> bool:
    """Verify with an implementation that shares no code with ours."""
    public = vodozemac.Ed25519PublicKey.from_base64(key)
    try:
        public.verify_signature(
            canonical(signed), vodozemac.Ed25519Signature.from_base64(signature)
        )
    except vodozemac.SignatureException:
        return False
    return True


def test_a_seed_makes_the_public_key_that_the_standard_says() -> None:
    assert decode(SigningKey(SEED).public) == PUBLIC


def test_the_master_key_signs_the_two_others() -> None:
    identity = new_identity(USER)
    keys = identity.public_keys()
    for usage in ("self_signing_key", "user_signing_key"):
        signature = keys[usage]["signatures"][USER][f"ed25519:{identity.master.public}"]
        assert is_signed(keys[usage], signature, identity.master.public)
        assert not is_signed(keys[usage] | {"usage": []}, signature, identity.master.public)
    assert keys["master_key"] == {
        "user_id": USER,
        "usage": ["master"],
        "keys": {f"ed25519:{identity.master.public}": identity.master.public},
    }


def test_keys_are_read_as_they_were_written() -> None:
    identity = new_identity(USER)
    assert identity_of(USER, identity.seeds()) == identity


@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_key_is_read_as_it_was_written(key: bytes) -> None:
    written = write_recovery_key(key)
    assert written.startswith("Es")  # as the specification's two first bytes make it
    assert read_recovery_key(written.replace(" ", "")) == key


def test_a_mistyped_recovery_key_is_refused() -> None:
    written = write_recovery_key(SEED)
    for mistyped in (written[:-1], written.replace("s", "t", 1), "", "0OIl", f"{written} 1"):
        with pytest.raises(BadRecoveryKey):
            read_recovery_key(mistyped)


def test_a_secret_is_unsealed_by_its_own_key_and_name_alone() -> None:
    sealed = seal(SEED, "m.cross_signing.master", "the secret")
    assert unseal(SEED, "m.cross_signing.master", sealed) == "the secret"
    with pytest.raises(BadRecoveryKey):
        unseal(bytes(32), "m.cross_signing.master", sealed)
    with pytest.raises(BadRecoveryKey):
        unseal(SEED, "m.cross_signing.user_signing", sealed)
    assert "=" not in sealed["ciphertext"] + sealed["mac"] + sealed["iv"]
    assert storage_key(SEED)["algorithm"] == "m.secret_storage.v1.aes-hmac-sha2"
