"""A real browser, Chromium without a window, driven over its DevTools protocol; and axe in it.

Where Chromium or axe is not installed, tests that need them are skipped: the one is a package of
the system, the other comes with `pip install --no-deps axe-playwright-python`.
"""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any  # what the protocol sends, which is JSON

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_script() -> Path | None:
    """Find axe; `None` where it is not installed."""
    found = find_spec("axe_playwright_python")
    folders = [] if found is None else list(found.submodule_search_locations or ())
    scripts = [Path(folder) / "axe.min.js" for folder in folders]
    return next((script for script in scripts if script.is_file()), None)


@dataclass(slots=True)
class Tab:
    """A tab of the browser; `problems` are what its console holds, and what it refused to load."""

    socket: aiohttp.ClientWebSocketResponse
    problems: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=count)
    _loads: int = 0

    async def call(self, method: str, **parameters: object) -> Mapping[str, Any]:
        number = next(self._numbers)
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            got = await self._next()
            if got.get("id") == number:
                assert "error" not in got, got
                return dict(got["result"])

    async def opens(self, address: str) -> None:
        """Go to an address and wait until the page is there."""
        before = self._loads
        await self.call("Page.navigate", url=address)
        while self._loads == before:
            await self._next()

    async def asks(self, expression: str) -> Any:  # noqa: ANN401 - a value of JavaScript
        """Evaluate an expression in the page."""
        got = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in got, got
        return got["result"].get("value")

    async def presses(self, selector: str) -> None:
        """Click what a selector finds, and wait for the page that comes."""
        before = self._loads
        await self.asks(f"document.querySelector({json.dumps(selector)}).click()")
        while self._loads == before:
            await self._next()

    async def is_as_wide_as(self, width: int, height: int = 800) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    async def prefers(self, **features: str) -> None:
        """Emulate media features, such as a dark screen; or `media`, as for print."""
        media = features.pop("media", "")
        named = [
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()
        ]
        await self.call("Emulation.setEmulatedMedia", media=media, features=named)

    async def violations(self) -> list[str]:
        """Let axe look at the page; list what it finds, each with where."""
        script = axe_script()
        assert script is not None
        await self.asks(script.read_text("utf-8") + ";null")
        options = json.dumps({"runOnly": {"type": "tag", "values": _AXE_RULES}})
        found = json.loads(
            await self.asks(f"axe.run(document, {options}).then(r => JSON.stringify(r.violations))")
        )
        return [
            f"{violation['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
            for violation in found
            for node in violation["nodes"]
        ]

    async def picture(self, path: Path) -> None:
        got = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(got["data"]))

    async def _next(self) -> Mapping[str, Any]:
        got: Mapping[str, Any] = await asyncio.wait_for(self.socket.receive_json(), 60)
        if got.get("method") == "Page.loadEventFired":
            self._loads += 1
        if got.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            self.problems.append(json.dumps(got["params"])[:400])
        return got


@asynccontextmanager
async def browsing() -> AsyncIterator[Tab]:
    """Start Chromium with an empty profile, and open a tab in it."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
            stderr=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            port = await _port(Path(profile))
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{port}/json") as listed,
            ):
                tabs = [tab for tab in await listed.json() if tab["type"] == "page"]
                async with session.ws_connect(
                    tabs[0]["webSocketDebuggerUrl"], max_msg_size=0
                ) as socket:
                    tab = Tab(socket)
                    for domain in ("Page", "Log", "Runtime"):
                        await tab.call(f"{domain}.enable")
                    yield tab
        finally:
            process.terminate()
            await process.wait()


async def _port(profile: Path) -> int:
    written = profile / "DevToolsActivePort"
    for _ in range(600):
        if written.exists() and (lines := written.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError("Chromium did not start")
