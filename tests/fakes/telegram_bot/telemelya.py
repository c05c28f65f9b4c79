"""The package telemelya, an emulation of Telegram by others, and the stores that it needs.

It runs in the Python that TELEMELYA_PYTHON names, or else in this one: an environment of its own
keeps its dependencies apart from ours. Known of it (0.2.2, from its source):

- it pushes without the secret header and forgets `secret_token`, so `SecretProxy` stands between;
- it returns messages without entities, but records every call as it came, under "raw";
- it knows no polling, no menus, no groups and no languages, and pushes nothing a second time.
"""

import asyncio
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any  # JSON as telemelya answers it

import httpx
from aiohttp import web
from fakes.commands.ports import free_port, listens, wait_until_listening
from fakes.telegram_bot.served import wait_until

from bot.serving.http import listening

SETTING = "TELEMELYA_PYTHON"
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"
LOG = "processes.log"
_START_SECONDS = 60.0  # its imports alone take seconds on a busy machine
_SESSION = "pullquote"


def missing() -> str | None:
    """Name what the tests need and this machine lacks; `None` if nothing, or the setting is set."""
    if SETTING in os.environ:
        return None  # whoever set it wants the test: what lacks must fail it
    if shutil.which("redis-server") is None:
        return "redis-server is not installed (apt-get install redis-server)"
    for module in ("telemelya", "moto", "flask"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed (pip install telemelya==0.2.2 'moto[server]')"
    return None


@dataclass(frozen=True, slots=True)
class Telemelya:
    """The running emulation: what people do, and what the bot has sent."""

    url: str

    def pushes(self, **update: object) -> int:
        """Push a message or a press to the bot; return the status that it answered with."""
        return int(self._post("send_update", update)["delivery"]["status_code"])

    def asks_inline(self, person: int, text: str) -> int:
        """Push an inline query; return the status that the bot answered with."""
        who = {"id": person, "first_name": "Ada"}
        sent = self._post("send_inline_query", {"query": text, "from_user": who})
        return int(sent["delivery"]["status_code"])

    def chooses(self, chat: int, result_id: str) -> dict[str, Any]:
        """Send an offered result into a chat; return what was offered."""
        body = {"chat_id": chat, "result_id": result_id}
        return dict(self._post("choose_inline_result", body)["chosen"])

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the bot's calls of a method, oldest first, as telemelya recorded them."""
        found = self._call("GET", "responses", {})["responses"]
        return [dict(call) for call in found if call["method"] == method]

    def reset(self) -> None:
        """Forget what was sent, but not the webhook."""
        self._post("reset", {})

    def webhook(self) -> str:
        """Return the address that the bot has set."""
        answer = httpx.post(f"{self.url}/bot{TOKEN}/getWebhookInfo", trust_env=False)
        return str(answer.json()["result"]["url"])

    def _post(self, path: str, body: object) -> dict[str, Any]:
        return self._call("POST", path, body)

    def _call(self, verb: str, path: str, body: object) -> dict[str, Any]:
        answer = httpx.request(
            verb,
            f"{self.url}/api/v1/test/{path}",
            params={"bot_token": TOKEN, "session_id": _SESSION},
            headers={"Authorization": "Bearer any"},
            json=body if verb == "POST" else None,
            trust_env=False,
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@contextmanager
def telemelya(folder: Path) -> Iterator[Telemelya]:
    """Start redis, S3 and telemelya on loopback, everything in a folder; end them afterwards."""
    python = os.environ.get(SETTING, sys.executable)
    redis, s3, own = free_port(), free_port(), free_port()
    stores = {"REDIS_URL": f"redis://127.0.0.1:{redis}/0", "MINIO_ENDPOINT": f"127.0.0.1:{s3}"}
    listens = {"MOCK_SERVER_HOST": "127.0.0.1", "MOCK_SERVER_PORT": str(own)}
    kept = ("--save", "", "--appendonly", "no", "--dir", str(folder))
    with ExitStack() as begun:

        def begin(port: int, *command: str) -> None:
            process = begun.enter_context(_process(folder, command, stores | listens))
            wait_until_listening(port, process, folder / LOG, _START_SECONDS)

        begin(redis, "redis-server", "--bind", "127.0.0.1", "--port", str(redis), *kept)
        begin(s3, python, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(s3))
        begin(own, python, "-m", "telemelya.server.app")  # last, as it asks the others at once
        yield Telemelya(f"http://127.0.0.1:{own}")


@dataclass(slots=True)
class SecretProxy:
    """Where telemelya pushes to: it hands each push on to the bot, with these headers."""

    bot_url: str
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def proxied(proxy: SecretProxy, port: int) -> Iterator[None]:
    """Listen on a port of loopback until the block ends."""

    is_over = threading.Event()

    async def hand_on(request: web.Request) -> web.Response:
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as client:
            body = await request.read()
            handed = await client.post(proxy.bot_url, content=body, headers=proxy.headers)
        return web.Response(status=handed.status_code)

    async def run() -> None:
        async with listening("127.0.0.1", port, [web.post("/hook", hand_on)], "no setting"):
            await asyncio.to_thread(is_over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        wait_until(lambda: listens(port))
        yield
    finally:
        is_over.set()
        thread.join()


@contextmanager
def _process(
    folder: Path, command: tuple[str, ...], ours: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    # A proxy of the environment would take the calls to loopback, and a path our modules.
    foreign = ("proxy", "pythonpath")
    others = {k: v for k, v in os.environ.items() if not k.lower().endswith(foreign)}
    with (folder / LOG).open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=others | ours, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
