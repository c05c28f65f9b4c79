"""Passes to the reader page: signed links that expire, and codes that a person types once.

A link names its person and its end, and is signed with a key that lies in the data directory, so
that whatever is served, and the command line, make links that the page takes. Of a code only the
SHA-256 is kept, for ten minutes.
"""

import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from bot.people.book import People
from index.errors import StoreRefused
from index.store.databases import make_directory

KEY_NAME = "web.key"
LINK_SECONDS = 3600.0  # long enough to open it at a desk; whoever it is forwarded to comes late
CODE_SECONDS = 600.0
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are mistaken for others
CODE_LENGTH = 8  # 39 bits: of the guesses that ten minutes allow, one in a billion is right

_KEY_BYTES = 32
_SIGNED_AS = b"pullquote reader page link"
_LONGEST_LINK = 600  # characters; a person's id in Matrix has 255


def load_key(data: Path) -> bytes:
    """Read the key that links are signed with; make one that only its owner can read, at first.

    Raises `StoreRefused` where it can neither be read nor made.
    """
    path = data / KEY_NAME
    try:
        make_directory(data)
        if not path.exists():
            with suppress(FileExistsError):
                _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreRefused(f"the key {path} cannot be read: {error.strerror}") from error
    if len(key) != _KEY_BYTES:
        raise StoreRefused(f"the key {path} is damaged; remove it: links made before end with it")
    return key


def sign(key: bytes, person: str, now: float) -> str:
    """Write a pass for a person, as it stands in a link; it ends an hour after `now`."""
    ends = int(now + LINK_SECONDS)
    return f"{_encode(person.encode())}.{ends:x}.{_encode(_signature(key, person, ends))}"


def holder(key: bytes, written: str, now: float) -> str | None:
    """Return whose pass it is; `None` for one that was forged, altered, or has ended."""
    if len(written) > _LONGEST_LINK or written.count(".") != 2:
        return None
    try:
        named, ending, signed = written.split(".")
        person, ends = _decode(named).decode(), int(ending, 16)
        is_ours = hmac.compare_digest(_decode(signed), _signature(key, person, ends))
    except (ValueError, BadBase64):
        return None
    is_written_so = written == f"{_encode(person.encode())}.{ends:x}.{signed}"
    return person if is_ours and is_written_so and now < ends else None


class LoginCodes:
    """The codes with which the people of one platform log in. A person has one at a time."""

    def __init__(self, people: People) -> None:
        """Keep codes in the file of `people`."""
        self._people = people
        self._file = people.file

    def give(self, person: str) -> str:
        """Make a code for a person; the one before it is void. Raises `StoreRefused`."""
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        now = self._file.clock()
        with self._file.changing():
            self._expire(now)
            self._file.connection.execute(
                "INSERT OR REPLACE INTO logins VALUES (?, ?, ?, ?)",
                (self._file.platform, person, _digest(code), now),
            )
        return f"{code[:4]}-{code[4:]}"

    def take(self, typed: str) -> str | None:
        """Take a code, which is void then; return whose it was, `None` for no code of ours."""
        code = "".join(letter for letter in typed.upper() if letter.isalnum())
        if len(code) != CODE_LENGTH:
            return None
        with self._file.changing():
            self._expire(self._file.clock())
            row = self._file.connection.execute(
                "DELETE FROM logins WHERE platform = ? AND code_sha256 = ? RETURNING person",
                (self._file.platform, _digest(code)),
            ).fetchone()
        return None if row is None else str(row[0])

    def _expire(self, now: float) -> None:
        self._file.connection.execute("DELETE FROM logins WHERE at <= ?", (now - CODE_SECONDS,))


def _make_key(path: Path) -> None:
    """Write a new key beside its place and link it there, so that no half key is ever read."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(_KEY_BYTES))
        os.fsync(descriptor)
        os.link(beside, path)
    finally:
        os.close(descriptor)
        beside.unlink()


def _signature(key: bytes, person: str, ends: int) -> bytes:
    return hmac.digest(key, b"\0".join((_SIGNED_AS, person.encode(), f"{ends:x}".encode())), sha256)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _encode(given: bytes) -> str:
    return urlsafe_b64encode(given).decode().rstrip("=")


def _decode(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))
