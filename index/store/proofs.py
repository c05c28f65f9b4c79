"""How an article's fields are written into a row and read back, each row under a digest.

A text has its own digest in the row of its revision; what a generation records of an article has
one in a table of its own, which stores made by earlier versions lack. A row that does not fit its
digest is damaged. It is never read as a new text, which would then be quoted as verbatim.
"""

import json
from collections.abc import Sequence
from dataclasses import fields
from hashlib import sha256

from index.records import Article, Damage, Source, SourceText, Span

SCHEMA = """
CREATE TABLE IF NOT EXISTS proofs (
    generation INTEGER NOT NULL, article_id TEXT NOT NULL, sha256 BLOB NOT NULL,
    PRIMARY KEY (generation, article_id)) WITHOUT ROWID;
"""

# As bytes: SQLite then gives also what is no text any more, instead of failing for all rows.
KEPT_COLUMNS = (
    "CAST(m.article_id AS BLOB), m.revision, CAST(m.source AS BLOB), CAST(m.skipped AS BLOB),"
    " CAST(r.sha256 AS BLOB)"
)
"""What a proof is of: columns of `members m` and `revisions r`, in order."""

_FIELDS = tuple(field.name for field in fields(Source))


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
