"""The account vouches for the bot's device, as a real homeserver and another library see it."""

import json
import logging
import stat
from typing import Any  # JSON as the homeserver answers it

import httpx
import pytest
import vodozemac
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import PASSWORD

from bot.matrix.account import Identified, identify
from bot.matrix.keys.signing import canonical
from bot.matrix.login import Login, keep_login, log_in, read_login
from bot.serving.platform import Refused


def identified(
    newsroom: Newsroom, recovery_key: str = "", *, new_identity: bool = False
) -> Identified:
    """Do what `pullquote matrix --login` does after the login."""
    work = identify(newsroom.data, PASSWORD, lambda: recovery_key, new_identity=new_identity)
    return newsroom.loop.run(work)


def logged_in_anew(newsroom: Newsroom) -> Login:
    """Lose the machine, and log in on another."""
    for file in (newsroom.data / "matrix").iterdir():
        file.unlink()
    login = newsroom.loop.run(log_in(newsroom.server.url, newsroom.bot, PASSWORD))
    keep_login(newsroom.data, login)
    return login


def keys(newsroom: Newsroom) -> dict[str, Any]:
    """Ask the homeserver for the bot's keys, as anybody may."""
    login = read_login(newsroom.data)
    assert login is not None
    answer = httpx.post(
        f"{newsroom.server.url}/_matrix/client/v3/keys/query",
        headers={"Authorization": f"Bearer {login.token}"},
        json={"device_keys": {newsroom.bot: []}},
        trust_env=False,
    )
    return dict(answer.json())


def master(newsroom: Newsroom) -> str:
    return str(next(iter(keys(newsroom)["master_keys"][newsroom.bot]["keys"].values())))


def is_signed(newsroom: Newsroom, device: str) -> bool:
    """Verify, with another library, that the account's own key has signed a device."""
    found = keys(newsroom)
    below = found["self_signing_keys"][newsroom.bot]
    (self_signing,) = below["keys"].values()
    _verify(below, newsroom.bot, master(newsroom))
    signed = found["device_keys"][newsroom.bot].get(device, {"signatures": {newsroom.bot: {}}})
    if f"ed25519:{self_signing}" not in signed["signatures"][newsroom.bot]:
        return False
    _verify(signed, newsroom.bot, self_signing)
    return True


def _verify(signed: dict[str, Any], user: str, key: str) -> None:
    signature = signed["signatures"][user][f"ed25519:{key}"]
    vodozemac.Ed25519PublicKey.from_base64(key).verify_signature(
        canonical(signed), vodozemac.Ed25519Signature.from_base64(signature)
    )


def device(newsroom: Newsroom) -> str:
    login = read_login(newsroom.data)
    assert login is not None
    return login.device


def test_keys_are_made_once_and_sign_the_device(newsroom: Newsroom) -> None:
    first = identified(newsroom)
    assert first.is_signed
    assert first.recovery_key is not None
    assert is_signed(newsroom, device(newsroom))
    made = master(newsroom)
    assert identified(newsroom) == Identified(True)
    assert master(newsroom) == made
    for name in ("identity.json", "login.json", "rooms.sqlite", f"keys-{device(newsroom)}.sqlite"):
        mode = (newsroom.data / "matrix" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE((newsroom.data / "matrix").stat().st_mode) == 0o700


def test_on_another_machine_the_recovery_key_restores_them(newsroom: Newsroom) -> None:
    recovery_key = identified(newsroom).recovery_key
    assert recovery_key is not None
    made = master(newsroom)
    login = logged_in_anew(newsroom)
    assert identified(newsroom, "") == Identified(False)
    assert not is_signed(newsroom, login.device)
    with pytest.raises(Refused, match="this is no recovery key"):
        identified(newsroom, recovery_key[:-4])
    assert identified(newsroom, recovery_key) == Identified(True)
    assert is_signed(newsroom, login.device)
    assert master(newsroom) == made


def test_keys_of_the_account_are_replaced_only_when_that_is_said(newsroom: Newsroom) -> None:
    identified(newsroom)
    made = master(newsroom)
    login = logged_in_anew(newsroom)
    identified(newsroom, "")
    assert master(newsroom) == made
    assert identified(newsroom, new_identity=True).recovery_key is not None
    assert master(newsroom) != made
    assert is_signed(newsroom, login.device)


def test_an_unsigned_device_is_signed_at_the_next_start_and_no_secret_is_logged(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "pullquote")
    recovery_key = identified(newsroom).recovery_key
    assert recovery_key is not None
    secrets = json.loads((newsroom.data / "matrix" / "identity.json").read_text())
    kept = (newsroom.data / "matrix" / "identity.json").read_bytes()
    login = logged_in_anew(newsroom)
    (newsroom.data / "matrix" / "identity.json").write_bytes(kept)
    assert not is_signed(newsroom, login.device)
    with newsroom.served():
        newsroom.talk("carl").gets("captain")
    assert is_signed(newsroom, login.device)
    for secret in (recovery_key, secrets["master"], login.token, login.store_key):
        assert secret not in caplog.text


def test_a_bot_without_the_accounts_keys_says_so_and_serves(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    identified(newsroom)
    logged_in_anew(newsroom)
    with newsroom.served():
        assert newsroom.talk("carl").says("captain").startswith("The captain was arrested.")
    assert "has signing keys that the bot does not hold" in caplog.text
