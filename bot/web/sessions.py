"""Who is logged in to the page: sessions in memory, each no longer than its person has a role."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from bot.people.book import People, platform_of
from bot.replies import Role

SESSION_SECONDS = 12 * 3600.0  # a working day
MOST_SESSIONS = 10  # of one person; the oldest makes way
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is logged in; `form_token` stands in every form that is made for them.

    `language` is what their chat says, empty where they have none.
    """

    person: str
    role: Role
    name: str
    language: str
    form_token: str


@dataclass(frozen=True, slots=True)
class _Session:
    person: str
    entry: str  # by which the role was granted: one that is granted anew begins no old session
    ends: float
    form_token: str


@dataclass(slots=True)
class Sessions:
    """The sessions of everybody. For the event loop's thread, on which the books are read.

    `books` are those of all platforms; `clock` gives seconds since 1970.
    """

    books: Mapping[str, People]
    clock: Callable[[], float]
    _open: dict[str, _Session] = field(default_factory=dict)

    def begin(self, person: str) -> str | None:
        """Log a person in; return what the cookie holds, `None` for whoever has no role."""
        people = self.book(person)
        if people is None or people.role(person) is None:
            return None
        now, token = self.clock(), secrets.token_urlsafe(_TOKEN_BYTES)
        self._open = {key: held for key, held in self._open.items() if held.ends > now}
        own = [key for key, held in self._open.items() if held.person == person]
        for key in own[: max(0, len(own) - MOST_SESSIONS + 1)]:
            del self._open[key]
        ends, form_token = now + SESSION_SECONDS, secrets.token_urlsafe(_TOKEN_BYTES)
        self._open[_key(token)] = _Session(person, people.entry(person), ends, form_token)
        return token

    def visitor(self, token: str) -> Visitor | None:
        """Return who has this cookie; `None` where it is none of ours, or their role is gone."""
        held = self._open.get(_key(token))
        if held is None:
            return None
        people = self.book(held.person)
        role = None if people is None else people.role(held.person)
        is_over = held.ends <= self.clock()
        if people is None or role is None or is_over or people.entry(held.person) != held.entry:
            self.end(token)
            return None
        profile = people.profile(held.person)
        # A book knows English of everybody whom it knows nothing of.
        spoken = profile.language if profile.name else ""
        return Visitor(held.person, role, profile.name or held.person, spoken, held.form_token)

    def end(self, token: str) -> None:
        """Log out whoever has this cookie."""
        self._open.pop(_key(token), None)

    def book(self, person: str) -> People | None:
        """Return the book of the platform that an id is of; `None` where it is of none."""
        platform = platform_of(person)
        return None if platform is None else self.books.get(platform)


def _key(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
