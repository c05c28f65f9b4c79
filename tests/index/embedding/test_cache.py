import sqlite3
from contextlib import closing
from hashlib import sha256
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


# Each is damage of a row, as a flipped bit does it.
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE embeddings SET vector = x'0000803f00000001'",  # the last bit of one number
        "UPDATE embeddings SET vector = x'0000803f'",
        "UPDATE embeddings SET vector = x'00'",
        "UPDATE embeddings SET vector = 'a text'",
        "UPDATE embeddings SET vector = NULL",
        "UPDATE embeddings SET sum = x'00'",
        "UPDATE embeddings SET vector = (SELECT vector FROM embeddings WHERE text <> 'x' LIMIT 1),"
        " sum = (SELECT sum FROM embeddings WHERE text <> 'x' LIMIT 1)",
    ],
)
def test_a_vector_that_is_not_as_it_was_kept_is_not_found_and_can_be_kept_again(
    tmp_path: Path, damage: str
) -> None:
    keep(tmp_path, "aa", ["one"], ROWS[:1])
    keep(tmp_path, "bb", ["one"], ROWS[1:])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        where = " WHERE model = 'aa'" if "SELECT" not in damage else " WHERE model = 'bb'"
        connection.execute(damage + where)
    damaged, whole = ("bb", "aa") if "SELECT" in damage else ("aa", "bb")
    assert kept(tmp_path, damaged, ["one"]) == {}
    assert kept(tmp_path, whole, ["one"]) != {}
    keep(tmp_path, damaged, ["one"], ROWS[:1])
    assert kept(tmp_path, damaged, ["one"]) == {"one": ROWS[0].tolist()}


@pytest.mark.parametrize("numbers", [[1.0, 0.5], [float("nan"), 0.0], [float("inf"), 0.0], []])
def test_of_vectors_older_than_sums_only_unit_ones_are_found(
    tmp_path: Path, numbers: list[float]
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute(
            "CREATE TABLE embeddings (model TEXT, text BLOB, vector BLOB,"
            " PRIMARY KEY (model, text)) WITHOUT ROWID"
        )
        for text, vector in (("one", ROWS[1]), ("two", np.array(numbers, dtype=np.float32))):
            row = ("aa", sha256(text.encode()).digest(), vector.tobytes())
            connection.execute("INSERT INTO embeddings VALUES (?, ?, ?)", row)
    assert kept(tmp_path, "aa", ["one", "two"]) == {"one": ROWS[1].tolist()}
    keep(tmp_path, "aa", ["two"], ROWS[:1])
    assert kept(tmp_path, "aa", ["two"]) == {"two": ROWS[0].tolist()}


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
