"""Whether an answer is the Bot API's own: whatever else comes is treated like a broken connection.

Between the bot and Telegram stand proxies, and they answer in pages: an error in HTML, a JSON that
was cut off, a page with 200. None of it says what Telegram did, so the call is made again. Only
what Telegram says in its own JSON, with the status that belongs to it, ends a call.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any  # JSON as it came, before it was looked at

import httpx
from telegram import Chat, File, Message, User

LONGEST_WAIT_SECONDS = 1_000_000_000
"""Of a refusal for too many calls; more is no number that Telegram would give."""

_READERS: Mapping[str, Callable[[Any], object]] = {
    "getme": lambda found: User.de_json(found, None),
    "getfile": lambda found: File.de_json(found, None),
    "sendmessage": lambda found: _read_message(found),
    "editmessagetext": lambda found: found is True or _read_message(found),
    "getupdates": lambda found: found[:] if isinstance(found, list) else found["no list"],
}


async def check_answer(response: httpx.Response) -> None:
    """Raise `httpx.RemoteProtocolError` for an answer that is not the Bot API's own."""
    body, path = await response.aread(), response.url.path
    if path.startswith("/file/") and response.status_code == httpx.codes.OK:
        return
    if not is_genuine(path.rpartition("/")[2], response.status_code, body):
        raise httpx.RemoteProtocolError(
            f"the answer is not Telegram's own (status {response.status_code})"
        )


def is_genuine(method: str, status: int, body: bytes) -> bool:
    """Tell whether a method's answer is Telegram's: with a result that can be read, or a refusal.

    >>> is_genuine("getMe", 404, b'{"ok": false, "error_code": 404, "description": "Not Found"}')
    True
    >>> is_genuine("getMe", 404, b"<html>404</html>")
    False
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(answer, dict):
        return False
    if status == httpx.codes.OK:
        return answer.get("ok") is True and _is_result(method, answer)
    return answer.get("ok") is False and _is_refusal(status, answer)


def _is_result(method: str, answer: Mapping[str, Any]) -> bool:
    if "result" not in answer:
        return False
    read = _READERS.get(method.lower())
    if read is None:
        return True
    try:
        return read(answer["result"]) is not None
    except Exception:  # noqa: BLE001 - whatever the library raises, it cannot read it
        return False


def _read_message(found: Any) -> Message | None:  # noqa: ANN401 - JSON as it came
    """Read a message that was sent; `None` where it does not say which it is, and where."""
    message = Message.de_json(found, None)
    if message is None or not isinstance(message.chat, Chat):
        return None
    return message if type(message.message_id) is type(message.chat.id) is int else None


def _is_refusal(status: int, answer: Mapping[str, Any]) -> bool:
    parameters = answer.get("parameters", {})
    if not isinstance(parameters, dict) or not isinstance(answer.get("description"), str):
        return False
    wait, migrated = parameters.get("retry_after", 0), parameters.get("migrate_to_chat_id", 0)
    return (
        answer.get("error_code") == status
        and type(wait) is int
        and 0 <= wait <= LONGEST_WAIT_SECONDS
        and type(migrated) is int
    )
