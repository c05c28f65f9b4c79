"""Who may do what, and how often: roles by person, groups by chat, a limit on questions."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.replies import Role as Role

Verdict = Literal["allowed", "refused", "refused again"]

WINDOW_SECONDS = 300.0  # over which a person's questions are counted


@dataclass(frozen=True, slots=True)
class Access:
    """Whom the settings let in, by the chat platform's own ids."""

    moderators: frozenset[str]
    journalists: frozenset[str]
    groups: frozenset[str]

    def role(self, person: str) -> Role | None:
        """Give a person's role; a stranger has none."""
        if person in self.moderators:
            return "moderator"
        return "journalist" if person in self.journalists else None

    def lets_in(self, person: str, group: str | None) -> bool:
        """Tell whether a person may ask there; `group` is `None` in a chat of their own.

        In an allowed group everybody may ask, as its members were let in by whoever runs it. In
        another group nobody may, so that no answer is read by people whom nobody has let in.
        """
        if group is not None:
            return group in self.groups
        return self.role(person) is not None

    def following(self, moves: Mapping[str, str]) -> "Access":
        """Let a group in under the id that it has now, too; `moves` is from the id before to it."""
        moved = {now for before, now in moves.items() if before in self.groups}
        return replace(self, groups=self.groups | moved)

    def is_empty(self) -> bool:
        """Tell whether nobody at all is let in."""
        return not (self.moderators or self.journalists or self.groups)


@dataclass(slots=True)
class _Asked:
    """When one person asked, oldest first, and whether they were told that it is too much."""

    at: deque[float] = field(default_factory=deque)
    is_told: bool = False


@dataclass(slots=True)
class QuestionLimit:
    """Counts each person's questions over the last five minutes; `clock` gives seconds."""

    most: int
    clock: Callable[[], float]
    window_seconds: float = WINDOW_SECONDS
    _people: dict[str, _Asked] = field(default_factory=dict)

    def count(self, person: str) -> Verdict:
        """Count one question of this person, unless they have asked too many.

        The first question that is refused gives "refused", those after it "refused again", until
        one is allowed: so a person is told once.
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
        """Say how long until this person may ask again; 0 if they may now."""
        asked = self._asked(person)
        if len(asked.at) < self.most:
            return 0.0
        return asked.at[0] + self.window_seconds - self.clock()

    def _asked(self, person: str) -> _Asked:
        """Drop what is too old, of everybody: who asks no more is not remembered."""
        oldest = self.clock() - self.window_seconds
        for asked in self._people.values():
            while asked.at and asked.at[0] <= oldest:
                asked.at.popleft()
        self._people = {name: asked for name, asked in self._people.items() if asked.at}
        return self._people.setdefault(person, _Asked())
