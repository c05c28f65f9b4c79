"""What is meant by an update -> what is done about it: who may, how often, and the answer."""

import asyncio
import logging
from dataclasses import dataclass
from math import ceil
from time import monotonic

from bot.access import Access, QuestionLimit, Role
from bot.desk import Desk
from bot.desk_commands import Command
from bot.desk_records import Press, Pressed
from bot.desk_worker import DeskWorker
from bot.monitoring import Monitoring
from bot.replies import Incoming, Reply, ShowQuote
from bot.sentences import say
from bot.telegram_api import InlineResult, TelegramApi
from bot.telegram_characters import clean
from bot.telegram_cuts import CUT_SHORT, shorten
from bot.telegram_delivery import SILENCE, Delivery, LaidOut, Spot, lay_out, lay_out_sentence
from bot.telegram_keyboard import read_data
from bot.telegram_menus import set_moderators_menu
from bot.telegram_retry import Undeliverable
from bot.telegram_text import render
from bot.telegram_updates import Meant, Said, Tapped, Typed

TYPING_AFTER_SECONDS = 1.0
TYPING_AGAIN_SECONDS = 4.5  # Telegram shows it for five
STRANGER_SENTENCES = 3  # in five minutes; a stranger who goes on hears nothing
OFFERS_PER_QUESTION = 10  # inline, each pause in typing is a question of its own

_log = logging.getLogger("pullquote.telegram")

_TITLE_UNITS, _DESCRIPTION_UNITS = 100, 200  # more is cut off on a phone


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one person may ask, ask inline, and be told that they are a stranger."""

    questions: QuestionLimit
    offers: QuestionLimit
    strangers: QuestionLimit


class Answers:
    """Answers one update at a time, or several of different chats. For the event loop's thread."""

    def __init__(
        self,
        api: TelegramApi,
        worker: DeskWorker,
        access: Access,
        limits: Limits,
        monitoring: Monitoring,
    ) -> None:
        """Answer through `api` what the desk says to those whom `access` lets in."""
        self._api = api
        self._worker = worker
        self._access = access
        self._limits = limits
        self._monitoring = monitoring
        self._delivery = Delivery(api, monitoring)
        self._typing: set[asyncio.Task[None]] = set()

    async def answer(self, meant: Meant, received: float) -> tuple[int, ...]:
        """Answer; returns the ids of the messages that the answer is.

        Raises `Undeliverable`, `TelegramRefused`, and whatever the desk raises.
        """
        if isinstance(meant, Said):
            return await self._answer_message(meant, received)
        if isinstance(meant, Tapped):
            return await self._answer_press(meant)
        await self._answer_inline(meant)
        return ()

    async def apologise(self, meant: Meant) -> tuple[int, ...]:
        """Say that something is broken here, where that can be said."""
        if isinstance(meant, Said):
            broken = lay_out_sentence("broken", meant.who.language)
            return await self._delivery.deliver(broken, Spot(meant.where, meant.message_id))
        return ()

    async def remember(self, said: Said, sent: tuple[int, ...]) -> None:
        """Keep which messages answered, for when the question is edited."""
        incoming = _incoming(said)
        await self._worker.do(lambda desk: desk.keep_messages(incoming, said.message_id, sent))

    async def _answer_message(self, said: Said, received: float) -> tuple[int, ...]:
        spot = Spot(said.where, said.message_id)
        refusal = self._refusal(said)
        if refusal is not None:
            return await self._delivery.deliver(refusal, spot) if refusal.messages else ()
        if said.is_edit:
            chat, message_id = str(said.where.chat), said.message_id
            earlier = await self._worker.do(lambda desk: desk.store.messages(chat, message_id))
            spot = Spot(said.where, said.message_id, earlier)
        laid_out = await self._think(said)
        sent = await self._delivery.deliver(laid_out, spot)
        if laid_out.outcome is not None:
            self._monitoring.answers.labels(laid_out.outcome).inc()
            self._monitoring.answer_seconds.observe(monotonic() - received)
        if said.command == "start" and self._role(said) == "moderator":
            await set_moderators_menu(self._api, said.who.id)
        return sent

    def _refusal(self, said: Said) -> LaidOut | None:
        """Word why a message is not answered, with no messages where that was said before."""
        who, group = said.who, str(said.where.chat) if said.where.is_group else None
        if not self._access.lets_in(who.id, group):
            if self._limits.strangers.count(group or who.id) != "allowed":
                return SILENCE
            if group is not None:
                return lay_out_sentence("group_not_allowed", who.language, id=group)
            return lay_out_sentence("stranger", who.language, id=who.id)
        if said.text is None:
            return lay_out_sentence("text_only", who.language)
        verdict = "allowed"
        if said.command in (None, "ask"):
            verdict = self._limits.questions.count(who.id)
        if verdict == "refused":
            return lay_out_sentence(
                "too_many",
                who.language,
                most=self._limits.questions.most,
                minutes=ceil(self._limits.questions.wait_seconds(who.id) / 60),
            )
        return None if verdict == "allowed" else SILENCE

    async def _think(self, said: Said) -> LaidOut:
        """Let the desk answer; where that takes long, show that it is under way."""
        command = _command(said, self._role(said))

        def work(desk: Desk) -> LaidOut:
            served = desk.ask(_incoming(said)) if command is None else desk.command(command)
            return lay_out(served, said.who.language)

        started = monotonic()
        thought = self._worker.do(work)
        await asyncio.wait({thought}, timeout=TYPING_AFTER_SECONDS)
        while not thought.done():
            self._start_typing(said)
            await asyncio.wait({thought}, timeout=TYPING_AGAIN_SECONDS)
        self._monitoring.thinking_seconds.observe(monotonic() - started)
        return await thought

    def _start_typing(self, said: Said) -> None:
        task = asyncio.create_task(self._api.show_typing(said.where))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    def _role(self, said: Said) -> Role | None:
        """Give a person's role, which counts in their own chat, not in front of a group."""
        return None if said.where.is_group else self._access.role(said.who.id)

    async def _answer_press(self, tapped: Tapped) -> tuple[int, ...]:
        """Acknowledge a press as soon as the desk has looked, and then send, in the chat's turn."""
        language, data = tapped.who.language, read_data(tapped.data)
        if tapped.where is None or data is None:
            await self._api.acknowledge(tapped.query_id, say("expired", language))
            return ()
        where = tapped.where
        group = str(where.chat) if where.is_group else None
        if not self._access.lets_in(tapped.who.id, group):
            key = "stranger" if group is None else "group_not_allowed"
            notice = say(key, language, id=group or tapped.who.id)
            await self._api.acknowledge(tapped.query_id, notice)
            return ()
        press = Press(str(where.chat), tapped.who.id, language, data.kind, data.token, data.number)
        pressed, laid_out = await self._worker.do(lambda desk: _pressed(desk, press))
        await self._acknowledge(tapped.query_id, pressed.notice)
        if laid_out is None:
            return ()
        spot = Spot(where, tapped.message_id)
        return await self._delivery.deliver(laid_out, spot)

    async def _acknowledge(self, query_id: str, notice: str | None) -> None:
        try:
            await self._api.acknowledge(query_id, notice)
        except Undeliverable as error:
            # Too old, as after a restart: what was asked for is sent all the same.
            _log.info("a press could not be acknowledged: %s", error)

    async def _answer_inline(self, typed: Typed) -> None:
        who, text = typed.who, typed.text.strip()
        results: tuple[InlineResult, ...] = ()
        hint: str | None = None
        if self._access.role(who.id) is not None:
            hint = say("inline_hint", who.language)
            if text and self._limits.offers.count(who.id) == "allowed":
                results = await self._worker.do(lambda desk: _offers(desk, text, who.language))
                hint = None if results else say("inline_nothing", who.language)
        await self._api.offer(typed.query_id, results, hint)


def _incoming(said: Said) -> Incoming:
    return Incoming(str(said.where.chat), said.who.id, said.text or "", said.who.language)


def _command(said: Said, role: Role | None) -> Command | None:
    if said.command is None:
        return None
    return Command(
        name=said.command,
        argument=said.text or "",
        chat=str(said.where.chat),
        person=said.who.id,
        language=said.who.language,
        role=role,
    )


def _pressed(desk: Desk, press: Press) -> tuple[Pressed, LaidOut | None]:
    pressed = desk.press(press)
    served = pressed.served
    return pressed, None if served is None else lay_out(served, press.language)


def _offers(desk: Desk, text: str, language: str) -> tuple[InlineResult, ...]:
    """Offer the quotes that fit into one message and that Telegram will not change."""
    offered: list[InlineResult] = []
    for one in desk.offer(text, language):
        messages = render(Reply((ShowQuote(one.quote),)), language)
        if len(messages) == 1 and messages[0].slices:
            title = shorten(clean(one.title) or CUT_SHORT, _TITLE_UNITS)
            shown = shorten(clean(one.quote.text), _DESCRIPTION_UNITS)
            offered.append(InlineResult(title, shown, messages[0]))
    return tuple(offered)
