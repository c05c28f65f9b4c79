import errno
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import FILES, FINGERPRINT, publish, source_text
from fakes.processes.rights import no_more_files

from index.errors import GenerationRefused, StoreRefused
from index.generation import directory
from index.generation.arrays import mapped
from index.generation.directory import FORMAT, check_files, read_manifest
from index.generation.texts import Texts
from index.generation.vectors import Vectors

TITLE_AND_TWO = source_text("a", "# Rivers\n\nThey rose. Cold.\n\nThey fell.", published="2024-06")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, TITLE_AND_TWO, source_text("b", "Peace.", published="2023"))
    return tmp_path


def file(data: Path, name: str, number: int = 1) -> Path:
    return directory.path_of(data, number) / name


def flip_a_bit(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 4
    path.write_bytes(whole)


def test_a_generation_is_a_numbered_directory_of_five_files(data: Path) -> None:
    where = data / "generations" / "000001"
    assert directory.path_of(data, 1) == where
    assert sorted(path.name for path in where.iterdir()) == list(FILES)
    assert [path.name for path in where.parent.iterdir()] == ["000001"]


def test_the_manifest_says_what_a_generation_holds(data: Path) -> None:
    made = read_manifest(data, 1)
    assert (made.format, made.number, made.made_at) == (FORMAT, 1, "2026-01-02T12:00:00+00:00")
    assert (made.model, made.fingerprint) == ("fake", FINGERPRINT)
    # Three paragraphs are searched, each a vector more than its one or two sentences.
    assert (made.articles, made.paragraphs, made.sentences, made.vectors) == (2, 3, 4, 7)
    assert (made.oldest, made.newest) == ("2023", "2024-06")
    assert {*made.files} == {*FILES} - {"manifest.json"}


def test_a_flipped_bit_in_any_byte_of_the_manifest_is_noticed(data: Path) -> None:
    path = file(data, "manifest.json")
    whole = path.read_bytes()
    unnoticed = []
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        with suppress(GenerationRefused):
            read_manifest(data, 1)
            unnoticed.append(place)
    assert unnoticed == []


def test_a_thorough_check_digests_every_file(data: Path) -> None:
    check_files(data, read_manifest(data, 1), thoroughly=True)
    flip_a_bit(file(data, "vectors.faiss"))
    with pytest.raises(GenerationRefused, match="does not hold what was written"):
        check_files(data, read_manifest(data, 1), thoroughly=True)


def test_of_large_files_only_the_one_that_is_quoted_from_is_digested_at_every_opening(
    data: Path,
) -> None:
    for number, name in ((2, "vectors.faiss"), (3, "texts.sqlite")):
        with directory.building(data) as where:
            with (where / name).open("wb") as large:
                large.truncate(33 * 1024 * 1024)
            directory.seal(where, replace(read_manifest(data, 1), number=number))
        flip_a_bit(directory.path_of(data, number) / name)
    check_files(data, read_manifest(data, 2))
    with pytest.raises(GenerationRefused, match=r"texts\.sqlite does not hold what was written"):
        check_files(data, read_manifest(data, 3))


def test_building_begins_in_an_empty_directory(tmp_path: Path) -> None:
    for _ in range(2):
        with directory.building(tmp_path) as where:
            assert list(where.iterdir()) == []
            (where / "left over").write_text("x")


def test_what_was_half_built_is_removed(tmp_path: Path) -> None:
    def build_half() -> None:
        with directory.building(tmp_path) as where:
            (where / "half").write_text("x")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreRefused, match="cannot write"):
        build_half()
    assert list((tmp_path / "generations").iterdir()) == []


def test_a_file_that_the_system_does_not_let_open_is_not_called_damaged(data: Path) -> None:
    manifest = read_manifest(data, 1)
    with no_more_files():
        uses: list[Callable[[], object]] = [
            lambda: read_manifest(data, 1),
            lambda: mapped(directory.path_of(data, 1) / "rows.npy", np.int64),
            lambda: Vectors(directory.path_of(data, 1) / "vectors.faiss"),
            lambda: Texts(directory.path_of(data, 1) / "texts.sqlite"),
        ]
        for use in uses:
            with pytest.raises(GenerationRefused, match="cannot be read: Too many open files"):
                use()
    check_files(data, manifest)


def test_sealing_replaces_what_was_sealed_but_never_made_live(data: Path) -> None:
    left_over = directory.path_of(data, 2)
    left_over.mkdir()
    (left_over / "left over").write_text("x")
    manifest = read_manifest(data, 1)
    with directory.building(data) as where:
        (where / "one").write_bytes(b"1234")
        sealed = directory.seal(where, replace(manifest, number=2))
    assert sealed == read_manifest(data, 2)
    assert sorted(path.name for path in left_over.iterdir()) == ["manifest.json", "one"]
    assert {name: mark.size for name, mark in read_manifest(data, 2).files.items()} == {"one": 4}


def test_the_first_three_of_the_lineage_are_kept(tmp_path: Path) -> None:
    for number in (1, 2, 3, 4, 5, 6):
        directory.path_of(tmp_path, number).mkdir(parents=True)
    (tmp_path / "generations" / ".building").mkdir()
    assert directory.kept(tmp_path) == (1, 2, 3, 4, 5, 6)
    directory.prune(tmp_path, (6, 4, 3, 1))
    assert directory.kept(tmp_path) == (3, 4, 6)


def test_where_nothing_was_built_nothing_is_kept(tmp_path: Path) -> None:
    assert directory.kept(tmp_path) == ()


def test_files_that_were_checked_before_are_not_checked_again_under_another_name(
    data: Path,
) -> None:
    manifest = read_manifest(data, 1)
    known = directory.check_fresh_files(data, manifest, frozenset())
    assert len(known) == len(manifest.files)
    flip_a_bit(file(data, "vectors.faiss"))
    assert directory.check_fresh_files(data, manifest, known) == known
    with pytest.raises(GenerationRefused, match="does not hold what was written"):
        directory.check_fresh_files(data, manifest, frozenset())
    file(data, "rows.npy").unlink()
    with pytest.raises(GenerationRefused, match="is missing"):
        directory.check_fresh_files(data, manifest, known)
