"""The moderators' commands and buttons about people -> a `Response`: what is said, who is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.people import groups
from bot.people.book import ROLES, Listed, People, RoleResult
from bot.people.file import COMMAND_LINE
from bot.people.groups import GroupResult
from bot.people.invitations import Decision, Invitations, Request
from bot.people.passes import LoginCodes
from bot.replies import Button, Command, Reply, Role, Say, Served, Told, in_rows, said
from bot.sentences.say import Joined, Sentence, Words, sentence

MOST_REVOKE_BUTTONS = 50  # Telegram takes a hundred under one message

MOST_WAITING = 20  # of those who wait, with two buttons each

_BUTTONS_IN_ROW = 2  # names stand on them

_ROLES: Mapping[Role, str] = {"moderator": "role_moderator", "journalist": "role_journalist"}
_GROUPS: Mapping[tuple[str, GroupResult], str] = {
    ("allow", "done"): "group_allowed",
    ("allow", "waits"): "group_waits",
    ("allow", "no change"): "group_allowed_before",
    ("disallow", "done"): "group_disallowed",
    ("disallow", "no change"): "group_not_there",
}
_TOLD: Mapping[str, str] = {
    "group_allowed": "group_allowed_told",
    "group_waits": "group_waits_told",
    "group_disallowed": "group_disallowed_told",
}
_DECISIONS: Mapping[Decision, str] = {"let in": "was_let_in", "refused": "was_refused"}


@dataclass(frozen=True, slots=True)
class Response:
    """What a command or press about people leads to.

    `words` and buttons answer the moderator, `told` goes to others, and `changed` is the person
    whose role may have changed. `asks` where a press is answered by a question of its own,
    `settles` where the message that was pressed says now what came of it, and `decided` is a
    request that nobody has to decide any more.
    """

    words: Words
    rows: tuple[tuple[Button, ...], ...] = ()
    told: tuple[Told, ...] = ()
    changed: str | None = None
    asks: bool = False
    settles: bool = False
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleDesk:
    """Does what moderators ask for about people; `link` makes the link that opens a code.

    The caller sees to it that a moderator asks, in a chat of their own; for `login`, that somebody
    asks who was let in. `page_address` is where the code that they get is typed.
    """

    people: People
    invitations: Invitations
    link: Callable[[str], str]
    page_address: str | None = None

    def respond(self, command: Command) -> Response:
        """Do one of the commands about people and groups, or `login`.

        `allow` and `disallow` take the id of a group, which a platform fills in where the command
        is given there.
        """
        if command.name == "login":
            return self._give_code(command)
        if command.name in ("allow", "disallow"):
            return self._decide_group(command)
        if command.name == "invite":
            return self._invite(command)
        if command.name == "grant":
            return self._grant(command)
        if command.name == "revoke":
            return self._revoke(command)
        return self._list()

    def _give_code(self, command: Command) -> Response:
        """Give a code for the reader page, where nobody else reads it."""
        if self.page_address is None:
            return Response(sentence("web_is_off"))
        if command.role is None:
            return Response(sentence("web_login_in_private"))
        code = LoginCodes(self.people).give(command.person)
        return Response(sentence("web_login_code", address=self.page_address, code=code))

    def press(self, by: str, button: Button) -> Response:
        """Do what the moderator with the id `by` presses about people."""
        if button.kind == "revoke":
            return self._ask_to_revoke(button)
        if button.kind == "revoke_sure":
            return replace(self._take_away(by, button.token), settles=True)
        if button.kind == "revoke_not":
            return Response(sentence("revoked_not", who=self.name(button.token)), settles=True)
        decision: Decision = "let in" if button.kind == "let_in" else "refused"
        request = self.invitations.decide(by, button.token, decision)
        if request is None:
            return Response(sentence("request_gone"))
        if request.decision is None:
            return Response(sentence("another_lets_in"))
        return Response(self._decided(request), changed=request.person, decided=request.id)

    def request_for_moderators(self, request: Request) -> tuple[Told, ...]:
        """Tell every moderator who may decide it of a request to join, with buttons."""
        rows = ((Button("let_in", request.id, 1), Button("refuse", request.id, 1)),)
        words = sentence(
            "is_proposed" if request.is_proposal else "asks_to_join",
            role=_role_words(request.role),
            by=self.recorded_name(request.invited_by),
            who=_asker(request),
        )
        served = Served(Reply((Say(words),)), rows)
        return tuple(
            Told(moderator, self.people.profile(moderator).language, served)
            for moderator in self.people.moderators()
            if not (request.is_proposal and self.people.file.key(moderator) == request.invited_by)
        )

    def decision_for_asker(self, request: Request) -> Told:
        """Tell the one who asked what was decided: who would join, or who proposed it in vain."""
        if request.decision == "let in":
            return Told(request.person, request.profile.language, _let_in(request.role))
        if not request.is_proposal:
            return Told(request.person, request.profile.language, said("you_were_refused"))
        proposer = request.invited_by.removeprefix(self.people.file.key(""))
        refused = said("proposal_refused", who=_asker(request))
        return Told(proposer, self.people.profile(proposer).language, refused)

    def name(self, person: str) -> Sentence:
        """Name a person by their id, and by their profile's name if it is known."""
        return _name(self.people.profile(person).name, person)

    def namer(self) -> Callable[[str], Words]:
        """Make what names whoever is recorded in the audit log, in any thread.

        The people are those of now; whoever has no role any more is named by their id.
        """
        key, people = self.people.file.key, self.people.listed()
        known = {key(entry.person): entry.name for entry in people if entry.name}

        def name(recorded: str) -> Words:
            if recorded.startswith(COMMAND_LINE):
                return sentence("who_command_line")
            nameless = sentence("nameless", id=recorded.removeprefix(key("")))
            return known.get(recorded, nameless)

        return name

    def recorded_name(self, recorded: str) -> Sentence:
        """Name whoever is recorded in the audit log as `recorded`, by their name if it is known."""
        if recorded.startswith(COMMAND_LINE):
            return sentence("on_the_command_line")
        return self.name(recorded.removeprefix(self.people.file.key("")))

    def _invite(self, command: Command) -> Response:
        role = _read_role(command.argument or "journalist")
        if role is None:
            return Response(sentence("invite_usage"))
        code = self.invitations.invite(self.people.file.key(command.person), role)
        return Response(sentence("invited", role=_role_words(role), link=self.link(code)))

    def _grant(self, command: Command) -> Response:
        person, _, written = command.argument.partition(" ")
        role = _read_role(written)
        if role is None or not self.people.is_id(person):
            return Response(sentence("grant_usage"))
        waiting = self.invitations.waits(person)
        profile = self.people.profile(person) if waiting is None else waiting.profile
        language = profile.language
        if self.people.is_two_person and role == "moderator" and self.people.role(person) != role:
            return self._propose(command.person, person)
        result = self.people.grant(self.people.file.key(command.person), person, role)
        who, role_words = self.name(person), _role_words(role)
        if result == "no change":
            return Response(sentence("granted_before", who=who, role=role_words))
        if result != "done":
            return Response(self._refusal(result, person))
        told = Told(person, language, _let_in(role))
        granted = sentence("granted", who=who, role=role_words)
        return Response(granted, told=(told,), changed=person)

    def _propose(self, by: str, person: str) -> Response:
        """Ask the other moderators to make somebody a moderator, as two people have to agree."""
        if not [other for other in self.people.moderators() if other != by]:
            return Response(sentence("mod_nobody_to_ask"))
        profile = self.people.profile(person)
        request = self.invitations.propose(self.people.file.key(by), person, "moderator", profile)
        if request is None:
            return Response(sentence("proposed_before", who=self.name(person)))
        return Response(sentence("proposed", who=self.name(person)))

    def _decide_group(self, command: Command) -> Response:
        """Let everybody in a group ask, or nobody any more, and tell the other moderators."""
        group, by = command.argument, self.people.file.key(command.person)
        if not group.startswith(("-", "!")) or len(group.split()) != 1:
            return Response(sentence("group_usage"))
        if self.people.access.lets_in(command.person, group):
            return Response(sentence("group_by_the_settings"))
        if command.name == "disallow":
            result = groups.put_out(self.people.file, by, group)
        else:
            is_two_person = self.people.is_two_person
            result = groups.let_in(self.people.file, by, group, is_two_person=is_two_person)
        key = _GROUPS[command.name, result]
        if result == "no change":
            return Response(sentence(key))
        told = sentence(_TOLD[key], who=self.name(command.person), id=group)
        others = [other for other in self.people.moderators() if other != command.person]
        return Response(
            sentence(key),
            told=tuple(
                Told(other, self.people.profile(other).language, Served(Reply((Say(told),))))
                for other in others
            ),
        )

    def _revoke(self, command: Command) -> Response:
        if not self.people.is_id(command.argument):
            return Response(sentence("revoke_usage"))
        return self._take_away(command.person, command.argument)

    def _ask_to_revoke(self, button: Button) -> Response:
        """Ask once more before a role is taken away, as a thumb may have slipped."""
        row = (
            Button("revoke_sure", button.token, button.number),
            Button("revoke_not", button.token, button.number),
        )
        return Response(sentence("revoke_asks", who=self.name(button.token)), (row,), asks=True)

    def _take_away(self, by: str, person: str) -> Response:
        """Let the moderator `by` take a person's role away."""
        name, language = self.name(person), self.people.profile(person).language
        result = self.people.revoke(self.people.file.key(by), person)
        if result == "no change":
            return Response(sentence("no_such_person", id=person))
        if result != "done":
            return Response(self._refusal(result, person))
        if self.people.role(person) is not None:
            return Response(self._refusal("by the settings", person), changed=person)
        told = Told(person, language, said("you_were_revoked"))
        return Response(sentence("revoked", who=name), told=(told,), changed=person)

    def _refusal(self, result: RoleResult, person: str) -> Sentence:
        who = self.name(person)
        if result == "last moderator":
            return sentence("last_moderator", who=who)
        return sentence("by_the_settings", who=who, setting=self.people.setting(person))

    def _decided(self, request: Request) -> Sentence:
        """Say who decided a request, and how: another moderator may have been faster."""
        key = _DECISIONS[request.decision or "refused"]
        return sentence(key, by=self.recorded_name(request.decided_by or ""), who=_asker(request))

    def _list(self) -> Response:
        listed, waiting = self.people.listed(), self.invitations.waiting()
        lines: list[Words] = [sentence("people")]
        lines += (self._line(number, entry) for number, entry in enumerate(listed, 1))
        first_waiting = len(listed) + 1
        lines += (
            self._waiting_line(number, request)
            for number, request in enumerate(waiting, first_waiting)
        )
        lines += (
            sentence(
                "people_group_waits" if known.is_waiting else "people_group",
                id=known.group,
                by=self.recorded_name(known.by),
            )
            for known in groups.listed(self.people.file)
        )
        buttons = [
            Button("revoke", entry.person, number, about=entry.name or entry.person)
            for number, entry in enumerate(listed, 1)
            if not entry.is_by_setting
        ][:MOST_REVOKE_BUTTONS]
        asking = tuple(_request_row(request) for request in waiting[:MOST_WAITING])
        rows = (*asking, *in_rows(buttons, _BUTTONS_IN_ROW))
        return Response(Joined(tuple(lines), "\n"), rows)

    def _line(self, number: int, listed: Listed) -> Sentence:
        return sentence(
            "people_line",
            number=number,
            who=_name(listed.name, listed.person),
            role=_role_words(listed.role),
            by=listed.by if listed.is_by_setting else self.recorded_name(listed.by),
        )

    def _waiting_line(self, number: int, request: Request) -> Sentence:
        return sentence(
            "people_waiting",
            number=number,
            who=_asker(request),
            role=_role_words(request.role),
            by=self.recorded_name(request.invited_by),
        )


def _request_row(request: Request) -> tuple[Button, ...]:
    name = request.profile.name or request.person
    return (
        Button("let_in", request.id, 1, about=name),
        Button("refuse", request.id, 1, about=name),
    )


def _let_in(role: Role) -> Served:
    return said("you_were_let_in", role=_role_words(role))


def _asker(request: Request) -> Sentence:
    return _name(request.profile.name, request.person)


def _name(name: str, person: str) -> Sentence:
    return sentence("who", name=name, id=person) if name else sentence("nameless", id=person)


def _role_words(role: Role) -> Sentence:
    return sentence(_ROLES[role])


def _read_role(written: str) -> Role | None:
    return next((role for role in ROLES if role == written.strip().casefold()), None)
