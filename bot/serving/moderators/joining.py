"""People in Telegram: joining with a deep link, the moderators' commands and presses, menus."""

import asyncio
import logging
from collections.abc import Iterable

from bot.desk.commands import Command
from bot.desk.records import Served
from bot.people.access import QuestionLimit
from bot.people.book import People, Profile
from bot.people.desk import PeopleDesk, Response
from bot.people.invitations import Request
from bot.replies import Button, Reply, Say, Told, sentence
from bot.sentences.say import speaker
from bot.telegram.api import TelegramApi
from bot.telegram.delivery import Delivery, LaidOut, Spot, lay_out, lay_out_sentence
from bot.telegram.keyboard import PeopleButtonData
from bot.telegram.menus import remove_moderators_menu, set_moderators_menu
from bot.telegram.messages.cuts import shorten
from bot.telegram.retry import Undeliverable
from bot.telegram.updates import Asker, Said, Where

CODES_PER_HOUR = 5  # tried by one person; more are not even looked up
HOUR_SECONDS = 3600.0

_LONGEST_NOTICE = 200  # UTF-16 code units on a pressed button

_log = logging.getLogger("pullquote.telegram")


class TelegramPeople:
    """Lets people in and out. For the event loop's thread, on which the book of people is read."""

    def __init__(
        self, api: TelegramApi, delivery: Delivery, desk: PeopleDesk, codes: QuestionLimit
    ) -> None:
        """Tell people through `delivery` what the desk says; count the `codes` they try."""
        self._api = api
        self.delivery = delivery
        self._desk = desk
        self._codes = codes
        self._being_told: set[Request] = set()

    @property
    def people(self) -> People:
        """Who has which role, now."""
        return self._desk.people

    async def join(self, said: Said) -> tuple[int, ...] | None:
        """Answer a stranger's `/start` with a code; `None` for anything else, and a bad code.

        Returns the ids of the messages that the answer is; raises `Undeliverable`.
        """
        code, who = said.text, said.who
        if said.where.is_group or said.is_edit or said.command != "start" or not code:
            return None
        if self.people.role(who.id) is not None or self._codes.count(who.id) != "allowed":
            return None
        profile = Profile(who.name, who.language)
        if self._desk.invitations.open(code, who.id, profile) is None:
            return None
        await self.tell_untold()
        joining = lay_out_sentence("joining", who.language)
        return await self.delivery.deliver(joining, Spot(said.where, said.message_id))

    async def answer(self, said: Said, command: Command) -> tuple[int, ...]:
        """Do a command of a moderator's, in a chat of their own, and answer it.

        Not one that was edited: what was revoked since would be granted again by a correction.
        Returns the ids of the messages that the answer is; raises `Undeliverable`.
        """
        if said.is_edit:
            outcome = Response(sentence("not_by_editing"))
        else:
            outcome = self._desk.respond(command)
        laid_out = _lay_out(outcome, command.language)
        sent = await self.delivery.deliver(laid_out, Spot(said.where, said.message_id))
        await self.follow(outcome)
        return sent

    def press(self, who: Asker, where: Where, data: PeopleButtonData) -> Response:
        """Do what a button about people says, if it is a moderator who presses."""
        if where.is_group or self.people.role(who.id) != "moderator":
            return Response(sentence("only_moderators"))
        return self._desk.press(who.id, Button(data.kind, data.token, 1))

    async def follow(self, outcome: Response) -> None:
        """Tell the others what came of it, and see that their menus fit."""
        await self._tell(outcome.told)
        await self.tell_untold()
        if outcome.changed is not None:
            await self.renew_menu(outcome.changed)

    async def tell_untold(self) -> None:
        """Tell who asks to join and what was decided, where that was not told yet.

        What a crash came before is told at the next start; what a crash came after may be again.
        """
        invitations = self._desk.invitations
        for request in (*invitations.untold_moderators(), *invitations.untold_askers()):
            # Meanwhile another job may have begun to tell it, or be done with that.
            if request not in self._being_told and invitations.is_untold(request):
                await self._tell_request(request)

    def meet(self, who: Asker) -> None:
        """Note who writes in a chat of their own."""
        if self.people.role(who.id) is not None:
            self.people.meet(who.id, Profile(who.name, who.language))

    async def renew_menu(self, person: str) -> None:
        """Show the moderators' menu to a moderator, and to nobody who is none any more."""
        is_moderator = self.people.role(person) == "moderator"
        if is_moderator == self.people.has_menu(person):
            return
        if not is_moderator:
            await remove_moderators_menu(self._api, person)
            self.people.keep_menu(person, is_shown=False)
        elif await set_moderators_menu(self._api, person):
            self.people.keep_menu(person, is_shown=True)

    async def renew_menus(self) -> None:
        """Set all menus anew, as their words may be those of another version."""
        for person in self.people.menus():
            if self.people.role(person) != "moderator":
                await self.renew_menu(person)
        for person in self.people.moderators():
            self.people.keep_menu(person, is_shown=await set_moderators_menu(self._api, person))

    async def _tell_request(self, request: Request) -> None:
        if request.decision is None:
            told = self._desk.request_for_moderators(request)
        else:
            told = (self._desk.decision_for_asker(request),)
        self._being_told.add(request)
        try:
            await self._tell(told)
            self._desk.invitations.keep_told(request)
        finally:
            self._being_told.discard(request)

    async def _tell(self, told: Iterable[Told]) -> None:
        await asyncio.gather(*map(self._tell_one, told))

    async def _tell_one(self, told: Told) -> None:
        spot = Spot(Where(int(told.person), None, is_group=False), None)
        try:
            await self.delivery.deliver(lay_out(told.served, told.language), spot)
        except Undeliverable as error:
            _log.info("somebody who has no chat with the bot was not told: %s", error)


def notice_of(outcome: Response, language: str) -> str:
    """Word what a moderator is told on the button itself."""
    return shorten(speaker(language)(outcome.words), _LONGEST_NOTICE)


def _lay_out(outcome: Response, language: str) -> LaidOut:
    return lay_out(Served(Reply((Say(outcome.words),)), outcome.rows), language)
