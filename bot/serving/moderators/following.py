"""A job followed in one message: how far it is, every two seconds at most, and what came of it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from bot.desk.records import Served
from bot.moderation.records import Moderator
from bot.replies import Reply, Say, Told
from bot.serving.moderators.worker import Watched
from bot.telegram.delivery import Delivery, Spot, lay_out
from bot.telegram.retry import Undeliverable
from bot.telegram.updates import Where

PROGRESS_SECONDS = 2.0  # between two edits of the message in which a job is followed

T = TypeVar("T")
_log = logging.getLogger("pullquote.telegram")


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a job is followed: in one message, for one moderator."""

    moderator: Moderator
    where: Where
    message: int


async def watch(
    delivery: Delivery,
    followed: Followed,
    job: tuple[Watched, "asyncio.Future[T]"],
    word: Callable[[int, int], str],
) -> T:
    """Show how far a job is until it is done, in the words of `word`; give what it returns."""
    watched, work = job
    shown: tuple[int, int] | None = None
    while not work.done():
        await asyncio.wait({work}, timeout=PROGRESS_SECONDS)
        latest = watched.latest
        if not work.done() and latest is not None and latest != shown:
            shown = latest
            with suppress(Undeliverable):  # the job goes on all the same
                await put(delivery, followed, Served(Reply((Say(word(*latest)),))))
    return await work


async def put(delivery: Delivery, followed: Followed, served: Served) -> None:
    """Say something in the place of the message; raises `Undeliverable`."""
    laid_out = lay_out(served, followed.moderator.language)
    await delivery.deliver(laid_out, Spot(followed.where, None, (followed.message,)))


async def notify(delivery: Delivery, told: Told) -> None:
    """Tell somebody in a chat of their own, if there is one."""
    spot = Spot(Where(int(told.person), None, is_group=False), None)
    try:
        await delivery.deliver(lay_out(told.served, told.language), spot)
    except Undeliverable as error:
        _log.info("a moderator was not told: %s", error)
