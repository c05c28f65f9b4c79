"""The moderators' conversation in Telegram: files and addresses, cards and their buttons."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TypeVar

from bot.desk.commands import MODERATION_COMMANDS, Command
from bot.moderation.records import Moderator, Step
from bot.moderation.reports import respond
from bot.people.desk import PeopleDesk
from bot.replies import Button, Reply, Say, Served
from bot.sentences.say import say, speaker
from bot.serving.moderators.jobs import TelegramJobs
from bot.serving.moderators.shown import TelegramCards
from bot.serving.moderators.worker import ModerationWorker, Watched
from bot.telegram.api import TelegramApi
from bot.telegram.delivery import Delivery, Spot, lay_out, lay_out_sentence
from bot.telegram.keyboard import ModerationButtonData
from bot.telegram.messages.cuts import shorten
from bot.telegram.retry import Undeliverable
from bot.telegram.updates import Asker, Said, SentFile, Where
from index.errors import PullquoteError
from index.records import SourceText
from index.sources import read as corpus
from index.text.shown import cut

MOST_FILE_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download

_TYPING_SECONDS = 4.5  # Telegram shows it for five
_LONGEST_NOTICE = 200  # UTF-16 code units on a pressed button

T = TypeVar("T")
_log = logging.getLogger("pullquote.telegram")


class TelegramModeration:
    """Lets moderators change the corpus, in chats of their own. For the event loop's thread."""

    def __init__(
        self,
        api: TelegramApi,
        delivery: Delivery,
        worker: ModerationWorker,
        people: PeopleDesk,
        cards: TelegramCards,
        jobs: TelegramJobs,
    ) -> None:
        """Answer through `delivery`, let the `worker` work, and leave to `jobs` what takes long."""
        self._api = api
        self._delivery = delivery
        self._worker = worker
        self._people = people
        self._cards = cards
        self._jobs = jobs

    async def answer(self, said: Said, command: Command | None) -> tuple[int, ...] | None:
        """Answer a moderator's file, command or answer to a card; `None` for anything else.

        Returns the ids of the messages that the answer is; raises `Undeliverable`.
        """
        if not self._is_moderator(said.where, said.who):
            return None
        is_command = command is not None and command.name in MODERATION_COMMANDS
        if said.is_edit and (is_command or said.file is not None):
            return await self._say(said, "mod_not_by_editing")
        if said.file is not None:
            return await self._add_file(said, said.file)
        if command is not None:
            return await self._command(said, command) if is_command else None
        if said.answers is None or said.text is None:
            return None
        return await self._answer_card(said, said.answers, said.text)

    async def press(
        self, query_id: str, who: Asker, where: Where, message: int, data: ModerationButtonData
    ) -> None:
        """Do what a button says, if it is a moderator who presses it; and acknowledge the press."""
        if not self._is_moderator(where, who):
            await self._acknowledge(query_id, say("only_moderators", who.language))
            return
        moderator, spot = self._moderator(where, who), Spot(where, message)
        if data.kind == "undo":
            notice = self._jobs.begin_undo(moderator, where, message, data.token)
            await self._acknowledge(query_id, notice)
            return
        if data.kind == "recheck":
            await self._recheck(query_id, moderator, spot, data)
            return
        if self._jobs.holds(data.token):
            await self._acknowledge(query_id, say("mod_under_way", who.language))
            return
        others = tuple(one for one in self._people.people.moderators() if one != who.id)
        button = Button(data.kind, data.token, data.number)
        try:
            step = await self._worker.do(lambda desk: desk.press(moderator, button, others))
        except PullquoteError as error:
            step = Step(notice=say("failed", who.language, reason=error))
        if not self._is_moderator(where, who):  # revoked while the desk was busy
            step = Step(notice=say("only_moderators", who.language))
        is_again = step.change is not None and self._jobs.holds(data.token)
        if step.change is not None and not is_again:
            # At once, so that a second press meanwhile finds it.
            again = message if data.kind == "publish_anyway" else None
            self._jobs.begin_change(moderator, spot, again, step.change)
        notice = None if step.notice is None else speaker(who.language)(step.notice)
        await self._acknowledge(query_id, notice)
        await self._cards.follow(step, moderator, spot)

    async def forget(self, person: str) -> None:
        """Remove what bears a person's id."""
        await self._worker.do(lambda desk: desk.store.forget(person))

    async def _command(self, said: Said, command: Command) -> tuple[int, ...]:
        moderator = self._moderator(said.where, said.who)
        spot = Spot(said.where, said.message_id)
        if command.name == "add":
            return await self._add_address(said, command.argument)
        if command.name == "check":
            return await self._jobs.check(moderator, spot)
        if command.name == "undo":
            return await self._undo(said, command.argument)
        if command.name == "remove":
            return await self._step(moderator, spot, self._removed(moderator, command.argument))
        by = moderator.by
        served = await self._worker.do(lambda desk: respond(desk.means.data, command, by))
        return await self._delivery.deliver(lay_out(served, said.who.language), spot)

    async def _undo(self, said: Said, argument: str) -> tuple[int, ...]:
        if argument and not (argument.isdecimal() and len(argument) < 10):
            return await self._say(said, "mod_undo_usage")
        number = int(argument) if argument else None
        moderator = self._moderator(said.where, said.who)
        return await self._jobs.undo(moderator, Spot(said.where, said.message_id), number)

    async def _add_file(self, said: Said, file: SentFile) -> tuple[int, ...]:
        name = cut(file.name)
        if file.size is not None and file.size > MOST_FILE_BYTES:
            return await self._say(said, "mod_too_large", name=name)
        try:
            content = await self._while_typing(said.where, self._api.download(file.id))
        except Undeliverable as error:
            if "too big" in str(error):
                return await self._say(said, "mod_too_large", name=name)
            return await self._say(said, "mod_not_downloaded", name=name, reason=error)
        return await self._add(said, lambda: corpus.read_upload(file.name, content))

    async def _add_address(self, said: Said, address: str) -> tuple[int, ...]:
        if "://" not in address or len(address.split()) != 1:
            return await self._say(said, "mod_add_usage")
        return await self._add(said, lambda: self._worker.means.read_address(address))

    async def _add(self, said: Said, read: Callable[[], SourceText]) -> tuple[int, ...]:
        moderator = self._moderator(said.where, said.who)
        spot = Spot(said.where, said.message_id)
        return await self._step(moderator, spot, self._drafted(moderator, read))

    async def _drafted(self, moderator: Moderator, read: Callable[[], SourceText]) -> Step:
        def work(_: Watched) -> SourceText:
            return read()

        text = await self._worker.read(work)[1]
        return await self._worker.do(lambda desk: desk.add(moderator, text))

    async def _removed(self, moderator: Moderator, article_id: str) -> Step:
        return await self._worker.do(lambda desk: desk.remove(moderator, article_id))

    async def _recheck(
        self, query_id: str, moderator: Moderator, spot: Spot, data: ModerationButtonData
    ) -> None:
        address = await self._worker.do(
            lambda desk: desk.store.checked(data.token, moderator.chat, data.number, desk.clock())
        )
        if address is None:
            await self._acknowledge(query_id, say("mod_gone", moderator.language))
            return
        await self._acknowledge(query_id, None)
        await self._step(
            moderator,
            spot,
            self._drafted(moderator, lambda: self._worker.means.read_address(address)),
        )

    async def _answer_card(self, said: Said, message: int, written: str) -> tuple[int, ...] | None:
        moderator = self._moderator(said.where, said.who)
        spot = Spot(said.where, said.message_id)
        token = await self._worker.do(lambda desk: desk.store.token_of(moderator.chat, message))
        if token is None:
            return None
        if self._jobs.holds(token):
            return await self._say(said, "mod_under_way")
        step = await self._worker.do(lambda desk: desk.answer(moderator, message, written))
        return None if step is None else await self._cards.follow(step, moderator, spot)

    async def _step(
        self, moderator: Moderator, spot: Spot, work: Coroutine[None, None, Step]
    ) -> tuple[int, ...]:
        """Do what takes a while, say what is refused, and follow what comes of it."""
        try:
            step = await self._while_typing(spot.where, work)
        except PullquoteError as error:
            step = Step(said=_sentence(say("failed", moderator.language, reason=error)))
        if self._people.people.role(moderator.person) != "moderator":
            step = Step(said=_sentence(say("only_moderators", moderator.language)))
        return await self._cards.follow(step, moderator, spot)

    async def _while_typing(self, where: Where, work: Coroutine[None, None, T]) -> T:
        """Show that something is under way until it is done."""
        done = asyncio.create_task(work)
        while not done.done():
            typing = asyncio.create_task(self._api.show_typing(where))
            await asyncio.wait({done}, timeout=_TYPING_SECONDS)
            typing.cancel()
        return await done

    async def _say(self, said: Said, key: str, **fields: object) -> tuple[int, ...]:
        laid_out = lay_out_sentence(key, said.who.language, **fields)
        return await self._delivery.deliver(laid_out, Spot(said.where, said.message_id))

    async def _acknowledge(self, query_id: str, notice: str | None) -> None:
        shown = None if notice is None else shorten(notice, _LONGEST_NOTICE)
        try:
            await self._api.acknowledge(query_id, shown)
        except Undeliverable as error:
            _log.info("a press could not be acknowledged: %s", error)

    def _is_moderator(self, where: Where, who: Asker) -> bool:
        return not where.is_group and self._people.people.role(who.id) == "moderator"

    def _moderator(self, where: Where, who: Asker) -> Moderator:
        by = self._people.people.file.key(who.id)
        return Moderator(str(where.chat), who.id, by, who.language)


def _sentence(sentence: str) -> Served:
    return Served(Reply((Say(sentence),)))
