"""Serving the reader page: its books of people, its port, and its end."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from time import time

from bot.desk.desk import Desk
from bot.people import passes
from bot.people.book import Access, People
from bot.people.file import Record, open_people_file
from bot.serving.http import listening
from bot.serving.monitoring import Monitoring
from bot.serving.running import desk_health, serve_until
from bot.serving.workers import DeskWorker
from bot.web.pages import Pages
from bot.web.requests import MOST_BYTES
from bot.web.sessions import Sessions
from bot.web.site import Site, make_limits

_log = logging.getLogger("pullquote.web")


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: where it listens, how people reach it, and who is let in by the settings.

    `accesses` are those of the platforms by their names; `tongue` is the language of whoever asks
    for none of the bot's.
    """

    host: str
    port: int
    address: str
    data: Path
    accesses: Mapping[str, Access]
    record: Record
    questions_per_5_minutes: int
    tongue: str


async def serve(
    serving: Serving,
    worker: DeskWorker[Desk],
    told_to_end: asyncio.Event,
    monitoring: Monitoring,
) -> None:
    """Serve until told to end; raises `CannotListen`, `StoreRefused`."""
    await serve_until(told_to_end, _serve(serving, worker, monitoring))


async def _serve(serving: Serving, worker: DeskWorker[Desk], monitoring: Monitoring) -> None:
    with ExitStack() as books:
        opened = {name: books.enter_context(_open(serving, name)) for name in serving.accesses}
        site = Site(
            worker=worker,
            data=serving.data,
            sessions=Sessions(opened, time),
            limits=make_limits(serving.questions_per_5_minutes),
            key=passes.load_key(serving.data),
            address=serving.address.rstrip("/"),
            otherwise=serving.tongue,
            pages=Pages(),
            clock=time,
        )
        async with AsyncExitStack() as begun:
            monitoring.watch(desk_health(worker, "the reader page", None, 0.0))
            served = listening(
                serving.host, serving.port, site.routes(), "PULLQUOTE_WEB", MOST_BYTES
            )
            await begun.enter_async_context(served)
            _log.info("the reader page is at %s", serving.address)
            await asyncio.Event().wait()


def _open(serving: Serving, platform: str) -> "closing[People]":
    file = open_people_file(serving.data, platform, serving.record, time)
    return closing(People(file, serving.accesses[platform]))
