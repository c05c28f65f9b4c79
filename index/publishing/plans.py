"""The plan of a reindex: what it would change, computed before anything changes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from index.records import NO_CHANGES, Article, ChangeCounts, SourceText


@dataclass(frozen=True, slots=True)
class Plan:
    """The ids of the articles that a reindex adds, changes (text or fields), removes or leaves."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def counts(self) -> ChangeCounts:
        """How many articles the reindex adds, changes and removes."""
        return ChangeCounts(len(self.added), len(self.changed), len(self.removed))

    @property
    def has_changes(self) -> bool:
        """Whether the reindex would change anything."""
        return self.counts != NO_CHANGES


def compare(held: Sequence[Article], wanted: Sequence[SourceText]) -> Plan:
    """Plan the reindex that replaces the articles of the corpus with the wanted texts."""
    before = {article.id: as_text(article) for article in held}
    after = {text.source.id: text for text in wanted}
    both = sorted(before.keys() & after.keys())
    return Plan(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(name for name in both if before[name] != after[name]),
        removed=tuple(sorted(before.keys() - after.keys())),
        unchanged=tuple(name for name in both if before[name] == after[name]),
    )


def as_text(article: Article) -> SourceText:
    """Turn an article of the corpus into a text that can be indexed again."""
    return SourceText(article.source, article.text, article.skipped)


def digest(live: int | None, wanted: Sequence[SourceText]) -> str:
    """Digest a plan in eight hexadecimal digits: the live generation, every text and all fields."""
    texts = [asdict(text) for text in sorted(wanted, key=lambda text: text.source.id)]
    canonical = json.dumps([live, texts], ensure_ascii=False, sort_keys=True)
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:8]
