"""Who has which role: what the settings say always holds, and what moderators grant beside it."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.people.access import Access, Role
from bot.people.file import PeopleFile
from index.errors import PullquoteError

TELEGRAM = "telegram"
ROLES: tuple[Role, ...] = ("moderator", "journalist")

Change = Literal["done", "no change", "by the settings", "last moderator"]
"""How a change went: it was done, or why it was not."""

_IDS = {TELEGRAM: re.compile("[1-9][0-9]{0,15}")}  # of people: those of groups begin with `-`


class PeopleRefused(PullquoteError):
    """A person's role cannot be changed so, or there is no such person."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's name and language as their platform gives them."""

    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with a role. `by` says who let them in, with their platform, or is a setting."""

    person: str
    role: Role
    name: str
    by: str
    is_by_setting: bool


class People:
    """The people of one platform. Reading a role takes some 20 µs and sees every change at once.

    A change is recorded before it is done, and is not done if that fails.
    """

    def __init__(self, file: PeopleFile, access: Access) -> None:
        """Take the file, and whom the settings let in, which changes when a group moves."""
        self.file = file
        self.access = access

    def close(self) -> None:
        """Give the file back; the instance is of no use afterwards."""
        self.file.connection.close()

    def role(self, person: str) -> Role | None:
        """Give the role of a person, the higher one of two; a stranger has none."""
        by_settings = self.access.role(person)
        return by_settings if by_settings == "moderator" else self.granted(person) or by_settings

    def lets_in(self, person: str, group: str | None) -> bool:
        """Tell whether a person may ask there; `group` is `None` in a chat of their own.

        In an allowed group everybody may ask, in another one nobody: see `Access.lets_in`.
        """
        if group is not None:
            return self.access.lets_in(person, group)
        return self.role(person) is not None

    def is_empty(self) -> bool:
        """Tell whether nobody at all is let in."""
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
        return tuple(one.person for one in self.listed() if one.role == "moderator")

    def listed(self) -> tuple[Listed, ...]:
        """List everybody who has a role: by the settings first, then in the order of ids."""
        settled = sorted(self.access.moderators | self.access.journalists)
        found = [self._settled(person) for person in settled]
        held = {one.person: one.role for one in found}
        for person, role, by in self._granted_people():
            if held.get(person) not in ("moderator", role):
                found.append(Listed(person, role, self.profile(person).name, by, False))
        return tuple(found)

    def grant(self, by: str, person: str, role: Role) -> Change:
        """Give a person a role; `by` is who does it, as they are recorded."""
        with self.file.changing():
            if self.role(person) == role:
                return "no change"
            if self.access.role(person) == "moderator":
                return "by the settings"
            if self._is_last_moderator(person):
                return "last moderator"
            self.file.record(by, "granted", f"{self.file.key(person)} as {role}")
            self.put(by, person, role)
        return "done"

    def revoke(self, by: str, person: str) -> Change:
        """Take away what a person was granted; what the settings give them stays."""
        with self.file.changing():
            held = self.granted(person)
            if held is None:
                return "no change" if self.setting(person) is None else "by the settings"
            if self._is_last_moderator(person):
                return "last moderator"
            self.file.record(by, "revoked", f"{self.file.key(person)}, who was {held}")
            self._execute("DELETE FROM people WHERE platform = ? AND person = ?", person)
            self._execute("DELETE FROM profiles WHERE platform = ? AND person = ?", person)
            self._void_invitations(person)
        return "done"

    def put(self, by: str, person: str, role: Role) -> None:
        """Write a role down, within a change that was recorded."""
        values = (self.file.platform, person, role, by, self.file.clock())
        self.file.connection.execute("INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?, ?)", values)
        if role != "moderator":
            self._void_invitations(person)

    def granted(self, person: str) -> Role | None:
        """Give the role that a person was granted, whatever the settings say."""
        row = self.file.connection.execute(
            "SELECT role FROM people WHERE platform = ? AND person = ?",
            (self.file.platform, person),
        ).fetchone()
        return None if row is None else row[0]

    def profile(self, person: str) -> Profile:
        """Give what is known of a person with a role; no name and English if nothing is."""
        row = self.file.connection.execute(
            "SELECT name, language FROM profiles WHERE platform = ? AND person = ?",
            (self.file.platform, person),
        ).fetchone()
        return Profile("", "en") if row is None else Profile(*row)

    def meet(self, person: str, profile: Profile) -> None:
        """Remember the name and language of somebody who has a role, so that they can be told."""
        if self.profile(person) != profile:
            self.file.connection.execute(
                "INSERT OR REPLACE INTO profiles VALUES (?, ?, ?, ?)",
                (self.file.platform, person, profile.name, profile.language),
            )

    def forget(self, person: str) -> None:
        """Remove what names a person, but for their role."""
        for table in ("profiles", "invitations"):
            self._execute(f"DELETE FROM {table} WHERE platform = ? AND person = ?", person)

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
        """Remember in whose chat the moderators' menu is shown, also over a restart."""
        if is_shown:
            self._execute("INSERT OR IGNORE INTO menus VALUES (?, ?)", person)
        else:
            self._execute("DELETE FROM menus WHERE platform = ? AND person = ?", person)

    def bot_name(self) -> str | None:
        """Read under which name the bot was served last; `None` if it never was."""
        row = self.file.connection.execute(
            "SELECT name FROM bots WHERE platform = ?", (self.file.platform,)
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_bot_name(self, name: str) -> None:
        """Remember under which name the bot is served, for links made on the command line."""
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
        others = [one for one in self.moderators() if one != person]
        return self.role(person) == "moderator" and not others

    def _void_invitations(self, person: str) -> None:
        """Let nobody join with a code from somebody who may no longer invite."""
        self.file.connection.execute(
            "DELETE FROM invitations WHERE person IS NULL AND invited_by = ?",
            (self.file.key(person),),
        )

    def _execute(self, statement: str, person_or_name: str) -> None:
        self.file.connection.execute(statement, (self.file.platform, person_or_name))
