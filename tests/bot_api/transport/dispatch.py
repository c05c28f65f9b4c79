"""One request, one answer: the token, the method, the fault that was asked for, the record."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot_api.methods import messages, profile
from bot_api.methods.fields import Parameters
from bot_api.methods.messages import Request
from bot_api.state import World
from bot_api.transport.faults import ChooseFault, Fault, no_faults
from bot_api.transport.http import HttpRequest, HttpResponse, json_response, read_call
from bot_api.transport.polling import LongPoll
from bot_api.values import JsonObject, Refused, Upload, too_many_requests

Method = Callable[[World, Request], object]
"""From a call to whatever JSON it is answered with."""

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "answercallbackquery": messages.answer_callback_query,
        "answerinlinequery": messages.answer_inline_query,
        "deletemessage": messages.delete_message,
        "deletemycommands": profile.delete_my_commands,
        "deletewebhook": profile.delete_webhook,
        "editmessagereplymarkup": messages.edit_message_reply_markup,
        "editmessagetext": messages.edit_message_text,
        "getchat": profile.get_chat,
        "getchatmember": profile.get_chat_member,
        "getfile": profile.get_file,
        "getme": profile.get_me,
        "getmycommands": profile.get_my_commands,
        "getmydescription": profile.get_my_description,
        "getmyshortdescription": profile.get_my_short_description,
        "getwebhookinfo": profile.get_webhook_info,
        "sendchataction": messages.send_chat_action,
        "senddocument": messages.send_document,
        "sendmessage": messages.send_message,
        "setmessagereaction": messages.set_message_reaction,
        "setmycommands": profile.set_my_commands,
        "setmydescription": profile.set_my_description,
        "setmyshortdescription": profile.set_my_short_description,
        "setwebhook": profile.set_webhook,
    }
)

_CALL_PATH = re.compile(r"/bot([^/]*)/(\w+)")
_FILE_PATH = re.compile(r"/file/bot([^/]*)/documents/(\w+)")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>"
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was answered, or dropped (`status` None): method in lower case."""

    method: str
    parameters: Parameters
    files: Mapping[str, Upload]
    status: int | None
    answer: JsonObject | None
    fault: Fault | None = None
    at: float = 0.0
    """When it was answered, on Python's monotonic clock."""

    @property
    def description(self) -> str:
        """Telegram's words of refusal, empty for a call that went well."""
        return str(self.answer.get("description", "")) if self.answer else ""


class Dispatcher:
    """Answers requests from the world's state and keeps a record of every call."""

    def __init__(self, world: World, token: str, long_poll: LongPoll) -> None:
        self._world = world
        self._token = token
        self._long_poll = long_poll
        self.choose_fault: ChooseFault = no_faults
        self.calls: list[Call] = []

    async def respond(self, request: HttpRequest) -> HttpResponse | None:
        """Answer a request; None drops the connection."""
        if request.is_too_large:
            return _refusal(Refused(413, "Request Entity Too Large"))
        try:
            if request.path.startswith("/file/"):
                return self._download(request.path)
            method = self._method_of(request.path)
            call = read_call(request)
        except Refused as refused:
            return _refusal(refused)
        fault = self.choose_fault(method, call.parameters)
        return await self._answer(method, call, fault)

    async def _answer(
        self, method: str, request: Request, fault: Fault | None
    ) -> HttpResponse | None:
        if fault is not None and fault.kind == "drop before":
            return self._recorded(method, request, None, None, fault)
        if fault is not None and fault.kind in ("bad gateway", "garbled"):
            return self._recorded(method, request, _garbled(fault), None, fault)
        try:
            if fault is not None and fault.kind == "flood":
                raise too_many_requests(fault.retry_after)
            status, answer = 200, {"ok": True, "result": await self._perform(method, request)}
            retry_after = None
        except Refused as refused:
            status, answer, retry_after = refused.code, refused.to_json(), refused.retry_after
        response = json_response(status, answer, retry_after)
        is_dropped = fault is not None and fault.kind == "drop after"
        return self._recorded(method, request, None if is_dropped else response, answer, fault)

    async def _perform(self, method: str, request: Request) -> object:
        if method == "getupdates":
            return await self._long_poll.updates(request)
        if any(len(f.content) > self._world.limits.upload_bytes for f in request.files.values()):
            raise Refused(413, "Request Entity Too Large")
        with self._world.changed:
            return METHODS[method](self._world, request)

    def _recorded(
        self,
        method: str,
        request: Request,
        response: HttpResponse | None,
        answer: JsonObject | None,
        fault: Fault | None,
    ) -> HttpResponse | None:
        status = response.status if response is not None else None
        at = time.monotonic()
        call = Call(method, request.parameters, request.files, status, answer, fault, at)
        with self._world.changed:
            self.calls.append(call)
            self._world.changed.notify_all()
        return response

    def _method_of(self, path: str) -> str:
        match = _CALL_PATH.fullmatch(path)
        if match is None:
            raise Refused(404, "Not Found")
        self._check_token(match[1])
        method = match[2].lower()
        if method not in METHODS and method != "getupdates":
            raise Refused(404, "Not Found: method not found")
        return method

    def _download(self, path: str) -> HttpResponse:
        match = _FILE_PATH.fullmatch(path)
        if match is None:
            raise Refused(404, "Not Found")
        self._check_token(match[1])
        upload = self._world.files.get(match[2])
        if upload is None:
            raise Refused(404, "Not Found")
        if len(upload.content) > self._world.limits.download_bytes:
            raise Refused(400, "Bad Request: file is too big")
        return HttpResponse(200, upload.content, "application/octet-stream")

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise Refused(401, "Unauthorized: invalid token specified")
        if token != self._token:
            raise Refused(401, "Unauthorized")


def _garbled(fault: Fault) -> HttpResponse:
    if fault.kind == "garbled":
        return HttpResponse(fault.status, fault.body, "text/html")
    return HttpResponse(502, _BAD_GATEWAY, "text/html")


def _refusal(refused: Refused) -> HttpResponse:
    return json_response(refused.code, refused.to_json(), refused.retry_after)
