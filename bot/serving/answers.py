"""What is meant by an update -> what is done about it: who may, how often, and the answer."""

import asyncio
import logging
from dataclasses import dataclass
from math import ceil
from time import monotonic

from bot.desk.commands import PEOPLE_COMMANDS, Command
from bot.desk.desk import Desk
from bot.desk.records import Press, Pressed, Served
from bot.people.access import QuestionLimit
from bot.replies import Incoming, Reply, Role, Say
from bot.sentences.say import say, speaker
from bot.serving.moderators.chat import TelegramModeration
from bot.serving.moderators.joining import TelegramPeople, notice_of
from bot.serving.monitoring import Monitoring
from bot.serving.workers import DeskWorker
from bot.telegram.api import InlineResult, TelegramApi
from bot.telegram.delivery import SILENCE, LaidOut, Spot, lay_out, lay_out_sentence
from bot.telegram.keyboard import ModerationButtonData, PeopleButtonData, read_data
from bot.telegram.messages.inline import offers
from bot.telegram.retry import Undeliverable
from bot.telegram.updates import Asker, Meant, Said, Tapped, Typed, Where

TYPING_AFTER_SECONDS = 1.0
TYPING_AGAIN_SECONDS = 4.5  # Telegram shows it for five
STRANGER_SENTENCES = 3  # in five minutes; a stranger who goes on hears nothing
OFFERS_PER_QUESTION = 10  # inline, each pause in typing is a question of its own

_log = logging.getLogger("pullquote.telegram")


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
        people: TelegramPeople,
        moderation: TelegramModeration,
        limits: Limits,
        monitoring: Monitoring,
    ) -> None:
        """Answer through `api` what the desk says to those `people` who were let in.

        What is `moderation`'s to answer is left to it.
        """
        self._api = api
        self._worker = worker
        self._people = people
        self._moderation = moderation
        self._limits = limits
        self._monitoring = monitoring
        self._delivery = people.delivery
        self._typing: set[asyncio.Task[None]] = set()

    async def answer(self, meant: Meant, received: float) -> tuple[int, ...]:
        """Answer; returns the ids of the messages that the answer is.

        Raises `Undeliverable`, `TelegramRefused`, and whatever the desk raises.
        """
        if isinstance(meant, Said):
            return await self._answer_message(meant, received)
        if isinstance(meant, Tapped):
            return await self._answer_press(meant)
        if isinstance(meant, Typed):
            await self._answer_inline(meant)
        else:
            await self._delivery.note_move(meant.before, meant.now)
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
        if said.where.is_group:
            return await self._answer_said(said, received)
        self._people.meet(said.who)
        joined = await self._people.join(said)
        if joined is not None:
            return joined
        sent = await self._answer_said(said, received)
        await self._people.renew_menu(said.who.id)
        return sent

    async def _answer_said(self, said: Said, received: float) -> tuple[int, ...]:
        spot = Spot(said.where, said.message_id)
        refusal = self._stranger(said)
        command = _command(said, self._role(said))
        if refusal is None:
            moderated = await self._moderation.answer(said, command)
            if moderated is not None:
                return moderated
            refusal = self._limited(said)
        if refusal is not None:
            return await self._delivery.deliver(refusal, spot) if refusal.messages else ()
        if said.is_edit:
            chat, message_id = str(said.where.chat), said.message_id
            earlier = await self._worker.do(lambda desk: desk.store.messages(chat, message_id))
            spot = Spot(said.where, said.message_id, earlier)
        if command and command.role == "moderator" and command.name in PEOPLE_COMMANDS:
            return await self._people.answer(said, command)
        laid_out = await self._think(said, command)
        # Their role may have been revoked while the desk was busy.
        laid_out = self._stranger(said) or laid_out
        sent = await self._delivery.deliver(laid_out, spot)
        if laid_out.outcome is not None:
            self._monitoring.answers.labels(laid_out.outcome).inc()
            self._monitoring.answer_seconds.observe(monotonic() - received)
        if command and command.name == "forget":
            self._people.people.forget(said.who.id)
            await self._moderation.forget(said.who.id)
        return sent

    def _stranger(self, said: Said) -> LaidOut | None:
        """Word that this person may not ask here, with no messages where that was said before."""
        where, who = said.where, said.who
        stranger = self._stranger_sentence(where, who)
        if stranger is None:
            return None
        counted = str(where.chat) if where.is_group else who.id
        if self._limits.strangers.count(counted) != "allowed":
            return SILENCE
        return lay_out(Served(Reply((Say(stranger),))), who.language)

    def _stranger_sentence(self, where: Where | None, who: Asker) -> str | None:
        group = str(where.chat) if where is not None and where.is_group else None
        if self._people.people.lets_in(who.id, group):
            return None
        key = "stranger" if group is None else "group_not_allowed"
        return say(key, who.language, id=group or who.id)

    def _limited(self, said: Said) -> LaidOut | None:
        """Word why a message of somebody who may ask is not answered."""
        who = said.who
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

    async def _think(self, said: Said, command: Command | None) -> LaidOut:
        """Let the desk answer; where that takes long, show that it is under way."""

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
        return None if said.where.is_group else self._people.people.role(said.who.id)

    async def _answer_press(self, tapped: Tapped) -> tuple[int, ...]:
        """Acknowledge a press as soon as the desk has looked, and then send, in the chat's turn."""
        where, who, data = tapped.where, tapped.who, read_data(tapped.data)
        stranger = self._stranger_sentence(where, who)
        if stranger is not None or where is None or data is None:
            refusal = stranger or say("expired", who.language)
            await self._api.acknowledge(tapped.query_id, refusal)
            return ()
        if isinstance(data, PeopleButtonData):
            return await self._answer_people_press(tapped.query_id, who, where, data)
        if isinstance(data, ModerationButtonData):
            await self._moderation.press(tapped.query_id, who, where, tapped.message_id, data)
            return ()
        press = Press(str(where.chat), who.id, who.language, data.kind, data.token, data.number)
        pressed, laid_out = await self._worker.do(lambda desk: _pressed(desk, press))
        stranger = self._stranger_sentence(where, who)  # as it may be by now
        notice = None if pressed.notice is None else speaker(who.language)(pressed.notice)
        await self._acknowledge(tapped.query_id, stranger or notice)
        if laid_out is None or stranger is not None:
            return ()
        return await self._delivery.deliver(laid_out, Spot(where, tapped.message_id))

    async def _answer_people_press(
        self, query_id: str, who: Asker, where: Where, data: PeopleButtonData
    ) -> tuple[int, ...]:
        outcome = self._people.press(who, where, data)
        await self._acknowledge(query_id, notice_of(outcome, who.language))
        await self._people.follow(outcome)
        return ()

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
        if self._people.people.role(who.id) is not None:
            hint = say("inline_hint", who.language)
            if text and self._limits.offers.count(who.id) == "allowed":
                results = await self._worker.do(lambda desk: offers(desk, text, who.language))
                hint = None if results else say("inline_nothing", who.language)
        if self._people.people.role(who.id) is None:  # also where it was revoked meanwhile
            results, hint = (), None
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
