"""What is set for a role or a database changes nothing, or is told; so is what a server refuses."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from fakes.commands.together import do_at_once
from fakes.corpus import publish, source_text
from fakes.processes.postgres import PASSWORD, Postgres
from fakes.telegram_bot.served import wait_until

from index.errors import StoreRefused
from index.store import audit
from index.store.engines import SERVERS, ServerFailed
from index.store.file import locked
from index.store.server import links
from index.store.server.faults import refuse_version, unreachable
from index.store.server.links import Link
from index.store.server.locks import Locks
from index.store.server.opening import PostgresServer, open_server
from index.store.store import Store, live_generation

_ODD_SETTINGS = {
    "default_transaction_isolation": "serializable",
    "statement_timeout": "50ms",
    "idle_session_timeout": "50ms",
    "search_path": "nowhere",
    "extra_float_digits": "-10",
    "bytea_output": "escape",
}


def database(shared: Postgres, **chosen: str) -> str:
    """Make a database with settings of its own; return its address."""
    name = shared.make_database()
    for setting, value in chosen.items():
        shared.executes(f"ALTER DATABASE {name} SET {setting} = '{value}'")
    return shared.address(name)


@contextmanager
def kept_by(server: PostgresServer, data: Path) -> Iterator[None]:
    before, SERVERS[data] = SERVERS[data], server
    try:
        yield
    finally:
        SERVERS[data] = before
        server.close()


def test_what_a_database_sets_changes_nothing_for_those_who_write_at_once(
    tmp_path: Path, shared: Postgres
) -> None:
    def note(at: int) -> None:
        for number in range(5):
            audit.append(tmp_path, f"cli:{at}", "noted", f"entry {number}")

    with kept_by(open_server(database(shared, **_ODD_SETTINGS)), tmp_path):
        publish(tmp_path, source_text("a", "One."))
        assert do_at_once(4, note) == [None] * 4
        assert audit.verify(tmp_path).problems == ()
        assert len(audit.entries(tmp_path)) == 21


def test_a_change_keeps_its_lock_and_its_wait_whatever_a_database_allows(
    tmp_path: Path, shared: Postgres
) -> None:
    with kept_by(open_server(database(shared, **_ODD_SETTINGS)), tmp_path):
        with locked(tmp_path), closing(Store(tmp_path, writable=True)) as store:
            time.sleep(0.15)  # longer than a link may be at rest, or a statement may take
            store.keep_revisions([source_text("a", "One.")])
            with store.file.transaction():
                waiting = threading.Thread(
                    target=lambda: audit.append(tmp_path, "cli:ada", "noted", "after a wait")
                )
                waiting.start()
                time.sleep(0.15)
        waiting.join()
        assert [entry.deed.detail for entry in audit.entries(tmp_path)] == ["after a wait"]


def test_a_database_that_is_only_read_answers_and_tells_that_nothing_is_written(
    tmp_path: Path, shared: Postgres
) -> None:
    name = shared.make_database()
    with kept_by(open_server(shared.address(name)), tmp_path):
        publish(tmp_path, source_text("a", "One."))
    shared.executes(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with kept_by(open_server(shared.address(name)), tmp_path):
        assert live_generation(tmp_path) == 1
        with pytest.raises(StoreRefused) as refused:
            audit.append(tmp_path, "cli:ada", "noted", "")
    assert str(refused.value) == (
        f"cannot write to postgresql://127.0.0.1:{shared.port}/{name}: it is a standby, or"
        " default_transaction_read_only is on for the role or the database; nothing was changed"
    )


def test_who_is_not_let_in_is_told_why_at_once(shared: Postgres) -> None:
    shared.executes("CREATE ROLE weak PASSWORD 'x'")
    closed = shared.address(shared.make_database("ALLOW_CONNECTIONS false"))
    elsewhere = shared.address().replace("127.0.0.1", "no.such.host.invalid")
    for address, reason in (
        (shared.address(who="weak:x"), "the role may not log in (see CREATE ROLE … LOGIN)"),
        (closed, "the database lets nobody in (see ALLOW_CONNECTIONS)"),
        (elsewhere, "its name is not known (see HOST in the address)"),
    ):
        with pytest.raises(StoreRefused) as refused:
            open_server(address)
        assert f": {reason} (PULLQUOTE_CLUSTER names it)" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("127.0.0.1:99999/news", "port has a value in the address that it cannot have"),
        ("127.0.0.1:1/news?sslmode=yes", "sslmode has a value in the address that it cannot have"),
        ("127.0.0.1:1/news?connect_timeout=soon", "connect_timeout has a value in the address"),
        ("/news?host=/nowhere", "nothing answers at this machine's socket; see that it runs, or"),
        ("/news?service=none", "its service is not defined (see PGSERVICEFILE)"),
        ("127.0.0.1:{port}/postgres?sslmode=require", "it offers no TLS, and sslmode asks for it"),
        ("127.0.0.1:{port}/postgres?options=-c%20odd%3D1", "it refuses what the address sets (see"),
        (
            "127.0.0.1:{port}/postgres?require_auth=md5",
            "it lets nobody in in the way that require_",
        ),
        (
            "127.0.0.1:{port}/postgres?target_session_attrs=standby",
            "none of its servers is what target_session_attrs asks for",
        ),
    ],
)
def test_what_is_odd_in_an_address_is_told_and_not_taken_for_a_server_that_is_away(
    shared: Postgres, written: str, reason: str
) -> None:
    role = shared.address().partition("//")[2].partition("@")[0]
    with pytest.raises(StoreRefused) as refused:
        open_server(f"postgresql://{role}@{written.format(port=shared.port)}")
    assert f": {reason}" in str(refused.value)
    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["se/cret", "1/secret", "s@secret", "se@c/ret", "se:c/r@et", "%secret", "se cret"]
)
def test_of_a_password_with_odd_letters_that_were_not_written_as_wanted_nothing_is_shown(
    password: str,
) -> None:
    with pytest.raises(StoreRefused) as refused:
        open_server(f"postgresql://news:{password}@127.0.0.1:1/news")
    assert str(refused.value) == (
        "PULLQUOTE_CLUSTER is no address of Postgres; write it as"
        " postgresql://ROLE@HOST:PORT/DATABASE, and what is not a letter or a digit in a password"
        " as %XX"
    )


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ('root certificate file "/x" does not exist', "its certificate is not one that is trusted"),
        ("failed: received invalid response to SSL negotiation: H", "what answers there is no Pos"),
        ('could not parse network address "1.2"', "its name is not known"),
    ],
)
def test_what_libpq_says_is_told_in_other_words(told: str, reason: str) -> None:
    assert f"a server: {reason}" in str(unreachable("a server", psycopg.OperationalError(told)))


def test_a_server_of_an_old_version_is_refused() -> None:
    refuse_version("a server", 150000)
    with pytest.raises(StoreRefused) as refused:
        refuse_version("a server", 140012)
    assert str(refused.value) == (
        "cannot use a server: it is Postgres 14, and 15 or later is needed"
    )


def test_a_schema_that_the_role_may_not_use_is_not_taken_for_one_that_is_gone(
    tmp_path: Path, shared: Postgres
) -> None:
    publish(tmp_path, source_text("a", "One."))
    shared.executes("CREATE ROLE outside LOGIN PASSWORD 'x'")
    outside = open_server(shared.address(who="outside:x"))
    with kept_by(outside, tmp_path), pytest.raises(StoreRefused) as refused:
        live_generation(tmp_path)
    shared.executes("DROP ROLE outside")
    assert "permission denied for schema pullquote_store; give the role the rights that" in str(
        refused.value
    )


def test_a_server_that_stays_away_is_waited_for_once_and_found_when_it_is_back(
    shared: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "WAIT_SECONDS", 0.5)
    with closing(open_server(shared.address())) as server:

        def look() -> bool:
            with suppress(ServerFailed):
                return server.links.use("public", lambda _: True, is_repeatable=True)
            return False

        shared.stop()
        try:
            began = time.monotonic()
            assert not look()
            waited = time.monotonic() - began
            assert not any(look() for _ in range(20))
            assert time.monotonic() - began - waited < waited
        finally:
            shared.start()
        wait_until(look)


@dataclass(frozen=True, slots=True)
class Losing:
    """Links that the server ends as soon as they are there."""

    server: Postgres
    name: str = "a server"

    def connect_patiently(self) -> Link:
        link: Link = psycopg.connect(self.server.address(), autocommit=True)
        self.server.executes(f"SELECT pg_terminate_backend({link.info.backend_pid})")
        return link


def test_a_server_that_goes_as_the_lock_or_a_turn_is_taken_is_told_in_one_line(
    tmp_path: Path, shared: Postgres
) -> None:
    locks = Locks(Losing(shared))  # type: ignore[arg-type] # links that are lost
    with pytest.raises(StoreRefused, match="cannot use a server: "), locks.lock(tmp_path):
        pass
    with pytest.raises(StoreRefused, match="cannot use a server: "):
        locks.take_turn("draft abc")
