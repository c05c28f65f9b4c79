"""The roles and groups that the settings name, and a limit on how often a person may ask."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.replies import Role

Verdict = Literal["allowed", "refused", "refused again"]

WINDOW_SECONDS = 300.0  # a person's questions are counted over so long


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
