from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation.vectors import Vectors, owners_of, ranges, rows_of
from index.generation.writing.vectors import write_vectors

ROWS = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0], [-1.0, 0.0]], dtype=np.float32)
EAST = np.array([1.0, 0.0], dtype=np.float32)


@pytest.fixture
def opened(tmp_path: Path) -> Vectors:
    write_vectors(tmp_path / "v", ROWS)
    return Vectors(tmp_path / "v")


def test_a_file_tells_how_many_vectors_it_has_and_how_long(opened: Vectors) -> None:
    assert (opened.count, opened.dimensions) == (4, 2)


def test_the_nearest_come_best_first(opened: Vectors) -> None:
    assert opened.nearest(EAST, 3).tolist() == [0, 1, 2]


def test_no_more_are_found_than_there_are(opened: Vectors) -> None:
    assert opened.nearest(EAST, 99).tolist() == [0, 1, 2, 3]


def test_only_the_rows_asked_for_are_looked_at(opened: Vectors) -> None:
    assert opened.nearest(EAST, 3, np.array([3, 2])).tolist() == [2, 3]
    assert opened.nearest(EAST, 3, np.empty(0, dtype=np.int64)).tolist() == []


def test_what_is_removed_is_passed_over_however_much_of_it_is_nearest(opened: Vectors) -> None:
    for removed, left in (([0], [1, 2, 3]), ([0, 1, 2], [3]), ([3], [0, 1, 2])):
        mask = np.isin(np.arange(4), removed)
        assert opened.nearest(EAST, 1, None, mask).tolist() == left[:1]
        assert opened.nearest(EAST, 99, None, mask).tolist() == left


def test_a_double_question_is_searched_like_a_float_one(opened: Vectors) -> None:
    assert opened.nearest(np.array([0.0, 1.0]), 2).tolist() == [2, 1]


def test_similarities_are_cosines_in_the_order_of_the_rows(opened: Vectors) -> None:
    found = opened.similarities(EAST, np.array([3, 1, 0]))
    assert found.tolist() == pytest.approx([-1.0, 0.6, 1.0])


def test_no_rows_have_no_similarities(opened: Vectors) -> None:
    assert opened.similarities(EAST, np.empty(0, dtype=np.int64)).tolist() == []


def test_a_file_of_no_vectors_has_nothing_near(tmp_path: Path) -> None:
    write_vectors(tmp_path / "v", np.empty((0, 2), dtype=np.float32))
    assert Vectors(tmp_path / "v").nearest(EAST, 3).tolist() == []


@pytest.mark.parametrize("content", [b"", b"no vectors at all", b"IxFI"])
def test_a_file_that_holds_no_vectors_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(GenerationRefused, match=r"/v cannot be read as vectors; .*reindex"):
        Vectors(tmp_path / "v")


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(GenerationRefused, match=r"/v cannot be read as vectors"):
        Vectors(tmp_path / "v")


def test_rows_lead_from_paragraphs_to_vectors_and_back() -> None:
    starts = np.array([0, 0, 3, 5, 7])
    assert rows_of(starts, np.array([0, 1, 3])).tolist() == [0, 1, 2, 5, 6]
    assert owners_of(starts, np.array([6, 0, 2, 3, 5])).tolist() == [3, 1, 1, 2, 3]


def test_an_empty_range_lists_no_number() -> None:
    assert ranges(np.array([3, 7]), np.array([3, 9])).tolist() == [7, 8]
