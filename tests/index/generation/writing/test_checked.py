import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from fakes.corpus import publish, reindex, source_text

from index import build
from index.errors import GenerationRefused
from index.generation import directory
from index.generation.writing import checked
from index.store.store import read_corpus

RIVER = source_text("river", "The regiment crossed the river.")
BRIDGE = source_text("bridge", "The bridge fell at dawn.")
HOUR = 3600 * 10**9


def path(data: Path, name: str, number: int = 1) -> Path:
    return directory.path_of(data, number) / name


def age(data: Path) -> None:
    """Let the files of a generation be older than whatever is digested from now on."""
    for file in data.glob("generations/*/*"):
        at = file.stat().st_mtime_ns - HOUR
        os.utime(file, ns=(at, at))


@contextmanager
def unnoticed(file: Path) -> Iterator[None]:
    """Let a file have the same size and time of change after the block."""
    before = file.stat()
    yield
    os.utime(file, ns=(before.st_mtime_ns, before.st_mtime_ns))


def rot(file: Path) -> None:
    """Flip a bit, which changes no time."""
    with unnoticed(file):
        flip(file)


def flip(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        (byte,) = opened.read(1)
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte ^ 4]))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, RIVER, BRIDGE)
    age(tmp_path)
    assert publish(tmp_path, RIVER, BRIDGE).generation == 1  # which digests all, and knows it then
    return tmp_path


def test_what_was_digested_and_did_not_change_is_not_digested_again(data: Path) -> None:
    rot(path(data, "vectors.faiss"))
    assert publish(data, RIVER, BRIDGE).generation == 1


@pytest.mark.parametrize("name", ["vectors.faiss", "texts.sqlite", "rows.npy"])
def test_what_changed_since_is_digested(data: Path, name: str) -> None:
    flip(path(data, name))
    assert publish(data, RIVER, BRIDGE).generation == 2


def test_a_file_of_another_inode_is_digested(data: Path) -> None:
    file = path(data, "vectors.faiss")
    with unnoticed(file):
        whole = bytearray(file.read_bytes())
        whole[-1] ^= 4
        file.rename(file.with_name("before"))
        file.write_bytes(whole)
    assert publish(data, RIVER, BRIDGE).generation == 2


def test_a_file_that_changed_just_before_it_was_digested_is_digested_again(data: Path) -> None:
    manifest = directory.read_manifest(data, 1)
    changed = path(data, "vectors.faiss").stat().st_mtime_ns
    (data / directory.CHECKED_NAME).unlink()
    checked.check(data, manifest, partial(int, changed + 10**6))  # a millisecond later
    rot(path(data, "vectors.faiss"))
    with pytest.raises(GenerationRefused, match=r"vectors\.faiss does not hold"):
        checked.check(data, manifest)


def test_where_seconds_are_counted_two_of_them_are_just_before(data: Path) -> None:
    second = 10**9
    file = path(data, "vectors.faiss")
    os.utime(file, ns=(7 * second, 7 * second))
    manifest = directory.read_manifest(data, 1)
    for digested, is_known in ((8 * second, False), (10 * second, True)):
        checked.check(data, manifest, partial(int, digested))
        known = (data / directory.CHECKED_NAME).read_text(encoding="utf-8")
        assert (manifest.files["vectors.faiss"].sha256 in known) == is_known


def test_damage_that_changes_no_time_is_found_by_who_digests_and_then_mended(data: Path) -> None:
    rot(path(data, "vectors.faiss"))
    manifest = directory.read_manifest(data, 1)
    with pytest.raises(GenerationRefused, match=r"vectors\.faiss does not hold.*pullquote reindex"):
        directory.check_files(data, manifest, thoroughly=True)
    mended = publish(data, RIVER, BRIDGE)
    assert (mended.generation, mended.embedded) == (2, 0)
    directory.check_files(data, directory.read_manifest(data, 2), thoroughly=True)


@pytest.mark.parametrize("name", ["manifest.json", "000/manifest.json", "001/manifest.json"])
def test_a_manifest_that_rotted_is_mended_though_no_time_of_it_changed(
    data: Path, name: str
) -> None:
    build.amend(replace(reindex(data), shard=2), [source_text("new", "Nobody came.")])
    texts = [build.as_text(article) for article in read_corpus(data).articles]
    for file in data.glob("generations/*/*/*"):
        os.utime(file, ns=(HOUR + 1, HOUR + 1))
    small = replace(reindex(data), shard=2)
    assert build.publish(small, texts).generation == 2
    rot(path(data, name, 2))
    assert build.publish(small, texts).generation == 3
    assert build.publish(small, texts).generation == 3


@pytest.mark.parametrize("written", ["", "[1]", '{"1:2": 3}', '{"1:2": [1, 2]}', "\0"])
def test_a_damaged_record_costs_time_alone(data: Path, written: str) -> None:
    (data / directory.CHECKED_NAME).write_text(written, encoding="utf-8")
    assert publish(data, RIVER, BRIDGE).generation == 1
    flip(path(data, "vectors.faiss"))
    assert publish(data, RIVER, BRIDGE).generation == 2


@pytest.mark.parametrize(("name", "generation"), [("vectors.faiss", 1), ("rows.npy", 2)])
def test_of_what_was_just_written_only_the_last_files_are_digested_again(
    data: Path, name: str, generation: int
) -> None:
    (data / directory.CHECKED_NAME).unlink()
    manifest = path(data, "manifest.json")
    sealed = manifest.stat().st_mtime_ns + HOUR
    for last in (manifest, path(data, "rows.npy")):
        os.utime(last, ns=(sealed, sealed))
    checked.record(data, directory.read_manifest(data, 1))
    rot(path(data, name))
    assert publish(data, RIVER, BRIDGE).generation == generation


def test_the_record_does_not_grow_with_the_generations(data: Path) -> None:
    for number in range(4):
        build.amend(reindex(data), [source_text(f"new-{number}", "Nobody came.")])
        texts = [build.as_text(article) for article in read_corpus(data).articles]
        live = publish(data, *texts).generation
    known = json.loads((data / directory.CHECKED_NAME).read_text(encoding="utf-8"))
    assert len(known) <= len(directory.read_manifest(data, live).files)
