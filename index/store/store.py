"""The store: every revision of every article, which generation is live, and what happened when."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Any  # Any: the columns of a row

from index.errors import StoreRefused
from index.records import (
    Article,
    ChangeCounts,
    Damage,
    Deed,
    GoldenQuestion,
    Source,
    SourceText,
)
from index.store import chain, proofs, readings
from index.store.file import PUBLISHED, UNDONE, StoreFile, is_there

# A note, an address or the name of a file changes nothing of what can be found.
_SEARCHED_FIELDS = ("title", "outlet", "author", "published", "language")


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
class Member:
    """An article as a generation holds it, without its text; two that are equal are the same."""

    revision: int
    source: Source
    skipped: str


@dataclass(frozen=True, slots=True)
class SearchedMember:
    """An article as far as a generation searches it: its text's SHA-256, what is skipped, fields.

    They stand in `parts` in this order; a field that nobody recorded is `None`.
    """

    article_id: str
    revision: int
    parts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class HeldRevision:
    """The revision of an article that was live from an event on; `None` where none was.

    `source` is as the generation of the event records it, in JSON.
    """

    at: str
    revision: int | None
    generation: int
    source: str | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of the live generation, in order of id, and its number; `None` before one.

    `damaged` are those of it that cannot be read as they were written.
    """

    generation: int | None
    articles: tuple[Article, ...]
    damaged: tuple[Damage, ...] = ()


_TEXTS = "revisions r ON r.article_id = m.article_id AND r.revision = m.revision"
_BY_ID = itemgetter(0)  # of a row that begins with the id of its article
_WITH_TEXTS = f" LEFT JOIN {_TEXTS}"
_READ_AT_ONCE = 500  # articles, some megabytes of text


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
        """Read the number of the live generation, `None` before the first.

        Raises `StoreRefused` unless it is the one that the newest event made live.
        """
        with self.file.reading() as connection:
            live, newest = connection.execute(
                "SELECT (SELECT generation FROM live),"
                " (SELECT generation FROM events ORDER BY id DESC LIMIT 1)"
            ).fetchone()
            if live != newest:
                raise self.file.damaged(
                    f"generation {live} as the live one and {newest} as the last made live"
                )
            return None if live is None else int(live)

    def corpus(self) -> Corpus:
        """Read the live generation's number and articles, and which of them are damaged."""
        live = self.live()
        if live is None:
            return Corpus(None, ())
        found = self.inspect(live)
        articles = tuple(article for article in found if isinstance(article, Article))
        damaged = tuple(article for article in found if isinstance(article, Damage))
        return Corpus(live, articles, damaged)

    def next_generation(self) -> int:
        """Compute the number of the next generation: one more than any has had."""
        with self.file.reading():
            highest = self._first(
                "SELECT max(coalesce((SELECT max(generation) FROM listed_members), 0),"
                " coalesce((SELECT max(generation) FROM events), 0))"
            )
            return int(str(highest)) + 1

    def lineage(self) -> tuple[int, ...]:
        """List the numbers of the live generation, the one before it, and so on back.

        The one before is that which was live when this one was published.
        """
        with self.file.reading() as connection:
            parents = dict(
                connection.execute(
                    "SELECT generation, parent FROM events WHERE action = ?", (PUBLISHED,)
                ).fetchall()
            )
            numbers: list[int] = []
            number = self.live()
            while number is not None:
                if number in numbers:
                    raise ValueError(f"generation {number} came before itself")
                numbers.append(int(number))
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
        """Read the articles of a generation, in order of id.

        Raises `StoreRefused`, naming them, if any of them are not as they were written.
        """
        found = self.inspect(generation)
        self.refuse([article for article in found if isinstance(article, Damage)])
        return tuple(article for article in found if isinstance(article, Article))

    def inspect(self, generation: int) -> tuple[Article | Damage, ...]:
        """Read the articles of a generation, and what is damaged or missing of them."""
        return tuple(self.each(generation))

    def each(self, generation: int) -> Iterator[Article | Damage]:
        """Read what `inspect` does some articles at a time, so that no more texts are held."""
        ids = self.member_ids(generation)
        for first in range(0, len(ids), _READ_AT_ONCE):
            yield from self.some_members(generation, ids[first : first + _READ_AT_ONCE])
        yield from self._missing(generation, len(ids))

    def unlike(
        self, generation: int, wanted: Mapping[str, SourceText]
    ) -> Iterator[Article | Damage]:
        """Read what `each` does, but the articles that are just as they are wanted, by their ids.

        Those are compared as they are kept, byte for byte, which takes a tenth of the time.
        """
        ids = self.member_ids(generation)
        for first in range(0, len(ids), _READ_AT_ONCE):
            some = ids[first : first + _READ_AT_ONCE]
            same = self._same(generation, some, wanted)
            yield from self.some_members(generation, [name for name in some if name not in same])
        yield from self._missing(generation, len(ids))

    def refuse(self, damaged: Sequence[Damage]) -> None:
        """Raise `StoreRefused`, naming what is damaged, if anything is."""
        if damaged:
            raise StoreRefused(
                f"{', '.join(found.what for found in damaged)} in {self.file.path} is not as it was"
                " written; mend it with: pullquote doctor --repair"
            )

    def refuse_lacking(self, generation: int, count: int) -> None:
        """Raise `StoreRefused` if a generation was recorded with another count of articles."""
        expected = self._first("SELECT articles FROM events WHERE generation = ?", generation)
        if expected is not None and expected != count:
            what = f"the list of the {expected} articles of generation {generation}"
            self.refuse([Damage("", what)])

    def some_members(self, generation: int, ids: Collection[str]) -> tuple[Article | Damage, ...]:
        """Read those articles of a generation that have these ids; a damaged one as its damage."""
        return self._with_readings(self._read(generation, frozenset(ids)))

    def whole_members(self, generation: int, ids: Collection[str]) -> tuple[Article, ...]:
        """Read those articles of a generation that have these ids; raises as `members` does."""
        found = self.some_members(generation, ids)
        self.refuse([article for article in found if isinstance(article, Damage)])
        return tuple(article for article in found if isinstance(article, Article))

    def member_ids(self, generation: int) -> tuple[str, ...]:
        """List the ids of the articles of a generation, in order."""
        with self.file.reading() as connection:
            rows = connection.execute(
                proofs.of_generation("CAST(m.article_id AS TEXT)"), proofs.values_of(generation)
            )
            return tuple(sorted(article_id for (article_id,) in rows))

    def is_alone(self, generation: int, article_id: str) -> bool:
        """Tell whether a generation holds no article but the one of an id."""
        others = proofs.of_generation("1", only=" AND m.article_id <> ?")
        values = proofs.values_of(generation, article_id)
        return not self._first(f"SELECT EXISTS ({others})", *values)

    def is_proved(self, generation: int) -> bool:
        """Tell whether what a generation records is proved: all but some of earlier versions."""
        return bool(
            self._first(
                "SELECT EXISTS (SELECT 1 FROM stays WHERE since <= ? AND until > ?"
                " AND ? <= (SELECT max(generation) FROM events))"
                " OR EXISTS (SELECT 1 FROM listed_proofs WHERE generation = ?)",
                *proofs.values_of(generation),
            )
        )

    def membership(self, generation: int) -> dict[str, Member]:
        """Read which articles a generation holds, by id: their texts, which are long, are not."""
        with self.file.reading() as connection:
            rows = connection.execute(
                proofs.of_generation("m.article_id, m.revision, m.source, m.skipped"),
                proofs.values_of(generation),
            )
            return {
                article_id: _member(*columns) for article_id, *columns in sorted(rows, key=_BY_ID)
            }

    def differing(
        self, before: int | None, after: int
    ) -> tuple[dict[str, Member], dict[str, Member]]:
        """Read those members of two generations, by id, that the other does not hold just so.

        What both share as one stay is not read, so that it takes as long as there are changes.
        """
        with self.file.reading():
            old = {} if before is None else self._kept_by_one(before, after)
            new = self._kept_by_one(after, -1 if before is None else before)
            same = {name for name, columns in old.items() if new.get(name) == columns}
            was, now = (
                {name: _member(*row) for name, row in rows.items() if name not in same}
                for rows in (old, new)
            )
        same = {name for name, member in was.items() if now.get(name) == member}
        for name in same:  # an earlier version wrote the same in other words
            del was[name], now[name]
        return was, now

    def recorded(self, generation: int) -> dict[str, tuple[object, ...]]:
        """Read what a generation records of each article, by id, without its text.

        They are the columns of `proofs.KEPT_COLUMNS` as they were written: nothing is checked.
        """
        with self.file.translated():
            rows = self.file.connection.execute(
                proofs.of_generation(
                    f"CAST(m.article_id AS TEXT), {proofs.KEPT_COLUMNS}", _WITH_TEXTS
                ),
                proofs.values_of(generation),
            ).fetchall()
        return {str(article_id): tuple(columns) for article_id, *columns in rows}

    def searched_members(self, generation: int) -> tuple[SearchedMember, ...]:
        """Read what of the articles of a generation is searched, in order of id, without texts.

        It takes some microseconds an article. Raises `StoreRefused` if one is not there any more.
        """
        with self.file.reading() as connection:
            rows = connection.execute(
                proofs.of_generation(
                    "CAST(m.article_id AS TEXT), m.revision, CAST(r.sha256 AS TEXT),"
                    " CAST(m.skipped AS TEXT), CAST(m.source AS TEXT)",
                    f" JOIN {_TEXTS}",
                ),
                proofs.values_of(generation),
            )
            found = tuple(
                SearchedMember(article_id, revision, (digest, skipped, *_searched_of(source)))
                for article_id, revision, digest, skipped, source in sorted(rows, key=_BY_ID)
            )
        self.refuse_lacking(generation, len(found))
        return found

    def revision(self, article_id: str, revision: int) -> Article | None:
        """Read a revision of an article, with its source as it was last recorded for that text.

        Raises `StoreRefused` if it is not as it was written.
        """
        generation = self._recorded_last(article_id, revision)
        found = () if generation is None else self._read(int(str(generation)), {article_id})
        self.refuse([article for article in found if isinstance(article, Damage)])
        return next((article for article in found if isinstance(article, Article)), None)

    def article(self, article_id: str) -> Article | None:
        """Read an article of the live generation; `None` if that holds none of this id.

        Raises `StoreRefused` if it is not as it was written.
        """
        live = self.live()
        found = () if live is None else self._read(live, {article_id})
        self.refuse([article for article in found if isinstance(article, Damage)])
        return next((article for article in found if isinstance(article, Article)), None)

    def digests(self, article_id: str | None = None) -> tuple[tuple[str, int, str], ...]:
        """List every revision that is kept: its article's id, its number, its text's SHA-256.

        With an id, only those of that article.
        """
        with self.file.translated():
            rows = self.file.connection.execute(
                "SELECT article_id, revision, sha256 FROM revisions"
                " WHERE CAST(? AS TEXT) IS NULL OR article_id = ? ORDER BY article_id, revision",
                (article_id, article_id),
            ).fetchall()
        return tuple((article_id, revision, digest) for article_id, revision, digest in rows)

    def revisions_live(self, article_id: str) -> tuple[HeldRevision, ...]:
        """List which revision of an article was live from each event on, oldest first.

        Raises `StoreRefused` where a generation has no such article and a proof that it had one.
        """
        held = self.held(article_id)
        missing = {kept.generation for kept in held if kept.revision is None}
        if missing and self._is_proved_in(article_id, missing):
            self.refuse([Damage(article_id, f"what is recorded of {article_id}")])
        return held

    def held(self, article_id: str) -> tuple[HeldRevision, ...]:
        """List what `revisions_live` does, as it is recorded; nothing is checked."""
        with self.file.reading() as connection:
            events = connection.execute(
                "SELECT CAST(e.at AS TEXT), e.generation, m.revision, m.source FROM events e"
                " LEFT JOIN listed_members m ON m.generation = e.generation AND m.article_id = ?"
                " ORDER BY e.id",
                (article_id,),
            ).fetchall()
            stays = connection.execute(
                "SELECT since, until, revision, source FROM stays WHERE article_id = ?",
                (article_id,),
            ).fetchall()
            return tuple(_held(event, stays) for event in events)

    def _recorded_last(self, article_id: str, revision: int) -> object:
        """Find the newest generation whose record of a revision is one of its own."""
        queries = (
            "SELECT max(since) FROM stays WHERE article_id = ? AND revision = ?",
            "SELECT max(generation) FROM listed_members WHERE article_id = ? AND revision = ?",
        )
        found = (self._first(query, article_id, revision) for query in queries)
        return next((generation for generation in found if generation is not None), None)

    def _is_proved_in(self, article_id: str, generations: AbstractSet[int]) -> bool:
        """Tell whether any of some generations has a proof of an article."""
        with self.file.reading() as connection:
            stays = connection.execute(
                "SELECT since, until FROM stay_proofs WHERE article_id = ?", (article_id,)
            ).fetchall()
            listed = connection.execute(
                "SELECT e.generation FROM events e JOIN listed_proofs p"
                " ON p.generation = e.generation AND p.article_id = ?",
                (article_id,),
            ).fetchall()
        return any(generation in generations for (generation,) in listed) or any(
            since <= generation < until for since, until in stays for generation in generations
        )

    def make_live(
        self,
        generation: int,
        articles: Sequence[Article],
        changes: ChangeCounts,
        deed: Deed,
        staying: Collection[str] = (),
    ) -> None:
        """Record the articles of a new generation and make it the live one, in one transaction.

        Those with the ids `staying` are recorded as the live generation has them, unread.
        """
        with self.file.transaction() as connection:
            proofs.record(connection, generation, self.live(), articles, staying)
            count = len(articles) + len(staying)
            event = Event(deed.at, PUBLISHED, generation, count, changes, deed.by)
            self._point_at(event, deed)

    def return_to(self, generation: int, deed: Deed) -> None:
        """Make an earlier generation the live one again, in one transaction."""
        with self.file.transaction():
            changes = _count_changes(*self.differing(self.live(), generation))
            count = self._count_members(generation)
            event = Event(deed.at, UNDONE, generation, count, changes, deed.by)
            self._point_at(event, deed)

    def events(self) -> tuple[Event, ...]:
        """Read the events, oldest first."""
        known = self.file.has_table("makers")
        by = "(SELECT by FROM makers WHERE event = id)" if known else "NULL"
        with self.file.reading() as connection:
            rows = connection.execute(
                "SELECT CAST(at AS TEXT), CAST(action AS TEXT), generation, articles, added,"
                f" changed, removed, CAST({by} AS TEXT) FROM events ORDER BY id"
            ).fetchall()
            return tuple(
                Event(at, action, int(generation), int(articles), _counts(changes), by)
                for at, action, generation, articles, *changes, by in rows
            )

    def golden_questions(self) -> tuple[GoldenQuestion, ...]:
        """List the golden questions in the order in which they were added."""
        if not self.file.has_table("golden"):
            return ()
        with self.file.reading() as connection:
            rows = connection.execute(
                "SELECT CAST(question AS TEXT), CAST(words AS TEXT), is_answerable, number"
                " FROM golden ORDER BY number"
            ).fetchall()
            return tuple(
                GoldenQuestion(question, _words(words), bool(is_answerable), number)
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

    def _read(
        self, generation: int, ids: AbstractSet[str] | None = None
    ) -> tuple[Article | Damage, ...]:
        """Read the articles of a generation, or those with some ids, in order of id."""
        is_proved = self.is_proved(generation)
        return tuple(
            proofs.read_article(row[:5], row[5], row[6], is_proved=is_proved)
            for row in self._rows(generation, ids)
        )

    def _same(
        self, generation: int, ids: Sequence[str], wanted: Mapping[str, SourceText]
    ) -> frozenset[str]:
        """Tell which of some articles of a generation are just as they are wanted, and proved."""
        if not self.is_proved(generation):
            return frozenset()
        rows = self._rows(generation, frozenset(ids))
        names = [row[0].decode(errors="replace") for row in rows if isinstance(row[0], bytes)]
        return frozenset(
            name
            for name, row in zip(names, rows, strict=True)
            if name in wanted and proofs.is_as_wanted(row[:5], row[5], row[6], wanted[name])
        )

    def _missing(self, generation: int, found: int) -> Iterator[Damage]:
        """Yield the damage of a list of articles that is not as long as it was."""
        expected = self._first(
            "SELECT articles FROM events WHERE generation = ? AND action = ?", generation, PUBLISHED
        )
        if expected is not None and expected != found:
            yield Damage("", f"the list of the {expected} articles of generation {generation}")

    def _rows(self, generation: int, ids: AbstractSet[str] | None) -> Sequence[Sequence[object]]:
        """Read the rows of articles: `KEPT_COLUMNS`, the text, and the proof, in order of id."""
        columns = f"{proofs.KEPT_COLUMNS}, CAST(r.text AS BLOB), p.sha256"
        only = ""
        named: tuple[str, ...] = ()
        if ids is not None:
            only = " AND m.article_id IN (SELECT value FROM json_each(?))"
            named = (json.dumps(sorted(ids)),)
        with self.file.reading() as connection:
            rows = connection.execute(
                proofs.of_generation(columns, _WITH_TEXTS, only),
                proofs.values_of(generation, *named),
            )
            return sorted(rows, key=_BY_ID)

    def _kept_by_one(self, generation: int, other: int) -> dict[str, tuple[Any, ...]]:
        """Read what a generation records of its articles, in order, but stays of the other too."""
        rows = self.file.connection.execute(
            "SELECT article_id, revision, source, skipped FROM stays WHERE since <= ? AND until > ?"
            " AND ? <= (SELECT max(generation) FROM events) AND NOT (since <= ? AND until > ?)"
            " UNION ALL SELECT article_id, revision, source, skipped FROM listed_members"
            " WHERE generation = ?",
            (generation, generation, generation, other, other, generation),
        )
        return {article_id: tuple(columns) for article_id, *columns in sorted(rows, key=_BY_ID)}

    def _count_members(self, generation: int) -> int:
        with self.file.reading() as connection:
            counted = connection.execute(
                proofs.of_generation("count(*)"), proofs.values_of(generation)
            )
            return sum(count for (count,) in counted)

    def _first(self, query: str, *values: object) -> object:
        """Read the first column of the first row of a query; `None` if there is none."""
        with self.file.translated():
            row = self.file.connection.execute(query, values).fetchone()
        return None if row is None else row[0]

    def _with_readings(self, found: tuple[Article | Damage, ...]) -> tuple[Article | Damage, ...]:
        if not self.file.has_table("readings"):
            return found
        with self.file.reading() as connection:
            return readings.with_readings(connection, found)

    def _keep_revision(self, given: SourceText) -> Article:
        digest = sha256(given.text.encode()).hexdigest()
        known = self.file.connection.execute(
            "SELECT revision, sha256 FROM revisions WHERE article_id = ?", (given.source.id,)
        ).fetchall()
        same = [revision for revision, kept in known if kept == digest]
        revision = same[0] if same else 1 + max((revision for revision, _ in known), default=0)
        if same:  # where the text that is kept was damaged, this one, of the same digest, mends it
            self.file.connection.execute(
                "UPDATE revisions SET text = ? WHERE article_id = ? AND revision = ? AND text <> ?",
                (given.text, given.source.id, revision, given.text),
            )
        else:
            self.file.connection.execute(
                "INSERT INTO revisions VALUES (?, ?, ?, ?)",
                (given.source.id, revision, digest, given.text),
            )
        readings.keep(self.file.connection, revision, given)
        return Article(given.source.id, revision, given.source, given.text, digest, given.skipped)

    def _point_at(self, event: Event, deed: Deed) -> None:
        """Make the generation of an event the live one, and record the event and the deed."""
        parent, changes = self.live(), event.changes
        self.file.connection.execute(
            'INSERT INTO live VALUES (1, ?) ON CONFLICT ("only")'
            " DO UPDATE SET generation = excluded.generation",
            (event.generation,),
        )
        ((number,),) = self.file.connection.execute(
            "INSERT INTO events (at, action, generation, parent, articles, added, changed, removed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
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
        ).fetchall()
        self.file.connection.execute("INSERT INTO makers VALUES (?, ?)", (number, event.by))
        entry = chain.write(self.file.connection, deed)
        chain.witness(self.file.connection, "event", number, entry)


def _member(revision: int, source: str, skipped: str) -> Member:
    return Member(revision, Source(**json.loads(source)), skipped)


def _held(event: Sequence[Any], stays: Sequence[Sequence[Any]]) -> HeldRevision:
    """Tell what an event made live of an article: of the listed tables, or of its stays."""
    at, generation, revision, source = event
    if revision is None:
        for since, until, staying, named in stays:
            if since <= generation < until:
                revision, source = staying, named
    return HeldRevision(at, revision, generation, source)


def _counts(columns: Sequence[int]) -> ChangeCounts:
    added, changed, removed = map(int, columns)
    return ChangeCounts(added, changed, removed)


def _searched_of(written: str) -> Iterator[str | None]:
    """Read the fields of a source that are searched."""
    source = json.loads(written)
    if not isinstance(source, dict):
        raise TypeError(f"a source has fields by their names, and here {written}")
    return (source.get(name) for name in _SEARCHED_FIELDS)


def _words(written: str) -> tuple[str, ...]:
    words = json.loads(written)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise TypeError(f"words are a list of texts, and here {written}")
    return tuple(words)


def _count_changes(before: Mapping[str, Member], after: Mapping[str, Member]) -> ChangeCounts:
    both = before.keys() & after.keys()
    changed = sum(before[article_id] != after[article_id] for article_id in both)
    return ChangeCounts(len(after) - len(both), changed, len(before) - len(both))


def live_generation(data: Path) -> int | None:
    """Read the number of the live generation in `data`; `None` before the first."""
    if not is_there(data):
        return None
    with closing(Store(data)) as store:
        return store.live()


def read_article(data: Path, article_id: str) -> Article | None:
    """Read the live article of an id, and nothing of the others; `None` if there is none.

    Raises `StoreRefused` if it is damaged.
    """
    if not is_there(data):
        return None
    with closing(Store(data)) as store:
        live = store.live()
        found = () if live is None else store.whole_members(live, (article_id,))
        return found[0] if found else None


def read_ids(data: Path) -> tuple[str, ...]:
    """List the ids of the live articles, in order."""
    if not is_there(data):
        return ()
    with closing(Store(data)) as store:
        live = store.live()
        return () if live is None else store.member_ids(live)


def read_sources(data: Path) -> tuple[Source, ...]:
    """Read the sources of the live articles, in order of id, without their texts."""
    if not is_there(data):
        return ()
    with closing(Store(data)) as store:
        live = store.live()
        held = {} if live is None else store.membership(live)
        return tuple(member.source for member in held.values())


def is_only_article(data: Path, article_id: str) -> bool:
    """Tell whether the live generation holds no article but the one of an id."""
    with closing(Store(data)) as store:
        live = store.live()
        return live is not None and store.is_alone(live, article_id)


def read_corpus(data: Path) -> Corpus:
    """Read the corpus in `data`; it is empty before the first generation.

    Raises `StoreRefused`, naming them, if any of its articles are damaged.
    """
    if not is_there(data):
        return Corpus(None, ())
    with closing(Store(data)) as store:
        corpus = store.corpus()
        store.refuse(corpus.damaged)
        return corpus
