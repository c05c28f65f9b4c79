"""Cards: shown in place of those shown before, shown to other moderators, and closed."""

import asyncio
import logging
from contextlib import suppress

from bot.moderation.desk import ModerationDesk
from bot.moderation.records import Step
from bot.moderation.store import CardKind
from bot.people.desk import PeopleDesk
from bot.replies import Reply, Say, Served, Told
from bot.sentences.say import Words, speaker
from bot.serving.logs import Hourly
from bot.serving.moderators.following import Turn, reply, tell
from bot.serving.moderators.worker import ModerationWorker
from bot.serving.platform import Platform, Spot, Undeliverable, Where
from bot.serving.workers import Lanes
from index.errors import StoreRefused

_log = logging.getLogger("pullquote.serving")


class Cards:
    """Shows what moderators' steps lead to. For the event loop's thread."""

    def __init__(
        self, platform: Platform, worker: ModerationWorker[ModerationDesk], people: PeopleDesk
    ) -> None:
        """Show on the `platform` what the `worker` words."""
        self._platform = platform
        self._worker = worker
        self._people = people
        self._lanes = Lanes()
        self._unkept_told = Hourly()

    async def follow(self, step: Step, turn: Turn) -> tuple[str, ...]:
        """Show and tell what a step leads to; return the ids of the messages, but not of others'.

        Raises `Undeliverable`.
        """
        sent: list[str] = []
        for kind in step.shows:
            sent += await self.show(step.token, kind, turn.spot)
        if step.closes is not None:
            await self.strip(step.token)
            sent += await self._close(step.token, step.closes, turn)
        if step.said is not None:
            hint = await reply(self._platform, turn, step.said)
            await self._keep_shown(step.token, "hint", turn.moderator.chat, hint)
            sent += hint
        if step.asks_others:
            await self._ask_others(step.token, turn)
        if step.told is not None:
            await tell(self._platform, step.told)
        return tuple(sent)

    async def strip(self, token: str) -> None:
        """Take the buttons of a draft from everybody who sees them, as it is decided."""
        for chat, message in await self._worker.do(lambda desk: desk.store.with_buttons(token)):
            with suppress(Undeliverable):  # deleted, or too old to be edited
                await self._platform.take_buttons(Where(chat, None, is_group=False), message)

    async def keep_result(self, token: str, turn: Turn, messages: tuple[str, ...]) -> None:
        """Remember the message that says what came of a draft, which may be decided there."""
        await self._keep_shown(token, "result", turn.moderator.chat, messages)

    async def show(self, token: str, kind: CardKind, spot: Spot) -> tuple[str, ...]:
        """Show a draft as it is once earlier showings are done, so that the last edit stands."""
        sent: tuple[str, ...] = ()

        async def show() -> None:
            nonlocal sent
            shown = await self._worker.do_with_drafts(lambda desk: desk.render(token, kind))
            if shown is None:
                return
            where = Where(shown.chat, None, is_group=False)
            reply_to = spot.reply_to if where == spot.where else None
            laid_out = self._platform.lay_out(shown.served, speaker(shown.language))
            sent = await laid_out.deliver(Spot(where, reply_to, shown.earlier))
            await self._keep_shown(token, kind, shown.chat, sent)

        await self._lanes.start(token, show)
        return sent

    async def _keep_shown(
        self, token: str, kind: CardKind, chat: str, messages: tuple[str, ...]
    ) -> None:
        """Remember which messages are about a draft, so that an answer to them edits it.

        Where the disk is full, they are shown all the same.
        """
        if not token:
            return
        try:
            await self._worker.do(
                lambda desk: desk.store.keep_shown(token, kind, chat, messages, desk.clock())
            )
        except StoreRefused as error:
            if self._unkept_told.is_due():
                _log.error("which messages show a card cannot be kept: %s", error)

    async def _close(self, token: str, words: Words, turn: Turn) -> tuple[str, ...]:
        """Say in place of a card what became of it."""
        chat = turn.moderator.chat
        earlier = await self._worker.do(lambda desk: desk.store.shown(token, "card", chat))
        closed = Turn(turn.moderator, Spot(turn.spot.where, None, earlier))
        return await reply(self._platform, closed, Served(Reply((Say(words),))))

    async def _ask_others(self, token: str, turn: Turn) -> None:
        asking = turn.moderator.person
        others = [person for person in self._people.people.moderators() if person != asking]
        await asyncio.gather(*(self._ask(token, asking, other) for other in others))

    async def _ask(self, token: str, asking: str, other: str) -> None:
        language = self._people.people.profile(other).language
        asks = self._people.name(asking)
        served = await self._worker.do_with_drafts(lambda desk: desk.asked_card(token, asks))
        if served is None:
            return
        sent = await tell(self._platform, Told(other, language, served))
        if sent is not None:
            await self._keep_shown(token, "asked", sent.chat, sent.messages)
