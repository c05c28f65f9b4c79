"""What moderators begin and need not wait for, each followed in one message: changes and checks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager

from bot.moderation.desk import ModerationDesk
from bot.moderation.records import CorpusChange, Moderator
from bot.moderation.reports import undo
from bot.moderation.store import Job, Pending, Undo
from bot.moderation.wording import (
    word_begun,
    word_checked,
    word_failed,
    word_happening,
    word_published,
    word_refused,
)
from bot.people.desk import PeopleDesk
from bot.replies import Reply, Say, Served, Told, said
from bot.sentences.say import Sentence, Words, sentence, speaker
from bot.serving.logs import Hourly
from bot.serving.moderators.following import Left, Turn, Watched, in_place, reply, tell, watch
from bot.serving.moderators.shown import Cards
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.platform import Platform, Refused, Spot, Undeliverable, Where
from index import build
from index.build import Gate, Reindex
from index.drafts.refreshing import Refreshed, is_address, refresh
from index.errors import PullquoteError, ReindexRunning, StoreRefused
from index.records import Published, Source
from index.store import engines
from index.store.golden import GoldenRefused
from index.store.store import read_article, read_sources

_OTHERS_SECONDS = 1.0  # until it is seen whether another process has ended its change
_log = logging.getLogger("pullquote.serving")


class Jobs:
    """Runs jobs, the changes of the corpus one at a time. For the event loop's thread."""

    def __init__(
        self, platform: Platform, worker: ModerationWorker[ModerationDesk], people: PeopleDesk
    ) -> None:
        """Tell on the `platform` how the `worker` fares."""
        self._platform = platform
        self.cards = Cards(platform, worker, people)
        self._worker = worker
        self._people = people
        self._lock = asyncio.Lock()  # held while the corpus is changed
        self._is_checking = False
        self._unkept_told = Hourly()
        self._publishing: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def holds(self, token: str) -> bool:
        """Tell whether a draft is being published, or waits for that, also by another process.

        So that nobody cancels or edits meanwhile what is published.
        """
        if token in self._publishing:
            return True
        with self._turn_of(token) as is_ours:
            return not is_ours

    def begin_change(self, turn: Turn, change: CorpusChange) -> None:
        """Publish a draft, followed in the message that answers the moderator's press."""
        self._publishing.add(change.token)
        self._begin(self._change(turn, change))

    def begin_undo(self, turn: Turn, generation: str) -> Words | None:
        """Take back a generation, followed in the turn's place; return why not, where it is known.

        `generation` is as the pressed button carries it.
        """
        if self._lock.locked():
            return sentence("mod_undo_waits")
        if not generation.isdecimal():
            return sentence("mod_gone")
        self._begin(self._undo_published(turn, int(generation)))
        return None

    async def check(self, turn: Turn) -> tuple[str, ...]:
        """Begin to read all addresses again, and say so."""
        sources = await self._worker.do(lambda desk: read_sources(desk.means.data))
        addressed = [source for source in sources if is_address(source.origin)]
        if not addressed or self._is_checking:
            key = "mod_check_under_way" if addressed else "mod_nothing_to_check"
            return await reply(self._platform, turn, said(key))
        begun = said("mod_check_begun", count=len(addressed))
        sent = await reply(self._platform, turn, begun)
        self._is_checking = True
        self._begin(self._check(in_place(turn, sent[-1]), addressed))
        return sent

    async def tell_interrupted(self) -> None:
        """Say where changes were followed that a crash has ended."""
        for job in await self._worker.do(lambda desk: desk.store.jobs()):
            if job.token in self._publishing:
                continue
            with self._turn_of(job.token) as is_ours:  # another process may be publishing it
                if is_ours and job in await self._worker.do(lambda desk: desk.store.jobs()):
                    await self._tell_interrupted(job)

    async def finish(self, seconds: float) -> None:
        """Wait for the jobs under way; leave those that take longer, and say so."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        self._worker.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell_interrupted(self, job: Job) -> None:
        interrupted = self._platform.lay_out(said("mod_interrupted"), speaker(job.language))
        spot = Spot(Where(job.chat, None, is_group=False), None, (job.message,))
        try:
            await interrupted.deliver(spot)
        except Undeliverable as error:
            _log.info("a moderator was not told of an interruption: %s", error)
        await self._worker.do(lambda desk: desk.store.end(job.token))
        await self.cards.show(job.token, "card", Spot(spot.where, None))

    async def _change(self, turn: Turn, change: CorpusChange) -> None:
        try:
            with self._turn_of(change.token) as is_ours:
                changed = await self._change_alone(turn, change) if is_ours else None
        except PullquoteError as error:  # whose turn it is cannot be asked: the server is away
            await reply(self._platform, turn, word_failed(error))
            return
        finally:
            self._publishing.discard(change.token)
        if changed is None:
            await reply(self._platform, turn, said("mod_under_way"))
            return
        followed, served, is_published = changed
        sent = await reply(self._platform, followed, served)
        if not is_published:  # it can be decided again, here and on its card
            await self.cards.keep_result(change.token, turn, sent)
            await self.cards.show(change.token, "card", turn.spot)

    async def _change_alone(self, turn: Turn, change: CorpusChange) -> tuple[Turn, Served, bool]:
        """Make a change, followed in one message; return where, what came of it, and whether."""
        sent = await reply(self._platform, turn, self._begun(change))
        followed, message = in_place(turn, sent[-1]), sent[-1]
        chat = turn.moderator.chat
        await self._kept(lambda desk: desk.store.begin(change.token, chat, message))
        await self.cards.strip(change.token)
        async with self._lock:
            try:
                served, is_published = await self._publish_patiently(followed, change)
            except Exception as error:  # noqa: BLE001 - said, and it can be approved again
                served, is_published = _failed(error, change), False
        await self._kept(lambda desk: desk.settle(change, is_published=is_published))
        return followed, served, is_published

    async def _kept(self, work: Callable[[ModerationDesk], None]) -> None:
        """Keep how far a change is; where the disk is full, the moderator is told all the same."""
        try:
            await self._worker.do(work)
        except StoreRefused as error:
            if self._unkept_told.is_due():
                _log.error("how far a change is cannot be kept: %s", error)

    def _turn_of(self, token: str) -> AbstractContextManager[bool]:
        return engines.turn(self._worker.means.data, f"draft {token}")

    async def _publish_patiently(self, turn: Turn, change: CorpusChange) -> tuple[Served, bool]:
        """Publish once no other process that shares the corpus changes it."""
        while True:
            try:
                return await self._publish(turn, change)
            except ReindexRunning:
                if self._worker.means.data not in engines.SERVERS:
                    raise
            await asyncio.sleep(_OTHERS_SECONDS)

    async def _publish(self, turn: Turn, change: CorpusChange) -> tuple[Served, bool]:
        """Make a change and word it; tell whether it was published. Raises what prevents it."""
        moderator = turn.moderator
        pending = await self._worker.do_with_drafts(lambda desk: desk.current(change))
        if pending is None:
            return said("mod_out_of_date"), False
        if refusal := self._refusal(moderator, pending):
            return refusal, False

        happening = change.happening
        if change.undo is not None:
            return await self._undo_confirmed(moderator, pending, change.undo)
        if happening is None:
            return said("mod_gone"), False
        title = happening.title

        def word(done: int, total: int) -> Sentence:
            return sentence("mod_progress", title=title, done=done, total=total)

        job = self._worker.change(lambda watched: self._amend(change, moderator.by, watched))
        published = await watch(self._platform, turn, job, word)
        if pending.person != moderator.person:
            by, what = self._people.name(moderator.person), word_happening(happening)
            told = said("mod_was_published", by=by, what=what)
            await tell(self._platform, Told(pending.person, pending.language, told))
        return word_published(published, happening), True

    async def _undo_confirmed(
        self, moderator: Moderator, pending: Pending, asked: Undo
    ) -> tuple[Served, bool]:
        data, name = self._worker.means.data, self._people.namer()
        _, work = self._worker.change(
            lambda _: undo(data, moderator.by, asked.earlier, asked.live, name)
        )
        served = await work
        if pending.person != moderator.person:
            told = said("mod_was_undone", generation=asked.earlier)
            await tell(self._platform, Told(pending.person, pending.language, told))
        return served, True

    def _begun(self, change: CorpusChange) -> Served:
        return Served(Reply((Say(word_begun(change.happening, waits=self._lock.locked())),)))

    def _amend(self, change: CorpusChange, by: str, watched: Watched) -> Published:
        means = self._worker.means
        gate = Gate(means.make_means, change.anyway)
        reindex = Reindex(means.data, means.make_embedder(), means.model, by, gate, watched)
        return build.amend(reindex, change.added, change.removed)

    def _refusal(self, moderator: Moderator, pending: Pending) -> Served | None:
        """Word which of the two moderators was revoked while the change waited."""
        if not self._is_moderator(moderator.person):
            return said("only_moderators")
        if self._worker.means.is_two_person and not self._is_moderator(pending.person):
            return said("mod_no_moderator_any_more")
        return None

    async def _undo_published(self, turn: Turn, generation: int) -> None:
        served = await self._undone(turn.moderator, generation)
        await reply(self._platform, turn, served)

    async def _undone(self, moderator: Moderator, published: int) -> Served:
        data = self._worker.means.data
        async with self._lock:
            if not self._is_moderator(moderator.person):
                return said("only_moderators")
            name = self._people.namer()
            _, work = self._worker.change(lambda _: undo(data, moderator.by, None, published, name))
            try:
                return await work
            except PullquoteError as error:
                return word_failed(error)

    async def _check(self, turn: Turn, addressed: list[Source]) -> None:
        means = self._worker.means

        def work(watched: Watched) -> list[tuple[Source, Refreshed]]:
            found: list[tuple[Source, Refreshed]] = []
            for source in addressed:
                watched("", len(found), len(addressed))
                article = read_article(means.data, source.id)
                if article is not None:  # else it was removed meanwhile
                    found.append((source, refresh(article, means.read_address)))
            return found

        def word(done: int, total: int) -> Sentence:
            return sentence("mod_check_progress", done=done, total=total)

        try:
            checked = await watch(self._platform, turn, self._worker.read(work), word)
        except Left:
            served = said("mod_check_left")
        except PullquoteError as error:  # an article of the store is damaged
            served = word_failed(error)
        else:
            served = await self._checked(turn.moderator.chat, checked)
        finally:
            self._is_checking = False
        await reply(self._platform, turn, served)

    async def _checked(self, chat: str, checked: list[tuple[Source, Refreshed]]) -> Served:
        changed = [source.origin for source, found in checked if found.finding == "changed"]
        token = await self._worker.do(
            lambda desk: desk.store.keep_check(chat, changed, desk.clock())
        )
        return word_checked(checked, token)

    def _is_moderator(self, person: str) -> bool:
        return self._people.people.role(person) == "moderator"

    def _begin(self, job: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(_logged(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _logged(job: Coroutine[None, None, None]) -> None:
    try:
        await job
    except (Undeliverable, Refused, PullquoteError) as error:
        _log.error("a moderator was not told what became of a change: %s", error)
    except Exception as error:  # noqa: BLE001 - one broken job must not end the others
        _log.error("a moderator's job broke: %s", type(error).__name__)


def _failed(error: Exception, change: CorpusChange) -> Served:
    """Word why a change was not published."""
    if isinstance(error, GoldenRefused):
        return word_refused(error, change)
    if isinstance(error, Left):
        happening = change.happening
        return said("mod_left", title=change.article_id if happening is None else happening.title)
    if isinstance(error, PullquoteError):
        return word_failed(error)
    _log.error("a change was not published: %s", type(error).__name__)
    return said("broken")
