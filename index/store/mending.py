"""Damage in the whole store, row by row: found, and mended from articles that are known good."""

from collections.abc import Iterator, Sequence

from index.records import Article
from index.store import chain, proofs
from index.store.store import Store


def find_damage(store: Store) -> tuple[str, ...]:
    """Find every damaged text and record of the store, those of earlier generations too.

    Each text is digested again: a second for each gigabyte or two.
    """
    with store.file.translated():
        found = dict.fromkeys([*_damaged_texts(store), *_damaged_records(store)])
    found |= dict.fromkeys(damage.what for damage in store.corpus().damaged)
    return tuple(found)


def mend_live(store: Store) -> tuple[str, ...]:
    """Let the newest event and the record of what is live name the same generation again.

    The event is kept with a digest, so that it is known which of the two was changed. Return what
    was mended; nothing where that cannot be told.
    """
    with store.file.transaction() as connection:
        live, number, newest = connection.execute(
            "SELECT (SELECT generation FROM live), id, generation FROM events ORDER BY id DESC"
        ).fetchone() or (None, 0, None)
        if live == newest:
            return ()
        if chain.fits(connection, "event", number):
            connection.execute("UPDATE live SET generation = ?", (newest,))
            return (f"mended what is live: generation {newest}, not {live}",)
        connection.execute("UPDATE events SET generation = ? WHERE id = ?", (live, number))
        if chain.fits(connection, "event", number):
            return (f"mended event {number}: generation {live}, not {newest}",)
        connection.execute("UPDATE events SET generation = ? WHERE id = ?", (newest, number))
        return ()


def mend(store: Store, generation: int, good: Sequence[Article]) -> tuple[str, ...]:
    """Make the records of a generation those of its articles, which are known good.

    Return what was damaged. Nothing is written anew: the articles are what the rows were made of.
    """
    found = store.inspect(generation)
    held = {article.id: article for article in found if isinstance(article, Article)}
    damaged = [article for article in good if held.get(article.id) != article]
    strays = sorted(held.keys() - {article.id for article in good})
    if len(held) < len(found) or damaged or strays:
        store.replace_members(generation, good)
    return (
        *(f"{article.id} revision {article.revision}" for article in damaged),
        *(f"{stray}, which was never part of generation {generation}" for stray in strays),
    )


def _damaged_texts(store: Store) -> Iterator[str]:
    rows = store.file.connection.execute(
        "SELECT CAST(article_id AS BLOB), revision, CAST(sha256 AS BLOB), CAST(text AS BLOB)"
        " FROM revisions"
    )
    for *named, digest, text in rows:
        if not proofs.is_text_whole(digest, text):
            yield proofs.damage(named, "the text").what


def _damaged_records(store: Store) -> Iterator[str]:
    if not store.file.has_table("proofs"):
        return
    rows = store.file.connection.execute(
        f"SELECT {proofs.KEPT_COLUMNS}, p.sha256 FROM proofs p"
        " LEFT JOIN members m USING (generation, article_id)"
        " LEFT JOIN revisions r ON r.article_id = m.article_id AND r.revision = m.revision"
    )
    for *kept, proof in rows:
        if proofs.prove(kept) != proof:
            yield proofs.damage(kept, "the fields").what
