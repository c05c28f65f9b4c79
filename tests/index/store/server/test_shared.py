"""A server shared by several processes, and what is left when it, or one of them, goes away."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest
from fakes.commands.shell import CHECKOUT
from fakes.commands.together import do_at_once
from fakes.corpus import publish, source_text
from fakes.files.earlier import list_members
from fakes.processes.postgres import PASSWORD, Postgres

from index.errors import ReindexRunning, StoreRefused
from index.store import audit
from index.store.engines import SERVERS, turn
from index.store.file import SCHEMA, locked, state_of
from index.store.server.links import UNUSED_SECONDS, Link
from index.store.server.opening import PostgresServer, open_server
from index.store.store import Store, read_corpus

APPENDS = CHECKOUT / "tests/fakes/processes/appending.py"


def appending(data: Path, address: str, name: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests")))
    return subprocess.Popen(
        [sys.executable, str(APPENDS), str(data), name],
        env={**os.environ, "PYTHONPATH": paths, "PULLQUOTE_CLUSTER": address},
        stdout=subprocess.PIPE,
    )


def test_the_audit_log_of_five_processes_of_which_one_is_killed_has_no_bad_link(
    tmp_path: Path, shared: Postgres
) -> None:
    writers = [appending(tmp_path, shared.address(), f"writer{at}") for at in range(5)]
    confirmed = Counter[str]()
    for at, writer in enumerate(writers):
        assert writer.stdout is not None
        for _ in range(12):
            confirmed[f"cli:writer{at}"] = int(writer.stdout.readline())
        if at == 2:
            writer.kill()
    for writer in writers:
        writer.kill()
        writer.communicate()
    entries = audit.entries(tmp_path)
    assert audit.verify(tmp_path).problems == ()
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    written = Counter(entry.deed.by for entry in entries)
    assert all(written[by] >= number for by, number in confirmed.items())


def test_bots_that_begin_at_once_on_an_empty_server_all_begin(shared: Postgres) -> None:
    for _ in range(5):
        address = shared.address(shared.make_database())
        servers = [open_server(address) for _ in range(4)]
        assert do_at_once(4, partial(open_all, servers)) == [None] * 4
        for server in servers:
            server.close()


def open_all(servers: Sequence[PostgresServer], number: int) -> None:
    for file in ("boats.sqlite", "trams.sqlite", "people.sqlite"):
        servers[number].open(file, "CREATE TABLE IF NOT EXISTS boats (name TEXT PRIMARY KEY);")


def test_what_is_read_and_written_goes_on_after_a_restart_with_one_line_in_the_log(
    tmp_path: Path, shared: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    publish(tmp_path, source_text("a", "One."))
    before = state_of(tmp_path)
    with closing(Store(tmp_path)) as store:
        assert store.live() == 1
        shared.stop()
        threading.Timer(0.5, shared.start).start()
        assert store.live() == 1  # while the server is away
    audit.append(tmp_path, "cli:ada", "noted", "after the restart")
    assert [article.text for article in read_corpus(tmp_path).articles] == ["One."]
    assert state_of(tmp_path) != before
    assert audit.verify(tmp_path).problems == ()
    told = [line for line in caplog.messages if "went away" in line]
    assert told == [f"{SERVERS[tmp_path].name} went away: waiting for it, nothing is lost"]
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


@pytest.mark.parametrize(
    "restored",
    [
        "UPDATE pullquote_store.writes SET number = number",
        "CREATE TABLE pullquote_store.again AS SELECT * FROM pullquote_store.writes;"
        "DROP TABLE pullquote_store.writes; ALTER TABLE pullquote_store.again RENAME TO writes",
    ],
)
def test_a_backup_that_was_restored_is_another_state_though_it_counts_to_the_same_number(
    tmp_path: Path, shared: Postgres, restored: str
) -> None:
    publish(tmp_path, source_text("a", "One."))
    before = state_of(tmp_path)
    assert state_of(tmp_path) == before
    shared.executes(restored)
    assert state_of(tmp_path) != before


def test_a_change_that_a_restart_has_unlocked_changes_nothing(
    tmp_path: Path, shared: Postgres
) -> None:
    publish(tmp_path, source_text("a", "One."))
    with locked(tmp_path), closing(Store(tmp_path, writable=True)) as store:
        shared.restart()
        with pytest.raises(StoreRefused, match="was restarted during the change, so nothing was"):
            store.keep_revisions([source_text("a", "Two.")])
    assert len(audit.entries(tmp_path)) == 1


def test_the_corpus_can_be_locked_as_soon_as_a_change_has_ended(
    tmp_path: Path,
    shared: Postgres,  # noqa: ARG001 - it keeps the state of the folder
) -> None:
    server = SERVERS[tmp_path]
    for _ in range(150):  # a server that is slow to see the end of a link fails one of some 200
        with server.lock(tmp_path):
            pass


def test_one_process_at_a_time_changes_the_corpus_or_does_a_job(
    tmp_path: Path, shared: Postgres
) -> None:
    with closing(open_server(shared.address())) as other, locked(tmp_path):
        with pytest.raises(ReindexRunning, match="another reindex of"), other.lock(tmp_path):
            pass
        with turn(tmp_path, "draft abc") as is_ours:
            assert is_ours
            assert not other.take_turn("draft abc")
            assert other.take_turn("draft xyz")
        assert other.take_turn("draft abc")
        with turn(tmp_path, "draft abc") as is_ours:
            assert not is_ours


def test_a_server_that_is_away_is_told_in_one_line_without_the_password(
    shared: Postgres,
) -> None:
    address = shared.address().replace(f":{shared.port}", ":1")
    with pytest.raises(StoreRefused) as refused:
        open_server(address)
    assert str(refused.value) == (
        "cannot use postgresql://127.0.0.1:1/postgres: it does not answer; see that it runs"
        " (PULLQUOTE_CLUSTER names it)"
    )
    with pytest.raises(StoreRefused) as garbled:
        open_server(f"postgresql//ada:{PASSWORD}@host/x")
    assert PASSWORD not in str(garbled.value)
    assert garbled.value.__cause__ is None


def test_twenty_bots_share_a_server_of_sixty_connections(shared: Postgres) -> None:
    bots = [open_server(shared.address()) for _ in range(20)]

    def ask_often(bot: PostgresServer) -> list[object]:
        return [bot.links.use("public", _take_a_while, is_repeatable=True) for _ in range(5)]

    with psycopg.connect(shared.address(), autocommit=True) as onlooker:
        with ThreadPoolExecutor(160) as threads:  # eight statements at once in each bot
            done = list(threads.map(ask_often, bots * 8))
        ends = time.monotonic() + 2 * UNUSED_SECONDS + 2
        while (left := links_of_bots(onlooker)) > len(bots) and time.monotonic() < ends:
            time.sleep(0.2)
        for bot in bots:
            bot.close()
    assert done == [[(1,)] * 5] * 160
    assert left <= len(bots)  # after the rush each leaves the others all but one


def test_a_link_that_comes_back_after_the_end_is_closed(shared: Postgres) -> None:
    bot = open_server(shared.address())
    link = bot.links.lend("public")
    bot.close()
    bot.links.take_back(link, "public")
    assert link.closed


def _take_a_while(link: Link) -> object:
    return link.execute("SELECT 1 FROM pg_sleep(0.02)").fetchone()


def links_of_bots(onlooker: Link) -> int:
    row = onlooker.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'pullquote%'"
    ).fetchone()
    assert row is not None
    return int(str(row[0]))


def test_of_two_bots_that_begin_at_once_on_an_earlier_version_each_finds_its_tables(
    tmp_path: Path, shared: Postgres
) -> None:
    publish(tmp_path, source_text("a", "One."))
    with closing(Store(tmp_path)) as store:
        list_members(store.file.connection)
    bots = [open_server(shared.address()) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda bot: bot.open("store.sqlite", SCHEMA), bots))
    for bot, connection in zip(bots, opened, strict=True):
        count = "SELECT (SELECT count(*) FROM listed_members), (SELECT count(*) FROM members)"
        assert connection.execute(count).fetchone() == (1, 1)
        bot.close()


@pytest.mark.usefixtures("shared")
def test_a_lock_is_free_once_it_is_left(tmp_path: Path) -> None:
    # Of locks that ended with their links, 6 in 1,500 were still held when they were tried anew.
    for _ in range(500):
        with locked(tmp_path):
            pass
