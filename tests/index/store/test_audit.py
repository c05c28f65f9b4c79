import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from fakes.corpus import noon, publish, reindex, source_text
from fakes.files.earlier import write_as_before

from index import build
from index.errors import StoreRefused
from index.records import Deed, GoldenQuestion
from index.store import audit, chain, golden
from index.store.chain import BEGINNING, digest
from index.store.engines import SERVERS, Connection
from index.store.file import FILE_NAME, SCHEMA
from index.store.store import Store, read_corpus

AT = "2026-01-02T12:00:00+00:00"
TRIGGERS = ("audit_is_not_edited", "audit_is_not_cut", "audit_is_not_replaced")


@pytest.fixture
def data(tmp_path: Path, engine: str) -> Path:  # noqa: ARG001 - in which the log is kept
    """A log of five entries."""
    for number in range(1, 6):
        audit.append(tmp_path, f"cli:{number}", "noted", f"detail {number}", noon)
    return tmp_path


@pytest.fixture
def owner(tmp_path: Path, engine: str) -> Callable[[], Connection]:
    """Opens the store as somebody does who owns it, and not through this program."""

    def opened() -> Connection:
        if engine == "postgres":
            return SERVERS[tmp_path].open(FILE_NAME, SCHEMA)
        return sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)

    return opened


@pytest.fixture
def forger(data: Path, owner: Callable[[], Connection], engine: str) -> Iterator[Connection]:
    """Somebody who owns the store and has done away with what protects it."""
    assert data.is_dir()
    with closing(owner()) as connection:
        unprotect(connection, engine)
        yield connection


def unprotect(connection: Connection, engine: str) -> None:
    if engine == "postgres":
        connection.execute("ALTER TABLE audit DISABLE TRIGGER audit_is_not_edited")
    else:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")


def deed(number: int) -> Deed:
    return Deed(AT, f"cli:{number}", "noted", f"detail {number}")


def test_each_entry_carries_the_hash_of_the_one_before_it(data: Path) -> None:
    entries = audit.entries(data)
    assert [entry.deed for entry in entries] == [deed(number) for number in range(1, 6)]
    assert [entry.previous for entry in entries] == [
        BEGINNING,
        *(entry.hash for entry in entries[:-1]),
    ]
    fields = f'[1,"{AT}","cli:1","noted","detail 1","{BEGINNING}"]'
    assert entries[0].hash == sha256(fields.encode()).hexdigest()
    assert audit.verify(data) == audit.Verified(5, entries[-1].hash, ())


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE audit SET by = 'cli:eve' WHERE number = 2", "cannot be changed"),
        ("DELETE FROM audit WHERE number = 2", "cannot be removed"),
        ("INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 2", "cannot be replaced"),
    ],
)
def test_the_store_itself_refuses_to_change_an_entry(
    data: Path, owner: Callable[[], Connection], engine: str, statement: str, refusal: str
) -> None:
    if engine == "postgres":  # where to replace is to change
        refusal = refusal.replace("replaced", "changed")
    with closing(owner()) as connection, pytest.raises(sqlite3.IntegrityError, match=refusal):
        connection.execute(statement)
    assert audit.verify(data).problems == ()


@pytest.mark.parametrize("field", ["at", "by", "action", "detail"])
def test_an_edited_entry_is_found(data: Path, forger: Connection, field: str) -> None:
    forger.execute(f"UPDATE audit SET {field} = 'else' WHERE number = 3")
    assert audit.verify(data).problems == (
        "entry 3 was edited: its hash does not fit what it says",
    )


def test_an_edited_entry_with_a_new_hash_is_found(data: Path, forger: Connection) -> None:
    previous = audit.entries(data)[1].hash
    other = Deed(AT, "cli:eve", "noted", "detail 3")
    forger.execute(
        "UPDATE audit SET by = 'cli:eve', hash = ? WHERE number = 3", (digest(3, other, previous),)
    )
    assert audit.verify(data).problems == ("entry 4 does not go on from entry 3: one was forged",)


def test_a_removed_entry_is_found(data: Path, forger: Connection) -> None:
    forger.execute("DELETE FROM audit WHERE number IN (2, 4)")
    assert audit.verify(data).problems == ("entry 2 was removed", "entry 4 was removed")


def test_a_removed_entry_is_found_though_the_others_were_numbered_anew(
    data: Path, forger: Connection
) -> None:
    forger.execute("DELETE FROM audit WHERE number = 2")
    for number in (3, 4, 5):
        forger.execute("UPDATE audit SET number = ? WHERE number = ?", (number - 1, number))
    assert audit.verify(data).problems == (
        "entry 2 was moved: it was written as entry 3",
        "entry 3 was moved: it was written as entry 4",
        "entry 4 was moved: it was written as entry 5",
        "entry 5 was cut off at the end",
    )


def test_reordered_entries_are_found(data: Path, forger: Connection) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        forger.execute("UPDATE audit SET number = ? WHERE number = ?", (new, old))
    assert audit.verify(data).problems == (
        "entry 2 was moved: it was written as entry 3",
        "entry 3 was moved: it was written as entry 2",
        "entry 4 does not go on from entry 3: one was forged",
    )


def test_entries_cut_off_at_the_end_are_found(data: Path, forger: Connection) -> None:
    forger.execute("DELETE FROM audit WHERE number > 3")
    assert audit.verify(data).problems == ("entries 4 to 5 were cut off at the end",)
    audit.append(data, "cli:6", "noted", "after the cut", noon)
    assert audit.verify(data).problems == ("entries 4 to 5 were removed",)


def test_a_forged_entry_in_between_is_found(data: Path, forger: Connection) -> None:
    for number in (5, 4, 3):
        forger.execute("UPDATE audit SET number = ? WHERE number = ?", (number + 1, number))
    previous = audit.entries(data)[1].hash
    forged = Deed(AT, "cli:eve", "noted", "nothing happened")
    forger.execute(
        "INSERT INTO audit VALUES (3, ?, 'cli:eve', 'noted', 'nothing happened', ?, ?)",
        (AT, previous, digest(3, forged, previous)),
    )
    assert audit.verify(data).problems == (
        "entry 4 was moved: it was written as entry 3",
        "entry 5 was moved: it was written as entry 4",
        "entry 6 was moved: it was written as entry 5",
    )


def test_a_log_written_anew_as_a_whole_is_found_by_a_hash_noted_elsewhere(
    data: Path, forger: Connection
) -> None:
    noted = audit.verify(data).head
    forger.execute("DELETE FROM audit")
    forger.execute("DELETE FROM sqlite_sequence")
    for number in range(1, 6):
        chain.write(forger, Deed(AT, "cli:eve", "noted", f"detail {number}"))
    assert audit.verify(data).problems == ()
    assert audit.verify(data, noted[:12]).problems == (
        f"the entry with the noted hash {noted[:12]} is not there any more",
    )


def test_a_change_of_the_corpus_whose_entry_is_gone_without_a_trace_is_found(
    tmp_path: Path, owner: Callable[[], Connection], engine: str
) -> None:
    publish(tmp_path, source_text("a", "One."))
    publish(tmp_path, source_text("a", "Two."))
    with closing(owner()) as forger:
        unprotect(forger, engine)
        forger.execute("DELETE FROM audit WHERE number = 2")
        forger.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'audit'")
    assert audit.verify(tmp_path).problems == (
        "the entry of event 2 is not there any more",
        "the corpus was changed 2 times, but 1 entries say so",
    )


def test_an_entry_that_is_gone_without_a_trace_is_missed_where_what_it_describes_is_kept(
    data: Path, forger: Connection, engine: str
) -> None:
    entry = audit.append(data, "cli:eve", "granted", "telegram:7 as moderator")
    assert audit.verify(data, described={"the role of telegram:7": entry}).problems == ()
    unprotect(forger, engine)  # to append has made it again, in SQLite
    forger.execute("DELETE FROM audit WHERE number = 6")
    forger.execute("UPDATE sqlite_sequence SET seq = 5 WHERE name = 'audit'")
    assert audit.verify(data).problems == ()
    assert audit.verify(data, described={"the role of telegram:7": entry}).problems == (
        "the entry of the role of telegram:7 is not there any more",
    )


def test_a_golden_question_is_kept_with_its_entry(data: Path, forger: Connection) -> None:
    golden.add(data, [GoldenQuestion("Who left?"), GoldenQuestion("Who came?")], "cli:ada", noon)
    golden.remove(data, 1, "cli:ada", noon)
    assert audit.verify(data).problems == ()
    forger.execute("UPDATE golden SET words = '[\"Kherson\"]'")
    assert audit.verify(data).problems == (
        "golden question 2 is not what its entry was written for",
    )
    forger.execute("DELETE FROM golden")
    assert audit.verify(data).problems == (
        "golden question 2 was removed, and its entry says that it was made",
    )


def test_an_event_that_was_edited_is_found(tmp_path: Path, owner: Callable[[], Connection]) -> None:
    publish(tmp_path, source_text("a", "One."))
    with closing(owner()) as forger:
        forger.execute("UPDATE makers SET by = 'cli:eve'")
    assert audit.verify(tmp_path).problems == ("event 1 is not what its entry was written for",)


def test_a_count_of_entries_that_was_set_back_is_found(data: Path, forger: Connection) -> None:
    forger.execute("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'")
    assert audit.verify(data).problems == ("the count of entries was set back to 3",)


@pytest.mark.usefixtures("engine")
def test_every_change_of_the_corpus_is_recorded_with_who_made_it(tmp_path: Path) -> None:
    texts = [source_text("a", "One."), source_text("b", "Two.")]
    build.publish(reindex(tmp_path, by="cli:ada"), texts)
    other = source_text("a", "Three.")
    build.amend(reindex(tmp_path, by="telegram:7"), [other], ["b"])
    build.undo(tmp_path, noon, by="cli:eve")
    assert [entry.deed for entry in audit.entries(tmp_path)] == [
        Deed(AT, "cli:ada", "published", "generation 1: added a, b"),
        Deed(AT, "telegram:7", "published", "generation 2: changed a; removed b"),
        Deed(AT, "cli:eve", "undone to", "generation 1"),
    ]
    with closing(Store(tmp_path)) as store:
        assert [event.by for event in store.events()] == ["cli:ada", "telegram:7", "cli:eve"]


def test_a_change_that_cannot_be_recorded_is_not_made(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "One."))
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'full'); END"
        )
    with pytest.raises(StoreRefused, match="full"):
        publish(tmp_path, source_text("a", "Two."))
    assert [article.text for article in read_corpus(tmp_path).articles] == ["One."]


def test_a_store_that_is_older_than_the_log_goes_on_working(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "One."))
    write_as_before(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as connection:
        for table in ("audit", "makers", "golden", "proofs", "witnesses"):
            connection.execute(f"DROP TABLE {table}")
    assert audit.verify(tmp_path) == audit.Verified(0, BEGINNING, ())
    with closing(Store(tmp_path)) as store:
        assert [event.by for event in store.events()] == [None]
    publish(tmp_path, source_text("a", "Two."))
    assert [entry.deed.detail for entry in audit.entries(tmp_path)] == ["generation 2: changed a"]
    assert audit.verify(tmp_path).problems == ()
    with closing(Store(tmp_path)) as store:
        assert [event.by for event in store.events()] == [None, "unknown"]
