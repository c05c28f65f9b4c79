"""A bot's connection to a homeserver: any call, made again until it is done; its errors as ours."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from random import uniform
from time import monotonic
from typing import Any  # JSON as the homeserver answers it
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from bot.serving.monitoring import Monitoring
from bot.serving.platform import Refused, TooLarge, Undeliverable

FOREVER = float("inf")
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0  # between two tries; a person waits, but the homeserver is down anyway
LIMITED_SECONDS = 2.0  # to wait where the homeserver limits, and does not say how long
PREFIX = "/_matrix/client/v3"

_WHOLE = ("/_matrix/", "/.well-known/")
_CONNECTIONS = 64
_TIMEOUT_SECONDS = 60.0
_TOO_MANY_REQUESTS = 429
_TOKEN_ERRORS = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED")
_TOKEN_REFUSED = (
    "the homeserver {homeserver} refuses the bot's access token ({code}); log in again with:"
    " pullquote matrix --login"
)

Json = dict[str, Any]

_log = logging.getLogger("pullquote.matrix")


class Failed(Undeliverable):
    """The homeserver will not do this; `code` is its error code, as M_FORBIDDEN."""

    def __init__(self, code: str, answer: Json) -> None:
        """Keep the code, and the homeserver's answer, whose words are the text of the error."""
        words = answer.get("error")
        super().__init__(f"{code}: {words}" if words else code)
        self.code = code
        self.answer = answer


class MatrixApi:
    """One account's connection. Calls raise `Refused` and `Undeliverable`, which may be `Failed`.

    A call is told apart by its transaction id where it has one, so that none is done twice.
    """

    def __init__(self, homeserver: str, token: str | None, monitoring: Monitoring) -> None:
        """Take the address of a homeserver, as `https://matrix.example.org`."""
        self.homeserver = homeserver.rstrip("/")
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._monitoring = monitoring
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        verb: str,
        path: str,
        body: object | None = None,
        query: Mapping[str, str] | None = None,
        patience_seconds: float = _TIMEOUT_SECONDS,
        timeout_seconds: float = _TIMEOUT_SECONDS,
    ) -> Json:
        """Make a call until it is done; `path` comes behind `/_matrix/client/v3`, or is whole."""
        url = self.homeserver + (path if path.startswith(_WHOLE) else PREFIX + path)
        give_up_at = monotonic() + patience_seconds
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                async with self._request(verb, url, body, query, timeout_seconds) as answered:
                    found = await _json(answered)
                    if answered.status < 300:
                        return found
                    wait, reason = self._wait(answered, found, pause), _reason(answered, found)
            except (ClientError, TimeoutError, ValueError) as error:
                wait, reason = uniform(pause / 2, pause), type(error).__name__
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            if monotonic() + wait > give_up_at:
                raise Undeliverable(_given_up(patience_seconds, reason))
            self._monitoring.retries.labels(reason).inc()
            _log.info("the homeserver did not do a call (%s); again in %.1f s", reason, wait)
            await asyncio.sleep(wait)

    async def try_once(self, verb: str, path: str, body: object) -> None:
        """Make a call of no importance, once; what fails is forgotten."""
        with suppress(ClientError, TimeoutError):
            async with self._request(verb, self.homeserver + PREFIX + path, body, None, 5.0):
                pass

    async def download(self, media: str, most_bytes: int, patience_seconds: float) -> bytes:
        """Download a file by its `mxc://…`; raises `TooLarge` as soon as it is."""
        server, _, name = media.removeprefix("mxc://").partition("/")
        path = f"/_matrix/client/v1/media/download/{segment(server)}/{segment(name)}"
        try:
            async with asyncio.timeout(patience_seconds):
                async with self._request("GET", self.homeserver + path, None, None, None) as found:
                    if found.status >= 300:
                        answer = await _json(found)
                        raise Failed(str(answer.get("errcode", found.status)), answer)
                    content = bytearray()
                    async for piece in found.content.iter_chunked(1 << 16):
                        content += piece
                        if len(content) > most_bytes:
                            raise TooLarge(f"more than {most_bytes} bytes")
                    return bytes(content)
        except (ClientError, TimeoutError) as error:
            raise Undeliverable(type(error).__name__) from error

    async def upload(self, content: bytes, name: str) -> str:
        """Upload a file; return its `mxc://…`. Raises `Undeliverable`."""
        found = await self.call("POST", "/_matrix/media/v3/upload", content, {"filename": name})
        return str(found.get("content_uri"))

    def _request(
        self,
        verb: str,
        url: str,
        body: object | None,
        query: Mapping[str, str] | None,
        timeout_seconds: float | None,
    ) -> Any:  # noqa: ANN401 - aiohttp's own context manager, which has no public name
        if self._session is None:
            connector = TCPConnector(limit=_CONNECTIONS)
            self._session = ClientSession(headers=self._headers, connector=connector)
        timeout = ClientTimeout(total=timeout_seconds)
        if isinstance(body, bytes):
            kind = {"Content-Type": "application/octet-stream"}
            return self._session.request(
                verb, url, data=body, headers=kind, params=query, timeout=timeout
            )
        return self._session.request(verb, url, json=body, params=query, timeout=timeout)

    def _wait(self, answered: ClientResponse, found: Json, pause: float) -> float:
        """Tell how long to wait before the next try; raises where there is no use in one."""
        code = str(found.get("errcode", answered.status))
        if code in _TOKEN_ERRORS:
            refused = _TOKEN_REFUSED.format(homeserver=self.homeserver, code=code)
            raise Refused(refused)
        if answered.status == _TOO_MANY_REQUESTS:
            return _limited_seconds(answered, found)
        if answered.status < 500:
            raise Failed(code, found)
        return uniform(pause / 2, pause)


def _given_up(patience_seconds: float, reason: str) -> str:
    """Say how long a call was tried, and what failed; no time if it was tried once."""
    return (
        f"tried for {patience_seconds:.0f} s, then given up ({reason})"
        if patience_seconds
        else reason
    )


def segment(text: str) -> str:
    """Encode a part of a path: ids hold `!`, `#` and `/`."""
    return quote(text, safe="")


async def _json(answered: ClientResponse) -> Json:
    """Read an object; raises `ValueError` where a success is none, as a proxy's page."""
    try:
        found = await answered.json(content_type=None)
    except ValueError:
        if answered.status < 300:
            raise
        found = None
    if isinstance(found, dict):
        return found
    if answered.status < 300:
        raise ValueError("no JSON object")
    return {}


def _limited_seconds(answered: ClientResponse, found: Json) -> float:
    header = answered.headers.get("Retry-After", "")
    if header.isdecimal():
        return float(header)
    after = found.get("retry_after_ms")
    return after / 1000 if isinstance(after, int | float) and after > 0 else LIMITED_SECONDS


def _reason(answered: ClientResponse, found: Json) -> str:
    return str(found.get("errcode", answered.status))
