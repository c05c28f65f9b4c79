"""Serving Telegram, from the first call to the last answer: what runs side by side, and its end."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic, time

from aiohttp import web

from bot.moderation.desk import ModerationDesk
from bot.moderation.records import ModerationMeans
from bot.moderation.store import ModerationStore
from bot.people.access import Access, QuestionLimit
from bot.people.book import TELEGRAM, People
from bot.people.desk import PeopleDesk
from bot.people.file import Record, open_people_file
from bot.people.invitations import Invitations, telegram_link
from bot.serving.admission import open_admission
from bot.serving.answered import AnsweredUpdates
from bot.serving.answers import OFFERS_PER_QUESTION, STRANGER_SENTENCES, Answers, Limits
from bot.serving.http import listening
from bot.serving.intake import TelegramChat
from bot.serving.moderators.chat import TelegramModeration
from bot.serving.moderators.jobs import TelegramJobs
from bot.serving.moderators.joining import CODES_PER_HOUR, HOUR_SECONDS, TelegramPeople
from bot.serving.moderators.shown import TelegramCards
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.monitoring import Monitoring
from bot.serving.pages import monitoring_routes
from bot.serving.workers import DeskWorker
from bot.telegram.api import POLL_SECONDS, TelegramApi
from bot.telegram.delivery import Delivery
from bot.telegram.menus import set_menus
from bot.telegram.polling import STUCK_SECONDS, Polling
from bot.telegram.webhook import Webhook, webhook_route

FINISH_SECONDS = 10.0  # given to the answers under way when the bot is told to end
SILENT_SECONDS = 4.0 * POLL_SECONDS  # without an answer from Telegram, and the bot is not well
BUSY_SECONDS = 10.0  # the desk's work takes milliseconds
DAY_SECONDS = 24 * 3600.0

_log = logging.getLogger("pullquote.telegram")


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: with which token, to whom, where the state is kept, how it is reached.

    After `stuck_seconds` updates that cannot be answered make way for those behind them.
    """

    token: str
    api: str
    data: Path
    access: Access
    record: Record
    questions_per_5_minutes: int
    webhook: Webhook | None
    monitoring_port: int | None
    moderating: ModerationMeans
    stuck_seconds: float = STUCK_SECONDS


def run(serving: Serving, worker: DeskWorker) -> None:
    """Serve until SIGTERM or SIGINT; raises what `serve` raises."""
    asyncio.run(_serve_until_signal(serving, worker))


async def serve(serving: Serving, worker: DeskWorker, told_to_end: asyncio.Event) -> None:
    """Serve until told to end, then finish the answers under way.

    Raises `TelegramRefused`, `CannotListen`.
    """
    monitoring = Monitoring()
    api = TelegramApi(serving.token, serving.api, monitoring)
    main = asyncio.create_task(_serve(serving, worker, api, monitoring))
    told = asyncio.create_task(told_to_end.wait())
    await asyncio.wait({main, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    main.cancel()
    try:
        await main
    except asyncio.CancelledError:
        _log.info("told to end, and ended")
    finally:
        await api.close()


async def _serve_until_signal(serving: Serving, worker: DeskWorker) -> None:
    told_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    await serve(serving, worker, told_to_end)


async def _serve(
    serving: Serving, worker: DeskWorker, api: TelegramApi, monitoring: Monitoring
) -> None:
    """Serve until cancelled; then everything that was begun here is ended, in the other order."""
    me = await api.start()
    people_file = open_people_file(serving.data, TELEGRAM, serving.record, time)
    with (
        closing(AnsweredUpdates(serving.data, me.id, time())) as answered,
        closing(People(people_file, serving.access)) as people,
        closing(ModerationWorker(partial(_open_moderation, serving.moderating))) as moderating,
    ):
        people.keep_bot_name(me.username)
        admission = await open_admission(worker, people)
        invitations = Invitations(people)
        delivery = Delivery(api, monitoring, admission.note_move)
        desk = PeopleDesk(people, invitations, partial(telegram_link, me.username))
        codes = QuestionLimit(CODES_PER_HOUR, monotonic, HOUR_SECONDS)
        talk = TelegramPeople(api, delivery, desk, codes)
        jobs = TelegramJobs(delivery, moderating, desk)
        cards = TelegramCards(delivery, moderating, desk)
        moderation = TelegramModeration(api, delivery, moderating, desk, cards, jobs)
        answers = Answers(api, worker, talk, moderation, _limits(serving), monitoring)
        chat = TelegramChat(me, answers, answered, monitoring)
        polling = Polling(api, chat.take, serving.stuck_seconds)
        async with AsyncExitStack() as begun:
            find_problem = _health(worker, polling if serving.webhook is None else None)
            await _listen(begun, serving, monitoring_routes(monitoring, find_problem), api, chat)
            begun.push_async_callback(jobs.finish, FINISH_SECONDS)
            begun.push_async_callback(_finish, chat)
            _begin(begun, set_menus(api))
            _begin(begun, talk.renew_menus())
            _begin(begun, talk.tell_untold())
            _begin(begun, jobs.tell_interrupted())
            _begin(begun, _expire_daily(worker, moderating, invitations))
            _log.info("serving as @%s", me.username)
            if people.is_empty():
                _log.warning(
                    "nobody is let in yet: write to @%s, it answers with your id; put that into"
                    " .env as PULLQUOTE_TELEGRAM_MODERATORS=… and start again",
                    me.username,
                )
            await _until_refused(chat, None if serving.webhook else polling)


async def _listen(
    begun: AsyncExitStack,
    serving: Serving,
    pages: tuple[web.RouteDef, ...],
    api: TelegramApi,
    chat: TelegramChat,
) -> None:
    """Open the ports that the settings ask for."""
    if serving.monitoring_port is not None:
        setting = "PULLQUOTE_MONITORING_PORT"
        monitored = listening("127.0.0.1", serving.monitoring_port, pages, setting)
        await begun.enter_async_context(monitored)
    webhook = serving.webhook
    if webhook is not None:
        routes = [webhook_route(webhook, api.read_update, chat.take)]
        setting = "PULLQUOTE_WEBHOOK_LISTEN"
        hooked = listening(webhook.host, webhook.port, routes, setting)
        await begun.enter_async_context(hooked)
        await api.set_webhook(webhook.url, webhook.secret)


async def _until_refused(chat: TelegramChat, polling: Polling | None) -> None:
    """Wait for what ends serving: cancelling, or Telegram's refusal, which is raised."""
    ends: set[asyncio.Future[None]] = {chat.refused}
    if polling is not None:
        ends.add(asyncio.create_task(polling.run()))
    try:
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in done:
            end.result()
    finally:
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


def _begin(begun: AsyncExitStack, job: Coroutine[None, None, None]) -> None:
    """Run beside everything else what may fail without ending it."""
    task = asyncio.create_task(job)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    begun.push_async_callback(end)


async def _finish(chat: TelegramChat) -> None:
    left = await chat.finish(FINISH_SECONDS)
    if left:
        _log.warning("%d updates are left for the next start", left)


async def _expire_daily(
    worker: DeskWorker, moderating: ModerationWorker, invitations: Invitations
) -> None:
    while True:
        invitations.expire()
        await moderating.do(lambda desk: desk.store.expire(desk.clock()))
        await worker.do(lambda desk: desk.store.expire(desk.clock()))
        await asyncio.sleep(DAY_SECONDS)


def _open_moderation(means: ModerationMeans) -> ModerationDesk:
    return ModerationDesk(means, ModerationStore(means.data), time)


def _health(worker: DeskWorker, polling: Polling | None) -> Callable[[], Awaitable[str | None]]:
    async def find_problem() -> str | None:
        if polling is not None and monotonic() - polling.answered_at > SILENT_SECONDS:
            return "Telegram has not answered for minutes"
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await asyncio.shield(worker.do(lambda _: None))
        except TimeoutError:
            return "the desk is stuck"
        return None

    return find_problem


def _limits(serving: Serving) -> Limits:
    most = serving.questions_per_5_minutes
    return Limits(
        questions=QuestionLimit(most, monotonic),
        offers=QuestionLimit(OFFERS_PER_QUESTION * most, monotonic),
        strangers=QuestionLimit(STRANGER_SENTENCES, monotonic),
    )
