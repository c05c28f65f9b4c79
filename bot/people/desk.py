"""What moderators say and press about people -> what is done, who else is told; any platform."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.desk.commands import Command
from bot.desk.records import Button, Served
from bot.people.access import Role
from bot.people.book import ROLES, Change, Listed, People
from bot.people.file import COMMAND_LINE
from bot.people.invitations import Invitations, Request
from bot.replies import Reply, Say
from bot.sentences.say import say

MOST_REVOKE_BUTTONS = 50  # Telegram takes a hundred under one message

_BUTTONS_IN_ROW = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What one person hears in a chat of their own."""

    person: str
    language: str
    served: Served


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a moderator, who else is told what, and whose role may have changed."""

    sentence: str
    rows: tuple[tuple[Button, ...], ...] = ()
    told: tuple[Told, ...] = ()
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleDesk:
    """Does what moderators ask for; `link` makes of a code what is sent to whom it invites.

    Whether it is a moderator who asks, in a chat of their own, is for the caller to see to.
    """

    people: People
    invitations: Invitations
    link: Callable[[str], str]

    def respond(self, command: Command) -> Outcome:
        """Do one of the commands about people."""
        if command.name == "invite":
            return self._invite(command)
        if command.name == "grant":
            return self._grant(command)
        if command.name == "revoke":
            return self._revoke(command)
        return self._list(command.language)

    def revoke(self, by: str, person: str, language: str) -> Outcome:
        """Take a person's role away."""
        shown = self.who(person, language)
        change = self.people.revoke(self.people.file.key(by), person)
        if change == "no change":
            return Outcome(say("no_such_person", language, id=person))
        if change == "done" and self.people.role(person) is None:
            return Outcome(say("revoked", language, who=shown), changed=person)
        is_done = change == "done"
        refusal = self._refusal("by the settings" if is_done else change, person, language)
        return Outcome(refusal, changed=person if is_done else None)

    def request_for_moderators(self, request: Request) -> tuple[Told, ...]:
        """Word a request to join for every moderator, with the buttons that decide it."""
        rows = ((Button("let_in", request.id, 1), Button("refuse", request.id, 1)),)
        told: list[Told] = []
        for moderator in self.people.moderators():
            language = self.people.profile(moderator).language
            sentence = say(
                "asks_to_join",
                language,
                role=say(f"role_{request.role}", language),
                by=self.by(request.invited_by, language),
                who=_who(request.profile.name, request.person, language),
            )
            told.append(Told(moderator, language, Served(Reply((Say(sentence),)), rows)))
        return tuple(told)

    def decision_for_asker(self, request: Request) -> Told:
        """Word the decision for the one who asked to join."""
        language = request.profile.language
        if request.decision == "let in":
            return self._told_role(request.person, request.role, language)
        refused = Reply((Say(say("you_were_refused", language)),))
        return Told(request.person, language, Served(refused))

    def decision(self, request: Request, language: str) -> str:
        """Word, for a moderator, who decided what."""
        key = "was_let_in" if request.decision == "let in" else "was_refused"
        who = _who(request.profile.name, request.person, language)
        return say(key, language, by=self.by(request.decided_by or "", language), who=who)

    def who(self, person: str, language: str) -> str:
        """Name a person who has a role."""
        return _who(self.people.profile(person).name, person, language)

    def by(self, recorded: str, language: str) -> str:
        """Name who did something, from how they were recorded."""
        if recorded.startswith(COMMAND_LINE):
            return say("on_the_command_line", language)
        return self.who(recorded.removeprefix(self.people.file.key("")), language)

    def _invite(self, command: Command) -> Outcome:
        role = _role(command.argument or "journalist")
        if role is None:
            return Outcome(say("invite_usage", command.language))
        code = self.invitations.invite(self.people.file.key(command.person), role)
        shown = say(f"role_{role}", command.language)
        return Outcome(say("invited", command.language, role=shown, link=self.link(code)))

    def _grant(self, command: Command) -> Outcome:
        person, _, named = command.argument.partition(" ")
        role, language = _role(named), command.language
        if role is None or not self.people.is_id(person):
            return Outcome(say("grant_usage", language))
        change = self.people.grant(self.people.file.key(command.person), person, role)
        fields = {"who": self.who(person, language), "role": say(f"role_{role}", language)}
        if change == "no change":
            return Outcome(say("granted_before", language, **fields))
        if change != "done":
            return Outcome(self._refusal(change, person, language))
        told = self._told_role(person, role, self.people.profile(person).language)
        return Outcome(say("granted", language, **fields), told=(told,), changed=person)

    def _revoke(self, command: Command) -> Outcome:
        if not self.people.is_id(command.argument):
            return Outcome(say("revoke_usage", command.language))
        return self.revoke(command.person, command.argument, command.language)

    def _refusal(self, change: Change, person: str, language: str) -> str:
        who = self.who(person, language)
        if change == "last moderator":
            return say("last_moderator", language, who=who)
        return say("by_the_settings", language, who=who, setting=self.people.setting(person))

    def _list(self, language: str) -> Outcome:
        listed, waiting = self.people.listed(), self.invitations.waiting()
        lines = [self._line(number, one, language) for number, one in enumerate(listed, 1)]
        first_waiting = len(listed) + 1
        lines += [
            self._waiting_line(number, request, language)
            for number, request in enumerate(waiting, first_waiting)
        ]
        buttons = [
            Button("revoke", one.person, number)
            for number, one in enumerate(listed, 1)
            if not one.is_by_setting
        ][:MOST_REVOKE_BUTTONS]
        rows = tuple(
            tuple(buttons[start : start + _BUTTONS_IN_ROW])
            for start in range(0, len(buttons), _BUTTONS_IN_ROW)
        )
        return Outcome("\n".join((say("people", language), *lines)), rows)

    def _line(self, number: int, listed: Listed, language: str) -> str:
        return say(
            "people_line",
            language,
            number=number,
            who=_who(listed.name, listed.person, language),
            role=say(f"role_{listed.role}", language),
            by=listed.by if listed.is_by_setting else self.by(listed.by, language),
        )

    def _waiting_line(self, number: int, request: Request, language: str) -> str:
        return say(
            "people_waiting",
            language,
            number=number,
            who=_who(request.profile.name, request.person, language),
            role=say(f"role_{request.role}", language),
            by=self.by(request.invited_by, language),
            id=request.person,
            as_typed=request.role,
        )

    def _told_role(self, person: str, role: Role, language: str) -> Told:
        sentence = say("you_were_let_in", language, role=say(f"role_{role}", language))
        return Told(person, language, Served(Reply((Say(sentence),))))


def _who(name: str, person: str, language: str) -> str:
    return say("who" if name else "nameless", language, name=name, id=person)


def _role(word: str) -> Role | None:
    return next((role for role in ROLES if role == word.strip().casefold()), None)
