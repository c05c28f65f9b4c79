"""What is live beside what is wanted: the plan of a reindex, made before anything changes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import StoreRefused
from index.records import Article, SourceText
from index.store.store import Store


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reindex would do: ids added, changed (text or metadata), removed, left alone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def has_changes(self) -> bool:
        """Tell whether anything would be different."""
        return bool(self.added or self.changed or self.removed)


def make(data: Path, wanted: Sequence[SourceText]) -> Plan:
    """Compare the texts that are wanted with the live generation; changes nothing."""
    return compare(current(data), wanted)


def digest(live: int | None, wanted: Sequence[SourceText]) -> str:
    """Sum up a plan in eight hexadecimal digits: every text and all metadata, and what is live."""
    every = [asdict(one) for one in sorted(wanted, key=lambda text: text.source.id)]
    canonical = json.dumps([live, every], ensure_ascii=False, sort_keys=True)
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def current(data: Path) -> tuple[Article, ...]:
    """Read the articles that the live generation is made of; none before the first."""
    try:
        store = Store(data)
    except StoreRefused:
        if (data / "store.sqlite").exists():
            raise
        return ()
    try:
        live = store.live()
        return () if live is None else store.members(live)
    finally:
        store.close()


def as_text(article: Article) -> SourceText:
    """Give back the text of an article that is in the corpus, to be indexed again."""
    return SourceText(article.source, article.text, article.skipped)


def compare(before: Sequence[Article], wanted: Sequence[SourceText]) -> Plan:
    """Tell what changes between articles and the texts that are wanted in their place."""
    old = {article.id: as_text(article) for article in before}
    new = {text.source.id: text for text in wanted}
    both = sorted(old.keys() & new.keys())
    return Plan(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(one for one in both if old[one] != new[one]),
        removed=tuple(sorted(old.keys() - new.keys())),
        unchanged=tuple(one for one in both if old[one] == new[one]),
    )
