"""The standing of a revision that was quoted: it is live, or was replaced, withdrawn or renamed."""

import json
from collections.abc import Callable, Sequence

from index.records import KeptArticle
from index.store import proofs
from index.store.store import HeldRevision, Store


def find(store: Store, article_id: str, revision: int) -> KeptArticle | None:
    """Read a revision of an article and what became of it; `None` if the store has no such one.

    Its source is as it was last recorded for that text; the day is that of the event since which
    it is not live.
    """
    article = store.revision(article_id, revision)
    if article is None:
        return None
    held = store.revisions_live(article_id)
    if not held or held[-1].revision == revision:
        return KeptArticle(article, "live", None)
    if held[-1].revision is None:
        return KeptArticle(article, "withdrawn", _since(held, lambda kept: kept.revision is None))
    return KeptArticle(article, "replaced", _since(held, lambda kept: kept.revision != revision))


def withdrawn(store: Store, article_id: str) -> KeptArticle | None:
    """Read the last revision of an article that was withdrawn.

    `None` if the article is live, or there never was one of this id.
    """
    held = store.revisions_live(article_id)
    known = [kept.revision for kept in held if kept.revision is not None]
    found = find(store, article_id, known[-1]) if known else None
    return found if found is not None and found.became == "withdrawn" else None


def heir(store: Store, article_id: str) -> str | None:
    """Find the id under which an article that is not live any more goes on; `None` if it does not.

    That is one which came where the article went, with its text or its address.
    """
    held = store.held(article_id)
    last = max((at for at, kept in enumerate(held) if kept.revision is not None), default=None)
    if last is None or last + 1 == len(held):
        return None
    before, after = held[last], held[last + 1]
    came = set(store.member_ids(after.generation)).difference(store.member_ids(before.generation))
    with store.file.reading() as connection:
        found = connection.execute(
            proofs.of_generation(
                "CAST(m.article_id AS TEXT), m.source, r.sha256",
                " JOIN revisions r ON r.article_id = m.article_id AND r.revision = m.revision",
                " AND m.article_id IN (SELECT value FROM json_each(?))",
            ),
            proofs.values_of(after.generation, json.dumps(sorted(came))),
        ).fetchall()
    texts = (kept for kept in store.digests(article_id) if kept[1] == before.revision)
    text, address = (
        next((digest for *_, digest in texts), None),
        json.loads(before.source or "")["url"],
    )
    for heir_id, source, digest in sorted(found, key=lambda row: (row[2] != text, row[0])):
        if digest == text or (address is not None and json.loads(source)["url"] == address):
            return str(heir_id)
    return None


def _since(held: Sequence[HeldRevision], is_so: Callable[[HeldRevision], bool]) -> str:
    """Find the day of the first event from which on `is_so` holds, up to the newest event."""
    since = held[-1].at
    for kept in reversed(held):
        if not is_so(kept):
            break
        since = kept.at
    return since[: len("2026-01-02")]
