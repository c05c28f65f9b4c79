import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.processes.postgres import of_files

from bot.moderation.store import (
    FILE_NAME,
    KEPT_SECONDS,
    SHOWN_SECONDS,
    DraftChanged,
    Job,
    ModerationStore,
    Pending,
)
from index.records import Source, SourceText, Span

TEXT = SourceText(Source("a", "a.txt", title="Ä \udc80"), "Ten fled.\n\nShare.", (Span(11, 17),))
PENDING = Pending(
    "token-1", "7", "7", "uk", 1000.0, "a", TEXT, replace(TEXT.source, outlet="M"), (2, 5), "ab"
)
CARDS_BEFORE = (
    "CREATE TABLE cards (chat TEXT NOT NULL, message INTEGER NOT NULL, token TEXT NOT NULL,"
    " kind TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (chat, message)) WITHOUT ROWID"
)


pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ModerationStore]:
    with closing(ModerationStore(tmp_path)) as opened:
        yield opened


def test_a_draft_comes_back_as_it_was_kept_also_after_a_restart(tmp_path: Path) -> None:
    with closing(ModerationStore(tmp_path)) as before:
        before.keep(PENDING)
    with closing(ModerationStore(tmp_path)) as after:
        assert after.pending("token-1", 1000.0) == PENDING
        assert after.pending("token-2", 1000.0) is None


def test_an_edit_takes_the_place_of_what_was_kept(store: ModerationStore) -> None:
    store.keep(PENDING)
    edited = replace(PENDING, version=2, skipped=(), digest="cd", is_asked=True)
    store.keep(edited)
    assert store.pending("token-1", 1000.0) == edited


def test_a_draft_to_remove_has_no_text(store: ModerationStore) -> None:
    removal = replace(PENDING, text=None, source=None, skipped=())
    store.keep(removal)
    assert store.pending("token-1", 1000.0) == removal


def test_a_draft_waits_seven_days_and_its_messages_are_known_for_thirty(
    store: ModerationStore,
) -> None:
    store.keep(PENDING)
    store.keep_shown("token-1", "card", "7", ("101", "102"), 1000.0)
    assert store.pending("token-1", 1000.0 + KEPT_SECONDS - 1) == PENDING
    assert store.pending("token-1", 1000.0 + KEPT_SECONDS) is None
    store.expire(1000.0 + KEPT_SECONDS)
    assert store.pending("token-1", 1000.0) is None
    assert store.token_of("7", "102") == "token-1"
    store.expire(1000.0 + SHOWN_SECONDS)
    assert store.token_of("7", "102") is None


def test_messages_that_show_a_draft_are_those_shown_last(store: ModerationStore) -> None:
    store.keep_shown("token-1", "card", "7", ("101", "102"), 1.0)
    store.keep_shown("token-1", "skips", "7", ("103",), 1.0)
    store.keep_shown("token-1", "card", "7", ("101",), 2.0)
    assert store.shown("token-1", "card", "7") == ("101",)
    assert store.shown("token-1", "skips", "7") == ("103",)
    assert (store.token_of("7", "102"), store.token_of("8", "101")) == (None, None)


@of_files
def test_what_was_kept_when_ids_were_numbers_is_found_and_goes_on(tmp_path: Path) -> None:
    with closing(ModerationStore(tmp_path)) as made:
        made.keep(PENDING)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as before:
        before.execute("DROP TABLE cards")
        before.execute(CARDS_BEFORE)
        rows = [("7", message, "token-1", "card", 1.0) for message in (99, 101)]
        before.executemany("INSERT INTO cards VALUES (?, ?, ?, ?, ?)", rows)
        before.execute("UPDATE drafts SET job = '[\"7\", 105]'")
        before.commit()
    with closing(ModerationStore(tmp_path)) as store:
        assert store.shown("token-1", "card", "7") == ("99", "101")
        assert store.token_of("7", "101") == "token-1"
        assert store.jobs() == (Job("token-1", "7", "105", "uk"),)
        store.keep_shown("token-1", "card", "7", ("99",), 2.0)
        assert store.shown("token-1", "card", "7") == ("99",)


def test_messages_with_any_ids_are_listed_in_the_order_in_which_they_stand(
    store: ModerationStore,
) -> None:
    room, shown = "!AbC:example.org", ("$z:example.org", "$A:example.org", "$9:example.org")
    store.keep_shown("token-1", "card", room, shown, 1_700_000_000.0)
    assert store.shown("token-1", "card", room) == shown
    assert store.token_of(room, "$A:example.org") == "token-1"
    store.keep(PENDING)
    store.begin("token-1", room, "$A:example.org")
    assert store.jobs() == (Job("token-1", room, "$A:example.org", "uk"),)


def test_of_two_edits_of_one_version_the_second_is_refused_and_changes_nothing(
    store: ModerationStore,
) -> None:
    store.keep(PENDING)
    first = replace(PENDING, version=2, skipped=(3,))
    store.keep(first)
    with pytest.raises(DraftChanged):
        store.keep(replace(PENDING, version=2, skipped=(4,)))
    assert store.pending("token-1", PENDING.at) == first
    store.keep_asked(PENDING)  # of the version before
    assert store.pending("token-1", PENDING.at) == first
    store.keep_asked(first)
    assert store.pending("token-1", PENDING.at) == replace(first, is_asked=True)


def test_a_change_under_way_is_known_until_it_has_ended(store: ModerationStore) -> None:
    store.keep(PENDING)
    store.begin("token-1", "7", "105")
    store.keep(replace(PENDING, version=2))
    assert store.jobs() == (Job("token-1", "7", "105", "uk"),)
    store.end("token-1")
    assert store.jobs() == ()


def test_a_checked_address_is_found_by_its_number_in_its_own_chat(store: ModerationStore) -> None:
    token = store.keep_check("7", ["https://a.example/", "https://b.example/"], 1000.0)
    assert store.checked(token, "7", 2, 1001.0) == "https://b.example/"
    for chat, number, now in (("7", 3, 1001.0), ("7", 0, 1001.0), ("8", 1, 1001.0)):
        assert store.checked(token, chat, number, now) is None
    assert store.checked(token, "7", 1, 1000.0 + KEPT_SECONDS) is None


def test_a_person_who_is_forgotten_has_no_drafts(store: ModerationStore) -> None:
    store.keep(PENDING)
    store.keep(replace(PENDING, token="token-2", person="8"))
    store.forget("7")
    assert store.pending("token-1", 1000.0) is None
    assert store.pending("token-2", 1000.0) is not None


@of_files
def test_a_file_that_is_none_is_set_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)
    with closing(ModerationStore(tmp_path)) as store:
        store.keep(PENDING)
        assert store.pending(PENDING.token, 1000.0) == PENDING
    assert (tmp_path / f"{FILE_NAME}.damaged-1").read_bytes() == b"no database" * 1000


@of_files
def test_a_draft_that_a_fault_of_the_disk_has_garbled_is_gone(tmp_path: Path) -> None:
    with closing(ModerationStore(tmp_path)) as store:
        store.keep(PENDING)
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as fault:
            fault.execute("UPDATE drafts SET skipped = '[1, ', job = '{\"a\": 1}'")
            fault.commit()
        assert store.pending(PENDING.token, 1000.0) is None
        assert store.jobs() == ()
