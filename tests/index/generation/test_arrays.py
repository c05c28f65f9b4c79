from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation.arrays import mapped, starts


def test_an_array_is_mapped_as_it_was_written(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([1, 2], dtype=np.int64))
    assert mapped(tmp_path / "a.npy", np.int64).tolist() == [1, 2]


def test_an_array_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((2, 2), dtype=np.int64))
    with pytest.raises(GenerationRefused, match=r"/a\.npy .*it holds int64 of 2 dimensions"):
        mapped(tmp_path / "a.npy", np.int64)


def test_no_parts_begin_and_end_at_nothing() -> None:
    assert starts([]).tolist() == [0]
