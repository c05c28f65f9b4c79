"""The book of people: the roles that the settings give, which always hold, and those granted.

And the limit on how often somebody may ask.
"""

import re
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.people import groups
from bot.people.file import PeopleFile
from bot.replies import Role
from index.errors import PullquoteError
from index.store.comfort import forget_deleted

TELEGRAM = "telegram"
MATRIX = "matrix"
WEB = "web"  # people who have no chat with the bot, and read its page
ROLES: tuple[Role, ...] = ("moderator", "journalist")

RoleResult = Literal["done", "no change", "by the settings", "last moderator"]
"""Whether a role was granted or revoked, or why it was not."""

Verdict = Literal["allowed", "refused", "refused again"]

WINDOW_SECONDS = 300.0  # a person's questions are counted over so long


_IDS = {  # of people; ids of groups begin with `-` and `!`
    TELEGRAM: re.compile("[1-9][0-9]{0,15}"),
    # A localpart was once nearly any character, and such accounts live on; whole, 255 bytes.
    MATRIX: re.compile(r"@[!-9;-~]{0,200}:[A-Za-z0-9.:\[\]-]{1,200}"),
    WEB: re.compile("[a-z][a-z0-9._-]{0,40}"),
}


class PeopleRefused(PullquoteError):
    """A role cannot be granted or revoked like this, or there is no such person."""


def platform_of(person: str) -> str | None:
    """Name the platform that an id of a person is of: no id can be of two.

    >>> platform_of("42"), platform_of("@ada:example.org"), platform_of("ada"), platform_of("!")
    ('telegram', 'matrix', 'web', None)
    """
    return next((name for name, form in _IDS.items() if form.fullmatch(person)), None)


@dataclass(frozen=True, slots=True)
class Access:
    """The people and groups that the settings let in, by the ids of one chat platform."""

    moderators: frozenset[str]
    journalists: frozenset[str]
    groups: frozenset[str]

    def role(self, person: str) -> Role | None:
        """Return the role that the settings give a person; a stranger has none."""
        if person in self.moderators:
            return "moderator"
        return "journalist" if person in self.journalists else None

    def lets_in(self, person: str, group: str | None) -> bool:
        """Tell whether a person may ask in a group, or where `group` is `None` in their own chat.

        In an allowed group everybody may ask, as its members were let in by whoever runs it. In
        another group nobody may, so that no answer is read by people whom nobody has let in.
        """
        if group is not None:
            return group in self.groups
        return self.role(person) is not None

    def following(self, moves: Mapping[str, str]) -> "Access":
        """Return the access that lets groups in under new ids, too; `moves` maps old to new."""
        moved = {new for old, new in moves.items() if old in self.groups}
        return replace(self, groups=self.groups | moved)

    def is_empty(self) -> bool:
        """Tell whether the settings let in nobody at all."""
        return not (self.moderators or self.journalists or self.groups)


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's name and language as their platform gives them."""

    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with a role; `by` is the setting that gives it, or who granted it, as recorded."""

    person: str
    role: Role
    name: str
    by: str
    is_by_setting: bool


class People:
    """The people of one platform. To read a role takes some 20 µs, and sees every change at once.

    A change is recorded in the audit log before it is made, and not made if that fails. `by` is
    whoever makes it, as recorded there.
    """

    def __init__(self, file: PeopleFile, access: Access, *, is_two_person: bool = False) -> None:
        """Read roles from `file` and from `access`, which is replaced when a group moves.

        Where `is_two_person`, one moderator alone makes nobody a moderator.
        """
        self.is_two_person = is_two_person
        self.file = file
        self.access = access

    def close(self) -> None:
        """Close the file."""
        self.file.connection.close()

    def role(self, person: str) -> Role | None:
        """Return the role of a person, the higher one of two; a stranger has none."""
        by_settings = self.access.role(person)
        return by_settings if by_settings == "moderator" else self.granted(person) or by_settings

    def lets_in(self, person: str, group: str | None) -> bool:
        """Tell whether a person may ask in a group, or where `group` is `None` in their own chat.

        In an allowed group everybody may ask, in another group nobody: see `Access.lets_in`. A
        group is allowed by the settings, or by moderators from chat.
        """
        if group is not None:
            return self.access.lets_in(person, group) or groups.is_let_in(self.file, group)
        return self.role(person) is not None

    def is_empty(self) -> bool:
        """Tell whether nobody at all has a role or a group."""
        return self.access.is_empty() and not self._granted_people()

    def is_id(self, text: str) -> bool:
        """Tell whether a text can be the id of a person of this platform."""
        return _IDS[self.file.platform].fullmatch(text) is not None

    def setting(self, person: str) -> str | None:
        """Name the setting that gives a person their role; `None` if none does."""
        role = self.access.role(person)
        return None if role is None else self._setting(role)

    def moderators(self) -> tuple[str, ...]:
        """List the moderators, those of the settings first."""
        return tuple(entry.person for entry in self.listed() if entry.role == "moderator")

    def listed(self) -> tuple[Listed, ...]:
        """List everybody who has a role: those of the settings first, both in the order of ids."""
        settled = sorted(self.access.moderators | self.access.journalists)
        found = [self._settled(person) for person in settled]
        held = {entry.person: entry.role for entry in found}
        for person, role, by in self._granted_people():
            if held.get(person) not in ("moderator", role):
                found.append(Listed(person, role, self.profile(person).name, by, False))
        return tuple(found)

    def grant(self, by: str, person: str, role: Role) -> RoleResult:
        """Give a person a role."""
        with self.file.changing():
            if self.role(person) == role:
                return "no change"
            if self.access.role(person) == "moderator":
                return "by the settings"
            if self._is_last_moderator(person):
                return "last moderator"
            entry = self.file.record(by, "granted", f"{self.file.key(person)} as {role}")
            self.put(by, person, role, entry)
        return "done"

    def revoke(self, by: str, person: str) -> RoleResult:
        """Take away the role that a person was granted; a role from the settings stays."""
        with self.file.changing():
            held = self.granted(person)
            if held is None:
                return "no change" if self.setting(person) is None else "by the settings"
            if self._is_last_moderator(person):
                return "last moderator"
            self.file.record(by, "revoked", f"{self.file.key(person)}, who was {held}")
            for table in ("people", "entries", "profiles", "logins"):
                self._execute(f"DELETE FROM {table} WHERE platform = ? AND person = ?", person)
            self._void_invitations(person)
        return "done"

    def put(self, by: str, person: str, role: Role, entry: str) -> None:
        """Write down a granted role and the hash of the audit entry that says so.

        Only inside `PeopleFile.changing`, after it was recorded.
        """
        values = (self.file.platform, person, role, by, self.file.clock())
        self.file.connection.execute("INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?, ?)", values)
        self.file.connection.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (self.file.platform, person, entry)
        )
        if role != "moderator":
            self._void_invitations(person)

    def granted(self, person: str) -> Role | None:
        """Return the role that a person was granted, whatever the settings give them."""
        row = self.file.connection.execute(
            "SELECT role FROM people WHERE platform = ? AND person = ?",
            (self.file.platform, person),
        ).fetchone()
        return row[0] if row is not None and row[0] in ROLES else None

    def entry(self, person: str) -> str:
        """Return the hash of the audit entry that granted a role; empty where none did.

        A role that was revoked and granted again has another.
        """
        row = self.file.connection.execute(
            "SELECT entry FROM entries WHERE platform = ? AND person = ?",
            (self.file.platform, person),
        ).fetchone()
        return "" if row is None else str(row[0])

    def profile(self, person: str) -> Profile:
        """Return the profile of a person with a role; no name and English if none is known."""
        row = self.file.connection.execute(
            "SELECT name, language FROM profiles WHERE platform = ? AND person = ?",
            (self.file.platform, person),
        ).fetchone()
        return Profile("", "en") if row is None else Profile(*row)

    def meet(self, person: str, profile: Profile) -> None:
        """Keep the profile of a person with a role, so that they can be named, and told in it."""
        if self.profile(person) == profile:
            return
        with suppress(sqlite3.OperationalError):  # a full disk; they are met again
            self.file.connection.execute(
                "INSERT OR REPLACE INTO profiles VALUES (?, ?, ?, ?)",
                (self.file.platform, person, profile.name, profile.language),
            )

    def forget(self, person: str) -> None:
        """Remove the profile and the invitation of a person; their role stays."""
        for table in ("profiles", "invitations", "logins"):
            self._execute(f"DELETE FROM {table} WHERE platform = ? AND person = ?", person)
        forget_deleted(self.file.connection)

    def has_menu(self, person: str) -> bool:
        """Tell whether the moderators' menu is shown in a person's chat."""
        return person in self.menus()

    def menus(self) -> tuple[str, ...]:
        """List in whose chats the moderators' menu is shown."""
        rows = self.file.connection.execute(
            "SELECT person FROM menus WHERE platform = ? ORDER BY person", (self.file.platform,)
        ).fetchall()
        return tuple(person for (person,) in rows)

    def keep_menu(self, person: str, *, is_shown: bool) -> None:
        """Keep whether the moderators' menu is shown in a person's chat, also over a restart."""
        with suppress(sqlite3.OperationalError):  # a full disk; it is set again
            if is_shown:
                self._execute("INSERT OR IGNORE INTO menus VALUES (?, ?)", person)
            else:
                self._execute("DELETE FROM menus WHERE platform = ? AND person = ?", person)

    def bot_name(self) -> str | None:
        """Read the name under which the bot was served last; `None` if it never was."""
        row = self.file.connection.execute(
            "SELECT name FROM bots WHERE platform = ?", (self.file.platform,)
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_bot_name(self, name: str) -> None:
        """Keep the name under which the bot is served, for links made on the command line."""
        self._execute("INSERT OR REPLACE INTO bots VALUES (?, ?)", name)

    def _granted_people(self) -> list[tuple[str, Role, str]]:
        return self.file.connection.execute(
            "SELECT person, role, added_by FROM people WHERE platform = ? ORDER BY person",
            (self.file.platform,),
        ).fetchall()

    def _settled(self, person: str) -> Listed:
        role = self.access.role(person) or "journalist"
        return Listed(person, role, self.profile(person).name, self._setting(role), True)

    def _setting(self, role: Role) -> str:
        return f"PULLQUOTE_{self.file.platform.upper()}_{role.upper()}S"

    def _is_last_moderator(self, person: str) -> bool:
        others = [moderator for moderator in self.moderators() if moderator != person]
        return self.role(person) == "moderator" and not others

    def _void_invitations(self, person: str) -> None:
        """Remove the unopened invitations of a person who may no longer invite."""
        self.file.connection.execute(
            "DELETE FROM invitations WHERE person IS NULL AND invited_by = ?",
            (self.file.key(person),),
        )

    def _execute(self, statement: str, person_or_name: str) -> None:
        self.file.connection.execute(statement, (self.file.platform, person_or_name))


@dataclass(slots=True)
class _Asked:
    """The times at which one person asked, oldest first, and whether they were refused since."""

    at: deque[float] = field(default_factory=deque)
    is_told: bool = False


@dataclass(slots=True)
class QuestionLimit:
    """Allows each person `most` questions in `window_seconds`; `clock` gives seconds."""

    most: int
    clock: Callable[[], float]
    window_seconds: float = WINDOW_SECONDS
    _people: dict[str, _Asked] = field(default_factory=dict)

    def count(self, person: str) -> Verdict:
        """Count one question of a person, unless they have asked too many.

        The first refused question gives "refused", those after it "refused again", until one is
        allowed: so a person is told once.
        """
        asked = self._asked(person)
        if len(asked.at) < self.most:
            asked.at.append(self.clock())
            asked.is_told = False
            return "allowed"
        verdict: Verdict = "refused again" if asked.is_told else "refused"
        asked.is_told = True
        return verdict

    def wait_seconds(self, person: str) -> float:
        """Return how long a person has to wait before they may ask again; 0 if they may now."""
        asked = self._asked(person)
        if len(asked.at) < self.most:
            return 0.0
        return asked.at[0] + self.window_seconds - self.clock()

    def _asked(self, person: str) -> _Asked:
        """Forget everybody's times that are too old, and return what is left of this person's."""
        oldest = self.clock() - self.window_seconds
        for asked in self._people.values():
            while asked.at and asked.at[0] <= oldest:
                asked.at.popleft()
        self._people = {name: asked for name, asked in self._people.items() if asked.at}
        return self._people.setdefault(person, _Asked())
