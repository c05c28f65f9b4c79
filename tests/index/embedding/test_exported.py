from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embedding.exported import MOST_PADDING, batches, read


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([5], [[0]]),
        ([9, 2, 10, 2], [[1, 3], [0, 2]]),
        ([4, 4, 4, 4, 4], [[0, 1, 2], [3, 4]]),
        ([100, 1], [[1], [0]]),
    ],
)
def test_texts_of_like_length_share_a_batch(
    lengths: Sequence[int], expected: list[list[int]]
) -> None:
    assert list(batches(lengths, most_texts=3)) == expected


def test_no_batch_is_padded_by_more_than_a_tenth() -> None:
    lengths = [3 + (7 * at * at) % 250 for at in range(500)]
    for batch in batches(lengths, most_texts=16):
        longest = max(lengths[at] for at in batch)
        padding = sum(longest - lengths[at] for at in batch)
        assert padding <= MOST_PADDING * longest * len(batch)


def test_where_there_is_no_export_none_is_read(tmp_path: Path) -> None:
    assert read(tmp_path) is None
