import os
import re
from pathlib import Path

import pytest

from index.errors import BadMetadata, UnreadableSource
from index.records import Failure
from index.sources.fields import Entry
from index.sources.folder import (
    entries_without_file,
    entry_beside,
    entry_of,
    list_folder,
    read_bytes,
    read_folder_entries,
    suffix_refusal,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "east").mkdir()
    (tmp_path / "east" / "b.md").write_text("B")
    (tmp_path / "a.txt").write_text("A")
    (tmp_path / "c.xls").write_text("C")
    (tmp_path / ".hidden.txt").write_text("H")
    (tmp_path / "sources.toml").write_text(
        '["a.txt"]\ntitle = "A"\n["east/b.md"]\ntitle = "far"\noutlet = "Far"\n'
    )
    (tmp_path / "east" / "sources.toml").write_text('["b.md"]\ntitle = "near"\n["d.md"]\n')
    return tmp_path


def test_a_folder_is_listed_in_order_with_what_is_refused(folder: Path) -> None:
    listing = list_folder(folder)
    assert [file.origin for file in listing.articles] == ["a.txt", "east/b.md"]
    assert [file.origin for file in listing.sources] == ["east/sources.toml", "sources.toml"]
    assert [refused.origin for refused in listing.refused] == ["c.xls"]


def test_the_nearest_entry_goes_first_and_the_others_add_to_it(folder: Path) -> None:
    entries = read_folder_entries(list_folder(folder))
    assert entries["a.txt"] == Entry(title="A")
    assert entries["east/b.md"] == Entry(title="near", outlet="Far")


def test_an_entry_without_its_file_is_a_failure(folder: Path) -> None:
    listing = list_folder(folder)
    assert list(entries_without_file(read_folder_entries(listing), listing)) == [
        Failure(
            "east/d.md",
            "sources.toml names it, but there is no such file;"
            " correct the name or remove the entry",
        )
    ]


def test_nothing_recorded_is_an_empty_entry_and_a_wrong_one_is_refused() -> None:
    assert entry_of(None) == Entry()
    with pytest.raises(BadMetadata, match=r"^wrong$"):
        entry_of(Failure("a.txt", "wrong"))


def test_what_is_wrong_with_a_sources_toml_is_told_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('["a.txt"]\ntitle = A\n')
    with pytest.raises(BadMetadata, match=rf"^{re.escape(str(path))}: is not TOML: .*at line 2"):
        entry_beside(tmp_path / "a.txt", "a.txt")
    assert entry_beside(tmp_path / "elsewhere" / "a.txt", "a.txt") == Entry()


def test_a_sources_toml_that_is_gone_is_refused(folder: Path) -> None:
    listing = list_folder(folder)
    (folder / "sources.toml").unlink()
    with pytest.raises(BadMetadata, match=r"sources\.toml: there is no such file; check the path$"):
        read_folder_entries(listing)


def test_a_file_of_another_kind_is_refused_by_its_name() -> None:
    assert suffix_refusal(Path("a.DOCX")) is None
    assert suffix_refusal(Path("a")) == (
        "files without a suffix cannot be read; supported are"
        " .txt .text .md .markdown .html .htm .pdf .docx"
    )


def refusal(path: Path, max_bytes: int = 2_000_000) -> str:
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(path, max_bytes)
    return str(caught.value)


def test_a_file_up_to_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2_000_000)
    assert read_bytes(path, 2_000_000) == b"x" * 2_000_000
    assert refusal(path, 1_999_999) == "is larger than 1 MB; give the article's text alone"


def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert refusal(path) == "is not a plain file; name a file that holds one article"


def test_a_path_that_leads_nowhere_is_told() -> None:
    assert refusal(Path("/no/such.txt")) == "there is no such file; check the path"
    assert refusal(Path("a\0b")) == "cannot be read: its name holds what no name can"
