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
    """Those articles of two generations that differ, in order of id, and how they do."""

    old: tuple[Article, ...]
    new: tuple[Article, ...]
    changes: tuple[ArticleChange, ...]


def compare_generations(store: Store, old: int, new: int, history: str) -> GenerationDiff:
    """Compare any two generations of the history; only the articles that differ are read.

    Raises `GenerationRefused` for a number that no generation had; the command `history` lists
    the others.
    """
    before, after = _recorded(store, old, history), _recorded(store, new, history)
    ids = before.keys() | after.keys()
    differing = {name for name in ids if before.get(name) != after.get(name)}
    was, now = store.whole_members(old, differing), store.whole_members(new, differing)
    return GenerationDiff(was, now, comparison.compare(was, now))


@dataclass(frozen=True, slots=True)
class Touched:
    """The sources that a change of the corpus added, changed (as they are now) and removed."""

    added: tuple[Source, ...]
    changed: tuple[Source, ...]
    removed: tuple[Source, ...]


def touched(before: Mapping[str, Member], after: Mapping[str, Member]) -> Touched:
    """Compare the membership of two generations, or what differs of it, in order of id."""
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


def _recorded(store: Store, generation: int, history: str) -> Mapping[str, object]:
    found = store.recorded(generation)
    if not found:
        raise GenerationRefused(f"there never was a generation {generation}; see: {history}")
    store.refuse_lacking(generation, len(found))
    return found
