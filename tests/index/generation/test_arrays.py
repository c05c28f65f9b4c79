from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation.arrays import FiledArray, mapped, starts


def test_an_array_is_mapped_as_it_was_written(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([1, 2], dtype=np.int64))
    assert mapped(tmp_path / "a.npy", np.int64).tolist() == [1, 2]


def test_an_array_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((2, 2), dtype=np.int64))
    with pytest.raises(GenerationRefused, match=r"/a\.npy .*it holds int64 of 2 dimensions"):
        mapped(tmp_path / "a.npy", np.int64)


def test_parts_of_an_array_are_read_from_its_file_those_that_touch_at_once(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(10, dtype=np.int32))
    filed = FiledArray(tmp_path / "a.npy")
    assert (len(filed), filed.part(2, 4).tolist(), filed.part(3, 3).tolist()) == (10, [2, 3], [])
    firsts, ends = np.array([4, 6, 0]), np.array([6, 7, 2])
    assert filed.parts(firsts, ends).tolist() == [4, 5, 6, 0, 1]
    assert filed.parts(firsts[:0], ends[:0]).tolist() == []
    assert filed.mapped.tolist() == list(range(10))


@pytest.mark.parametrize(("first", "end"), [(3, 8), (-90, -80)])
def test_what_a_file_does_not_hold_is_refused(tmp_path: Path, first: int, end: int) -> None:
    np.save(tmp_path / "a.npy", np.arange(5, dtype=np.int32))
    with pytest.raises(GenerationRefused, match=r"/a\.npy cannot be read .*; .*reindex"):
        FiledArray(tmp_path / "a.npy").part(first, end)


def test_no_parts_begin_and_end_at_nothing() -> None:
    assert starts([]).tolist() == [0]
