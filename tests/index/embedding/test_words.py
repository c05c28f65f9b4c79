from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.embedding import words

NAME = "embeddings.word_embeddings.weight"
TABLE = np.arange(12, dtype=np.float32).reshape(4, 3)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LARGE", TABLE.nbytes)


@pytest.mark.usefixtures("large")
def test_the_vectors_of_tokens_are_read_from_the_file(tmp_path: Path) -> None:
    other = np.ones(5, dtype=np.float32)
    save_file({"a": other, NAME: TABLE, "z": other}, tmp_path / "model.safetensors")
    found = words.find(tmp_path)
    assert found is not None
    assert found.of(np.array([[3, 0]])).tolist() == [[[9, 10, 11], [0, 1, 2]]]


def test_a_small_table_is_not_mapped(tmp_path: Path) -> None:
    save_file({NAME: TABLE}, tmp_path / "model.safetensors")
    assert words.find(tmp_path) is None


@pytest.mark.usefixtures("large")
def test_a_table_that_is_not_kept_as_float32_is_not_mapped(tmp_path: Path) -> None:
    save_file({NAME: np.zeros((8, 3), dtype=np.float16)}, tmp_path / "model.safetensors")
    assert words.find(tmp_path) is None


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 40, b"\2\0\0\0\0\0\0\0{}"])
def test_a_file_of_another_kind_holds_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    assert words.find(tmp_path) is None
    assert words.find(tmp_path / "not there") is None
