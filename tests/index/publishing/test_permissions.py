import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT, noon, publish, source_text

from index.embedding.exporting import making_whole
from index.publishing import repair
from index.publishing.permissions import close_to_others, open_to_others


@pytest.fixture(params=[0o022, 0o000, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    was = os.umask(request.param)
    yield request.param
    os.umask(was)


def modes(data: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [data, *data.rglob("*")]}


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_all_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    publish(data, source_text("a", "One."))
    with making_whole(data / "models" / "exported") as making:
        (making / "model.onnx").write_text("x")
    assert modes(tmp_path / "new") == {(True, 0o700), (False, 0o600)}
    assert open_to_others(data) == ()
    assert list(close_to_others(data)) == []


def test_a_directory_that_others_may_read_is_closed_to_them_by_repair(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "One."))
    for path in [tmp_path, *tmp_path.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "notes.txt").write_text("of somebody else")
    found = open_to_others(tmp_path)
    assert found[0] == tmp_path
    assert tmp_path / "notes.txt" not in found
    assert repair.repair(tmp_path, FINGERPRINT, "cli:ada", noon) == (
        f"closed {len(found)} files and directories to other users",
    )
    assert open_to_others(tmp_path) == ()
    assert stat.S_IMODE((tmp_path / "notes.txt").stat().st_mode) == 0o644
