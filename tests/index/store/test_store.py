import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from fakes.corpus import source_text
from fakes.processes.postgres import of_files

from index.errors import StoreRefused
from index.records import NO_CHANGES, Article, ChangeCounts, Deed, Source, SourceText, Span
from index.store.file import PUBLISHED, UNDONE
from index.store.store import (
    Event,
    Store,
    is_only_article,
    read_article,
    read_ids,
    read_sources,
)

CHECKOUT = Path(__file__).parents[3]

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path, writable=True)) as opened:
        yield opened


def deed(at: str) -> Deed:
    return Deed(at, "cli:ada", "done", "for the test")


def make_live(
    store: Store, number: int, *texts: SourceText, changes: ChangeCounts = NO_CHANGES
) -> None:
    store.make_live(number, store.keep_revisions(texts), changes, deed(f"day {number}"))


def test_a_text_becomes_the_first_revision_of_its_article(store: Store) -> None:
    given = SourceText(Source("a", "a.txt", title="T", note="n"), "Привіт 🙂", (Span(0, 2),))
    digest = sha256("Привіт 🙂".encode()).hexdigest()
    expected = Article("a", 1, given.source, "Привіт 🙂", digest, (Span(0, 2),))
    assert store.keep_revisions([given]) == (expected,)


def test_a_new_text_is_a_new_revision_and_an_old_one_gets_its_number_again(store: Store) -> None:
    texts = ["one", "two", "two", "one", "three"]
    kept = [store.keep_revisions([source_text("a", text)])[0].revision for text in texts]
    assert kept == [1, 2, 2, 1, 3]


def test_articles_come_in_the_order_of_their_ids(store: Store) -> None:
    kept = store.keep_revisions([source_text("b", "x"), source_text("a", "y")])
    assert [article.id for article in kept] == ["a", "b"]


def test_the_members_of_a_generation_are_read_as_they_were_given(store: Store, engine: str) -> None:
    # Postgres keeps no U+0000, which no parser lets through.
    text = "one\u200b🙂" if engine == "postgres" else "one\0\u200b🙂"
    first = source_text("a", text, title="«Ї»", published="2024-06", skipped=(Span(0, 1),))
    make_live(store, 1, first, source_text("b", "two"))
    make_live(store, 2, source_text("a", "changed"))
    found = store.members(1)
    assert [(article.id, article.revision, article.text) for article in found] == [
        ("a", 1, text),
        ("b", 1, "two"),
    ]
    assert (found[0].source, found[0].skipped) == (first.source, (Span(0, 1),))
    assert [(article.revision, article.text) for article in store.members(2)] == [(2, "changed")]
    assert store.members(3) == ()


def test_an_empty_store_has_no_history(store: Store) -> None:
    assert (store.live(), store.lineage(), store.events()) == (None, (), ())
    assert store.next_generation() == 1


def test_the_lineage_follows_what_was_live_when_each_was_published(store: Store) -> None:
    for number in (1, 2, 3):
        make_live(store, number, source_text("a", str(number)))
    store.return_to(2, deed("later"))
    assert store.lineage() == (2, 1)
    make_live(store, 4, source_text("a", "4"))
    assert (store.live(), store.lineage(), store.next_generation()) == (4, (4, 2, 1), 5)


def test_every_change_of_what_is_live_is_an_event(store: Store) -> None:
    make_live(store, 1, source_text("a", "x"), source_text("b", "x"), changes=ChangeCounts(2, 0, 0))
    make_live(store, 2, source_text("b", "y"), changes=ChangeCounts(0, 1, 1))
    store.return_to(1, deed("later"))
    assert store.events() == (
        Event("day 1", PUBLISHED, 1, 2, ChangeCounts(2, 0, 0), "cli:ada"),
        Event("day 2", PUBLISHED, 2, 1, ChangeCounts(0, 1, 1), "cli:ada"),
        Event("later", UNDONE, 1, 2, ChangeCounts(1, 1, 0), "cli:ada"),
    )


def test_a_generation_that_cannot_be_recorded_leaves_nothing_of_itself(store: Store) -> None:
    make_live(store, 1, source_text("a", "x"))
    twice = store.keep_revisions([source_text("b", "x")]) * 2
    with pytest.raises(StoreRefused, match=r"(?i)unique"):
        store.make_live(2, twice, NO_CHANGES, deed("now"))
    assert (store.live(), store.members(2), len(store.events())) == (1, (), 1)


def test_the_digests_of_all_revisions_are_listed_or_of_one_article_alone(store: Store) -> None:
    one, two = (sha256(text.encode()).hexdigest() for text in ("one", "two"))
    make_live(store, 1, source_text("a", "one"), source_text("b", "two"))
    make_live(store, 2, source_text("a", "two"))
    assert store.digests() == (("a", 1, one), ("a", 2, two), ("b", 1, two))
    assert store.digests("a") == (("a", 1, one), ("a", 2, two))


def test_one_article_is_read_by_its_id_and_the_ids_and_sources_without_texts(
    store: Store, tmp_path: Path
) -> None:
    assert (read_article(tmp_path, "a"), read_ids(tmp_path), read_sources(tmp_path)) == (
        None,
        (),
        (),
    )
    make_live(store, 1, source_text("a", "one"))
    assert is_only_article(tmp_path, "a")
    assert not is_only_article(tmp_path, "b")
    make_live(store, 2, source_text("a", "one"), source_text("b", "two"))
    assert read_article(tmp_path, "b") == store.members(2)[1]
    assert read_article(tmp_path, "c") is None
    assert read_ids(tmp_path) == ("a", "b")
    assert read_sources(tmp_path) == (Source("a", "a.txt"), Source("b", "b.txt"))
    assert not is_only_article(tmp_path, "a")


@of_files
def test_sqlite_looks_an_article_up_and_passes_over_the_others(store: Store) -> None:
    make_live(store, 1, *(source_text(f"a{at}", f"text {at}") for at in range(50)))
    asked: list[str] = []
    connection = store.file.connection
    assert isinstance(connection, sqlite3.Connection)
    connection.set_trace_callback(asked.append)
    store.whole_members(1, ("a7",))
    connection.set_trace_callback(None)
    plans = [
        row[3]
        for query in asked
        for row in connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    ]
    assert [plan for plan in plans if plan.startswith("SEARCH m ")] != []
    no_rows = ("sqlite_master", "json_each", "CONSTANT")  # of articles
    scanned = [plan for plan in plans if plan.startswith("SCAN")]
    assert [plan for plan in scanned if not any(name in plan for name in no_rows)] == []


def test_only_what_is_about_all_articles_reads_all_texts() -> None:
    asks = re.compile(r"\bread_corpus\(|\.corpus\(\)|\.inspect\(|\.members\(|articles_of\(")
    found = {
        path.relative_to(CHECKOUT).as_posix()
        for hall in ("bot", "index")
        for path in (CHECKOUT / hall).rglob("*.py")
        if asks.search(path.read_text("utf-8"))
    }
    assert found == {
        "bot/cli/commands/corpus.py",  # reindex: all of it, and its plan
        "bot/cli/commands/sources/checking.py",  # every address and field
        "bot/cli/wiring.py",  # for that command
        "index/build.py",  # stores of earlier versions, and damaged ones
        "index/drafts/prepare.py",  # there is no index of the model
        "index/publishing/damage.py",
        "index/publishing/doctor.py",
        "index/store/mending.py",
        "index/store/store.py",  # where they are made of each other
    }
