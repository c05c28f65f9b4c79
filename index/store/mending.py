"""Damage in the whole store, row by row: found, and mended from articles that are known good."""

from collections.abc import Iterator, Sequence

from index.records import Article, Damage
from index.store import chain, proofs
from index.store.engines import Connection
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
    found: dict[str, list[Article | Damage]] = {}
    for held in store.each(generation):
        named = held.id if isinstance(held, Article) else held.article_id
        found.setdefault(named, []).append(held)
    damaged = [article for article in good if found.get(article.id) != [article]]
    strays = sorted(found.keys() - {article.id for article in good})
    if damaged or strays:
        _restore(store, generation, good, damaged, strays)
    return (
        *(f"{article.id} revision {article.revision}" for article in damaged),
        *(
            f"{stray}, which was never part of generation {generation}"
            for stray in strays
            if isinstance(found[stray][0], Article)
        ),
    )


def _restore(
    store: Store,
    generation: int,
    good: Sequence[Article],
    damaged: Sequence[Article],
    strays: Sequence[str],
) -> None:
    """Write the damaged articles of a generation anew, and take from it those that it never had."""
    with store.file.transaction() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO revisions VALUES (?, ?, ?, ?)",
            [(each.id, each.revision, each.sha256, each.text) for each in damaged],
        )
        for stray in strays:
            _leave(connection, stray, generation, generation + 1)
        if _is_listed(connection, generation):
            _list_anew(connection, generation, good)
            return
        for article in damaged:
            since, until = _stay_of(connection, generation, article)
            _leave(connection, article.id, since, until)
            proofs.begin(connection, [article], since, until)


def _is_listed(connection: Connection, generation: int) -> bool:
    """Tell whether a generation is one of an earlier version, which listed its articles."""
    listed, staying = connection.execute(
        "SELECT (SELECT count(*) FROM listed_members WHERE generation = ?),"
        " (SELECT count(*) FROM stays WHERE since <= ? AND until > ?)",
        (generation, generation, generation),
    ).fetchone()
    return bool(listed > staying)


def _list_anew(connection: Connection, generation: int, good: Sequence[Article]) -> None:
    for table in ("listed_members", "listed_proofs"):
        connection.execute(f"DELETE FROM {table} WHERE generation = ?", (generation,))
    connection.executemany(
        "INSERT INTO listed_members VALUES (?, ?, ?, ?, ?)",
        [(generation, article.id, *proofs.row_of(article)) for article in good],
    )
    connection.executemany(
        "INSERT INTO listed_proofs VALUES (?, ?, ?)",
        [(generation, article.id, proofs.prove_article(article)) for article in good],
    )


def _stay_of(connection: Connection, generation: int, article: Article) -> tuple[int, int]:
    """Find how long an article stayed as it was in a generation: what is mended is so in all.

    A proof that is whole, and of just this article, knows it best; then a row that says the same of
    it. Where there is neither, it is known of that generation alone.
    """
    around = "article_id = ? AND since <= ? AND until > ?"
    values = (article.id, generation, generation)
    proved = connection.execute(
        f"SELECT since, until, sha256, ends_sha256 FROM stay_proofs WHERE {around}", values
    ).fetchall()
    staying = connection.execute(
        f"SELECT since, until, revision, source, skipped FROM stays WHERE {around}", values
    ).fetchall()
    proof = proofs.prove_article(article)
    known = [
        (since, until)
        for since, until, *digests in proved
        if digests == [proof, proofs.prove_ends(article.id, since, until, proof)]
    ]
    known += [row[:2] for row in staying if tuple(row[2:]) == proofs.row_of(article)]
    known += [row[:2] for row in (*staying, *proved)]
    since, until = known[0] if known else (generation, generation + 1)
    return since, until


def _leave(connection: Connection, name: str, since: int, until: int) -> None:
    """Let what is recorded of an article say nothing of some generations.

    A row ends where the other of its two, the stay or its proof, says so, and else before them; one
    that stands alone is none.
    """
    for table, other in (("stays", "stay_proofs"), ("stay_proofs", "stays")):
        rows = connection.execute(
            f"SELECT t.since, o.until FROM {table} t LEFT JOIN {other} o"
            " ON o.article_id = t.article_id AND o.since = t.since"
            " WHERE t.article_id = ? AND (t.since < ? AND t.until > ? OR t.since >= t.until)",
            (name, until, since),
        ).fetchall()
        for begun, ended in rows:
            end = begun if ended is None else min(ended, since)
            which = f"{table} WHERE article_id = ? AND since = ?"
            connection.execute(f"DELETE FROM {which} AND since >= ?", (name, begun, end))
            connection.execute(
                f"UPDATE {table} SET until = ? WHERE article_id = ? AND since = ?",
                (end, name, begun),
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
    fields = f"SELECT {proofs.KEPT_COLUMNS}, CAST(p.article_id AS BLOB), p.sha256 FROM"
    texts = "LEFT JOIN revisions r ON r.article_id = m.article_id AND r.revision = m.revision"
    for joined in (
        "listed_proofs p LEFT JOIN listed_members m USING (generation, article_id)",
        "stay_proofs p LEFT JOIN stays m USING (article_id, since, until)",
    ):
        for *kept, name, proof in store.file.connection.execute(f"{fields} {joined} {texts}"):
            if kept[0] is None:
                yield f"what is recorded of {name.decode(errors='replace')}"
            elif proofs.prove(kept) != proof:
                yield proofs.damage(kept, "the fields").what
