"""What moderators begin and need not wait for, each followed in one message: changes and checks."""

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial

from bot.desk.records import Served
from bot.moderation.desk import ModerationDesk
from bot.moderation.records import CorpusChange, Moderator
from bot.moderation.reports import undo
from bot.moderation.store import Pending
from bot.moderation.wording import word_checked, word_published, word_refused
from bot.people.desk import PeopleDesk
from bot.replies import Reply, Say, Told, said
from bot.sentences.say import say
from bot.serving.moderators.following import Followed, notify, put, watch
from bot.serving.moderators.worker import Left, ModerationWorker, Watched
from bot.telegram.delivery import Delivery, Spot, lay_out
from bot.telegram.retry import TelegramRefused, Undeliverable
from bot.telegram.updates import Where
from index import build
from index.drafts.refreshing import Refreshed, has_address, refresh
from index.errors import GoldenRefused, PullquoteError
from index.publishing import plans
from index.records import Article

_log = logging.getLogger("pullquote.telegram")


class TelegramJobs:
    """Runs jobs, the changes of the corpus one at a time. For the event loop's thread."""

    def __init__(self, delivery: Delivery, worker: ModerationWorker, people: PeopleDesk) -> None:
        """Tell through `delivery` how the `worker` fares."""
        self._delivery = delivery
        self._worker = worker
        self._people = people
        self._turn = asyncio.Lock()
        self._is_checking = False
        self._publishing: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def holds(self, token: str) -> bool:
        """Tell whether a draft is being published, or waits for that."""
        return token in self._publishing

    def begin_change(
        self, moderator: Moderator, spot: Spot, message: int | None, change: CorpusChange
    ) -> None:
        """Publish a draft, followed in `message` or else in a new one that answers `spot`."""
        self._publishing.add(change.token)
        self._begin(self._change(moderator, spot, message, change))

    def begin_undo(
        self, moderator: Moderator, where: Where, message: int, generation: str
    ) -> str | None:
        """Take back what a message says was published; returns why not, where that is known."""
        if self._turn.locked():
            return say("mod_undo_waits", moderator.language)
        if not generation.isdecimal():
            return say("mod_gone", moderator.language)
        self._begin(self._undo_published(Followed(moderator, where, message), int(generation)))
        return None

    async def undo(self, moderator: Moderator, spot: Spot, number: int | None) -> tuple[int, ...]:
        """Go back to what was live before, or to a generation, and say so.

        Not while a change is under way: whoever asks would wait for that with every question.
        """
        if self._turn.locked():
            served = _said("mod_undo_waits", moderator.language)
        else:
            served = await self._undone(moderator, None, number)
        return await self._delivery.deliver(lay_out(served, moderator.language), spot)

    async def check(self, moderator: Moderator, spot: Spot) -> tuple[int, ...]:
        """Begin to read all addresses again, and say so."""
        language = moderator.language
        held = await self._worker.do(lambda desk: plans.current(desk.means.data))
        addressed = [one for one in held if has_address(one)]
        if not addressed or self._is_checking:
            key = "mod_check_under_way" if addressed else "mod_nothing_to_check"
            return await self._delivery.deliver(lay_out(_said(key, language), language), spot)
        begun = _said("mod_check_begun", language, count=len(addressed))
        sent = await self._delivery.deliver(lay_out(begun, language), spot)
        self._is_checking = True
        self._begin(self._check(Followed(moderator, spot.where, sent[-1]), addressed))
        return sent

    async def tell_interrupted(self) -> None:
        """Say where changes were followed that a crash has ended."""
        for job in await self._worker.do(lambda desk: desk.store.jobs()):
            if job.token in self._publishing:
                continue
            spot = Spot(Where(int(job.chat), None, is_group=False), None, (job.message,))
            interrupted = lay_out(_said("mod_interrupted", job.language), job.language)
            try:
                await self._delivery.deliver(interrupted, spot)
            except Undeliverable as error:
                _log.info("a moderator was not told of an interruption: %s", error)
            await self._worker.do(partial(_end, job.token))

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way; leave what takes longer, and say so."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        self._worker.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _change(
        self, moderator: Moderator, spot: Spot, message: int | None, change: CorpusChange
    ) -> None:
        language, shown = moderator.language, {"id": change.article_id}
        try:
            begun = _said("mod_waits" if self._turn.locked() else "mod_begun", language, **shown)
            earlier = () if message is None else (message,)
            where = Spot(spot.where, spot.reply_to, earlier)
            sent = await self._delivery.deliver(lay_out(begun, language), where)
            followed = Followed(moderator, spot.where, sent[-1])
            await self._worker.do(
                lambda desk: desk.store.begin(change.token, moderator.chat, followed.message)
            )
            async with self._turn:
                try:
                    served, is_published = await self._publish(followed, change)
                except Exception as error:  # noqa: BLE001 - said, and it can be approved again
                    served, is_published = _failed(error, change, language), False
            await self._worker.do(lambda desk: desk.settle(change, is_published=is_published))
        finally:
            self._publishing.discard(change.token)
        await put(self._delivery, followed, served)

    async def _publish(self, followed: Followed, change: CorpusChange) -> tuple[Served, bool]:
        """Make a change and word it; tell whether it was published. Raises what prevents it."""
        moderator = followed.moderator
        language, means = moderator.language, self._worker.means
        pending = await self._worker.do(lambda desk: desk.current(change))
        if pending is None:
            return _said("mod_out_of_date", language), False
        if refusal := self._refusal(moderator, pending):
            return _said(refusal, language), False
        job = self._worker.change(
            lambda progress: build.amend(
                means.data,
                change.added,
                change.removed,
                means.make_embedder(),
                means.model,
                progress,
                by=moderator.by,
                gate=means.make_gate(change.anyway),
            )
        )

        def word(done: int, total: int) -> str:
            return say("mod_progress", language, id=change.article_id, done=done, total=total)

        published = await watch(self._delivery, followed, job, word)
        if pending.person != moderator.person:
            told = said("mod_was_published", id=change.article_id, generation=published.generation)
            await notify(self._delivery, Told(pending.person, pending.language, told))
        return word_published(published), True

    def _refusal(self, moderator: Moderator, pending: Pending) -> str | None:
        """Tell by a sentence's key which of the two was revoked while the change waited."""
        if not self._is_moderator(moderator.person):
            return "only_moderators"
        if self._worker.means.is_two_person and not self._is_moderator(pending.person):
            return "mod_no_moderator_any_more"
        return None

    async def _undo_published(self, followed: Followed, generation: int) -> None:
        served = await self._undone(followed.moderator, generation, None)
        await put(self._delivery, followed, served)

    async def _undone(
        self, moderator: Moderator, published: int | None, number: int | None
    ) -> Served:
        language, means = moderator.language, self._worker.means
        async with self._turn:
            if not self._is_moderator(moderator.person):
                return _said("only_moderators", language)
            _, work = self._worker.change(
                lambda _: undo(means.data, moderator.by, number, published)
            )
            try:
                return await work
            except PullquoteError as error:
                return _said("failed", language, reason=error)

    async def _check(self, followed: Followed, addressed: list[Article]) -> None:
        language, read_address = followed.moderator.language, self._worker.means.read_address

        def work(watched: Watched) -> list[tuple[Article, Refreshed]]:
            found: list[tuple[Article, Refreshed]] = []
            for article in addressed:
                watched("", len(found), len(addressed))
                found.append((article, refresh(article, read_address)))
            return found

        def word(done: int, total: int) -> str:
            return say("mod_check_progress", language, done=done, total=total)

        try:
            checked = await watch(self._delivery, followed, self._worker.read(work), word)
        except Left:
            served = _said("mod_check_left", language)
        else:
            served = await self._checked(followed.moderator, checked)
        finally:
            self._is_checking = False
        await put(self._delivery, followed, served)

    async def _checked(
        self, moderator: Moderator, checked: list[tuple[Article, Refreshed]]
    ) -> Served:
        changed = [one.source.origin for one, found in checked if found.finding == "changed"]
        token = await self._worker.do(
            lambda desk: desk.store.keep_check(moderator.chat, changed, desk.clock())
        )
        return word_checked(checked, token)

    def _is_moderator(self, person: str) -> bool:
        return self._people.people.role(person) == "moderator"

    def _begin(self, job: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._logged(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, job: Coroutine[None, None, None]) -> None:
        try:
            await job
        except (Undeliverable, TelegramRefused, PullquoteError) as error:
            _log.error("a moderator was not told what became of a change: %s", error)
        except Exception as error:  # noqa: BLE001 - one broken job must not end the others
            _log.error("a moderator's job broke: %s", type(error).__name__)


def _failed(error: Exception, change: CorpusChange, language: str) -> Served:
    """Word why a change was not published."""
    if isinstance(error, GoldenRefused):
        return word_refused(error, change)
    if isinstance(error, Left):
        return _said("mod_left", language, id=change.article_id)
    if isinstance(error, PullquoteError):
        return _said("failed", language, reason=error)
    _log.error("a change was not published: %s", type(error).__name__)
    return _said("broken", language)


def _end(token: str, desk: ModerationDesk) -> None:
    desk.store.end(token)


def _said(key: str, language: str, **fields: object) -> Served:
    return Served(Reply((Say(say(key, language, **fields)),)))
