"""HTTP/1.1 on asyncio streams: requests in, responses out, connections kept alive.

h11 does the protocol (httpx, which python-telegram-bot brings, stands on it), so the server needs
no package of its own; `http.server` would need a handler class to inherit from and a thread for
every long poll.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import h11
from bot_api.methods.messages import Request
from bot_api.values import JsonObject, Refused, Upload, bad_request

READ_BYTES = 1 << 16
BODY_SLACK_BYTES = 1 << 20
"""What a multipart body may carry besides the file itself."""

_PART_NAME = re.compile(rb'[; ]name="([^"]*)"')
_PART_FILE = re.compile(rb'filename="([^"]*)"')
_PART_TYPE = re.compile(rb"content-type:\s*([^\r\n]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came; `is_too_large` where the body was over the limit and thrown away."""

    target: str
    content_type: str
    body: bytes
    is_too_large: bool = False

    @property
    def path(self) -> str:
        """The path without the query, percent-decoded."""
        return unquote(urlsplit(self.target).path)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response as it goes back."""

    status: int
    body: bytes
    content_type: str = "application/json"
    retry_after: int | None = None


Respond = Callable[[HttpRequest], Awaitable[HttpResponse | None]]
"""None: the connection is closed without an answer."""


def json_response(status: int, body: JsonObject, retry_after: int | None = None) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(status, json.dumps(body).encode(), retry_after=retry_after)


async def serve_connection(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    respond: Respond,
    body_limit: int,
) -> None:
    """Answer the requests of one connection, one after another, until it is closed."""
    connection = h11.Connection(h11.SERVER)
    try:
        while True:
            request = await _read_request(connection, reader, body_limit)
            response = await respond(request) if request is not None else None
            if response is None:
                return
            writer.write(_encoded(connection, response))
            await writer.drain()
            if connection.our_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()
    except (ConnectionError, h11.RemoteProtocolError):
        return
    finally:
        writer.close()


def read_call(request: HttpRequest) -> Request:
    """Return the parameters and files of a call: query, urlencoded, multipart or JSON body."""
    try:
        parameters = dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
        kind = request.content_type.partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            boundary = _BOUNDARY.search(request.content_type)
            fields, files = _multipart(request.body, boundary[1] if boundary else "")
            return Request({**parameters, **fields}, files)
        if kind == "application/json":
            return Request({**parameters, **_json_parameters(request.body)}, {})
        body = parse_qsl(request.body.decode(), keep_blank_values=True, errors="strict")
        return Request({**parameters, **dict(body)}, {})
    except UnicodeDecodeError as error:
        raise bad_request("Strings must be encoded in UTF-8") from error


async def _read_request(
    connection: h11.Connection, reader: asyncio.StreamReader, body_limit: int
) -> HttpRequest | None:
    head: h11.Request | None = None
    chunks: list[bytes] = []
    size = 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(READ_BYTES))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            size += len(event.data)
            if size <= body_limit + BODY_SLACK_BYTES:
                chunks.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {bytes(name): bytes(value) for name, value in head.headers}
            return HttpRequest(
                target=head.target.decode("ascii"),
                content_type=headers.get(b"content-type", b"").decode("latin-1"),
                body=b"".join(chunks),
                is_too_large=size > body_limit + BODY_SLACK_BYTES,
            )
        else:
            return None


def _encoded(connection: h11.Connection, response: HttpResponse) -> bytes:
    headers = [
        ("Server", "bot-api-for-tests"),
        ("Content-Type", response.content_type),
        ("Content-Length", str(len(response.body))),
    ]
    if response.retry_after is not None:
        headers.append(("Retry-After", str(response.retry_after)))
    events = (
        h11.Response(status_code=response.status, headers=headers),
        h11.Data(data=response.body),
        h11.EndOfMessage(),
    )
    return b"".join(connection.send(event) or b"" for event in events)


def _json_parameters(body: bytes) -> dict[str, str]:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise Refused(400, "Bad Request: can't parse JSON object") from error
    if not isinstance(fields, dict):
        raise Refused(400, "Bad Request: JSON object expected")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in fields.items()
    }


def _multipart(body: bytes, boundary: str) -> tuple[dict[str, str], Mapping[str, Upload]]:
    """Return the fields and the files of a multipart body."""
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head)
        file_name = _PART_FILE.search(head)
        if name is None:
            continue
        if file_name is None:
            fields[name[1].decode()] = content.decode()
            continue
        kind = _PART_TYPE.search(head)
        mime_type = kind[1].decode() if kind else "application/octet-stream"
        files[name[1].decode()] = Upload(unquote(file_name[1].decode()), mime_type, content)
    return fields, files
