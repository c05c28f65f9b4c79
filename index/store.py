"""The store: every revision of every article, which generation is live, and what happened when."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import StoreRefused
from index.records import Article, Source, SourceText, Span

FILE_NAME = "store.sqlite"
PUBLISHED = "published"  # the actions that events record
UNDONE = "undone to"
BUSY_SECONDS = 30.0  # a commit takes milliseconds; waiting this long means that something is stuck

_SCHEMA = """
CREATE TABLE IF NOT EXISTS revisions (
    article_id TEXT NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (article_id, revision)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (
    generation INTEGER NOT NULL, article_id TEXT NOT NULL, revision INTEGER NOT NULL,
    source TEXT NOT NULL, skipped TEXT NOT NULL,
    PRIMARY KEY (generation, article_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, action TEXT NOT NULL, generation INTEGER NOT NULL,
    parent INTEGER, articles INTEGER NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL,
    removed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS live (
    only INTEGER PRIMARY KEY CHECK (only = 1), generation INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """How many articles a generation added, changed and removed against the one before it."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Event:
    """One change of what is live: when (ISO 8601, UTC), what was done, which generation it left."""

    at: str
    action: str
    generation: int
    articles: int
    changes: Changes


class Store:
    """One SQLite file in the data directory. Which generation is live changes in one transaction.

    The file uses a rollback journal, so that it can also be read where it cannot be written. An
    instance belongs to the thread that made it.
    """

    def __init__(self, data: Path, *, writable: bool = False) -> None:
        """Open the store in `data`; make it first if `writable`.

        Raises `StoreRefused` when there is none and it may not be made, or it cannot be read.
        """
        self.path = data / FILE_NAME
        if not writable and not self.path.is_file():
            raise StoreRefused(
                f"there is no index in {data} yet; make one with: pullquote reindex FOLDER"
            )
        with self._translated():
            if writable:
                data.mkdir(parents=True, exist_ok=True)
            # A reader opens the file like a writer, where it may: only so can SQLite take back what
            # an interrupted process left half written. `query_only` keeps it from changing more.
            mode = "rwc" if writable else "rw"
            self._connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
            )
            if writable:
                self._connection.execute("PRAGMA synchronous=FULL")
                self._connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            else:
                self._connection.execute("PRAGMA query_only=ON")
                self._read_nothing_before_the_first_write()

    def close(self) -> None:
        """Give the file back; the instance is of no use afterwards."""
        self._connection.close()

    def live(self) -> int | None:
        """Read the number of the live generation, `None` before the first."""
        with self._translated():
            row = self._connection.execute("SELECT generation FROM live").fetchone()
        return None if row is None else int(row[0])

    def next_generation(self) -> int:
        """Read the lowest number that no generation has had yet."""
        with self._translated():
            row = self._connection.execute(
                "SELECT max(coalesce((SELECT max(generation) FROM members), 0),"
                " coalesce((SELECT max(generation) FROM events), 0))"
            ).fetchone()
        return int(row[0]) + 1

    def lineage(self) -> tuple[int, ...]:
        """List the live generation, the one that was live when it was published, and so on back."""
        with self._translated():
            parents = dict(
                self._connection.execute(
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
        with self._transaction():
            return tuple(
                self._keep_revision(text) for text in sorted(texts, key=lambda one: one.source.id)
            )

    def members(self, generation: int) -> tuple[Article, ...]:
        """Read the articles that a generation is made of, in order of id."""
        with self._translated():
            rows = self._connection.execute(
                "SELECT m.article_id, m.revision, m.source, m.skipped, r.text, r.sha256"
                " FROM members m JOIN revisions r USING (article_id, revision)"
                " WHERE m.generation = ? ORDER BY m.article_id",
                (generation,),
            ).fetchall()
        return tuple(
            Article(
                id=article_id,
                revision=revision,
                source=Source(**json.loads(source)),
                text=text,
                sha256=digest,
                skipped=tuple(Span(start, end) for start, end in json.loads(skipped)),
            )
            for article_id, revision, source, skipped, text, digest in rows
        )

    def make_live(
        self, generation: int, articles: Sequence[Article], changes: Changes, at: str
    ) -> None:
        """Record what a new generation is made of and make it the live one, in one transaction."""
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO members VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        generation,
                        article.id,
                        article.revision,
                        json.dumps(asdict(article.source), ensure_ascii=False),
                        json.dumps([[span.start, span.end] for span in article.skipped]),
                    )
                    for article in articles
                ],
            )
            self._point_at(generation, PUBLISHED, len(articles), changes, at)

    def return_to(self, generation: int, at: str) -> None:
        """Make an earlier generation the live one again, in one transaction."""
        with self._transaction():
            row = self._connection.execute(
                "SELECT count(*) FROM members WHERE generation = ?", (generation,)
            ).fetchone()
            self._point_at(generation, UNDONE, int(row[0]), Changes(0, 0, 0), at)

    def events(self) -> tuple[Event, ...]:
        """Read every change of what is live, oldest first."""
        with self._translated():
            rows = self._connection.execute(
                "SELECT at, action, generation, articles, added, changed, removed"
                " FROM events ORDER BY id"
            ).fetchall()
        return tuple(
            Event(at, action, generation, articles, Changes(added, changed, removed))
            for at, action, generation, articles, added, changed, removed in rows
        )

    def is_sound(self) -> bool:
        """Ask SQLite to check the whole file: True if it finds nothing wrong."""
        with self._translated():
            try:
                rows = self._connection.execute("PRAGMA integrity_check").fetchall()
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_CORRUPT:
                    raise
                return False  # too damaged even for the check
        return rows == [("ok",)]

    def _read_nothing_before_the_first_write(self) -> None:
        """Stand an empty store in for a file whose making was interrupted."""
        if self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            self._connection.close()
            self._connection = sqlite3.connect(":memory:", isolation_level=None)
            self._connection.executescript(_SCHEMA)

    def _keep_revision(self, given: SourceText) -> Article:
        digest = sha256(given.text.encode()).hexdigest()
        known = self._connection.execute(
            "SELECT revision, sha256 FROM revisions WHERE article_id = ?", (given.source.id,)
        ).fetchall()
        same = [revision for revision, kept in known if kept == digest]
        revision = same[0] if same else 1 + max((revision for revision, _ in known), default=0)
        if not same:
            self._connection.execute(
                "INSERT INTO revisions VALUES (?, ?, ?, ?)",
                (given.source.id, revision, digest, given.text),
            )
        return Article(given.source.id, revision, given.source, given.text, digest, given.skipped)

    def _point_at(
        self, generation: int, action: str, articles: int, changes: Changes, at: str
    ) -> None:
        parent = self.live()
        self._connection.execute(
            "INSERT INTO live VALUES (1, ?)"
            " ON CONFLICT DO UPDATE SET generation = excluded.generation",
            (generation,),
        )
        self._connection.execute(
            "INSERT INTO events (at, action, generation, parent, articles, added, changed, removed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                at,
                action,
                generation,
                parent,
                articles,
                changes.added,
                changes.changed,
                changes.removed,
            ),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreRefused(
                f"cannot use the data directory {self.path.parent}: {error.strerror};"
                " name another with --data DIR"
            ) from error
        except sqlite3.Error as error:
            raise StoreRefused(
                f"cannot use {self.path}: {error}; check that the directory can be written,"
                " or name another with --data DIR"
            ) from error
