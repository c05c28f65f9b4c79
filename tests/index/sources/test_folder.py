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
    read_toml,
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
        " .txt .text .md .markdown .html .htm .pdf .docx .odt .rtf"
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


def only_failure(text: str) -> str:
    (found,) = read_toml(text.encode()).values()
    assert isinstance(found, Failure)
    return found.reason


def test_every_field_of_sources_toml_is_kept_as_recorded() -> None:
    text = """
["міст.txt"]
title = " Міст упав "
outlet = "Daily"
author = ""
published = 2024-06-30
url = "https://daily.example/bridge"
language = "UK"
note = "Translated."
skip = ["Share this", '/^By .*$/']
"""
    assert read_toml(text.encode()) == {
        "міст.txt": Entry(
            title="Міст упав",
            outlet="Daily",
            author=None,
            published="2024-06-30",
            url="https://daily.example/bridge",
            language="uk",
            note="Translated.",
            skip=("Share this", "/^By .*$/"),
        )
    }


def test_a_byte_order_mark_before_sources_toml_is_no_error() -> None:
    assert read_toml('\ufeff["a.txt"]\n'.encode()) == {"a.txt": Entry()}


def test_a_name_in_nfd_is_the_same_name_in_nfc() -> None:
    assert list(read_toml('["cafe\u0301.txt"]\n'.encode())) == ["caf\xe9.txt"]


def test_a_bad_entry_is_a_failure_and_the_next_one_is_kept() -> None:
    text = '["a.txt"]\npublished = "30/06/2024"\n["b.txt"]\ntitle = "B"\n'
    assert read_toml(text.encode()) == {
        "a.txt": Failure(
            "a.txt",
            "sources.toml, entry 'a.txt': published is '30/06/2024'; "
            "write it as 2024-06-30, 2024-06 or 2024",
        ),
        "b.txt": Entry(title="B"),
    }


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ('titel = "A"', "unknown field 'titel'; did you mean 'title'?"),
        ("xyz = 1", "unknown field 'xyz'; known are title, outlet, author, published, url, "),
        ("title = 1984", "title is 1984; write it as text in quotes"),
        ('title = "a\\nb"', "title is 'a\\nb'; write it on one line"),
        ("published = 07:32:00", "published is a time; write it as 2024-06-30, 2024-06 or 2024"),
        ("published = true", "published is True; write it as"),
        ('url = "ftp://x.example"', "url is 'ftp://x.example'; write a whole address, https://…"),
        ('language = "English"', "language is 'English'; write a code such as en, uk or pt-BR"),
        ("skip = [1]", "skip is [1]; write a list of texts in quotes"),
        ('skip = [" "]', "skip holds an empty text; remove it"),
        ('skip = ["/(/"]', "skip entry '/(/' is not a regular expression: missing ), "),
        ('skip = ["/[[a]/"]', "skip entry '/[[a]/' is not a regular expression: Possible nested"),
        (
            'skip = ["/x*/"]',
            "skip entry '/x*/' matches even where nothing stands; make it stricter",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_what_is_accepted(
    field: str, reason: str
) -> None:
    found = only_failure(f'["a.txt"]\n{field}\n')
    assert found.startswith(f"sources.toml, entry 'a.txt': {reason}")


def test_a_file_name_without_quotes_is_explained() -> None:
    reason = only_failure('[a.txt]\ntitle = "A"\n')
    assert reason.endswith('a file name needs quotes; write ["a.txt"] instead of [a.txt]')


def test_a_field_above_every_entry_is_explained() -> None:
    reason = only_failure('title = "A"\n')
    assert reason.endswith('put it below a line ["file name.txt"]')


def test_a_sources_toml_that_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(BadMetadata, match=r"^is not TOML: .*at line 2"):
        read_toml(b'["a.txt"]\ntitle = A\n')


def test_a_sources_toml_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadMetadata, match=r"^is not UTF-8; save it again as UTF-8$"):
        read_toml('["міст.txt"]\n'.encode("cp1251"))
