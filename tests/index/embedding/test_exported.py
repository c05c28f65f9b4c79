from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from index.embedding.exported import (
    MOST_PADDING,
    UNREADABLE,
    batches,
    read,
    read_record,
    write_record,
)


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
    assert read(tmp_path, tmp_path) is None


def test_a_record_with_a_flipped_bit_is_as_it_was_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "exported.json"
    fields = {"most_tokens": 256, "threads": 2, "sha256": {"model.onnx": "0a" * 32}}
    write_record(path, fields)
    assert read_record(path) == fields
    whole = path.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        with suppress(*UNREADABLE):
            found = read_record(path)
            assert found == fields or len(found) > len(fields)  # a key that no record has


def test_a_record_of_an_earlier_version_has_no_digest(tmp_path: Path) -> None:
    (tmp_path / "exported.json").write_text('{"threads": 2}')
    assert read_record(tmp_path / "exported.json") == {"threads": 2}
    (tmp_path / "exported.json").write_text("[]")
    with pytest.raises(UNREADABLE):
        read_record(tmp_path / "exported.json")
