"""What moderators ask about the corpus in a chat and on the command line, before it is worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.drafts import comparison
from index.drafts.comparison import ArticleChange
from index.errors import GenerationRefused
from index.records import Article, Source
from index.store.store import Member, Store


@dataclass(frozen=True, slots=True)
class GenerationDiff:
    """The articles of two generations, in order of id, and those articles that differ."""

    old: tuple[Article, ...]
    new: tuple[Article, ...]
    changes: tuple[ArticleChange, ...]


def compare_generations(store: Store, old: int, new: int, history: str) -> GenerationDiff:
    """Compare any two generations of the history.

    Raises `GenerationRefused` for a number that no generation had; the command `history` lists
    the others.
    """
    was, now = _members(store, old, history), _members(store, new, history)
    return GenerationDiff(was, now, comparison.compare(was, now))


@dataclass(frozen=True, slots=True)
class Touched:
    """The sources that a change of the corpus added, changed (as they are now) and removed."""

    added: tuple[Source, ...]
    changed: tuple[Source, ...]
    removed: tuple[Source, ...]


def touched(before: Mapping[str, Member], after: Mapping[str, Member]) -> Touched:
    """Compare the membership of two generations, in order of id."""
    added = sorted(after.keys() - before.keys())
    removed = sorted(before.keys() - after.keys())
    both = sorted(before.keys() & after.keys())
    return Touched(
        tuple(after[name].source for name in added),
        tuple(after[name].source for name in both if before[name] != after[name]),
        tuple(before[name].source for name in removed),
    )


def shortened(detail: str, characters: int) -> str:
    """Cut the detail of an audit entry that is longer than so many characters.

    >>> shortened("added a, b, c", 7)
    'added a…'
    """
    return detail if len(detail) <= characters else f"{detail[:characters]}…"


def _members(store: Store, generation: int, history: str) -> tuple[Article, ...]:
    found = store.members(generation)
    if not found:
        raise GenerationRefused(f"there never was a generation {generation}; see: {history}")
    return found
