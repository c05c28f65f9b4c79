import os
import sqlite3
import zlib
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from index.records import FileState, Reading, Remark, Source
from index.sources.fields import Entry, Extracted
from index.sources.known import FILE_NAME, KnownFiles
from index.sources.parsing import formats
from index.sources.read import read_folder

HOUR = 3600 * 10**9
PAGE = (
    '<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
    + "<p>The river town was without water after the pumping station stopped on Monday.</p>" * 3
    + "</article></body></html>"
)
STATE = FileState(5, 1_000_000_001, 7, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of a Markdown text with front matter, and a page."""
    made = tmp_path / "folder"
    made.mkdir()
    write(made / "a.md", "---\ntitle: Rivers\n---\nThey *rose*.\n\nThey fell.")
    write(made / "b.html", PAGE.format(title="Water"))
    return made


def write(path: Path, text: str, hours: int = 2) -> None:
    """Write a file as it was written some hours ago."""
    path.write_text(text, encoding="utf-8")
    at = path.stat().st_mtime_ns - hours * HOUR
    os.utime(path, ns=(at, at))


def replace_unseen(path: Path, old: str, new: str) -> None:
    """Change a file, but neither its size nor its time of change."""
    assert len(old) == len(new)
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    os.utime(path, ns=(before.st_mtime_ns, before.st_mtime_ns))


def texts(reading: Reading) -> dict[str, str]:
    assert reading.failures == ()
    return {text.source.id: text.text for text in reading.texts}


def test_a_folder_reads_the_same_with_what_is_known_and_without(folder: Path, data: Path) -> None:
    plain = read_folder(folder)
    for _ in range(2):
        found = read_folder(folder, data=data)
        assert found == plain
        for own, other in zip(found.texts, plain.texts, strict=True):
            assert (own.parser, own.file_sha256) == (other.parser, other.file_sha256)
            assert own.remarks == other.remarks


def test_a_file_that_did_not_change_is_not_read_again(folder: Path, data: Path) -> None:
    before = texts(read_folder(folder, data=data))
    replace_unseen(folder / "a.md", "fell", "sank")
    replace_unseen(folder / "b.html", "Monday", "Sunday")
    assert texts(read_folder(folder, data=data)) == before


def test_a_file_of_another_time_size_or_inode_is_read_again(folder: Path, data: Path) -> None:
    read_folder(folder, data=data)
    write(folder / "a.md", "They rose.\n\nThey sank.", hours=1)
    assert texts(read_folder(folder, data=data))["a"] == "They rose.\n\nThey sank."
    replace_unseen(folder / "a.md", "sank", "fell")
    (folder / "a.md").rename(folder.parent / "moved")
    (folder / "a.md").write_bytes((folder.parent / "moved").read_bytes())
    at = (folder.parent / "moved").stat().st_mtime_ns
    os.utime(folder / "a.md", ns=(at, at))
    assert texts(read_folder(folder, data=data))["a"] == "They rose.\n\nThey fell."


def test_a_file_that_had_just_changed_is_read_again(folder: Path, data: Path) -> None:
    (folder / "a.md").write_text("They rose.", encoding="utf-8")
    now = (folder / "a.md").stat().st_mtime_ns
    whole_seconds = now - now % 10**9  # as such a file system counts them
    os.utime(folder / "a.md", ns=(whole_seconds, whole_seconds))
    read_folder(folder, data=data)
    replace_unseen(folder / "a.md", "rose", "fell")
    assert texts(read_folder(folder, data=data))["a"] == "They fell."


def test_the_same_bytes_under_another_name_or_time_are_not_parsed(folder: Path, data: Path) -> None:
    (first,) = (text for text in read_folder(folder, data=data).texts if text.source.id == "b")
    with KnownFiles(data, formats.rules()) as known:
        known.keep(first.file_sha256, ".html", Extracted("Known.", Entry(title="Known")))
    os.utime(folder / "b.html")
    (folder / "c.html").write_bytes((folder / "b.html").read_bytes())
    found = texts(read_folder(folder, data=data))
    assert (found["b"], found["c"]) == ("Known.", "Known.")


def test_what_other_rules_gave_is_parsed_again(folder: Path, data: Path) -> None:
    before = read_folder(folder, data=data)
    with closing(sqlite3.connect(data / FILE_NAME)) as connection, connection:
        changed = connection.execute("UPDATE parsed SET rules = 'page 0'").rowcount
    assert changed == 2
    replace_unseen(folder / "b.html", "Monday", "Sunday")
    assert "Sunday" in texts(read_folder(folder, data=data))["b"] != texts(before)["b"]


def test_the_rules_name_every_format_and_the_libraries() -> None:
    named = formats.rules()
    for extracted in (
        formats.read(".md", b"A text."),
        formats.read(".html", PAGE.format(title="Water").encode()),
        formats.read(".rtf", rb"{\rtf1 A text.}"),
    ):
        assert extracted.parser.split(" (")[0] in named
    assert "lxml " in named


def test_what_is_recorded_beside_a_known_file_counts(folder: Path, data: Path) -> None:
    read_folder(folder, data=data)
    (folder / "sources.toml").write_text(
        '["a.md"]\noutlet = "Meridian"\nskip = ["They fell."]\n', encoding="utf-8"
    )
    (text, _) = read_folder(folder, data=data).texts
    assert text.source == Source("a", "a.md", title="Rivers", outlet="Meridian")
    assert [text.text[span.start : span.end] for span in text.skipped] == ["They fell."]


def test_an_rtf_file_that_calls_itself_markdown_is_known_as_what_it_is(
    folder: Path, data: Path
) -> None:
    write(folder / "a.md", r"{\rtf1 ---\par title: no\par ---\par They rose.}")
    first = read_folder(folder, data=data)
    assert read_folder(folder, data=data) == first
    assert first.texts[0].source.title is None


@pytest.mark.parametrize("damage", ["the file", "a row"])
def test_what_is_damaged_is_parsed_again(folder: Path, data: Path, damage: str) -> None:
    before = texts(read_folder(folder, data=data))
    if damage == "the file":
        (data / FILE_NAME).write_bytes(b"no database" * 1000)
    else:
        with closing(sqlite3.connect(data / FILE_NAME)) as connection, connection:
            connection.execute("UPDATE parsed SET content = x'00' || content")
    assert texts(read_folder(folder, data=data)) == before
    replace_unseen(folder / "b.html", "Monday", "Sunday")
    assert texts(read_folder(folder, data=data)) == before


def test_files_that_are_gone_are_forgotten_with_what_they_gave(folder: Path, data: Path) -> None:
    read_folder(folder, data=data)
    other = folder.parent / "other"
    other.mkdir()
    write(other / "c.md", "Nobody came.")
    read_folder(other, data=data)
    (folder / "a.md").unlink()
    read_folder(folder, data=data)
    with closing(sqlite3.connect(data / FILE_NAME)) as connection:
        rows = connection.execute("SELECT path FROM files ORDER BY path").fetchall()
        ((parsed,),) = connection.execute("SELECT count(*) FROM parsed").fetchall()
    assert [Path(path).name for (path,) in rows] == ["b.html", "c.md"]
    assert parsed == 2


def test_a_second_process_at_the_same_time_reads_all_and_keeps_nothing(data: Path) -> None:
    extracted = Extracted("Text.", Entry(skip=("a", "b")), (Remark("hidden", 3),), "page 1")
    with KnownFiles(data, "rules") as first, KnownFiles(data, "rules") as second:
        for known in (first, second):
            known.keep("ab", ".md", extracted)
            known.keep_state(data, STATE, STATE.changed + HOUR, "ab")
    with KnownFiles(data, "rules") as known:
        assert known.parsed("ab", ".md") == extracted
        assert known.digest(data, STATE) == "ab"
        assert known.parsed("ab", ".html") is None
    assert (data / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_where_nothing_was_indexed_yet_nothing_is_begun(folder: Path, tmp_path: Path) -> None:
    read_folder(folder, data=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_where_nothing_can_be_written_all_is_parsed(folder: Path, data: Path) -> None:
    (data / FILE_NAME).mkdir()
    before = texts(read_folder(folder, data=data))
    replace_unseen(folder / "a.md", "fell", "sank")
    assert texts(read_folder(folder, data=data)) != before


def test_what_a_version_with_other_fields_kept_is_parsed_again(folder: Path, data: Path) -> None:
    before = read_folder(folder, data=data)
    content = zlib.compress(b'{"text": "Another", "entry": {"mood": "glad", "skip": []}}')
    with closing(sqlite3.connect(data / FILE_NAME)) as file, file:
        row = (content, sha256(content).digest())
        file.execute("UPDATE parsed SET content = ?, digest = ?", row)
    assert read_folder(folder, data=data) == before
