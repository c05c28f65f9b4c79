"""Moving what several bots share to Postgres and back, as whoever runs the bots does it."""

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from fakes.commands.shell import Shell
from fakes.files.earlier import write_as_before
from fakes.processes.postgres import PASSWORD, Postgres

from bot.desk.memory import ChatStore
from bot.desk.verifying.memory import Held, QuotesMemory
from bot.moderation.store import Decided, ModerationStore
from bot.serving.intake import AnsweredEvents
from bot.telegram.once import SentOnce
from index.generation.asking import Size
from index.generation.placed.placement import Placement
from index.generation.placed.records import PlacedSet, PlacedShard
from index.store import file
from index.store.engines import SERVERS
from index.store.server.opening import open_server

NOW = 1_800_000_000.0


@pytest.fixture
def database(postgres_server: Postgres) -> Iterator[Postgres]:
    yield postgres_server
    SERVERS.clear()
    postgres_server.empty("postgres")


@pytest.fixture
def lived_in(indexed: Shell) -> Shell:
    """A data directory in which something was kept in every file."""
    data = indexed.data
    indexed.run("people", "grant", "7", "moderator")
    indexed.run("golden", "add", "Who voted?")
    with closing(ChatStore(data)) as chats:
        chats.keep_messages("-1001", "12", ("13", "14"), "7", NOW)
        chats.keep_messages("!room:example.org", "$ab:example.org", ("$cd",), "@a:b.org", NOW)
    with closing(ModerationStore(data)) as drafts:
        drafts.keep_shown("token", "card", "7", ("41", "42"), NOW)
        drafts.decide("token", Decided("published", "Ferry «Ї»"), NOW)
    with closing(QuotesMemory(data, "telegram")) as quotes:
        quotes.save([Held("7", "receipt", "7", "13", None, False)], NOW)
    with closing(AnsweredEvents(data, "110201543")) as answered:
        answered.add("700", NOW)
    with closing(SentOnce(data, "110201543")) as once:
        once.note("7", 41)
        once.begin("report 1", 0, "7")  # and nobody knows whether it was taken
    return indexed


def rows_of(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table of every file."""
    found = {}
    for path in sorted(data.glob("*.sqlite")):
        with closing(sqlite3.connect(path)) as file:
            names = file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            for (name,) in sorted(names):
                rows = file.execute(f"SELECT * FROM {name}").fetchall()
                found[f"{path.name} {name}"] = sorted(rows, key=repr)
    return found


def test_the_state_goes_to_postgres_and_back_with_every_row_as_it_was(
    lived_in: Shell, database: Postgres
) -> None:
    data = lived_in.data
    before = rows_of(data)
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    there = lived_in.run("migrate")
    assert (there.code, there.err) == (0, "")
    assert re.match(r"[0-9]+ rows moved, each compared, and the audit log is unbroken: ", there.out)
    assert list(data.glob("*.sqlite")) == []
    assert sorted(path.name for path in (data / "moved-to-postgres").iterdir())[-1] == (
        "store.sqlite"
    )

    asked = lived_in.run("ask", "Кто бежал ночью?")
    assert asked.code == 0
    assert "7 " in lived_in.run("people", "list").out
    assert lived_in.run("golden", "add", "Who left?").code == 0
    assert lived_in.run("golden", "remove", "2").code == 0
    assert "ok   audit" in lived_in.run("doctor").out

    back = lived_in.run("migrate", "--back")
    assert (back.code, back.err) == (0, "")
    after = rows_of(data)
    for name, rows in before.items():
        if name.split()[1] not in ("audit", "sqlite_sequence", "witnesses"):
            assert after[name] == rows, name
    kept = after["store.sqlite audit"]
    assert kept[: len(before["store.sqlite audit"])] == before["store.sqlite audit"]
    lived_in.set("PULLQUOTE_CLUSTER", "")
    SERVERS.clear()
    assert "ok   audit" in lived_in.run("doctor").out
    assert lived_in.run("golden", "add", "Who came?").out  # under the third number
    assert '"number": 3' in lived_in.run("golden", "list", "--json").out


def test_generations_of_an_earlier_version_go_there_and_back(
    lived_in: Shell, database: Postgres
) -> None:
    write_as_before(lived_in.data)
    before = rows_of(lived_in.data)
    assert before["store.sqlite members"] != []
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    assert lived_in.run("migrate").code == 0
    assert "ok   store" in lived_in.run("doctor").out
    assert lived_in.run("migrate", "--back").code == 0
    after = rows_of(lived_in.data)
    for name in ("members", "proofs"):
        assert after[f"store.sqlite listed_{name}"] == before[f"store.sqlite {name}"]
    assert after["store.sqlite stays"] == []


def test_what_stands_in_the_way_is_told_in_one_line_and_nothing_is_moved(
    lived_in: Shell, database: Postgres
) -> None:
    before = rows_of(lived_in.data)
    old = database.make_database("ENCODING 'LATIN1' TEMPLATE template0")
    database.executes("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    guest = database.make_database()
    told = {
        "nobody": "postgresql://127.0.0.1:1/news",
        "wrong": database.address(who="postgres:wrong"),
        "latin": database.address(old),
        "guest": database.address(guest, who="guest:guest"),
        "garbled": f"postgresql://ada:{PASSWORD}@[/x",
    }
    refusals = {}
    for name, address in told.items():
        lived_in.set("PULLQUOTE_CLUSTER", address)
        SERVERS.clear()
        ran = lived_in.run("migrate")
        assert ran.code == 2
        assert ran.err.count("\n") == 1, ran.err
        assert PASSWORD not in ran.err
        refusals[name] = ran.refusal
    assert "it does not answer; see that it runs" in refusals["nobody"]
    assert "it refuses the password" in refusals["wrong"]
    assert "is encoded as LATIN1; make it with ENCODING 'UTF8'" in refusals["latin"]
    assert "permission denied" in refusals["guest"]
    assert "is no address of Postgres" in refusals["garbled"]
    assert rows_of(lived_in.data) == before


def test_a_database_with_other_rows_is_refused_and_a_move_that_was_cut_off_is_ended(
    lived_in: Shell, database: Postgres
) -> None:
    data = lived_in.data
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    assert lived_in.run("migrate").code == 0
    for path in (data / "moved-to-postgres").iterdir():  # as before the files were put aside
        path.rename(data / path.name)
    assert lived_in.run("migrate").code == 0
    assert list(data.glob("*.sqlite")) == []

    lived_in.run("people", "grant", "8", "journalist")
    for path in (data / "moved-to-postgres").iterdir():
        path.rename(data / path.name)
    refused = lived_in.run("migrate")
    assert refused.code == 2
    assert "is not empty, and holds other rows" in refused.refusal
    assert (data / "store.sqlite").exists()
    lived_in.set("PULLQUOTE_CLUSTER", "")
    SERVERS.clear()
    assert lived_in.run("ask", "Кто бежал ночью?").code == 0


def test_without_the_setting_a_directory_that_was_moved_begins_no_second_state(
    lived_in: Shell, database: Postgres
) -> None:
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    assert lived_in.run("migrate").code == 0
    lived_in.set("PULLQUOTE_CLUSTER", "")
    SERVERS.clear()
    refused = lived_in.run("sources", "list")
    assert refused.code == 2
    assert "was moved to Postgres; name that with PULLQUOTE_CLUSTER" in refused.refusal


HOLDING = """
import sqlite3, sys
opened = sqlite3.connect(sys.argv[1])
opened.execute("SELECT count(*) FROM people").fetchone()
print("opened", flush=True)
sys.stdin.readline()
"""


def test_a_bot_that_begins_while_the_state_is_moved_keeps_it_where_it_was(
    lived_in: Shell, database: Postgres
) -> None:
    before, address = rows_of(lived_in.data), database.address()
    with closing(open_server(address)) as server:
        server.open(file.FILE_NAME, file.SCHEMA)
    lived_in.set("PULLQUOTE_CLUSTER", address)
    with psycopg.connect(address) as holding, ThreadPoolExecutor(1) as other:
        holding.execute("LOCK TABLE pullquote_store.audit")

        def begin_a_bot() -> subprocess.Popen[bytes]:
            while not database.executes("SELECT 1 FROM pg_locks WHERE NOT granted"):
                time.sleep(0.02)  # until the move waits for what is held here
            command = [sys.executable, "-c", HOLDING, str(lived_in.data / "people.sqlite")]
            begun = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert begun.stdout is not None
            begun.stdout.readline()
            holding.rollback()
            return begun

        beginning = other.submit(begin_a_bot)
        ran = lived_in.run("migrate")
        bot = beginning.result()
    bot.communicate()
    assert ran.code == 2
    assert f"process {bot.pid} uses " in ran.refusal
    assert "end it, and move the state then" in ran.refusal
    assert rows_of(lived_in.data) == before
    assert lived_in.run("migrate").code == 0


def test_what_was_being_sent_as_the_state_moved_is_looked_for_and_not_sent_again(
    lived_in: Shell, database: Postgres
) -> None:
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    assert lived_in.run("migrate").code == 0
    with closing(SentOnce(lived_in.data, "110201543")) as once:
        assert once.begin("report 1", 0, "7")[:2] == (42, 43)
        once.keep("report 1", 0, "7", 43)
    assert lived_in.run("migrate", "--back").code == 0
    SERVERS.clear()
    with closing(SentOnce(lived_in.data, "110201543")) as once:
        assert once.begin("report 1", 0, "7") == (43,)


def test_what_is_placed_on_hosts_comes_back_with_the_state_and_no_schema_is_left(
    lived_in: Shell, database: Postgres
) -> None:
    shard = PlacedShard("", "digest", Size(1, 1, 1, None, None), ("a",))
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    assert lived_in.run("migrate").code == 0
    placement = Placement(lived_in.data)
    placement.join("a")
    placement.keep(PlacedSet(1, "fingerprint", (shard,)))
    placed = placement.read()
    assert lived_in.run("migrate", "--back").code == 0
    SERVERS.clear()
    assert Placement(lived_in.data).read() == placed
    left = database.executes("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pullquote%'")
    assert left == []
    assert not (lived_in.data / "database.id").exists()


def test_files_of_a_way_back_that_was_cut_off_are_put_aside_and_written_anew(
    lived_in: Shell, database: Postgres
) -> None:
    before = rows_of(lived_in.data)
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    assert lived_in.run("migrate").code == 0
    people = lived_in.data / "moved-to-postgres" / "people.sqlite"
    people.rename(lived_in.data / people.name)  # the store is the last that is put in place
    assert lived_in.run("migrate", "--back").code == 0
    assert rows_of(lived_in.data)["people.sqlite people"] == before["people.sqlite people"]


@pytest.mark.parametrize("way", [(), ("--back",)])
def test_the_state_is_not_moved_away_from_a_bot_that_is_connected(
    lived_in: Shell, database: Postgres, way: tuple[str, ...]
) -> None:
    lived_in.set("PULLQUOTE_CLUSTER", database.address())
    if way:
        assert lived_in.run("migrate").code == 0
    before = rows_of(lived_in.data)
    with psycopg.connect(database.address(), application_name="pullquote desk:12"):
        refused = lived_in.run("migrate", *way).refusal
    name = f"postgresql://127.0.0.1:{database.port}/postgres"
    assert refused == f"{name} is used by desk:12; end them, and move the state then"
    assert rows_of(lived_in.data) == before
    assert lived_in.run("migrate", *way).code == 0
