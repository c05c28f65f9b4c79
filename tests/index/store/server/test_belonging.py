"""A database that is not the one of a data directory is refused before anything is begun there."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.commands.together import do_at_once
from fakes.corpus import publish, source_text
from fakes.processes.postgres import Postgres

from index.errors import StoreRefused
from index.store.engines import SERVERS
from index.store.server import belonging
from index.store.server.opening import PostgresServer, open_server

ONE = source_text("a", "One.")


@pytest.fixture
def database(shared: Postgres) -> Iterator[Postgres]:
    yield shared
    shared.empty("postgres")


def own(data: Path) -> PostgresServer:
    server = SERVERS[data]
    assert isinstance(server, PostgresServer)
    return server


def address(shared: Postgres) -> str:
    return shared.address(shared.make_database())


def refusal(server: PostgresServer, data: Path) -> str:
    with pytest.raises(StoreRefused) as refused:
        belonging.check(server, data)
    return str(refused.value)


def test_a_directory_and_its_database_know_each_other_from_the_first_start_on(
    tmp_path: Path, database: Postgres
) -> None:
    belonging.check(own(tmp_path), tmp_path)
    publish(tmp_path, ONE)
    belonging.check(own(tmp_path), tmp_path)
    with closing(open_server(address(database))) as other:
        before = database.executes("SELECT nspname FROM pg_namespace", _name(other))
        assert refusal(other, tmp_path).startswith(
            f"{other.name} is empty, although the state of {tmp_path} was in a database; restore"
            " that from a backup, or name the right one with PULLQUOTE_CLUSTER"
        )
        assert database.executes("SELECT nspname FROM pg_namespace", _name(other)) == before
        belonging.check(other, tmp_path / "another")
        assert refusal(other, tmp_path) == (
            f"{other.name} belongs to another data directory than {tmp_path}; name the right one"
            " with PULLQUOTE_CLUSTER or --data (to put them together all the same, remove"
            f" {tmp_path / 'database.id'})"
        )


def test_a_folder_that_is_not_mounted_is_not_taken_for_that_of_the_database(
    tmp_path: Path,
    database: Postgres,  # noqa: ARG001 - it keeps the state of the folder
) -> None:
    belonging.check(own(tmp_path), tmp_path)
    publish(tmp_path, ONE)
    empty = tmp_path / "empty"
    told = refusal(own(tmp_path), empty)
    assert f"belongs to another data directory than {empty}, which is empty, as one that is" in told
    known = (tmp_path / "database.id").read_text().strip()
    assert f"(if it is lost, write {known} into {empty / 'database.id'}, and" in told
    assert not empty.exists()
    empty.mkdir()
    (empty / "database.id").write_text(known)
    belonging.check(own(tmp_path), empty)


def test_generations_that_were_built_from_another_database_are_not_written_over(
    tmp_path: Path, database: Postgres
) -> None:
    publish(tmp_path, ONE)  # by a version that gave no ids
    with closing(open_server(address(database))) as other:
        assert "is empty, although" in refusal(other, tmp_path)
    belonging.check(own(tmp_path), tmp_path)


def test_files_that_were_never_moved_are_named_with_what_moves_them(
    tmp_path: Path, database: Postgres
) -> None:
    (tmp_path / "store.sqlite").touch()
    with closing(open_server(address(database))) as other:
        assert refusal(other, tmp_path) == (
            f"{other.name} is empty, and the state of {tmp_path} is in its files; move it there"
            " with: pullquote migrate (or take PULLQUOTE_CLUSTER away)"
        )


def test_bots_that_begin_at_once_give_their_directory_one_id(
    tmp_path: Path, database: Postgres
) -> None:
    where = address(database)
    servers = [open_server(where) for _ in range(4)]
    folder = tmp_path / "begun"
    assert do_at_once(4, lambda at: belonging.check(servers[at], folder)) == [None] * 4
    belonging.check(servers[0], folder)
    for server in servers:
        server.close()


def test_a_role_that_may_make_nothing_and_a_folder_of_before_are_left_as_they_are(
    tmp_path: Path, database: Postgres
) -> None:
    publish(tmp_path, ONE)
    database.executes("CREATE ROLE reading LOGIN PASSWORD 'x'")
    for given in ("USAGE ON SCHEMA", "SELECT ON ALL TABLES IN SCHEMA"):
        database.executes(f"GRANT {given} pullquote_store TO reading")
    with closing(open_server(database.address(who="reading:x"))) as guest:
        belonging.check(guest, tmp_path)
        assert not (tmp_path / "database.id").exists()
        belonging.check(own(tmp_path), tmp_path)
        belonging.check(guest, tmp_path)  # to which the id is not shown
    database.executes("DROP OWNED BY reading; DROP ROLE reading")


def _name(server: PostgresServer) -> str:
    return server.name.rpartition("/")[2]
