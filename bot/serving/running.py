"""What serving any platform needs: its state, the jobs beside the answers, a port, and an end."""

import asyncio
import logging
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic, time
from typing import Protocol

from bot.desk.desk import Desk
from bot.desk.verifying.desk import CheckingDesk
from bot.desk.verifying.living import LivingDesk
from bot.desk.verifying.memory import QuotesMemory
from bot.moderation.desk import ModerationDesk
from bot.moderation.drafts import leave_to_others
from bot.moderation.records import ModerationMeans
from bot.moderation.store import ModerationStore
from bot.people.book import Access, People, QuestionLimit
from bot.people.desk import PeopleDesk
from bot.people.file import PeopleFile, Record, open_people_file
from bot.people.invitations import Invitations
from bot.serving.admission import Admission, WarnOfMove
from bot.serving.answers import OFFERS_PER_QUESTION, STRANGER_SENTENCES, Answers, Limits
from bot.serving.http import listening
from bot.serving.intake import AnsweredEvents, Intake
from bot.serving.moderators.chat import ModeratorsChat
from bot.serving.moderators.following import Watched
from bot.serving.moderators.jobs import Jobs
from bot.serving.moderators.joining import CODES_PER_HOUR, HOUR_SECONDS, Joining
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.monitoring import FindProblem, Monitoring, monitoring_routes
from bot.serving.platform import Me, NoteMove, Person, Platform
from bot.serving.verifying.chat import CHECKING_THREADS, ChecksChat
from bot.serving.verifying.living import LOOK_SECONDS, LivingQuotes
from bot.serving.workers import DeskWorker
from index.errors import PullquoteError
from index.generation import directory
from index.store.engines import turn
from index.store.store import live_generation

FINISH_SECONDS = 10.0  # given to the answers under way when the bot is told to end
BUSY_SECONDS = 10.0  # the desk's work takes milliseconds
DAY_SECONDS = 24 * 3600.0
CHECK_SECONDS = 30.0  # after the start, and between two looks at which generation is live
LEAP_SECONDS = 2 * DAY_SECONDS  # the bot was down for so long, or the clock is wrong

ServeWith = Callable[[asyncio.Event, Monitoring], Coroutine[None, None, None]]
"""Serves one platform until told to end, and counts in the monitoring."""

_log = logging.getLogger("pullquote.serving")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings choose for the conversation on a platform, whichever that is."""

    data: Path
    access: Access
    record: Record
    questions_per_5_minutes: int
    monitoring_port: int | None
    moderating: ModerationMeans
    page_address: str | None = None  # under which people reach the reader page, if there is one


@dataclass(frozen=True, slots=True)
class Connection:
    """How the bot is connected to a platform: who it is there, and what talks for it."""

    me: Me
    make_platform: Callable[[NoteMove], Platform]
    warn_of_move: WarnOfMove


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that answers on one platform, opened: events are given to its `intake`."""

    intake: Intake
    answered: AnsweredEvents
    people: People
    invitations: Invitations
    joining: Joining
    jobs: Jobs
    worker: DeskWorker[Desk]
    moderating: ModerationWorker[ModerationDesk]
    living: LivingQuotes
    platform: Platform
    me: Me


def run_until_signal(serve: Callable[[asyncio.Event], Coroutine[None, None, None]]) -> None:
    """Serve until SIGTERM or SIGINT, which sets the event; raises what `serve` raises."""

    async def serve_until_signal() -> None:
        told_to_end = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
        await serve(told_to_end)

    asyncio.run(serve_until_signal())


async def serve_until(told_to_end: asyncio.Event, serving: Coroutine[None, None, None]) -> None:
    """Serve until told to end, and then let `serving` end what it began; raises what it raises."""
    served = asyncio.create_task(serving)
    told = asyncio.create_task(told_to_end.wait())
    await asyncio.wait({served, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    served.cancel()
    try:
        await served
    except asyncio.CancelledError:
        _log.info("told to end, and ended")


async def serve_together(
    services: Sequence[ServeWith], port: int | None, told_to_end: asyncio.Event
) -> None:
    """Serve several platforms until told to end, with one port for whoever watches them.

    What one of them raises ends the others, and is raised.
    """
    monitoring, ends = Monitoring(), asyncio.Event()
    async with AsyncExitStack() as begun:
        await open_port(begun, port, monitoring)
        begin_beside(begun, _pass_on(told_to_end, ends))
        serving = [asyncio.ensure_future(service(ends, monitoring)) for service in services]
        try:
            await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ends.set()
            done = await asyncio.gather(*serving, return_exceptions=True)
        for found in done:
            if isinstance(found, BaseException):
                raise found


@asynccontextmanager
async def open_conversation(
    connection: Connection, chosen: Chosen, worker: DeskWorker[Desk], monitoring: Monitoring
) -> AsyncIterator[Conversation]:
    """Open the files and threads of a conversation, and close them when the block ends."""
    me, data = connection.me, chosen.data
    people_file = open_people_file(data, me.platform, chosen.record, time)
    with (
        closing(AnsweredEvents(data, me.id)) as answered,
        closing(_people(people_file, chosen)) as people,
        closing(DeskWorker(lambda: CheckingDesk(data, time), CHECKING_THREADS)) as checking,
        closing(DeskWorker(lambda: _open_living(data, me.platform))) as holding,
        closing(
            ModerationWorker(lambda: _open_moderation(chosen.moderating, me.platform))
        ) as moderating,
    ):
        with suppress(sqlite3.Error):  # a disk that is full or read only, as the log says
            people.keep_bot_name(me.name)
        moves = await worker.do(lambda desk: desk.store.moves())

        async def keep_move(before: str, now: str) -> None:
            await worker.do(lambda desk: desk.store.keep_move(before, now))

        admission = Admission(people, moves, keep_move, connection.warn_of_move)
        platform = connection.make_platform(admission.note_move)
        invitations = Invitations(people)
        desk = PeopleDesk(people, invitations, platform.invitation, chosen.page_address)
        codes = QuestionLimit(CODES_PER_HOUR, monotonic, HOUR_SECONDS)
        joining = Joining(platform, desk, codes, data)
        jobs = Jobs(platform, moderating, desk)
        living = LivingQuotes(platform, holding, people, data)
        answers = Answers(
            platform=platform,
            worker=worker,
            people=people,
            admission=admission,
            joining=joining,
            moderators=ModeratorsChat(platform, moderating, desk, jobs),
            checks=ChecksChat(platform, checking, worker),
            living=living,
            limits=_limits(chosen.questions_per_5_minutes),
            monitoring=monitoring,
        )
        intake = Intake(answers, answered, monitoring)
        yield Conversation(
            intake,
            answered,
            people,
            invitations,
            joining,
            jobs,
            worker,
            moderating,
            living,
            platform,
            me,
        )


def begin(begun: AsyncExitStack, conversation: Conversation) -> None:
    """Begin what is done beside the answers; when `begun` is closed, finish what is under way."""
    begun.push_async_callback(conversation.jobs.finish, FINISH_SECONDS)
    begun.push_async_callback(_finish, conversation.intake)
    begin_beside(begun, conversation.intake.hold_claims())
    begin_beside(begun, conversation.living.watch())
    begin_beside(begun, conversation.joining.renew_menus())
    begin_beside(begun, conversation.joining.tell_untold())
    begin_beside(begun, conversation.jobs.tell_interrupted())
    begin_beside(begun, _tell_reports(conversation))
    begin_beside(begun, _expire_hourly(conversation))
    begin_beside(begun, _check_generations(conversation))


def begin_beside(begun: AsyncExitStack, job: Coroutine[None, None, None]) -> None:
    """Run a job beside everything else, which may fail without ending that."""
    task = asyncio.create_task(job)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    begun.push_async_callback(end)


async def begin_monitoring(
    begun: AsyncExitStack, port: int | None, monitoring: Monitoring, find_problem: FindProblem
) -> None:
    """Watch for problems, and open the port for whoever watches the bot, if one is chosen.

    Raises `CannotListen`.
    """
    monitoring.watch(find_problem)
    await open_port(begun, port, monitoring)


async def open_port(begun: AsyncExitStack, port: int | None, monitoring: Monitoring) -> None:
    """Open the port of /healthz and /metrics, if one is chosen; raises `CannotListen`."""
    if port is not None:
        routes = monitoring_routes(monitoring, monitoring.find_problem)
        opened = listening("127.0.0.1", port, routes, "PULLQUOTE_MONITORING_PORT")
        await begun.enter_async_context(opened)


class Fetching(Protocol):
    """Fetches events from a platform, which last answered at a moment of `time.monotonic()`."""

    answered_at: float


def desk_health(
    worker: DeskWorker[Desk],
    name: str,
    fetching: Fetching | None,
    silent_seconds: float,
    intake: Intake | None = None,
) -> FindProblem:
    """Make what finds a problem: a platform of that name that is silent, or a desk that is stuck.

    Without `fetching`, where events are pushed, silence cannot be known. What is asked may wait
    for a server that several processes share, as the `intake` knows.
    """

    async def find_problem() -> str | None:
        if fetching is not None and monotonic() - fetching.answered_at > silent_seconds:
            return f"{name} has not answered for minutes"
        if intake is not None and intake.waits_for:
            return f"what is asked waits: {intake.waits_for}"
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await asyncio.shield(worker.do(lambda _: None))
        except TimeoutError:
            return "the desk is stuck"
        return None

    return find_problem


async def until_refused(
    refused: asyncio.Future[None], fetching: Coroutine[None, None, None] | None
) -> None:
    """Wait for what ends serving: cancelling, or the platform's refusal, which is raised.

    `fetching` fetches events meanwhile, where they are not pushed.
    """
    ends: set[asyncio.Future[None]] = {refused}
    if fetching is not None:
        ends.add(asyncio.create_task(fetching))
    try:
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in done:
            end.result()
    finally:
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


async def _pass_on(told: asyncio.Event, ends: asyncio.Event) -> None:
    await told.wait()
    ends.set()


async def _finish(intake: Intake) -> None:
    left = await intake.finish(FINISH_SECONDS)
    if left:
        _log.warning("%d updates are left for the next start", left)


async def _check_generations(conversation: Conversation) -> None:
    """Digest every file of each generation that goes live; opening it digests the small ones only.

    Those that it shares with the generation before are not digested again. One that differs is
    named in the log. It is asked all the same: no quote comes from it.
    """
    worker, checked = conversation.moderating, None
    known: frozenset[directory.FileIdentity] = frozenset()
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        try:
            live = live_generation(worker.means.data)
            if live is not None and live != checked:
                checked = live
                check = partial(_check_generation, worker.means.data, live, known)
                known = await worker.read(check)[1]
        except (PullquoteError, OSError) as error:
            _log.error("%s", error)


def _check_generation(
    data: Path, number: int, known: frozenset[directory.FileIdentity], _: Watched
) -> frozenset[directory.FileIdentity]:
    return directory.check_fresh_files(data, directory.read_manifest(data, number), known)


async def _tell_reports(conversation: Conversation) -> None:
    """Tell moderators, each once, what readers of the page have called wrong."""
    while True:
        try:
            job = f"reports {conversation.me.platform}"
            with turn(conversation.living.data, job) as is_ours:
                if is_ours:
                    await _tell_some_reports(conversation)
        except (sqlite3.Error, PullquoteError) as error:
            _log.warning("what was called wrong on the page could not be told: %s", error)
        await asyncio.sleep(LOOK_SECONDS)


async def _tell_some_reports(conversation: Conversation) -> None:
    worker, name = conversation.worker, conversation.me.platform
    for report in await worker.do(lambda desk: desk.untold_reports(name)):
        with conversation.platform.once(f"report {report.id}"):
            reporter = Person(report.person, "", report.name)
            await conversation.joining.tell_moderators(report.served, reporter)
            await worker.do(partial(_keep_report_told, report.id, name))


def _keep_report_told(report_id: int, platform: str, desk: Desk) -> None:
    desk.store.keep_report_told(report_id, platform)


async def _expire_hourly(conversation: Conversation) -> None:
    started = monotonic()
    while True:
        # A clock that is wrong at one start would else have deleted all for good.
        if monotonic() - started >= DAY_SECONDS or not _has_leapt(conversation.answered):
            await _expire(conversation)
        await asyncio.sleep(HOUR_SECONDS)


def _has_leapt(answered: AnsweredEvents) -> bool:
    """Tell whether the clock is days ahead of when the bot last ran, and warn of it."""
    seen, now = answered.last_seen(), time()
    if seen is None or now - seen < LEAP_SECONDS:
        return False
    _log.warning(
        "the clock is %d days ahead of when the bot last ran; see that it is right: what is too old"
        " by it is deleted once the bot has run for a day",
        (now - seen) // DAY_SECONDS,
    )
    return True


async def _expire(conversation: Conversation) -> None:
    """Delete what is too old, wherever it lies."""
    try:
        conversation.invitations.expire()
        conversation.answered.expire(time())
        await conversation.moderating.do(lambda desk: desk.store.expire(desk.clock()))
        await conversation.worker.do(lambda desk: desk.store.expire(desk.clock()))
        await conversation.living.expire()
        conversation.answered.keep_seen(time())
    except (sqlite3.Error, PullquoteError) as error:
        _log.warning("what is too old could not be deleted: %s", error)


def _open_moderation(means: ModerationMeans, platform: str) -> ModerationDesk:
    return ModerationDesk(means, ModerationStore(means.data, platform), time, leave_to_others)


def _open_living(data: Path, platform: str) -> LivingDesk:
    return LivingDesk(data, QuotesMemory(data, platform), time)


def _people(file: PeopleFile, chosen: Chosen) -> People:
    return People(file, chosen.access, is_two_person=chosen.moderating.is_two_person)


def _limits(questions: int) -> Limits:
    return Limits(
        questions=QuestionLimit(questions, monotonic),
        offers=QuestionLimit(OFFERS_PER_QUESTION * questions, monotonic),
        strangers=QuestionLimit(STRANGER_SENTENCES, monotonic),
    )
