"""The reader page served in a thread of this process, over real HTTP, and somebody who reads it."""

import asyncio
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import httpx
from fakes.commands.ports import free_port
from fakes.telegram_bot.served import open_desk

from bot.people import passes
from bot.people.book import MATRIX, TELEGRAM, WEB, Access, People
from bot.people.file import open_people_file
from bot.serving.monitoring import Monitoring
from bot.serving.workers import DeskWorker
from bot.web.serving import Serving, serve
from index.checking import receipts
from index.store.store import Store
from index.text.quoting import quote_slice

ADA, CARL = "7", "carl"  # Ada is let in by the settings, in Telegram; Carl is not let in at first
_TOKEN = re.compile('name="form_token" value="([^"]+)"')
SAID = "The captain was arrested."  # by the corpus of the tests
NOBODY = Access(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is served: where, over which data."""

    serving: Serving

    @property
    def address(self) -> str:
        return f"http://{self.serving.host}:{self.serving.port}"

    def link(self, person: str, receipt: str = "", now: float | None = None) -> str:
        """Make a link that logs a person in, as a chat holds it."""
        key = passes.load_key(self.serving.data)
        signed = passes.sign(key, person, time.time() if now is None else now)
        return f"{self.address}/in/{signed}" + (f"/{receipt}" if receipt else "")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a browser that runs no script: it follows links, and sends forms."""

    page: Page
    client: httpx.Client = field(repr=False)

    def opens(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers={"Accept": "text/html", **named})

    def logs_in(self, person: str = ADA) -> httpx.Response:
        return self.opens(self.page.link(person))

    def sends(self, path: str, **fields: str) -> httpx.Response:
        """Send a form of the first page, with the token that it holds."""
        found = _TOKEN.search(self.opens("/").text)
        token = {} if found is None else {"form_token": found[1]}
        return self.client.post(path, data={**token, **fields})

    def asks(self, question: str, **filters: str) -> httpx.Response:
        return self.sends("/ask", question=question, **filters)


def receipt_of(data: Path, said: str = SAID, article_id: str = "ferry") -> str:
    """Return the receipt of what an article says, as the first generation gave it."""
    with closing(Store(data)) as store:
        (article,) = (held for held in store.corpus().articles if held.id == article_id)
    at = article.text.index(said)
    return receipts.make(quote_slice(article, 3, at, at + len(said)).citation, 1, date(2026, 1, 3))


def serving(data: Path, access: Access | None = None) -> Serving:
    """Return what to serve: Ada moderates, in Telegram."""
    port = free_port()
    ours = Access(frozenset({ADA}), frozenset({"8"}), frozenset()) if access is None else access
    return Serving(
        host="127.0.0.1",
        port=port,
        address=f"http://127.0.0.1:{port}",
        data=data,
        accesses={TELEGRAM: ours, MATRIX: NOBODY, WEB: NOBODY},
        record=lambda *_: f"entry {time.time_ns()}",
        questions_per_5_minutes=1000,
        tongue="en",
    )


@contextmanager
def served(chosen: Serving, threads: int = 2) -> Iterator[Page]:
    """Serve in a thread until the block ends; what serving raises is raised then."""
    worker = DeskWorker(lambda: open_desk(chosen.data, quotes=3), threads)
    runner, told = asyncio.Runner(), asyncio.Event()
    failed: list[BaseException] = []
    loop = runner.get_loop()

    def run() -> None:
        try:
            runner.run(serve(chosen, worker, told, Monitoring()))
        except Exception as error:  # noqa: BLE001 - raised again below
            failed.append(error)
        finally:
            runner.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        _wait_until_it_listens(f"http://127.0.0.1:{chosen.port}/robots.txt", thread)
        yield Page(chosen)
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(told.set)
        thread.join()
        worker.close()
    if failed:
        raise failed[0]


@contextmanager
def reading(page: Page) -> Iterator[Reader]:
    with httpx.Client(
        base_url=page.address, follow_redirects=True, trust_env=False, timeout=30
    ) as client:
        yield Reader(page, client)


@contextmanager
def book(page: Page, platform: str = WEB) -> Iterator[People]:
    """Open the book of people beside what is served, as the command line does."""
    chosen = page.serving
    people = People(
        open_people_file(chosen.data, platform, chosen.record, time.time),
        chosen.accesses[platform],
    )
    try:
        yield people
    finally:
        people.close()


def behind_tls(chosen: Serving) -> Serving:
    """Serve the same for people who reach it through a proxy that ends TLS."""
    return replace(chosen, address="https://quotes.example.org")


def fields_of(page: str) -> Mapping[str, str]:
    """Read the hidden fields of the forms of a page."""
    return dict(re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', page))


def _wait_until_it_listens(address: str, thread: threading.Thread) -> None:
    for _ in range(500):
        try:
            httpx.get(address, trust_env=False)
        except httpx.TransportError:
            if not thread.is_alive():
                return
            time.sleep(0.02)
        else:
            return
