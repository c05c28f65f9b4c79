"""The login: one account and one device of it, made once, and kept in the data directory.

Nobody else may read the folder: it holds the token, the keys of the device and of the account.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.matrix.api import Failed, Json, MatrixApi
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Refused, Undeliverable

FOLDER = "matrix"
DEVICE_NAME = "Pullquote"
TRY_SECONDS = 20.0  # somebody waits at a prompt

_FILE = "login.json"


@dataclass(frozen=True, slots=True)
class Login:
    """An account's id and device, how to reach its homeserver, and what opens the key store."""

    homeserver: str
    user: str
    device: str
    token: str
    store_key: str


def folder(data: Path) -> Path:
    """Return the folder for Matrix in a data directory, made for its owner alone."""
    found = data / FOLDER
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    found.chmod(0o700)
    return found


def read_login(data: Path) -> Login | None:
    """Read the login; `None` where there is none. Raises `Refused` where it cannot be read."""
    path = data / FOLDER / _FILE
    try:
        return Login(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise Refused(
            f"the login in {path} cannot be read ({error}); log in again with:"
            " pullquote matrix --login"
        ) from error


def keep_login(data: Path, login: Login) -> None:
    """Write the login for its owner alone, whole or not at all, in the place of an earlier one."""
    earlier = read_login(data)
    if earlier is not None and (earlier.user, earlier.device) == (login.user, login.device):
        login = replace(login, store_key=earlier.store_key)  # else its keys could not be opened
    write_secret(folder(data) / _FILE, json.dumps(asdict(login), indent=2))


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    written = path.with_suffix(".new")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)


async def find_homeserver(written: str) -> str:
    """Return the address of a homeserver, of which somebody wrote the address or the server name.

    Raises `Refused` where nothing of the kind answers.
    """
    address = written.strip().rstrip("/")
    if "://" not in address:
        address = await _well_known(f"https://{address}")
    try:
        await _ask(address, "/_matrix/client/versions")
    except Undeliverable as error:
        raise Refused(
            f"no Matrix homeserver answers at {address} ({error}); write its address, as"
            " https://matrix.example.org"
        ) from error
    return address


async def log_in(homeserver: str, user: str, password: str) -> Login:
    """Log in with a password, which is used once and kept nowhere; raises `Refused`."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": password,
        "initial_device_display_name": DEVICE_NAME,
    }
    found = await _answered(homeserver, None, "POST", "/login", body)
    return _login(homeserver, found, str(found.get("access_token", "")))


async def take_token(homeserver: str, token: str) -> Login:
    """Log in with an access token that was issued elsewhere; raises `Refused`."""
    found = await _answered(homeserver, token, "GET", "/account/whoami", None)
    if "device_id" not in found:
        raise Refused(
            "this access token belongs to no device, so nothing can be encrypted with it; take one"
            " that was issued with a device id"
        )
    return _login(homeserver, found, token)


def _login(homeserver: str, found: Json, token: str) -> Login:
    user, device = str(found.get("user_id", "")), str(found.get("device_id", ""))
    return Login(homeserver, user, device, token, secrets.token_urlsafe(32))


async def log_out(login: Login) -> None:
    """End an earlier login, so that nobody encrypts for its device any more; failing is no harm."""
    api = MatrixApi(login.homeserver, login.token, Monitoring())
    try:
        await api.try_once("POST", "/logout", {})
    finally:
        await api.close()


async def _well_known(address: str) -> str:
    """Look up where the homeserver of a server name is; it is there itself if nothing says so."""
    try:
        found = await _ask(address, "/.well-known/matrix/client")
    except Undeliverable:
        return address
    named = found.get("m.homeserver", {})
    base = named.get("base_url") if isinstance(named, dict) else None
    return base.rstrip("/") if isinstance(base, str) and base else address


async def _ask(homeserver: str, path: str) -> Json:
    api = MatrixApi(homeserver, None, Monitoring())
    try:
        return await api.call("GET", path, patience_seconds=0, timeout_seconds=TRY_SECONDS)
    finally:
        await api.close()


async def _answered(homeserver: str, token: str | None, verb: str, path: str, body: object) -> Json:
    api = MatrixApi(homeserver, token, Monitoring())
    try:
        return await api.call(verb, path, body, patience_seconds=TRY_SECONDS)
    except Refused as error:  # its remedy is to log in, which is what fails here
        means = "account" if token is None else "access token; copy it whole, or log in by password"
        raise Refused(f"the homeserver {homeserver} does not take this {means}") from error
    except Failed as error:
        raise Refused(f"the homeserver {homeserver} does not log the bot in ({error})") from error
    except Undeliverable as error:
        raise Refused(f"the homeserver {homeserver} does not answer ({error})") from error
    finally:
        await api.close()
