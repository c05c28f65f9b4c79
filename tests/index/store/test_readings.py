from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import article, source_text
from fakes.processes.postgres import of_files

from index.records import NO_CHANGES, Article, Deed, SourceText
from index.store.file import FILE_NAME
from index.store.readings import is_reread
from index.store.store import Store, read_corpus

DEED = Deed("2026-01-02T12:00:00+00:00", "cli:ada", "done", "for the test")
READ = replace(source_text("a", "*One*."), parser="markdown 1", file_sha256="ab")


pytestmark = pytest.mark.usefixtures("engine")


def publish(data: Path, number: int, text: SourceText) -> Article:
    with closing(Store(data, writable=True)) as store:
        store.make_live(number, store.keep_revisions([text]), NO_CHANGES, DEED)
    (kept,) = read_corpus(data).articles
    return kept


def test_what_read_a_revision_and_from_which_file_is_kept_with_it(tmp_path: Path) -> None:
    kept = publish(tmp_path, 1, READ)
    assert (kept.revision, kept.parser, kept.file_sha256) == (1, "markdown 1", "ab")


def test_the_last_reading_of_a_revision_counts_and_a_text_from_nowhere_changes_nothing(
    tmp_path: Path,
) -> None:
    publish(tmp_path, 1, READ)
    publish(tmp_path, 2, replace(READ, parser="markdown 2", file_sha256="cd"))
    kept = publish(tmp_path, 3, source_text("a", "*One*."))
    assert (kept.revision, kept.parser, kept.file_sha256) == (1, "markdown 2", "cd")


@of_files
def test_a_store_of_an_earlier_version_knows_of_no_reading(tmp_path: Path) -> None:
    publish(tmp_path, 1, READ)
    with closing(Store(tmp_path, writable=True)) as store:
        store.file.connection.execute("DROP TABLE readings")
    assert (tmp_path / FILE_NAME).exists()
    (kept,) = read_corpus(tmp_path).articles
    assert (kept.text, kept.parser, kept.file_sha256) == ("*One*.", "", "")


@pytest.mark.parametrize(
    ("was", "text", "now", "expected"),
    [
        ("ab", "One.", "ab", True),
        ("ab", "*One*.", "ab", False),  # the same text
        ("ab", "One.", "cd", False),  # another file: an edit
        ("", "One.", "ab", False),  # nobody knows from what it was read
        ("", "One.", "", False),
    ],
)
def test_a_text_is_read_anew_only_if_it_differs_and_its_file_does_not(
    was: str, text: str, now: str, expected: bool
) -> None:
    before = replace(article(source_text("a", "*One*.")), file_sha256=was)
    assert is_reread(before, text, now) is expected
