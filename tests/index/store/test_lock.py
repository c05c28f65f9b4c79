import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ReindexRunning, StoreRefused
from index.store.lock import locked

HOLDING = """
import sys
from pathlib import Path
from index.store.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


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
