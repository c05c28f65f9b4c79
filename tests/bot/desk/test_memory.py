import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat import open_asker, publish
from fakes.processes.postgres import of_files

from bot.desk.memory import (
    FILE_NAME,
    ChatStore,
    Place,
    Report,
    kept_at,
    place_of,
    quote_at,
)
from index.errors import GenerationRefused
from index.records import Span
from index.search.asker import Asker

DAY = 24 * 3600.0
NOW = 1_000_000_000.0
PLACE = Place("ferry", 1, 3, 52, 77, Span(52, 77), Span(3, 9), 0.93, "ab" * 32)
MESSAGES_BEFORE = (
    "CREATE TABLE messages (chat TEXT NOT NULL, question INTEGER NOT NULL, answers TEXT NOT NULL,"
    " person TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (chat, question)) WITHOUT ROWID"
)
BARE = replace(PLACE, highlight=None, asked=None, paragraph=4)


pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    with closing(ChatStore(tmp_path)) as opened:
        yield opened


def test_what_is_under_buttons_is_read_back_by_its_token_also_after_reopening(
    tmp_path: Path,
) -> None:
    with closing(ChatStore(tmp_path)) as store:
        token = store.keep_shown("chat", "ada", (PLACE, BARE), NOW)
    with closing(ChatStore(tmp_path)) as store:
        assert store.shown(token, "chat", NOW) == (PLACE, BARE)


def test_a_token_is_short_enough_for_a_button_and_none_is_given_twice(store: ChatStore) -> None:
    tokens = {store.keep_shown("chat", "ada", (PLACE,), NOW) for _ in range(100)}
    assert (len(tokens), {len(token) for token in tokens}) == (100, {12})


def test_a_token_is_of_no_use_in_another_chat(store: ChatStore) -> None:
    token = store.keep_shown("chat", "ada", (PLACE,), NOW)
    assert store.shown(token, "other", NOW) is None
    assert store.shown("unknown", "chat", NOW) is None


def test_a_chat_that_moved_reads_what_is_under_buttons_from_before(tmp_path: Path) -> None:
    with closing(ChatStore(tmp_path)) as store:
        token = store.keep_shown("-5", "ada", (PLACE,), NOW)
        store.keep_move("-5", "-1005")
        store.keep_move("-5", "-1005")
    with closing(ChatStore(tmp_path)) as store:
        assert store.moves() == {"-5": "-1005"}
        assert store.shown(token, "-1005", NOW) == (PLACE,)
        assert store.shown(token, "-5", NOW) == (PLACE,)
        assert store.shown(token, "-6", NOW) is None


def test_what_is_under_buttons_is_kept_for_30_days(store: ChatStore) -> None:
    token = store.keep_shown("chat", "ada", (PLACE,), NOW)
    assert store.shown(token, "chat", NOW + 30 * DAY - 1) == (PLACE,)
    assert store.shown(token, "chat", NOW + 30 * DAY) is None
    store.expire(NOW + 30 * DAY)
    assert store.shown(token, "chat", NOW) is None


def test_the_messages_of_an_answer_are_found_by_the_question_until_they_expire(
    store: ChatStore,
) -> None:
    store.keep_messages("chat", "5", ("6", "7"), "ada", NOW)
    store.keep_messages("chat", "5", ("6",), "ada", NOW)
    assert store.messages("chat", "5") == ("6",)
    assert store.messages("other", "5") == ()
    store.expire(NOW + 30 * DAY)
    assert store.messages("chat", "5") == ()


@of_files
def test_messages_are_found_that_were_kept_when_their_ids_were_numbers(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as before:
        before.execute(MESSAGES_BEFORE)
        before.execute("INSERT INTO messages VALUES ('-1001', 5, '[6, 7]', 'ada', ?)", (NOW,))
        before.commit()
    with closing(ChatStore(tmp_path)) as store:
        assert store.messages("-1001", "5") == ("6", "7")
        store.keep_messages("-1001", "5", ("6",), "ada", NOW)
        assert store.messages("-1001", "5") == ("6",)


def test_ids_of_chats_and_messages_may_be_any_text(store: ChatStore) -> None:
    room, question = "!AbC:example.org", "$0aB-_9:example.org"
    store.keep_messages(room, question, ("$1:example.org", "$2:example.org"), "@ada:a.org", NOW)
    assert store.messages(room, question) == ("$1:example.org", "$2:example.org")
    token = store.keep_shown(room, "@ada:a.org", (PLACE,), NOW)
    assert store.shown(token, room, NOW) == (PLACE,)


def test_a_quote_is_reported_once_by_each_person_and_listed_newest_first(store: ChatStore) -> None:
    assert [store.report("ada", PLACE, NOW), store.report("ada", PLACE, NOW)] == [True, False]
    assert store.report("eve", PLACE, NOW + 1)
    assert store.report("ada", BARE, NOW + 2)
    third, second = store.reports(2)
    assert third.id > second.id > 1  # Postgres passes over a number that was not used
    assert replace(third, id=0) == Report(NOW + 2, BARE, 0, "ada")
    assert replace(second, id=0) == Report(NOW + 1, PLACE, 0, "eve")


@of_files
def test_a_forgotten_person_is_named_nowhere_in_the_file(tmp_path: Path) -> None:
    with closing(ChatStore(tmp_path)) as store:
        token = store.keep_shown("chat", "person-ada", (PLACE,), NOW)
        store.keep_messages("chat", "5", ("6",), "person-ada", NOW)
        store.report("person-ada", PLACE, NOW)
        kept = store.keep_shown("chat", "eve", (PLACE,), NOW)
        store.forget("person-ada")
        assert store.shown(token, "chat", NOW) is None
        assert store.messages("chat", "5") == ()
        assert store.reports(9) == (Report(NOW, PLACE, 1, "somebody 1"),)
        assert store.shown(kept, "chat", NOW) == (PLACE,)
    assert b"person-ada" not in (tmp_path / FILE_NAME).read_bytes()


@of_files
def test_without_a_data_directory_what_is_under_buttons_is_kept_in_ram(tmp_path: Path) -> None:
    with closing(ChatStore(None)) as store:
        token = store.keep_shown("chat", "ada", (PLACE, BARE), NOW)
        assert store.shown(token, "chat", NOW) == (PLACE, BARE)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


def test_a_quote_sliced_again_is_the_quote_that_was_shown(asker: Asker) -> None:
    for question in ("captain", "who slept", "who was there?"):
        for ranked in asker.answer(question, 10).quotes:
            place = place_of(ranked)
            assert quote_at(place, kept_at(place, asker).article) == ranked


def test_a_text_that_is_not_the_one_that_was_quoted_gives_no_quote(asker: Asker) -> None:
    (ranked,) = asker.answer("captain", 1).quotes
    with pytest.raises(GenerationRefused, match="ferry revision 1 is another text"):
        kept_at(replace(place_of(ranked), sha256="0" * 64), asker)


def test_a_report_is_explained_by_its_person_and_settled_once() -> None:
    with closing(ChatStore(None)) as store:
        store.report("ada", PLACE, NOW)
        reported = store.reported("ada", PLACE)
        assert reported == Report(NOW, PLACE, 1, "ada")
        assert store.explain(1, "eve", 2) is None
        assert store.explain(1, "ada", 2) == Report(NOW, PLACE, 1, "ada", 2)
        assert store.settle(1, NOW) == Report(NOW, PLACE, 1, "ada", 2)
        assert (store.settle(1, NOW), store.settle(9, NOW), store.reports(9)) == (None, None, ())
