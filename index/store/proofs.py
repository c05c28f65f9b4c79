"""How an article's fields are written into a row and read back, each row under a digest.

What generations record of an article is a stay: the same fields from one generation on, `since`,
and `until` another, which is the first that has them no more. So a change writes what it changes,
and nothing of the articles that stay. Earlier versions wrote a row for each article of each
generation; those stand in the listed tables, as they were.

A text has its own digest in the row of its revision; a stay has one in a table of its own, beside
the same two generations, which have a digest too: where the tables differ it tells which of them
was changed. A row that does not fit its digest is damaged. It is never read as a new
text, which would then be quoted as verbatim.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import fields
from hashlib import sha256

from index.records import Article, Damage, Source, SourceText, Span
from index.store.engines import Connection

SCHEMA = """
-- listed_members was called members
-- listed_proofs was called proofs
CREATE TABLE IF NOT EXISTS stays (
    article_id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    revision INTEGER NOT NULL, source TEXT NOT NULL, skipped TEXT NOT NULL,
    PRIMARY KEY (article_id, since)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stay_proofs (
    article_id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, sha256 BLOB NOT NULL,
    ends_sha256 BLOB NOT NULL, PRIMARY KEY (article_id, since)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listed_members (
    generation INTEGER NOT NULL, article_id TEXT NOT NULL, revision INTEGER NOT NULL,
    source TEXT NOT NULL, skipped TEXT NOT NULL,
    PRIMARY KEY (generation, article_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listed_proofs (
    generation INTEGER NOT NULL, article_id TEXT NOT NULL, sha256 BLOB NOT NULL,
    PRIMARY KEY (generation, article_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stays_by_end ON stays (until);
CREATE VIEW IF NOT EXISTS members AS
    SELECT e.generation, s.article_id, s.revision, s.source, s.skipped
    FROM (SELECT DISTINCT generation FROM events) AS e
    JOIN stays AS s ON s.since <= e.generation AND s.until > e.generation
    UNION ALL SELECT generation, article_id, revision, source, skipped FROM listed_members;
CREATE VIEW IF NOT EXISTS proofs AS
    SELECT e.generation, s.article_id, s.sha256
    FROM (SELECT DISTINCT generation FROM events) AS e
    JOIN stay_proofs AS s ON s.since <= e.generation AND s.until > e.generation
    UNION ALL SELECT generation, article_id, sha256 FROM listed_proofs;
CREATE TRIGGER IF NOT EXISTS members_are_not_added INSTEAD OF INSERT ON members
    BEGIN SELECT raise(ABORT, 'a newer version has written to it; publish with that one'); END;
CREATE TRIGGER IF NOT EXISTS members_are_not_removed INSTEAD OF DELETE ON members
    BEGIN SELECT raise(ABORT, 'a newer version has written to it; repair it with that one'); END;
"""
"""The two views are for earlier versions: those read, and go back, as ever, and cannot publish."""

SHOWN_AS_NOW = """
CREATE TEMP VIEW stays AS SELECT '' AS article_id, 0 AS since, 0 AS until, 0 AS revision,
    '' AS source, '' AS skipped WHERE 0;
CREATE TEMP VIEW stay_proofs AS
    SELECT '' AS article_id, 0 AS since, 0 AS until, x'' AS sha256, x'' AS ends_sha256 WHERE 0;
CREATE TEMP VIEW listed_members AS SELECT * FROM main.members;
CREATE TEMP VIEW listed_proofs AS {proofs};
"""
"""Lets a file of an earlier version be read, by the tables of this one, where it is not written."""
NO_PROOFS = "SELECT 0 AS generation, '' AS article_id, x'' AS sha256 WHERE 0"
OLD_PROOFS = "SELECT * FROM main.proofs"

OPEN = 1 << 62
"""Where a stay ends that no generation has ended yet."""

# As bytes: SQLite then gives also what is no text any more, instead of failing for all rows.
KEPT_COLUMNS = (
    "CAST(m.article_id AS BLOB), m.revision, CAST(m.source AS BLOB), CAST(m.skipped AS BLOB),"
    " CAST(r.sha256 AS BLOB)"
)
"""What a proof is of: columns of `members m` and `revisions r`, in order."""

_NAMED = "(SELECT value FROM json_each(?))"
_STAYING = (
    " FROM stays m LEFT JOIN stay_proofs p"
    " ON p.article_id = m.article_id AND p.since = m.since AND p.until = m.until"
)
_LISTED = " FROM listed_members m LEFT JOIN listed_proofs p USING (generation, article_id)"
_FIELDS = tuple(field.name for field in fields(Source))


def of_generation(columns: str, joins: str = "", only: str = "") -> str:
    """Word the query for what a generation records of its articles, in no order.

    Its columns are those of `members m`, their proofs `p`, and `joins`; `only` is a condition
    more. Its values are those of `values_of`. No generation after the newest has any article.
    """
    return (
        f"SELECT {columns}{_STAYING}{joins} WHERE m.since <= ? AND m.until > ?"
        f" AND ? <= (SELECT max(generation) FROM events){only}"
        f" UNION ALL SELECT {columns}{_LISTED}{joins} WHERE m.generation = ?{only}"
    )


def values_of(generation: int, *named: object) -> tuple[object, ...]:
    """List the values of the query of a generation; `named` are those of its own condition."""
    return (generation, generation, generation, *named, generation, *named)


def record(
    connection: Connection,
    generation: int,
    live: int | None,
    articles: Sequence[Article],
    staying: Collection[str],
) -> None:
    """Record the articles of a new generation; those with the ids `staying` as the live one does.

    The newest generation is not always the live one: after an undo, stays that it began end here.
    """
    begun = connection.execute(
        "SELECT CAST(article_id AS TEXT), since FROM stays WHERE until = ?", (OPEN,)
    ).fetchall()
    copied = frozenset(staying)
    still = _unchanged(connection, articles)
    if live is not None:
        still |= {name for name, since in begun if name in copied and since <= live}
    _end(connection, generation, sorted({name for name, _ in begun if name not in still}))
    if live is not None:
        _copy(connection, generation, live, sorted(copied - still))
    begin(connection, [article for article in articles if article.id not in still], generation)


def begin(
    connection: Connection, articles: Sequence[Article], since: int, until: int = OPEN
) -> None:
    """Write that articles stay from a generation on, and the proofs of it."""
    connection.executemany(
        "INSERT INTO stays VALUES (?, ?, ?, ?, ?, ?)",
        [(article.id, since, until, *row_of(article)) for article in articles],
    )
    proved = [(article.id, prove_article(article)) for article in articles]
    _write_proofs(connection, proved, since, until)


def prove_ends(article_id: str, since: int, until: int, proof: bytes) -> bytes:
    """Compute the digest of where the stay begins and ends that a proof is of."""
    ends = f"{article_id}\0{since}\0{until}\0".encode()
    return sha256(ends + proof).digest()


def row_of(article: Article) -> tuple[int, str, str]:
    """Write what is recorded of an article: its revision's number, its source, what is skipped."""
    return article.revision, source_json(article.source), skipped_json(article)


def source_json(source: Source) -> str:
    """Write a source as JSON, its fields by their names; so `Source(**fields)` makes it again.

    `asdict`, which copies what it finds, takes five times as long.

    >>> written = source_json(Source("a", "a.txt", title="T"))
    >>> Source(**json.loads(written)).title
    'T'
    """
    return json.dumps({name: getattr(source, name) for name in _FIELDS}, ensure_ascii=False)


def skipped_json(article: Article | SourceText) -> str:
    """Write the skipped ranges of an article as JSON."""
    return json.dumps([[span.start, span.end] for span in article.skipped])


def prove(kept: Sequence[object]) -> bytes:
    """Compute the proof of a row of `KEPT_COLUMNS`: the SHA-256 of its parts."""
    parts = [part if isinstance(part, bytes) else str(part).encode() for part in kept]
    return sha256(b"\0".join(parts)).digest()


def prove_article(article: Article) -> bytes:
    """Compute the proof of an article as a generation records it."""
    written = (article.id, source_json(article.source), skipped_json(article), article.sha256)
    article_id, source, skipped, digest = (part.encode() for part in written)
    return prove((article_id, article.revision, source, skipped, digest))


def is_text_whole(digest: object, text: object) -> bool:
    """Tell whether a text, in UTF-8, is the one that its digest, as it was written, was made of."""
    return isinstance(text, bytes) and sha256(text).hexdigest().encode() == digest


def is_as_wanted(kept: Sequence[object], text: object, proof: object, wanted: SourceText) -> bool:
    """Tell whether a row of `KEPT_COLUMNS`, which is proved, and its text are those of a text.

    A text is compared with what is wanted, so that it need not be digested: the digest that is kept
    is proved. Fields that an earlier version wrote in another way are not the same here.
    """
    fields = (source_json(wanted.source), skipped_json(wanted), wanted.text)
    return (kept[2], kept[3], text) == tuple(field.encode() for field in fields) and (
        prove(kept) == proof
    )


def read_article(
    kept: Sequence[object], text: object, proof: object, *, is_proved: bool
) -> Article | Damage:
    """Read an article from a row of `KEPT_COLUMNS` and its text, or tell what of it is damaged.

    Only a row of a generation that `is_proved` needs a proof.
    """
    if not is_text_whole(kept[4], text):
        return damage(kept, "the text")
    if is_proved and prove(kept) != proof:
        return damage(kept, "the fields")
    try:
        return _article(*kept, text)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return damage(kept, "the fields")


def damage(kept: Sequence[object], what: str) -> Damage:
    """Name what is damaged of a row that begins with the columns of an article and its revision."""
    named = kept[0].decode(errors="replace") if isinstance(kept[0], bytes) else str(kept[0])
    return Damage(named, f"{what} of {named} revision {kept[1]}")


def _unchanged(connection: Connection, articles: Sequence[Article]) -> frozenset[str]:
    """Find the articles that the newest generation records just as they are."""
    wanted = {article.id: article for article in articles}
    rows = connection.execute(
        f"SELECT m.article_id, m.revision, m.source, m.skipped, p.sha256{_STAYING}"
        f" WHERE m.until = ? AND m.article_id IN {_NAMED}",
        (OPEN, json.dumps(sorted(wanted))),
    )
    return frozenset(
        name
        for name, *kept, proof in rows
        if tuple(kept) == row_of(wanted[name]) and proof == prove_article(wanted[name])
    )


def _end(connection: Connection, generation: int, names: Sequence[str]) -> None:
    """End the stays of some articles; none that ends is said to have begun later than that."""
    ended = json.dumps(names)
    which = f"stays WHERE until = ? AND article_id IN {_NAMED}"
    connection.execute(f"DELETE FROM {which} AND since >= ?", (OPEN, ended, generation))
    connection.execute(
        f"UPDATE stays SET until = ? WHERE until = ? AND article_id IN {_NAMED}",
        (generation, OPEN, ended),
    )
    proved = connection.execute(
        "SELECT article_id, since, sha256 FROM stay_proofs"
        f" WHERE until = ? AND since < ? AND article_id IN {_NAMED}",
        (OPEN, generation, ended),
    ).fetchall()
    connection.executemany(
        "UPDATE stay_proofs SET until = ?, ends_sha256 = ? WHERE article_id = ? AND since = ?",
        [
            (generation, prove_ends(name, since, generation, proof), name, since)
            for name, since, proof in proved
        ],
    )


def _copy(connection: Connection, generation: int, live: int, names: Sequence[str]) -> None:
    """Begin stays of articles as the live generation records them, under the same proofs."""
    copied = json.dumps(names)
    named = f"article_id IN {_NAMED}"
    ranged, listed = f"since <= ? AND until > ? AND {named}", f"generation = ? AND {named}"
    begun = "INSERT INTO stays SELECT article_id, ?, ?, revision, source, skipped FROM"
    connection.execute(f"{begun} stays WHERE {ranged}", (generation, OPEN, live, live, copied))
    connection.execute(f"{begun} listed_members WHERE {listed}", (generation, OPEN, live, copied))
    proved = connection.execute(
        f"SELECT article_id, sha256 FROM stay_proofs WHERE {ranged}"
        f" UNION ALL SELECT article_id, sha256 FROM listed_proofs WHERE {listed}",
        (live, live, copied, live, copied),
    ).fetchall()
    _write_proofs(connection, proved, generation, OPEN)


def _write_proofs(
    connection: Connection, proved: Sequence[tuple[str, bytes]], since: int, until: int
) -> None:
    connection.executemany(
        "INSERT INTO stay_proofs VALUES (?, ?, ?, ?, ?)",
        [
            (name, since, until, proof, prove_ends(name, since, until, proof))
            for name, proof in proved
        ],
    )


def _article(*columns: object) -> Article:
    article_id, source, skipped, digest, text = (
        column.decode() for column in columns if isinstance(column, bytes)
    )
    (revision,) = (column for column in columns if isinstance(column, int))
    spans = tuple(Span(int(start), int(end)) for start, end in json.loads(skipped))
    return Article(article_id, revision, _source(article_id, source), text, digest, spans)


def _source(article_id: str, written: str) -> Source:
    found = json.loads(written)
    given = [value for value in found.values() if value is not None]
    if found["id"] != article_id or not all(isinstance(value, str) for value in given):
        raise ValueError("a source has texts, and the id of its article")
    return Source(**found)
