"""A web address -> the bytes that stand there, fetched so that no site can do harm.

Only http and https on their own ports are fetched, from the public internet alone, also after a
redirect. No script is run, no cookie kept, no proxy of the environment used.
"""

import re
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath

import httpcore
import httpx

from index.errors import SourceGone, UnreadableSource
from index.records import Fetched
from index.sources.web.addresses import bare, check, parse
from index.sources.web.network import INTERNET, CheckedBackend, Network
from index.text.shown import cut

SUFFIX_OF_MEDIA_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
}
# Servers that do not know what they serve name these types; then the address tells.
_UNTYPED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_KNOWN_SUFFIXES = {".htm": ".html"} | {suffix: suffix for suffix in SUFFIX_OF_MEDIA_TYPE.values()}
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LENGTH = re.compile("[0-9]{1,18}")
_HEADERS = (
    (b"User-Agent", b"Pullquote (reads one article for its newsroom's archive)"),
    (b"Accept", ", ".join(SUFFIX_OF_MEDIA_TYPE).encode("ascii")),
    (b"Accept-Encoding", b"gzip"),
    (b"Connection", b"close"),
)
_SAVE = "save the page and add the file"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The most that one fetch may take with all its redirects; `bytes` both packed and unpacked."""

    seconds: float = 30.0
    bytes: int = 20_000_000
    redirects: int = 5


LIMITS = FetchLimits()


@dataclass(frozen=True, slots=True)
class _Answer:
    """The page that a site answered with; its fields are as in `Fetched`."""

    suffix: str
    content: bytes
    charset: str | None


def fetch(address: str, limits: FetchLimits = LIMITS, network: Network = INTERNET) -> Fetched:
    """Fetch what stands at a web address; UnreadableSource, without the address, tells why not.

    SourceGone when the site answers that nothing stands there any more.
    """
    backend = CheckedBackend(network, time.monotonic() + limits.seconds)
    tls = network.make_tls()
    first = place = parse(address)
    for _ in range(limits.redirects + 1):
        with (
            _naming_redirect(place, first),
            _translated(limits),
            httpcore.ConnectionPool(ssl_context=tls, network_backend=backend) as pool,
        ):
            answer = _ask(pool, place, limits)
        if isinstance(answer, _Answer):
            return Fetched(str(first), str(place), answer.suffix, answer.content, answer.charset)
        with _naming_redirect(answer, first):
            check(answer)
        if (place.scheme, answer.scheme) == ("https", "http"):
            raise UnreadableSource(
                f"redirects from https to http, where others could change the words; {_SAVE}"
            )
        place = answer
    raise UnreadableSource(f"redirects more than {limits.redirects} times; {_SAVE}")


def _ask(
    pool: httpcore.ConnectionPool, place: httpx.URL, limits: FetchLimits
) -> _Answer | httpx.URL:
    """Ask a site for one place: the page there, or the address that the site redirects to."""
    request = httpcore.URL(
        scheme=place.raw_scheme, host=place.raw_host, port=place.port, target=place.raw_path
    )
    asking = [(b"Host", place.netloc), *_HEADERS]
    with pool.stream("GET", request, headers=asking) as response:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1").strip()
            for name, value in response.headers
        }
        if response.status in _REDIRECTS and "location" in headers:
            return _redirected(place, headers["location"])
        if response.status != HTTPStatus.OK:
            refusal = SourceGone if response.status in _GONE else UnreadableSource
            raise refusal(
                f"gives no page: the site answers {_status(response.status)}; check the address"
            )
        suffix, charset = _kind(place, headers.get("content-type", ""))
        content = b"".join(_unpacked(response, headers, limits.bytes))
        return _Answer(suffix, content, charset)


def _redirected(place: httpx.URL, location: str) -> httpx.URL:
    try:
        # Browsers read the bytes of this header as UTF-8.
        target = place.join(location.encode("latin-1").decode("utf-8", "replace"))
        return bare(target)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableSource(f"redirects to what is no address: {cut(location)}") from error


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _kind(place: httpx.URL, content_type: str) -> tuple[str, str | None]:
    """Return the suffix of a file of this media type, and the charset that the server names."""
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type in _UNTYPED:
        suffix = _KNOWN_SUFFIXES.get(PurePosixPath(place.path).suffix.lower())
    else:
        suffix = SUFFIX_OF_MEDIA_TYPE.get(media_type)
    if suffix is None:
        kind = cut(media_type, 60) or "of a type that the site does not say"
        raise UnreadableSource(
            f"is {kind}; only HTML, plain text, Markdown, PDF and DOCX can be read"
        )
    named = _CHARSET.search(parameters)
    return suffix, named[1].lower() if named else None


def _unpacked(
    response: httpcore.Response, headers: dict[str, str], max_bytes: int
) -> Iterator[bytes]:
    """Yield the content, unpacked; the bytes that arrive and the unpacked ones are both limited."""
    packing = headers.get("content-encoding", "").lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise UnreadableSource(f"is packed as {cut(packing, 20)}, which was not asked for; {_SAVE}")
    length = headers.get("content-length", "")
    announced = int(length) if _LENGTH.fullmatch(length) else 0
    arriving = _limited(response.iter_stream(), max_bytes, announced)
    yield from _gunzipped(arriving, max_bytes) if "gzip" in packing else arriving


def _limited(pieces: Iterator[bytes], max_bytes: int, announced: int) -> Iterator[bytes]:
    left = max_bytes - announced
    if left >= 0:
        left = max_bytes
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                break
            yield piece
    if left < 0:
        raise UnreadableSource(
            f"is larger than {max_bytes // 1_000_000} MB; give the article's text alone"
        )


def _gunzipped(pieces: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    """Yield what is packed in one gzip member or in several, one after another."""
    unpacking = _new_member()
    left = max_bytes
    for piece in pieces:
        packed = piece
        while packed:
            if unpacking.eof:
                packed = packed.lstrip(b"\0")  # some fill up with zeros
                unpacking = _new_member() if packed else unpacking
                continue
            unpacked = unpacking.decompress(packed, left + 1)
            left -= len(unpacked)
            if left < 0:
                raise UnreadableSource(
                    f"unpacks to more than {max_bytes // 1_000_000} MB; give the article's text"
                    " alone"
                )
            yield unpacked
            packed = unpacking.unused_data
    if not unpacking.eof:
        raise UnreadableSource("arrived only in part; try again later")


def _new_member() -> "zlib._Decompress":
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


@contextmanager
def _naming_redirect(place: httpx.URL, first: httpx.URL) -> Iterator[None]:
    """Name the address of a redirect in the message of an error about it."""
    try:
        yield
    except UnreadableSource as error:
        if place == first:
            raise
        raise type(error)(f"redirects to {cut(str(place))}, which {error}") from error


@contextmanager
def _translated(limits: FetchLimits) -> Iterator[None]:
    """Turn the errors of the network into UnreadableSource, with a reason on one line."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise UnreadableSource(
            f"took over {limits.seconds:g} seconds to arrive; try again later, or {_SAVE}"
        ) from error
    except zlib.error as error:
        raise UnreadableSource(f"is packed wrongly; {_SAVE}") from error
    except httpcore.ProtocolError as error:
        raise UnreadableSource(
            f"breaks off or does not keep to HTTP; try again later, or {_SAVE}"
        ) from error
    except (httpcore.NetworkError, ssl.SSLError) as error:
        raise UnreadableSource(_network_reason(error)) from error


def _network_reason(error: Exception) -> str:
    causes: list[BaseException | None] = [error, error.__cause__, error.__context__, *error.args]
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return f"has a certificate that is not valid for it, so it may be another site; {_SAVE}"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return f"makes no safe connection (TLS); try again later, or {_SAVE}"
    return "breaks the connection off; try again later"
