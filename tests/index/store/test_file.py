import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fakes.corpus import source_text

from index.errors import ReindexRunning, StoreRefused
from index.records import NO_CHANGES, Deed, SourceText
from index.store.file import FILE_NAME, locked, state_of
from index.store.store import Store

# Leaves a transaction half written in the file, as a kill or a loss of power does.
HALF_WRITTEN = """
import os, signal, sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA cache_size=2")
store.execute("BEGIN IMMEDIATE")
store.execute("UPDATE live SET generation = 99")
for number in range(300):
    store.execute("INSERT INTO revisions VALUES (?, 1, 'x', ?)", (str(number), "y" * 3000))
os.kill(os.getpid(), signal.SIGKILL)
"""

HOLDING = """
import sys
from pathlib import Path
from index.store.file import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def make_live(store: Store, number: int, *texts: SourceText) -> None:
    deed = Deed(f"day {number}", "cli:ada", "done", "for the test")
    store.make_live(number, store.keep_revisions(texts), NO_CHANGES, deed)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path, writable=True)) as opened:
        yield opened


@contextmanager
def without_privileges() -> Iterator[None]:
    """Act as nobody in particular: modes do not bind the superuser."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.fixture
def write_protected() -> Iterator[Path]:
    """Make a data directory with one live generation in which nothing may be written."""
    data = Path(tempfile.mkdtemp())
    with closing(Store(data, writable=True)) as store:
        make_live(store, 1, source_text("a", "x"))
    (data / FILE_NAME).chmod(0o444)
    data.chmod(0o555)
    yield data
    data.chmod(0o755)
    shutil.rmtree(data)


def test_a_store_that_is_not_there_is_refused_with_the_command_that_makes_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(StoreRefused, match=r"no index in .* yet; make one with: pullquote reindex"):
        Store(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_written", [True, False])
def test_a_path_below_a_file_is_refused(tmp_path: Path, is_written: bool) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreRefused, match=r"file/data"):
        Store(tmp_path / "file" / "data", writable=is_written)


def test_a_damaged_store_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no store " * 400)
    for is_written in (True, False):
        with pytest.raises(StoreRefused, match=r"store\.sqlite: file is not a database"):
            Store(tmp_path, writable=is_written).live()


def test_damage_inside_the_file_is_noticed(store: Store, tmp_path: Path) -> None:
    make_live(store, 1, *(source_text(str(number), "x" * 3000) for number in range(20)))
    assert store.is_sound()
    whole = bytearray((tmp_path / FILE_NAME).read_bytes())
    whole[20_000:30_000] = b"\xee" * 10_000
    (tmp_path / FILE_NAME).write_bytes(whole)
    with closing(Store(tmp_path)) as damaged:
        assert not damaged.is_sound()


def test_a_reader_cannot_change_anything(store: Store, tmp_path: Path) -> None:
    make_live(store, 1, source_text("a", "x"))
    with closing(Store(tmp_path)) as reader:
        with pytest.raises(StoreRefused, match="readonly"):
            reader.keep_revisions([source_text("a", "y")])
        assert reader.live() == 1


def test_a_reader_sees_what_another_process_has_committed(store: Store, tmp_path: Path) -> None:
    make_live(store, 1, source_text("a", "x"))
    with closing(Store(tmp_path)) as reader:
        assert reader.live() == 1
        make_live(store, 2, source_text("a", "y"))
        assert reader.live() == 2


def test_what_an_interrupted_process_half_wrote_is_taken_back_by_the_next_reader(
    store: Store, tmp_path: Path
) -> None:
    make_live(store, 1, source_text("a", "x"))
    store.close()
    command = [sys.executable, "-c", HALF_WRITTEN, str(tmp_path / FILE_NAME)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (tmp_path / f"{FILE_NAME}-journal").stat().st_size > 0
    with closing(Store(tmp_path)) as reader:
        assert (reader.live(), len(reader.members(1)), reader.is_sound()) == (1, 1, True)


def test_every_change_of_what_is_live_changes_the_state_and_reading_does_not(
    store: Store, tmp_path: Path
) -> None:
    states = []
    for number in range(1, 200):  # many within one tick of the file system's clock
        make_live(store, number, source_text("a", "x"))
        states.append(state_of(tmp_path))
    assert len(set(states)) == len(states)
    with closing(Store(tmp_path)) as reader:
        assert reader.live() == 199
    assert state_of(tmp_path) == states[-1]


def test_a_store_put_in_place_of_another_is_another_state(store: Store, tmp_path: Path) -> None:
    make_live(store, 1, source_text("a", "x"))
    before = state_of(tmp_path)
    shutil.copy(tmp_path / FILE_NAME, tmp_path / "copy")
    (tmp_path / "copy").replace(tmp_path / FILE_NAME)
    assert state_of(tmp_path) != before


def test_a_backup_that_was_restored_into_the_file_is_another_state(
    store: Store, tmp_path: Path
) -> None:
    make_live(store, 1, source_text("a", "x"))
    backup = (tmp_path / FILE_NAME).read_bytes()
    make_live(store, 2, source_text("a", "y"))
    before = state_of(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(backup)
    make_live(store, 2, source_text("a", "z"))  # as many transactions as before
    assert state_of(tmp_path) != before


def test_a_store_that_is_not_there_has_no_state(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match=r"no index in .* yet; .*reindex"):
        state_of(tmp_path)


def test_a_store_whose_making_was_interrupted_holds_nothing_yet(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with closing(Store(tmp_path)) as reader:
        assert (reader.live(), reader.lineage(), reader.events()) == (None, (), ())


def test_an_emptied_store_that_generations_were_built_from_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    (tmp_path / "generations" / "000001").mkdir(parents=True)
    for is_written in (True, False):
        with pytest.raises(StoreRefused, match="is empty, although generations were built from it"):
            Store(tmp_path, writable=is_written)
    assert (tmp_path / FILE_NAME).stat().st_size == 0


def test_a_write_protected_store_can_be_read(write_protected: Path) -> None:
    with without_privileges(), closing(Store(write_protected)) as reader:
        assert (reader.live(), reader.members(1)[0].text) == (1, "x")


def test_a_write_protected_store_is_refused_to_a_writer_in_one_line(write_protected: Path) -> None:
    with without_privileges(), pytest.raises(StoreRefused, match="can be written, or name another"):
        Store(write_protected, writable=True).keep_revisions([source_text("a", "y")])


def test_no_error_of_sqlite_leaves_the_store(store: Store) -> None:
    store.close()
    for use in (store.live, store.lineage, store.events, store.is_sound, store.next_generation):
        with pytest.raises(StoreRefused):
            use()


def test_the_file_is_one_that_sqlite_made(store: Store) -> None:
    make_live(store, 1, source_text("a", "x"))
    with closing(sqlite3.connect(store.file.path)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(ReindexRunning, match=f"another reindex of {tmp_path} is running"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        assert tmp_path.is_dir()


def test_the_lock_of_a_process_that_dies_is_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ReindexRunning), locked(tmp_path):
            pass
        holder.kill()
    with locked(tmp_path):
        pass


def test_a_directory_that_cannot_be_made_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(StoreRefused, match="Not a directory; name another"),
        locked(tmp_path / "file" / "data"),
    ):
        pass
