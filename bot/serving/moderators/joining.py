"""Joining: invitations that strangers open, the moderators' commands and presses about people."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.people.book import Profile, QuestionLimit
from bot.people.desk import PeopleDesk, Response
from bot.people.invitations import Request
from bot.replies import Button, Command, Reply, Say, Served, Told, said
from bot.sentences.say import Speak, sentence
from bot.serving.moderators.following import Sent, tell
from bot.serving.platform import Person, Platform, Spot, Tapped, Undeliverable, Where, Written
from index.errors import PullquoteError
from index.store.engines import turn

CODES_PER_HOUR = 5  # tried by one person; more are not even looked up
HOUR_SECONDS = 3600.0


class Joining:
    """Lets people in and out. For the event loop's thread, on which the book of people is read."""

    def __init__(
        self, platform: Platform, desk: PeopleDesk, codes: QuestionLimit, data: Path
    ) -> None:
        """Tell people on the `platform` what the desk words; count the `codes` they try."""
        self._data = data
        self._platform = platform
        self._desk = desk
        self._people = desk.people
        self._codes = codes
        self._being_told: set[Request] = set()

    async def join(self, written: Written, speak: Speak) -> tuple[str, ...] | None:
        """Answer a stranger's `/start` with a code; `None` for anything else, and a bad code.

        Returns the ids of the messages that the answer is; raises `Undeliverable`.
        """
        code, who = written.text, written.who
        if written.is_edit or written.command != "start" or not code:
            return None
        if self._codes.count(who.id) != "allowed":
            return None
        profile = Profile(who.name, who.language)
        if self._desk.invitations.open(code, who.id, profile) is None:
            return None
        await self.tell_untold()
        return await self._reply(written, said("joining"), speak)

    async def answer(self, written: Written, command: Command, speak: Speak) -> tuple[str, ...]:
        """Do a command of a moderator's, in a chat of their own, and answer it.

        Not one that was edited: what was revoked since would be granted again by a correction.
        Returns the ids of the messages that the answer is; raises `Undeliverable`.
        """
        if written.is_edit:
            response = Response(sentence("not_by_editing"))
        else:
            response = _tried(lambda: self._desk.respond(command))
        served = Served(Reply((Say(response.words),)), response.rows)
        sent = await self._reply(written, served, speak)
        await self._follow(response)
        return sent

    async def press(self, tapped: Tapped, where: Where, button: Button, speak: Speak) -> None:
        """Do what a button about people says, if it is a moderator who presses."""
        by = tapped.who.id
        if where.is_group or self._people.role(by) != "moderator":
            response = Response(sentence("only_moderators"))
        else:
            response = _tried(lambda: self._desk.press(by, button))
        await self._answer_press(tapped, where, response, speak)
        await self._follow(response)

    def waits(self, person: str) -> bool:
        """Tell whether a stranger has asked to join, and nobody has decided that yet."""
        return self._desk.invitations.waits(person) is not None

    async def _answer_press(
        self, tapped: Tapped, where: Where, response: Response, speak: Speak
    ) -> None:
        """Note what came of a press on the button, or in a message: a question, or its answer."""
        is_said = response.asks or response.settles
        await self._platform.acknowledge(tapped.press, None if is_said else speak(response.words))
        if is_said:
            earlier = (tapped.message,) if response.settles else ()
            served = Served(Reply((Say(response.words),)), response.rows)
            with suppress(Undeliverable):
                await self._platform.lay_out(served, speak).deliver(Spot(where, None, earlier))
        if response.decided is not None:
            await self._strip(response.decided)

    async def _strip(self, request_id: str) -> None:
        """Take the buttons of a request from all moderators, as it is decided."""
        for chat, message in self._desk.invitations.asked(request_id):
            with suppress(Undeliverable):
                where = Where(chat, None, is_group=False)
                await self._platform.take_buttons(where, message)

    async def tell_moderators(self, served: Served, about: Person) -> None:
        """Tell every moderator what somebody has called wrong, and who it was."""
        who = sentence("who", name=about.name, id=about.id)
        named = Say(sentence("wrong_from", who=who))
        reply = replace(served, reply=Reply((named, *served.reply.blocks)))
        people = self._people
        await self._tell(
            Told(moderator, people.profile(moderator).language, reply)
            for moderator in people.moderators()
        )

    async def tell_person(self, person: str, served: Served) -> None:
        """Tell somebody with a role something in their language."""
        if self._people.role(person) is not None:
            await self._tell([Told(person, self._people.profile(person).language, served)])

    async def tell_untold(self) -> None:
        """Tell who asks to join and what was decided, where that was not told yet.

        Where a crash came before it was noted, it is told at the next start, under the same key: by
        that the platform sees whether it was.
        """
        invitations = self._desk.invitations
        for request in (*invitations.untold_moderators(), *invitations.untold_askers()):
            # Meanwhile another job may have begun to tell it, or be done with that.
            if request in self._being_told:
                continue
            with turn(self._data, f"request {request.id}") as is_ours:
                if is_ours and invitations.is_untold(request):
                    await self._tell_request(request)

    async def renew_menu(self, person: str) -> None:
        """Show the moderators' menu to a moderator, and to nobody who is none any more."""
        is_moderator = self._people.role(person) == "moderator"
        if is_moderator != self._people.has_menu(person):
            await self._set_menu(person, is_moderator=is_moderator)

    async def renew_menus(self) -> None:
        """Set all menus anew, as their words may be those of another version."""
        for person in self._people.menus():
            if self._people.role(person) != "moderator":
                await self.renew_menu(person)
        for person in self._people.moderators():
            await self._set_menu(person, is_moderator=True)

    async def _reply(self, written: Written, served: Served, speak: Speak) -> tuple[str, ...]:
        spot = Spot(written.where, written.message)
        return await self._platform.lay_out(served, speak).deliver(spot)

    async def _follow(self, response: Response) -> None:
        """Tell others what came of a command or press, and see that their menus fit."""
        await self._tell(response.told)
        await self.tell_untold()
        if response.changed is not None:
            await self.renew_menu(response.changed)

    async def _tell_request(self, request: Request) -> None:
        if request.decision is None:
            told = self._desk.request_for_moderators(request)
        else:
            told = (self._desk.decision_for_asker(request),)
        self._being_told.add(request)
        try:
            with self._platform.once(f"request {request.id} {request.decision or 'asked'}"):
                for sent in await self._tell(told):
                    if sent is not None and request.decision is None:
                        self._desk.invitations.keep_asked(request.id, sent.chat, sent.messages[-1])
                self._desk.invitations.keep_told(request)
        finally:
            self._being_told.discard(request)

    async def _tell(self, told: Iterable[Told]) -> list[Sent | None]:
        return await asyncio.gather(*(tell(self._platform, person) for person in told))

    async def _set_menu(self, person: str, *, is_moderator: bool) -> None:
        is_set = await self._platform.set_menu(person, is_moderator=is_moderator)
        self._people.keep_menu(person, is_shown=is_moderator and is_set)


def _tried(work: Callable[[], Response]) -> Response:
    """Do what a moderator wants, or say why it cannot be done, as the disk is full."""
    try:
        return work()
    except PullquoteError as error:
        return Response(sentence("failed", reason=str(error)))
