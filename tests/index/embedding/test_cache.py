from pathlib import Path

import numpy as np
import pytest

from index.embedding.cache import FILE_NAME, EmbeddingCache
from index.errors import StoreRefused

ROWS = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)


def kept(data: Path, fingerprint: str, texts: list[str]) -> dict[str, list[float]]:
    cache = EmbeddingCache(data, fingerprint)
    found = {text: vector.tolist() for text, vector in cache.find(texts).items()}
    cache.close()
    return found


def keep(data: Path, fingerprint: str, texts: list[str], vectors: np.ndarray) -> None:
    cache = EmbeddingCache(data, fingerprint)
    cache.keep(texts, vectors)
    cache.close()


def test_what_was_kept_is_found_bit_for_bit(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["one", "two 🙂"], ROWS)
    assert kept(tmp_path, "aa", ["two 🙂", "three", "one"]) == {
        "one": ROWS[0].tolist(),
        "two 🙂": ROWS[1].tolist(),
    }


def test_vectors_of_another_model_are_not_found(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["one", "two"], ROWS)
    assert kept(tmp_path, "bb", ["one", "two"]) == {}


def test_a_text_kept_again_has_its_last_vector(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["one"], ROWS[:1])
    keep(tmp_path, "aa", ["one"], ROWS[1:])
    assert kept(tmp_path, "aa", ["one"]) == {"one": ROWS[1].tolist()}


def test_more_texts_are_found_than_one_statement_takes(tmp_path: Path) -> None:
    texts = [str(number) for number in range(1201)]
    keep(tmp_path, "aa", texts, np.arange(1201, dtype=np.float32)[:, None])
    assert kept(tmp_path, "aa", texts) == {str(number): [float(number)] for number in range(1201)}


def test_a_vector_for_each_text_is_demanded(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        keep(tmp_path, "aa", ["one"], ROWS)


def test_a_damaged_cache_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"these are no embeddings " * 400)
    with pytest.raises(StoreRefused, match=r"embeddings\.sqlite.*delete it if it is damaged"):
        EmbeddingCache(tmp_path, "aa")


def test_a_cache_whose_inside_is_damaged_is_refused_by_name(tmp_path: Path) -> None:
    texts = [str(number) for number in range(400)]
    keep(tmp_path, "aa", texts, np.ones((400, 50), dtype=np.float32))
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096))
    cache = EmbeddingCache(tmp_path, "aa")
    try:
        with pytest.raises(StoreRefused, match=r"embeddings\.sqlite.*delete it"):
            cache.find(["7"])
        with pytest.raises(StoreRefused, match=r"embeddings\.sqlite.*delete it"):
            cache.keep(["another"], ROWS[:1])
    finally:
        cache.close()


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="unable to open database file"):
        EmbeddingCache(tmp_path / "absent", "aa")
