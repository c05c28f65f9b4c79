"""The store: every revision of every article, which generation is live, and what happened when."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.records import Article, Deed, SourceText, Span
from index.source_json import read_source, source_json
from index.store import chain
from index.store.file import PUBLISHED, UNDONE, StoreFile


@dataclass(frozen=True, slots=True)
class Changes:
    """How many articles a generation added, changed and removed against the one before it."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Event:
    """One change of what is live: when (ISO 8601, UTC), what was done, which generation it left.

    `by` is who did it; `None` in what was recorded before anybody was.
    """

    at: str
    action: str
    generation: int
    articles: int
    changes: Changes
    by: str | None = None


@dataclass(frozen=True, slots=True)
class HeldRevision:
    """Which revision of an article was live from an event on; `None` where none was."""

    at: str
    revision: int | None


class Store:
    """What the data directory's store says of the corpus. For the thread that made it.

    Which generation is live changes in one transaction, in which the audit log gets its entry.
    """

    def __init__(self, data: Path, *, writable: bool = False) -> None:
        """Open the store in `data`; make it first if `writable`.

        Raises `StoreRefused` when there is none and it may not be made, or it cannot be read.
        """
        self._file = StoreFile(data, writable=writable)
        self.path = self._file.path

    def close(self) -> None:
        """Give the file back; the instance is of no use afterwards."""
        self._file.close()

    def live(self) -> int | None:
        """Read the number of the live generation, `None` before the first."""
        with self._file.translated():
            row = self._file.connection.execute("SELECT generation FROM live").fetchone()
        return None if row is None else int(row[0])

    def next_generation(self) -> int:
        """Read the lowest number that no generation has had yet."""
        with self._file.translated():
            row = self._file.connection.execute(
                "SELECT max(coalesce((SELECT max(generation) FROM members), 0),"
                " coalesce((SELECT max(generation) FROM events), 0))"
            ).fetchone()
        return int(row[0]) + 1

    def lineage(self) -> tuple[int, ...]:
        """List the live generation, the one that was live when it was published, and so on back."""
        with self._file.translated():
            parents = dict(
                self._file.connection.execute(
                    "SELECT generation, parent FROM events WHERE action = ?", (PUBLISHED,)
                ).fetchall()
            )
        numbers: list[int] = []
        number = self.live()
        while number is not None:
            numbers.append(number)
            number = parents.get(number)
        return tuple(numbers)

    def keep_revisions(self, texts: Sequence[SourceText]) -> tuple[Article, ...]:
        """Keep each text as a revision of its article, and return those articles in order of id.

        A text that the article has had before gets that revision's number again.
        """
        with self._file.transaction():
            return tuple(
                self._keep_revision(text) for text in sorted(texts, key=lambda one: one.source.id)
            )

    def members(self, generation: int) -> tuple[Article, ...]:
        """Read the articles that a generation is made of, in order of id."""
        with self._file.translated():
            rows = self._file.connection.execute(
                "SELECT m.article_id, m.revision, m.source, m.skipped, r.text, r.sha256"
                " FROM members m JOIN revisions r USING (article_id, revision)"
                " WHERE m.generation = ? ORDER BY m.article_id",
                (generation,),
            ).fetchall()
        return tuple(_read_article(row) for row in rows)

    def revision(self, article_id: str, revision: int) -> Article | None:
        """Read a revision of an article, with its source as it was last recorded for that text."""
        with self._file.translated():
            row = self._file.connection.execute(
                "SELECT m.article_id, m.revision, m.source, m.skipped, r.text, r.sha256"
                " FROM members m JOIN revisions r USING (article_id, revision)"
                " WHERE m.article_id = ? AND m.revision = ? ORDER BY m.generation DESC LIMIT 1",
                (article_id, revision),
            ).fetchone()
        return None if row is None else _read_article(row)

    def revisions_live(self, article_id: str) -> tuple[HeldRevision, ...]:
        """List which revision of an article was live from each event on, oldest first."""
        with self._file.translated():
            rows = self._file.connection.execute(
                "SELECT e.at, m.revision FROM events e LEFT JOIN members m"
                " ON m.generation = e.generation AND m.article_id = ? ORDER BY e.id",
                (article_id,),
            ).fetchall()
        return tuple(HeldRevision(at, revision) for at, revision in rows)

    def make_live(
        self, generation: int, articles: Sequence[Article], changes: Changes, deed: Deed
    ) -> None:
        """Record what a new generation is made of and make it the live one, in one transaction."""
        with self._file.transaction():
            self._file.connection.executemany(
                "INSERT INTO members VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        generation,
                        article.id,
                        article.revision,
                        source_json(article.source),
                        json.dumps([[span.start, span.end] for span in article.skipped]),
                    )
                    for article in articles
                ],
            )
            self._point_at(Event(deed.at, PUBLISHED, generation, len(articles), changes, deed.by))
            chain.write(self._file.connection, deed)

    def return_to(self, generation: int, deed: Deed) -> None:
        """Make an earlier generation the live one again, in one transaction."""
        with self._file.transaction():
            row = self._file.connection.execute(
                "SELECT count(*) FROM members WHERE generation = ?", (generation,)
            ).fetchone()
            changes = Changes(0, 0, 0)
            self._point_at(Event(deed.at, UNDONE, generation, int(row[0]), changes, deed.by))
            chain.write(self._file.connection, deed)

    def events(self) -> tuple[Event, ...]:
        """Read every change of what is live, oldest first."""
        known = self._file.has_table("makers")
        by = "(SELECT by FROM makers WHERE event = id)" if known else "NULL"
        with self._file.translated():
            rows = self._file.connection.execute(
                "SELECT at, action, generation, articles, added, changed, removed,"
                f" {by} FROM events ORDER BY id"
            ).fetchall()
        return tuple(
            Event(at, action, generation, articles, Changes(added, changed, removed), by)
            for at, action, generation, articles, added, changed, removed, by in rows
        )

    def settle(self) -> None:
        """Take back what was half written, and leave no journal behind, not even an empty one."""
        with self._file.transaction() as connection:  # SQLite removes it after the next write
            connection.execute("CREATE TABLE settling (number INTEGER)")
            connection.execute("DROP TABLE settling")

    def is_sound(self) -> bool:
        """Ask SQLite to check the whole file: True if it finds nothing wrong."""
        return self._file.is_sound()

    def _keep_revision(self, given: SourceText) -> Article:
        digest = sha256(given.text.encode()).hexdigest()
        known = self._file.connection.execute(
            "SELECT revision, sha256 FROM revisions WHERE article_id = ?", (given.source.id,)
        ).fetchall()
        same = [revision for revision, kept in known if kept == digest]
        revision = same[0] if same else 1 + max((revision for revision, _ in known), default=0)
        if not same:
            self._file.connection.execute(
                "INSERT INTO revisions VALUES (?, ?, ?, ?)",
                (given.source.id, revision, digest, given.text),
            )
        return Article(given.source.id, revision, given.source, given.text, digest, given.skipped)

    def _point_at(self, event: Event) -> None:
        parent, changes = self.live(), event.changes
        self._file.connection.execute(
            "INSERT INTO live VALUES (1, ?)"
            " ON CONFLICT DO UPDATE SET generation = excluded.generation",
            (event.generation,),
        )
        numbered = self._file.connection.execute(
            "INSERT INTO events (at, action, generation, parent, articles, added, changed, removed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                event.at,
                event.action,
                event.generation,
                parent,
                event.articles,
                changes.added,
                changes.changed,
                changes.removed,
            ),
        )
        self._file.connection.execute(
            "INSERT INTO makers VALUES (?, ?)", (numbered.lastrowid, event.by)
        )


def _read_article(row: tuple[str, int, str, str, str, str]) -> Article:
    article_id, revision, source, skipped, text, digest = row
    return Article(
        id=article_id,
        revision=revision,
        source=read_source(source),
        text=text,
        sha256=digest,
        skipped=tuple(Span(start, end) for start, end in json.loads(skipped)),
    )
