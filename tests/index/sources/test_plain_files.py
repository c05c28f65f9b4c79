import os
from pathlib import Path

import pytest

from index.errors import UnreadableSource
from index.sources import plain_files


def refusal(path: Path, max_bytes: int = 2_000_000) -> str:
    with pytest.raises(UnreadableSource) as caught:
        plain_files.read(path, max_bytes)
    return str(caught.value)


def test_a_file_up_to_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2_000_000)
    assert plain_files.read(path, 2_000_000) == b"x" * 2_000_000
    assert refusal(path, 1_999_999) == "is larger than 1 MB; give the article's text alone"


def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert refusal(path) == "is not a plain file; name a file that holds one article"


def test_a_path_that_leads_nowhere_is_told() -> None:
    assert refusal(Path("/no/such.txt")) == "there is no such file; check the path"
    assert refusal(Path("a\0b")) == "cannot be read: its name holds what no name can"
