"""Hydrogen in a headless Chromium, served over loopback: what a browser shows of an answer.

Chromium is driven by its own protocol, so that no driver is needed.
"""

import asyncio
import base64
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from typing import Any  # JSON that the page reports
from urllib.parse import quote

from aiohttp import ClientSession, ClientWebSocketResponse
from fakes.matrix.other_clients import SETTING
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import PASSWORD

_PAGES = Path(__file__).with_name("clients")
_SIZE = (760, 560)  # of the window, in pixels
_PATIENCE_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page has reported, and a picture of it as PNG."""

    reported: dict[str, Any]
    picture: bytes


def ask_in_browser(newsroom: Newsroom, name: str, room: str, question: str) -> Seen:
    """Ask in a room as somebody who uses Hydrogen; return what they see."""
    asked = {
        "homeserver": newsroom.server.url,
        "user": newsroom.id(name),
        "password": PASSWORD,
        "bot": newsroom.bot,
        "room": room,
        "question": question,
    }
    with tempfile.TemporaryDirectory() as made, _served_pages(Path(made)) as address:
        return asyncio.run(_see(Path(made), f"{address}/hydrogen.html?{quote(json.dumps(asked))}"))


@contextmanager
def _served_pages(folder: Path) -> Iterator[str]:
    """Put the page together with npm's packages, and serve it."""
    packages = Path(os.environ[SETTING], "node_modules")
    site = folder / "site"
    site.mkdir()
    (site / "hydrogen").symlink_to(packages / "hydrogen-view-sdk")
    (site / "olm").symlink_to(packages / "@matrix-org" / "olm")
    shutil.copy(_PAGES / "hydrogen.html", site)
    shutil.copy(packages / "hydrogen-view-sdk" / "lib-build" / "sw.js", site)
    subprocess.run(
        [
            str(packages / ".bin" / "esbuild"),
            str(_PAGES / "hydrogen.mjs"),
            "--bundle",
            "--format=esm",
            "--log-level=error",
            "--external:fs",
            "--external:path",
            "--external:crypto",
            f"--outfile={site / 'hydrogen.js'}",
        ],
        env=os.environ | {"NODE_PATH": str(packages)},
        check=True,
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        del format, args


async def _see(folder: Path, address: str) -> Seen:
    chromium = shutil.which("chromium")
    assert chromium is not None, "chromium is not installed"
    profile = folder / "profile"
    process = await asyncio.create_subprocess_exec(
        chromium,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--remote-debugging-port=0",
        "--remote-allow-origins=*",
        f"--user-data-dir={profile}",
        f"--window-size={_SIZE[0]},{_SIZE[1]}",
        "about:blank",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(2 * _PATIENCE_SECONDS), ClientSession() as session:
            port = await _debugging_port(profile)
            async with session.get(f"http://127.0.0.1:{port}/json/list") as listed:
                tabs = await listed.json(content_type=None)
            page = next(tab for tab in tabs if tab["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                return await _seen(_Tab(socket), address)
    finally:
        process.terminate()
        await process.wait()


async def _debugging_port(profile: Path) -> int:
    while True:
        try:
            return int((profile / "DevToolsActivePort").read_text().splitlines()[0])
        except (OSError, IndexError, ValueError):
            await asyncio.sleep(0.1)


@dataclass(slots=True)
class _Tab:
    """A tab of the browser, told what to do by calls that are numbered."""

    socket: ClientWebSocketResponse
    _calls: int = 0

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._calls += 1
        await self.socket.send_json({"id": self._calls, "method": method, "params": parameters})
        async for message in self.socket:
            found = json.loads(message.data)
            if found.get("id") == self._calls:
                return dict(found["result"])
        raise ConnectionError("the browser was closed")

    async def read(self, expression: str) -> Any:  # noqa: ANN401 - whatever the page has there
        found = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")


async def _seen(tab: _Tab, address: str) -> Seen:
    await tab.call("Emulation.setDeviceMetricsOverride", width=_SIZE[0], height=_SIZE[1],
                   deviceScaleFactor=2, mobile=False)  # fmt: skip
    await tab.call("Page.navigate", url=address)
    end = monotonic() + _PATIENCE_SECONDS
    while not (reported := await tab.read("window.reported")):
        # What it shows until then is the way to find out what it waits for.
        shown = await tab.read("document.body.outerHTML") if monotonic() > end else None
        assert shown is None, shown
        await asyncio.sleep(0.2)
    assert "failed" not in reported, reported["failed"]
    shot = await tab.call("Page.captureScreenshot", format="png")
    return Seen(reported, base64.b64decode(shot["data"]))
