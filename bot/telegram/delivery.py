"""A reply -> messages in Telegram, whose quotes are compared with what was meant to stand there."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.replies import Served, Speak, said
from bot.sentences.say import speaker
from bot.serving.monitoring import Monitoring
from bot.telegram.api import NO_BUTTONS, Rows, Sent, TelegramApi
from bot.telegram.messages.message import TelegramText
from bot.telegram.messages.render import differences, render
from bot.telegram.retry import Migrated, Undeliverable
from bot.telegram.updates import Where
from index.records import Outcome

_log = logging.getLogger("pullquote.telegram")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A reply as messages, with the buttons under the last of them."""

    messages: tuple[TelegramText, ...]
    buttons: Rows
    outcome: Outcome | None


SILENCE = LaidOut((), NO_BUTTONS, None)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reply goes: what it answers, and the messages that answered it before, if any."""

    where: Where
    reply_to: int | None
    earlier: tuple[int, ...] = ()


def lay_out(served: Served, language: str) -> LaidOut:
    """Render a reply; takes some milliseconds where it is long."""
    speak = speaker(language)
    return LaidOut(render(served.reply, speak), Rows(served.rows, speak), served.outcome)


def lay_out_sentence(key: str, language: str, **fields: object) -> LaidOut:
    """Render one of the bot's own sentences."""
    return lay_out(said(key, **fields), language)


NoteMove = Callable[[int, int], Awaitable[None]]
"""Notes that a group's id has changed: from the one before to the one it has now."""


class Delivery:
    """Sends what was laid out, and takes it back where a quote did not arrive as it stands."""

    def __init__(self, api: TelegramApi, monitoring: Monitoring, note_move: NoteMove) -> None:
        """Send with `api`, and after a group that has become a supergroup."""
        self._api = api
        self._monitoring = monitoring
        self.note_move = note_move

    async def deliver(self, laid_out: LaidOut, spot: Spot) -> tuple[int, ...]:
        """Send every message, in the place of the earlier ones first; return their ids.

        Raises `Undeliverable` at the first that Telegram will not take.
        """
        ids: list[int] = []
        last = len(laid_out.messages) - 1
        for number, message in enumerate(laid_out.messages):
            buttons = laid_out.buttons if number == last else NO_BUTTONS
            try:
                sent = await self._place(message, buttons, spot, number)
            except Migrated as error:
                await self.note_move(spot.where.chat, error.chat)
                # Messages are counted anew there: what the ids of those before name is another's.
                spot = Spot(Where(error.chat, None, is_group=True), None)
                sent = await self._place(message, buttons, spot, number)
            ids.append(await self._compared(sent, message, spot, laid_out.buttons.speak))
        for superfluous in spot.earlier[len(laid_out.messages) :]:
            await self._delete(spot.where, superfluous)
        return tuple(ids)

    async def _place(self, message: TelegramText, buttons: Rows, spot: Spot, number: int) -> Sent:
        if number < len(spot.earlier):
            try:
                return await self._api.edit(spot.where, spot.earlier[number], message, buttons)
            except Undeliverable as error:
                _log.info("an answer cannot be edited, so it is sent anew: %s", error)
        reply_to = spot.reply_to if number == 0 else None
        return await self._api.send(spot.where, message, reply_to, buttons)

    async def _compared(self, sent: Sent, message: TelegramText, spot: Spot, speak: Speak) -> int:
        """Return the id of what stands there now: the message, or the sentence in its place."""
        wrong = () if sent.text is None else differences(sent.text, message)
        if not wrong:
            return sent.message_id
        self._monitoring.differences.inc()
        _log.error("%d quotes did not arrive as they stand; the message is deleted", len(wrong))
        await self._delete(spot.where, sent.message_id)
        told = render(said("differs").reply, speak)[0]
        return (await self._api.send(spot.where, told, spot.reply_to)).message_id

    async def _delete(self, where: Where, message_id: int) -> None:
        try:
            await self._api.delete(where, message_id)
        except Undeliverable as error:
            _log.warning("a message could not be deleted: %s", error)
