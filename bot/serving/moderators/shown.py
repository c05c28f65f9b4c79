"""Cards in Telegram: shown in place of the messages that showed them, to others, and closed."""

import asyncio
import logging

from bot.desk.records import Served
from bot.moderation.records import Moderator, Step
from bot.moderation.store import CardKind
from bot.people.desk import PeopleDesk
from bot.replies import Reply, Say, Words
from bot.serving.lanes import Lanes
from bot.serving.moderators.following import notify
from bot.serving.moderators.worker import ModerationWorker
from bot.telegram.delivery import Delivery, Spot, lay_out
from bot.telegram.retry import Undeliverable
from bot.telegram.updates import Where

_log = logging.getLogger("pullquote.telegram")


class TelegramCards:
    """Shows what moderators' steps lead to. For the event loop's thread."""

    def __init__(self, delivery: Delivery, worker: ModerationWorker, people: PeopleDesk) -> None:
        """Show through `delivery` what the `worker` words."""
        self._delivery = delivery
        self._worker = worker
        self._people = people
        self._lanes = Lanes()

    async def follow(self, step: Step, moderator: Moderator, spot: Spot) -> tuple[int, ...]:
        """Show and tell what a step leads to; return the ids of what was said and shown."""
        sent: list[int] = []
        for kind in step.shows:
            sent += await self._show(step.token, kind, spot)
        if step.closes is not None:
            sent += await self._close(step.token, step.closes, moderator, spot)
        if step.said is not None:
            said = await self._delivery.deliver(lay_out(step.said, moderator.language), spot)
            await self._keep_shown(step.token, "hint", moderator.chat, said)
            sent += said
        if step.asks_others:
            await self._ask_others(step.token, moderator)
        if step.told is not None:
            await notify(self._delivery, step.told)
        return tuple(sent)

    async def _show(self, token: str, kind: CardKind, spot: Spot) -> tuple[int, ...]:
        """Show a draft as it is once those before are done, so that the last edit stands."""
        sent: tuple[int, ...] = ()

        async def show() -> None:
            nonlocal sent
            shown = await self._worker.do(lambda desk: desk.render(token, kind))
            if shown is None:
                return
            where = Where(int(shown.chat), None, is_group=False)
            reply_to = spot.reply_to if where == spot.where else None
            laid_out = lay_out(shown.served, shown.language)
            sent = await self._delivery.deliver(laid_out, Spot(where, reply_to, shown.earlier))
            await self._keep_shown(token, kind, shown.chat, sent)

        await self._lanes.start(token, show)
        return sent

    async def _keep_shown(
        self, token: str, kind: CardKind, chat: str, messages: tuple[int, ...]
    ) -> None:
        """Remember which messages are about a draft, so that an answer to them edits it."""
        if token:
            await self._worker.do(
                lambda desk: desk.store.keep_shown(token, kind, chat, messages, desk.clock())
            )

    async def _close(
        self, token: str, words: Words, moderator: Moderator, spot: Spot
    ) -> tuple[int, ...]:
        """Say in place of a card what became of it."""
        earlier = await self._worker.do(
            lambda desk: desk.store.shown(token, "card", moderator.chat)
        )
        laid_out = lay_out(Served(Reply((Say(words),))), moderator.language)
        return await self._delivery.deliver(laid_out, Spot(spot.where, None, earlier))

    async def _ask_others(self, token: str, moderator: Moderator) -> None:
        others = [one for one in self._people.people.moderators() if one != moderator.person]
        await asyncio.gather(*(self._ask(token, moderator, one) for one in others))

    async def _ask(self, token: str, moderator: Moderator, other: str) -> None:
        language = self._people.people.profile(other).language
        asks = self._people.name(moderator.person)
        served = await self._worker.do(lambda desk: desk.asked_card(token, asks))
        if served is None:
            return
        try:
            spot = Spot(Where(int(other), None, is_group=False), None)
            await self._delivery.deliver(lay_out(served, language), spot)
        except Undeliverable as error:
            _log.info("a moderator who has no chat with the bot was not asked: %s", error)
