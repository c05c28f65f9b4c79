"""What became of a text that was quoted: it is the article's text still, replaced, or withdrawn."""

from collections.abc import Callable, Sequence

from index.records import KeptArticle
from index.store.store import HeldRevision, Store


def find(store: Store, article_id: str, revision: int) -> KeptArticle | None:
    """Read a revision with its source as last recorded, and since when it is not live if it is not.

    `None` if the store has no such revision. The days are those of the events that did it.
    """
    article = store.revision(article_id, revision)
    if article is None:
        return None
    held = store.revisions_live(article_id)
    if not held or held[-1].revision == revision:
        return KeptArticle(article, "live", None)
    if held[-1].revision is None:
        return KeptArticle(article, "withdrawn", _since(held, lambda one: one.revision is None))
    return KeptArticle(article, "replaced", _since(held, lambda one: one.revision != revision))


def withdrawn(store: Store, article_id: str) -> KeptArticle | None:
    """Read the last text of an article that is withdrawn; `None` if it is not, or never was one."""
    known = [one.revision for one in store.revisions_live(article_id) if one.revision is not None]
    found = find(store, article_id, known[-1]) if known else None
    return found if found is not None and found.became == "withdrawn" else None


def _since(held: Sequence[HeldRevision], is_so: Callable[[HeldRevision], bool]) -> str:
    """Find the day from which on it is so without a break, up to the newest event."""
    since = held[-1].at
    for one in reversed(held):
        if not is_so(one):
            break
        since = one.at
    return since[: len("2026-01-02")]
