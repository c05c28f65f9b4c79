from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import StoreRefused
from index.generation.vectors import Vectors
from index.generation.writing.vectors import LEAST_RECALL, Searching, write_vectors


def clustered(count: int) -> NDArray[np.float32]:
    """Make unit vectors around 200 centres, float32 (count, 32)."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(200, 32))
    made = centres[random.integers(0, 200, count)] + 0.5 * random.normal(size=(count, 32))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def test_many_vectors_are_searched_by_codes_with_the_recall_that_was_measured(
    tmp_path: Path,
) -> None:
    rows = clustered(21_000)
    searching = write_vectors(tmp_path / "v", rows)
    opened = Vectors(tmp_path / "v")
    assert searching.method == "codes"
    found = [set(opened.nearest(rows[row], 30).tolist()) for row in range(0, 21_000, 500)]
    truly = [set(np.argsort(-rows @ rows[row])[:30].tolist()) for row in range(0, 21_000, 500)]
    shares = [len(near & other) / 30 for near, other in zip(found, truly, strict=True)]
    assert np.mean(shares) >= LEAST_RECALL
    assert searching.recall == pytest.approx(np.mean(shares), abs=0.02)


def test_vectors_of_which_codes_must_compare_many_are_searched_by_codes_too(
    tmp_path: Path,
) -> None:
    noise = np.random.default_rng(7).normal(size=(20_500, 64)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    searching = write_vectors(tmp_path / "v", noise)
    assert searching.method == "codes"
    opened = Vectors(tmp_path / "v")
    found = [set(opened.nearest(noise[row], 30).tolist()) for row in range(0, 20_500, 500)]
    truly = [set(np.argsort(-noise @ noise[row])[:30].tolist()) for row in range(0, 20_500, 500)]
    shares = [len(near & other) / 30 for near, other in zip(found, truly, strict=True)]
    assert searching.recall == pytest.approx(np.mean(shares), abs=0.02)


def test_what_codes_find_is_measured_with_the_vectors_themselves(tmp_path: Path) -> None:
    rows = clustered(21_000)
    write_vectors(tmp_path / "v", rows)
    opened = Vectors(tmp_path / "v")
    own = opened.similarities(rows[5], np.array([5, 6]))
    assert own.tolist() == pytest.approx([1.0, float(rows[5] @ rows[6])], abs=1e-3)
    assert (
        opened.nearest(rows[5], 2, np.arange(6, 9)).tolist()
        == sorted(range(6, 9), key=lambda row: -float(rows[5] @ rows[row]))[:2]
    )


def families(count: int) -> NDArray[np.float32]:
    """Make unit vectors in families of 32, each further from the first than the one before it."""
    random = np.random.default_rng(7)
    firsts = np.repeat(random.normal(size=(count // 32, 32)), 32, axis=0)
    away = np.tile(np.arange(32) / 20, count // 32)[:, None] * random.normal(size=(count, 32))
    made = firsts + away
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def test_very_many_vectors_are_stored_in_bytes_and_stay_as_they_are_when_stored_again(
    tmp_path: Path,
) -> None:
    rows = families(204_800)
    assert write_vectors(tmp_path / "v", rows).method == "codes"
    stored = Vectors(tmp_path / "v").read_range(0, len(rows))
    assert np.abs(stored - rows).max() < 0.005
    assert (tmp_path / "v").stat().st_size < 204_800 * (32 + 8 + 1)  # a byte a dimension, and codes
    write_vectors(tmp_path / "again", stored)
    assert np.array_equal(Vectors(tmp_path / "again").read_range(0, len(rows)), stored)


def test_very_many_vectors_that_bytes_do_not_tell_apart_are_stored_with_more(
    tmp_path: Path,
) -> None:
    rows = np.repeat(clustered(2_560), 80, axis=0)  # each in 80 versions, all but the same
    rows += np.random.default_rng(7).normal(scale=3e-2, size=rows.shape).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert write_vectors(tmp_path / "v", rows).method == "codes"
    assert (tmp_path / "v").stat().st_size > 204_800 * 32 * 2


def test_few_vectors_and_those_that_codes_do_not_suit_are_compared_one_by_one(
    tmp_path: Path,
) -> None:
    noise = np.random.default_rng(7).normal(size=(20_500, 63)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    assert write_vectors(tmp_path / "few", clustered(300)) == Searching("exact", 1.0)
    assert write_vectors(tmp_path / "noise", noise) == Searching("exact", 1.0)
    assert Vectors(tmp_path / "noise").nearest(noise[3], 1).tolist() == [3]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told_as_what_it_is() -> None:
    with pytest.raises(StoreRefused, match=r"/full: No space left on device; free some space, or"):
        write_vectors(Path("/dev/full"), clustered(2000))
