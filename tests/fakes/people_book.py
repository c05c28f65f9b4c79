"""A book of people for tests: its clock is set by hand, and what it records is a list."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.people.book import TELEGRAM, Access, People
from bot.people.file import open_people_file
from bot.people.invitations import Invitations

# By the settings 1 moderates and 2 asks.
ACCESS = Access(frozenset({"1"}), frozenset({"2"}), frozenset({"-10"}))
NOBODY = Access(frozenset(), frozenset(), frozenset())


@dataclass(slots=True)
class Book:
    """The people, the invitations, and what was recorded: who, what, details."""

    people: People
    invitations: Invitations
    recorded: list[tuple[str, str, str]]
    now: list[float] = field(default_factory=lambda: [1_000_000_000.0])

    def wait(self, seconds: float) -> None:
        self.now[0] += seconds


@contextmanager
def opened(data: Path, access: Access = ACCESS, platform: str = TELEGRAM) -> Iterator[Book]:
    recorded: list[tuple[str, str, str]] = []
    now = [1_000_000_000.0]

    def record(by: str, action: str, detail: str) -> str:
        recorded.append((by, action, detail))
        return f"entry {len(recorded)}"

    people = People(open_people_file(data, platform, record, lambda: now[0]), access)
    try:
        yield Book(people, Invitations(people), recorded, now)
    finally:
        people.close()
