"""An event -> what is done about it: who may ask, how often, and the answer."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from time import monotonic
from typing import Protocol

from bot.desk.commands import Desks, answered_by, is_about_group
from bot.desk.desk import Desk
from bot.moderation.typed import is_for_card
from bot.people.book import People, Profile, QuestionLimit
from bot.replies import (
    MODERATION_KINDS,
    PEOPLE_KINDS,
    QUESTION_KINDS,
    REPORT_KINDS,
    Button,
    Command,
    Incoming,
    Offered,
    Press,
    Pressed,
    Reply,
    Role,
    Say,
    Served,
    said,
)
from bot.sentences.say import Speak, Words, sentence, speaker
from bot.serving.admission import Admission
from bot.serving.moderators.joining import Joining
from bot.serving.monitoring import Monitoring
from bot.serving.platform import (
    Chosen,
    Event,
    LaidOut,
    Medium,
    Moved,
    Person,
    Platform,
    Spot,
    Tapped,
    Typed,
    Where,
    Withdrawn,
    Written,
)
from bot.serving.workers import DeskWorker

SEEN_AFTER_SECONDS = 0.3  # most answers are there before, and need no sign that they come
WORKING_AFTER_SECONDS = 1.0
LONGEST_FORWARDED = 400  # characters of a forwarded message that may still be a question
STRANGER_SENTENCES = 3  # in five minutes; a stranger who goes on hears nothing
OFFERS_PER_QUESTION = 10  # inline, each pause in typing is a question of its own

# What is said to a message without words, by what it holds instead.
_UNREAD: Mapping[Medium, str] = {
    "other": "text_only",
    "voice": "voice_unread",
    "picture": "picture_unread",
    "sticker": "sticker_unread",
}

# What costs the machine as much as a question, and is counted with them.
_COUNTED = (None, "ask", "quote", "quotes")

_ABOUT_SAVED = ("save", "saved", "drop", "export")

_SILENCE = Served(Reply(()))


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one person may ask, ask inline, and be told that they are a stranger."""

    questions: QuestionLimit
    offers: QuestionLimit
    strangers: QuestionLimit


class Moderating(Protocol):
    """Lets moderators change the corpus: what `bot.serving.moderators.chat` does."""

    async def answer(self, written: Written, command: Command | None) -> tuple[str, ...] | None:
        """Answer a moderator; `None` where the message is not about the corpus."""

    async def press(self, tapped: Tapped, where: Where, button: Button) -> None:
        """Do what a button of a card says, and acknowledge the press."""

    async def count_cards(self, where: Where, person: str) -> int:
        """Count the cards of a moderator that wait for a decision."""

    async def forget(self, person: str) -> None:
        """Remove the drafts that bear a person's id."""


class Checking(Protocol):
    """Checks quotes: what `bot.serving.verifying.chat` does."""

    async def answer(self, written: Written, command: Command, speak: Speak) -> LaidOut:
        """Check what a command names; return the answer, laid out."""


class Living(Protocol):
    """Remembers which quotes were given: what `bot.serving.verifying.living` does."""

    async def note(self, where: Where, person: Person, sent: Sequence[str], served: Served) -> None:
        """Remember the quotes of a reply that was sent."""

    async def note_chosen(self, chosen: Chosen) -> None:
        """Remember a quote that somebody has sent elsewhere."""

    async def answer(self, written: Written, command: Command) -> Served:
        """Answer a command about what somebody has saved."""

    async def drop_messages(self, where: Where, messages: Sequence[str]) -> None:
        """Forget what messages held that were taken back."""

    async def forget(self, person: str) -> None:
        """Delete all that bears a person's id."""


@dataclass(frozen=True, slots=True)
class _Thought:
    """An answer of the desk's, and how it is laid out."""

    served: Served
    laid_out: LaidOut


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers one event at a time, or several of different chats. For the event loop's thread.

    What is about people is left to `joining`, what changes the corpus to `moderators`.
    """

    platform: Platform
    worker: DeskWorker[Desk]
    people: People
    admission: Admission
    joining: Joining
    moderators: Moderating
    checks: Checking
    living: Living
    limits: Limits
    monitoring: Monitoring

    async def answer(self, event: Event, received: float) -> tuple[str, ...]:
        """Answer; return the ids of the messages that the answer is.

        Raises `Undeliverable`, `Refused`, and whatever the desk raises.
        """
        if isinstance(event, Moved):
            await self.admission.note_move(event.before, event.now)
            return ()
        if isinstance(event, Withdrawn):
            return await self._withdraw(event)
        speak = speaker(event.who.language)
        if isinstance(event, Written):
            return await self._answer_message(event, speak, received)
        if isinstance(event, Tapped):
            return await self._answer_press(event, speak)
        if isinstance(event, Typed):
            await self._offer(event, speak)
        elif self.people.role(event.who.id) is not None:
            await self.living.note_chosen(event)
        return ()

    async def apologise(self, event: Event) -> tuple[str, ...]:
        """Say that something is broken here, where that can be said."""
        if not isinstance(event, Written):
            return ()
        return await self._reply(event, said("broken"), speaker(event.who.language))

    async def remember(self, written: Written, sent: tuple[str, ...]) -> None:
        """Keep which messages answered, for when the question is edited."""
        if written.command == "forget":
            return  # nothing of whoever asked to be forgotten
        incoming = _incoming(written)
        await self.worker.do(lambda desk: desk.keep_messages(incoming, written.message, sent))

    async def _answer_message(
        self, written: Written, speak: Speak, received: float
    ) -> tuple[str, ...]:
        person = written.who
        if written.where.is_group:
            return await self._answer_admitted(written, None, speak, received)
        role = self.people.role(person.id)
        if role is None:
            joined = await self.joining.join(written, speak)
            if joined is not None:
                return joined
        else:
            self.people.meet(person.id, Profile(person.name, person.language))
        sent = await self._answer_admitted(written, role, speak, received)
        is_moderator = self.people.role(person.id) == "moderator"
        if is_moderator != self.people.has_menu(person.id):
            await self.joining.renew_menu(person.id)
        return sent

    async def _answer_admitted(
        self, written: Written, role: Role | None, speak: Speak, received: float
    ) -> tuple[str, ...]:
        """Answer whoever may ask here, and refuse others; a role does not count in a group."""
        command = _command(written, role)
        if command is not None and written.where.is_group and is_about_group(command):
            return await self._decide_group(written, command, speak)
        refusal = self._refuse_stranger(written)
        desk = None if command is None else answered_by(command)
        if refusal is None and role == "moderator":
            moderated = await self._moderate(written, command, desk, speak)
            if moderated is not None:
                return moderated
        refusal = refusal or self._refuse(written)
        if refusal is not None:
            return await self._reply(written, refusal, speak)
        if command is not None and desk == "people":
            return await self.joining.answer(written, command, speak)
        if command is not None and desk == "verifying":
            return await self._answer_check(written, command, speak)
        return await self._answer_asked(
            written, command or _incoming(written, role), speak, received
        )

    async def _moderate(
        self, written: Written, command: Command | None, desk: Desks | None, speak: Speak
    ) -> tuple[str, ...] | None:
        """Answer a moderator about the corpus, or ask before their cards are forgotten."""
        if command is not None and command.name == "forget":
            cards = await self.moderators.count_cards(written.where, written.who.id)
            if cards:
                return await self._reply(written, _asks_to_forget(written.who.id, cards), speak)
        if not _is_about_corpus(written, desk):
            return None
        return await self.moderators.answer(written, command)

    async def _decide_group(
        self, written: Written, command: Command, speak: Speak
    ) -> tuple[str, ...]:
        """Let a moderator decide about the group where they write; say nothing to others."""
        if self.people.role(written.who.id) != "moderator":
            return ()  # the command may be meant for another bot
        about = replace(command, argument=written.where.chat, role="moderator")
        return await self.joining.answer(written, about, speak)

    async def _answer_asked(
        self, written: Written, asked: Command | Incoming, speak: Speak, received: float
    ) -> tuple[str, ...]:
        """Let the desk answer, in the place of what answered the message before it was edited."""
        spot = await self._spot(written)
        thought, spot = await self._think(written, asked, spot, speak)
        # Their role may have been revoked while the desk was busy.
        refusal = self._refuse_stranger(written)
        if refusal is not None:
            sent = await self.platform.lay_out(refusal, speak).deliver(spot)
        else:
            sent = await thought.laid_out.deliver(spot)
            if thought.served.outcome is not None:
                self.monitoring.answers.labels(thought.served.outcome).inc()
                self.monitoring.answer_seconds.observe(monotonic() - received)
            await self.living.note(written.where, written.who, sent, thought.served)
        if isinstance(asked, Command) and asked.name == "forget":
            await self._forget(written.who.id)
        return sent

    async def _answer_check(
        self, written: Written, command: Command, speak: Speak
    ) -> tuple[str, ...]:
        """Let quotes be checked, in the place of what answered the message before its edit."""
        spot = await self._spot(written)
        if command.name in _ABOUT_SAVED:
            laid_out = self.platform.lay_out(await self.living.answer(written, command), speak)
        else:
            laid_out = await self.checks.answer(written, command, speak)
        # Their role may have been revoked meanwhile.
        refusal = self._refuse_stranger(written)
        if refusal is not None:
            laid_out = self.platform.lay_out(refusal, speak)
        return await laid_out.deliver(spot)

    async def _forget(self, person: str) -> None:
        """Forget what bears a person's id beside what the desk holds."""
        self.people.forget(person)
        await self.moderators.forget(person)
        await self.living.forget(person)

    async def _withdraw(self, withdrawn: Withdrawn) -> tuple[str, ...]:
        """Take back what answered a message that was taken back."""
        where, message = withdrawn.where, withdrawn.message
        earlier = await self._earlier(where, message)
        if earlier:
            nothing = self.platform.lay_out(_SILENCE, speaker(withdrawn.who.language))
            await nothing.deliver(Spot(where, None, earlier))
            asked = Incoming(where.chat, withdrawn.who.id, "")
            await self.worker.do(lambda desk: desk.keep_messages(asked, message, ()))
            await self.living.drop_messages(where, earlier)
        return ()

    async def _spot(self, written: Written) -> Spot:
        if not written.is_edit:
            return Spot(written.where, written.message)
        earlier = await self._earlier(written.where, written.message)
        return Spot(written.where, written.message, earlier)

    async def _earlier(self, where: Where, message: str) -> tuple[str, ...]:
        """Read which messages answered a message."""
        return await self.worker.do(lambda desk: desk.store.messages(where.chat, message))

    async def _think(
        self, written: Written, asked: Command | Incoming, spot: Spot, speak: Speak
    ) -> tuple[_Thought, Spot]:
        """Let the desk answer; where that takes long, say so in the place of the answer."""

        def work(desk: Desk) -> _Thought:
            served = desk.ask(asked) if isinstance(asked, Incoming) else desk.command(asked)
            return _Thought(served, self.platform.lay_out(served, speak))

        started = monotonic()
        thought = self.worker.do(work)
        await asyncio.wait({thought}, timeout=SEEN_AFTER_SECONDS)
        if not thought.done():
            async with self.platform.seen(written.where, written.message):
                await asyncio.wait({thought}, timeout=WORKING_AFTER_SECONDS - SEEN_AFTER_SECONDS)
                if not thought.done():
                    spot = await self._say_searching(written, spot, speak)
                    async with self.platform.working(written.where):
                        await asyncio.wait({thought})
        self.monitoring.thinking_seconds.observe(monotonic() - started)
        return await thought, spot

    async def _say_searching(self, written: Written, spot: Spot, speak: Speak) -> Spot:
        """Say what takes long, where nobody else reads it; the answer takes its place."""
        if spot.earlier or written.where.is_group or not self.platform.tells_of_search:
            return spot
        sent = await self._reply(written, said("searching"), speak)
        return replace(spot, earlier=sent)

    def _refuse_stranger(self, written: Written) -> Served | None:
        """Word that this person may not ask here; say nothing where that was said often enough."""
        where, person = written.where, written.who
        stranger = self._stranger(where, person)
        if stranger is None:
            return None
        counted = where.chat if where.is_group else person.id
        if self.limits.strangers.count(counted) != "allowed":
            return _SILENCE
        rows = () if self._waits(where, person) else ((Button("copy_id", "id", 1, counted),),)
        return Served(Reply((Say(stranger),)), rows)

    def _stranger(self, where: Where | None, person: Person) -> Words | None:
        """Word that this person may not ask here; `None` if they may."""
        group = where.chat if where is not None and where.is_group else None
        if self.people.lets_in(person.id, group):
            return None
        if self._waits(where, person):
            return sentence("waiting")
        if group is None:
            return sentence("stranger", id=person.id)
        return sentence("group_not_allowed", id=group)

    def _waits(self, where: Where | None, person: Person) -> bool:
        is_own_chat = where is None or not where.is_group
        return is_own_chat and self.joining.waits(person.id)

    def _refuse(self, written: Written) -> Served | None:
        """Word why this message of a person who may ask gets no answer; `None` if it gets one."""
        if written.text is None and written.file is not None:
            return said("file_unread")
        if written.text is None:
            return said(_UNREAD[written.medium or "other"])
        if written.is_forwarded and len(written.text) > LONGEST_FORWARDED:
            return said("forwarded_text")
        if written.command not in _COUNTED:
            return None
        too_many = self._refuse_often(written.who.id)
        return None if too_many is None else Served(Reply((Say(too_many),)))

    def _refuse_often(self, person: str) -> Words | None:
        """Word how long somebody who asks too often must wait, each time; `None` for others."""
        questions = self.limits.questions
        if questions.count(person) == "allowed":
            return None
        minutes = ceil(questions.wait_seconds(person) / 60)
        return sentence("too_many", most=questions.most, minutes=minutes)

    async def _reply(self, written: Written, served: Served, speak: Speak) -> tuple[str, ...]:
        spot = Spot(written.where, written.message)
        return await self.platform.lay_out(served, speak).deliver(spot)

    async def _answer_press(self, tapped: Tapped, speak: Speak) -> tuple[str, ...]:
        """Acknowledge a press as soon as the desk has looked, and then send, in the chat's turn."""
        where, person, button = tapped.where, tapped.who, tapped.button
        stranger = self._stranger(where, person)
        if stranger is not None or where is None or button is None:
            notice = stranger or sentence("expired")
            await self.platform.acknowledge(tapped.press, speak(notice))
            return ()
        if button.kind in MODERATION_KINDS:
            await self.moderators.press(tapped, where, button)
            return ()
        if button.kind in PEOPLE_KINDS:
            await self.joining.press(tapped, where, button, speak)
            return ()
        if button.kind == "forget_sure":
            return await self._forget_surely(tapped, where, button, speak)
        if button.kind == "add":
            return await self._add_linked(tapped, where, button, speak)
        return await self._answer_desk_press(tapped, where, button, speak)

    async def _answer_desk_press(
        self, tapped: Tapped, where: Where, button: Button, speak: Speak
    ) -> tuple[str, ...]:
        """Let the desk do what a button says, and tell others what comes of it."""
        person = tapped.who
        role = None if where.is_group else self.people.role(person.id)
        press = Press(
            where.chat,
            person.id,
            button.kind,
            button.token,
            button.number,
            is_private=not where.is_group,
            role=role,
        )
        refusal = self._refuse_often(person.id) if button.kind in QUESTION_KINDS else None
        pressed: Pressed = Pressed(notice=refusal)
        laid_out: LaidOut | None = None
        if refusal is None:
            pressed, laid_out = await self.worker.do(lambda desk: self._pressed(desk, press, speak))
        stranger = self._stranger(where, person)  # as it may be by now
        told = stranger or pressed.notice
        await self.platform.acknowledge(tapped.press, None if told is None else speak(told))
        if stranger is None:
            await self._tell_of_press(pressed, person)
        if laid_out is None or stranger is not None:
            return ()
        sent = await laid_out.deliver(_spot_of_press(tapped, where, pressed))
        if pressed.served is not None:
            await self.living.note(where, person, sent, pressed.served)
        return sent

    async def _tell_of_press(self, pressed: Pressed, person: Person) -> None:
        """Tell the moderators of a quote that was called wrong, and its reporter of its end."""
        if pressed.for_moderators is not None:
            await self.joining.tell_moderators(pressed.for_moderators, person)
        if pressed.for_reporter is not None:
            await self.joining.tell_person(*pressed.for_reporter)

    async def _forget_surely(
        self, tapped: Tapped, where: Where, button: Button, speak: Speak
    ) -> tuple[str, ...]:
        """Forget whoever was asked first, as cards of theirs wait, and say so in place of that."""
        person = tapped.who.id
        if where.is_group or button.token != person:
            await self.platform.acknowledge(tapped.press, speak(sentence("expired")))
            return ()
        await self.platform.acknowledge(tapped.press, None)
        forget = Command("forget", "", where.chat, person, self.people.role(person))
        served = await self.worker.do(lambda desk: desk.command(forget))
        await self._forget(person)
        spot = Spot(where, None, (tapped.message,))
        return await self.platform.lay_out(served, speak).deliver(spot)

    async def _add_linked(
        self, tapped: Tapped, where: Where, button: Button, speak: Speak
    ) -> tuple[str, ...]:
        """Let a moderator have the page read whose address they sent."""
        address = await self.worker.do(lambda desk: desk.link(button.token, where.chat))
        is_moderator = not where.is_group and self.people.role(tapped.who.id) == "moderator"
        notice = None if address is not None and is_moderator else speak(sentence("asked_long_ago"))
        await self.platform.acknowledge(tapped.press, notice)
        if address is None or not is_moderator:
            return ()
        written = Written(where, tapped.who, tapped.message, "add", address, is_edit=False)
        answered = await self.moderators.answer(written, _command(written, "moderator"))
        return answered or ()

    def _pressed(self, desk: Desk, press: Press, speak: Speak) -> tuple[Pressed, LaidOut | None]:
        pressed = desk.press(press)
        if pressed.served is None:
            return pressed, None
        return pressed, self.platform.lay_out(pressed.served, speak)

    async def _offer(self, typed: Typed, speak: Speak) -> None:
        """Offer quotes for what is being typed, to people who have a role."""
        person, text = typed.who.id, typed.text.strip()
        offered: tuple[Offered, ...] = ()
        otherwise: Words | None = None
        if self.people.role(person) is not None:
            otherwise = sentence("inline_hint")
            if text and self.limits.offers.count(person) == "allowed":
                offered = await self.worker.do(lambda desk: desk.offer(text))
                otherwise = sentence("inline_nothing")
        if self.people.role(person) is None:  # also where it was revoked meanwhile
            offered, otherwise = (), None
        await self.platform.offer(typed.query, offered, otherwise, speak)


def _spot_of_press(tapped: Tapped, where: Where, pressed: Pressed) -> Spot:
    """Find where a reply to a press goes; whoever types looks for it below what they typed."""
    is_looked_for = tapped.typed_in is not None and not _is_about_report(tapped)
    if pressed.in_place and not where.is_group and not is_looked_for:
        return Spot(where, None, (tapped.message,))
    return Spot(where, tapped.typed_in or tapped.message)


def _is_about_report(tapped: Tapped) -> bool:
    return tapped.button is not None and tapped.button.kind in REPORT_KINDS


def _incoming(written: Written, role: Role | None = None) -> Incoming:
    is_private = not written.where.is_group
    return Incoming(written.where.chat, written.who.id, written.text or "", is_private, role)


def _command(written: Written, role: Role | None) -> Command | None:
    if written.command is None:
        return None
    return Command(
        name=written.command,
        argument=written.text or "",
        chat=written.where.chat,
        person=written.who.id,
        role=role,
    )


def _is_about_corpus(written: Written, desk: Desks | None) -> bool:
    """Tell whether a moderator's message is a file, a command about the corpus, or for a card."""
    if written.command is not None:
        return desk == "moderation"
    if written.file is not None:
        return True
    # Words of somebody else's decide nothing; a file of theirs becomes a card at most.
    is_for_us = written.answers is not None or is_for_card(written.text or "")
    return is_for_us and not written.is_forwarded


def _asks_to_forget(person: str, cards: int) -> Served:
    """Ask once before cards that wait are forgotten along with all else."""
    row = (Button("forget_sure", person, 1),)
    return Served(Reply((Say(sentence("forget_asks", count=cards)),)), (row,))
