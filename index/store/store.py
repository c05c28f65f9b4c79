"""The store: every revision of every article, which generation is live, and what happened when."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.records import (
    NO_CHANGES,
    Article,
    ChangeCounts,
    Deed,
    GoldenQuestion,
    Source,
    SourceText,
    Span,
    source_json,
)
from index.store import chain
from index.store.file import FILE_NAME, PUBLISHED, UNDONE, StoreFile


@dataclass(frozen=True, slots=True)
class Event:
    """A change of which generation is live: when (ISO 8601, UTC), the action, the generation.

    `by` is who did it; `None` in events that are older than this record.
    """

    at: str
    action: str
    generation: int
    articles: int
    changes: ChangeCounts
    by: str | None = None


@dataclass(frozen=True, slots=True)
class HeldRevision:
    """The revision of an article that was live from an event on; `None` where none was."""

    at: str
    revision: int | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of the live generation, in order of id, and its number; `None` before one."""

    generation: int | None
    articles: tuple[Article, ...]


class Store:
    """The store of a data directory, open, for the thread that opened it.

    Which generation is live changes in one transaction, in which the audit log gets its entry.
    """

    def __init__(self, data: Path, *, writable: bool = False) -> None:
        """Open the store in `data`; make it first if `writable`.

        Raises `StoreRefused` when there is none and it may not be made, or it cannot be read.
        """
        self.file = StoreFile(data, writable=writable)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def live(self) -> int | None:
        """Read the number of the live generation, `None` before the first."""
        with self.file.translated():
            row = self.file.connection.execute("SELECT generation FROM live").fetchone()
        return None if row is None else int(row[0])

    def corpus(self) -> Corpus:
        """Read the live generation's number and articles."""
        live = self.live()
        return Corpus(live, () if live is None else self.members(live))

    def next_generation(self) -> int:
        """Compute the number of the next generation: one more than any has had."""
        with self.file.translated():
            row = self.file.connection.execute(
                "SELECT max(coalesce((SELECT max(generation) FROM members), 0),"
                " coalesce((SELECT max(generation) FROM events), 0))"
            ).fetchone()
        return int(row[0]) + 1

    def lineage(self) -> tuple[int, ...]:
        """List the numbers of the live generation, the one before it, and so on back.

        The one before is that which was live when this one was published.
        """
        with self.file.translated():
            parents = dict(
                self.file.connection.execute(
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
        """Keep each text as a revision of its article; return the articles in order of id.

        A text that the article has had before gets that revision's number again.
        """
        with self.file.transaction():
            return tuple(
                self._keep_revision(text) for text in sorted(texts, key=lambda text: text.source.id)
            )

    def members(self, generation: int) -> tuple[Article, ...]:
        """Read the articles of a generation, in order of id."""
        with self.file.translated():
            rows = self.file.connection.execute(
                "SELECT m.article_id, m.revision, m.source, m.skipped, r.text, r.sha256"
                " FROM members m JOIN revisions r USING (article_id, revision)"
                " WHERE m.generation = ? ORDER BY m.article_id",
                (generation,),
            ).fetchall()
        return tuple(_read_article(row) for row in rows)

    def revision(self, article_id: str, revision: int) -> Article | None:
        """Read a revision of an article, with its source as it was last recorded for that text."""
        with self.file.translated():
            row = self.file.connection.execute(
                "SELECT m.article_id, m.revision, m.source, m.skipped, r.text, r.sha256"
                " FROM members m JOIN revisions r USING (article_id, revision)"
                " WHERE m.article_id = ? AND m.revision = ? ORDER BY m.generation DESC LIMIT 1",
                (article_id, revision),
            ).fetchone()
        return None if row is None else _read_article(row)

    def digests(self) -> tuple[tuple[str, int, str], ...]:
        """List every revision that is kept: its article's id, its number, its text's SHA-256."""
        with self.file.translated():
            rows = self.file.connection.execute(
                "SELECT article_id, revision, sha256 FROM revisions ORDER BY article_id, revision"
            ).fetchall()
        return tuple((article_id, revision, digest) for article_id, revision, digest in rows)

    def revisions_live(self, article_id: str) -> tuple[HeldRevision, ...]:
        """List which revision of an article was live from each event on, oldest first."""
        with self.file.translated():
            rows = self.file.connection.execute(
                "SELECT e.at, m.revision FROM events e LEFT JOIN members m"
                " ON m.generation = e.generation AND m.article_id = ? ORDER BY e.id",
                (article_id,),
            ).fetchall()
        return tuple(HeldRevision(at, revision) for at, revision in rows)

    def make_live(
        self, generation: int, articles: Sequence[Article], changes: ChangeCounts, deed: Deed
    ) -> None:
        """Record the articles of a new generation and make it the live one, in one transaction."""
        with self.file.transaction():
            self.file.connection.executemany(
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
            chain.write(self.file.connection, deed)

    def return_to(self, generation: int, deed: Deed) -> None:
        """Make an earlier generation the live one again, in one transaction."""
        with self.file.transaction():
            row = self.file.connection.execute(
                "SELECT count(*) FROM members WHERE generation = ?", (generation,)
            ).fetchone()
            event = Event(deed.at, UNDONE, generation, int(row[0]), NO_CHANGES, deed.by)
            self._point_at(event)
            chain.write(self.file.connection, deed)

    def events(self) -> tuple[Event, ...]:
        """Read the events, oldest first."""
        known = self.file.has_table("makers")
        by = "(SELECT by FROM makers WHERE event = id)" if known else "NULL"
        with self.file.translated():
            rows = self.file.connection.execute(
                "SELECT at, action, generation, articles, added, changed, removed,"
                f" {by} FROM events ORDER BY id"
            ).fetchall()
        return tuple(
            Event(at, action, generation, articles, ChangeCounts(added, changed, removed), by)
            for at, action, generation, articles, added, changed, removed, by in rows
        )

    def golden_questions(self) -> tuple[GoldenQuestion, ...]:
        """List the golden questions in the order in which they were added."""
        if not self.file.has_table("golden"):
            return ()
        with self.file.translated():
            rows = self.file.connection.execute(
                "SELECT question, words, is_answerable, number FROM golden ORDER BY number"
            ).fetchall()
        return tuple(
            GoldenQuestion(question, tuple(json.loads(words)), bool(is_answerable), number)
            for question, words, is_answerable, number in rows
        )

    def settle(self) -> None:
        """Roll back a half-written transaction, and remove the journal file."""
        with self.file.transaction() as connection:  # SQLite removes it after the next write
            connection.execute("CREATE TABLE settling (number INTEGER)")
            connection.execute("DROP TABLE settling")

    def is_sound(self) -> bool:
        """Tell whether SQLite, checking the whole file, finds nothing wrong."""
        return self.file.is_sound()

    def _keep_revision(self, given: SourceText) -> Article:
        digest = sha256(given.text.encode()).hexdigest()
        known = self.file.connection.execute(
            "SELECT revision, sha256 FROM revisions WHERE article_id = ?", (given.source.id,)
        ).fetchall()
        same = [revision for revision, kept in known if kept == digest]
        revision = same[0] if same else 1 + max((revision for revision, _ in known), default=0)
        if not same:
            self.file.connection.execute(
                "INSERT INTO revisions VALUES (?, ?, ?, ?)",
                (given.source.id, revision, digest, given.text),
            )
        return Article(given.source.id, revision, given.source, given.text, digest, given.skipped)

    def _point_at(self, event: Event) -> None:
        parent, changes = self.live(), event.changes
        self.file.connection.execute(
            "INSERT INTO live VALUES (1, ?)"
            " ON CONFLICT DO UPDATE SET generation = excluded.generation",
            (event.generation,),
        )
        numbered = self.file.connection.execute(
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
        self.file.connection.execute(
            "INSERT INTO makers VALUES (?, ?)", (numbered.lastrowid, event.by)
        )


def live_generation(data: Path) -> int | None:
    """Read the number of the live generation in `data`; `None` before the first."""
    if not (data / FILE_NAME).exists():
        return None
    with closing(Store(data)) as store:
        return store.live()


def read_corpus(data: Path) -> Corpus:
    """Read the corpus in `data`; it is empty before the first generation."""
    if not (data / FILE_NAME).exists():
        return Corpus(None, ())
    with closing(Store(data)) as store:
        return store.corpus()


def _read_article(row: tuple[str, int, str, str, str, str]) -> Article:
    article_id, revision, source, skipped, text, digest = row
    return Article(
        id=article_id,
        revision=revision,
        source=Source(**json.loads(source)),
        text=text,
        sha256=digest,
        skipped=tuple(Span(start, end) for start, end in json.loads(skipped)),
    )
