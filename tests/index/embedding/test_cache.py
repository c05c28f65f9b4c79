import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from fakes.commands.together import run_together

from index.embedding.cache import FOLDER_NAME, OLD_FILE_NAME, EmbeddingCache, held_ahead
from index.errors import ReindexRunning, StoreRefused

ROWS = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)
AS_KEPT = ROWS.astype(np.float16).astype(np.float32)


def kept(data: Path, fingerprint: str, texts: list[str]) -> dict[str, list[float]]:
    with closing(EmbeddingCache(data, fingerprint)) as cache:
        return {text: vector.tolist() for text, vector in cache.find(texts).items()}


def keep(data: Path, fingerprint: str, texts: list[str], vectors: np.ndarray) -> None:
    with closing(EmbeddingCache(data, fingerprint)) as cache:
        cache.keep(texts, vectors)


def files(data: Path, fingerprint: str) -> list[Path]:
    return sorted((data / FOLDER_NAME / fingerprint).iterdir())


def test_what_was_kept_is_found_as_float16_and_was_returned_so(tmp_path: Path) -> None:
    with closing(EmbeddingCache(tmp_path, "aa")) as cache:
        assert np.array_equal(cache.keep(["one", "two 🙂"], ROWS), AS_KEPT)
    assert kept(tmp_path, "aa", ["two 🙂", "three", "one"]) == {
        "one": AS_KEPT[0].tolist(),
        "two 🙂": AS_KEPT[1].tolist(),
    }


def test_vectors_of_another_model_are_not_found(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["one", "two"], ROWS)
    assert kept(tmp_path, "bb", ["one", "two"]) == {}


def test_a_text_kept_again_has_its_last_vector(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["one"], ROWS[:1])
    keep(tmp_path, "aa", ["one"], ROWS[1:])
    assert kept(tmp_path, "aa", ["one"]) == {"one": AS_KEPT[1].tolist()}


def test_many_blocks_become_one_and_of_a_text_the_last_vector_stays(tmp_path: Path) -> None:
    numbers = np.arange(16, dtype=np.float32)[:, None]
    with closing(EmbeddingCache(tmp_path, "aa")) as cache:
        for number in range(15):
            cache.keep([str(number), "again"], numbers[[number, number]])
        assert len(files(tmp_path, "aa")) == 15
        cache.keep(["15"], numbers[15:])
        assert len(files(tmp_path, "aa")) == 1
    texts = [str(number) for number in range(16)]
    expected = {str(number): [float(number)] for number in range(16)} | {"again": [14.0]}
    assert kept(tmp_path, "aa", [*texts, "again", "absent"]) == expected


def test_a_block_takes_two_bytes_a_dimension_and_a_digest_of_the_text_and_of_the_row(
    tmp_path: Path,
) -> None:
    keep(tmp_path, "aa", [str(number) for number in range(1000)], np.ones((1000, 384)))
    (block,) = files(tmp_path, "aa")
    assert block.stat().st_size == 48 + 1000 * (8 + 32 + 8 + 768)


def flip_in_a_vector(block: Path) -> None:
    block.write_bytes(block.read_bytes()[:-1] + b"\x01")


def flip_in_a_digest(block: Path) -> None:
    whole = bytearray(block.read_bytes())
    whole[48 + 8 + 20] ^= 4
    block.write_bytes(whole)


def cut_off(block: Path) -> None:
    block.write_bytes(block.read_bytes()[:-1])


def empty(block: Path) -> None:
    block.write_bytes(b"")


def overwrite(block: Path) -> None:
    block.write_bytes(b"these are no vectors " * 40)


def leave_half_written(block: Path) -> None:
    block.rename(block.with_suffix(".part"))


@pytest.mark.parametrize(
    "damage",
    [flip_in_a_vector, flip_in_a_digest, cut_off, empty, overwrite, leave_half_written],
)
def test_a_vector_that_is_not_as_it_was_kept_is_not_found_and_can_be_kept_again(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    keep(tmp_path, "aa", ["one"], ROWS[:1])
    keep(tmp_path, "aa", ["two"], ROWS[1:])
    damage(files(tmp_path, "aa")[0])
    assert kept(tmp_path, "aa", ["one", "two"]) == {"two": AS_KEPT[1].tolist()}
    keep(tmp_path, "aa", ["one"], ROWS[:1])
    assert kept(tmp_path, "aa", ["one"]) == {"one": AS_KEPT[0].tolist()}


@pytest.mark.parametrize("has_sums", [True, False])
@pytest.mark.parametrize(
    "numbers", [[0.6, 0.7], [1.0, 0.5], [float("nan"), 0.0], [float("inf"), 0.0], []]
)
def test_the_file_of_earlier_versions_is_still_read_where_it_is_whole(
    tmp_path: Path, numbers: list[float], has_sums: bool
) -> None:
    with closing(sqlite3.connect(tmp_path / OLD_FILE_NAME)) as connection, connection:
        more = ", sum BLOB" if has_sums else ""
        connection.execute(
            f"CREATE TABLE embeddings (model TEXT, text BLOB, vector BLOB{more},"
            " PRIMARY KEY (model, text)) WITHOUT ROWID"
        )
        for text, vector in (("one", ROWS[1]), ("two", np.array(numbers, dtype=np.float32))):
            digest = sha256(text.encode()).digest()
            total = sha256(b"aa" + digest + ROWS[1].tobytes()).digest()
            row = ("aa", digest, vector.tobytes(), *([total] if has_sums else []))
            connection.execute(f"INSERT INTO embeddings VALUES ({','.join('?' * len(row))})", row)
    assert kept(tmp_path, "aa", ["one", "two"]) == {"one": ROWS[1].tolist()}
    keep(tmp_path, "aa", ["two"], ROWS[:1])
    assert kept(tmp_path, "aa", ["one", "two"]) == {
        "one": ROWS[1].tolist(),
        "two": AS_KEPT[0].tolist(),
    }


def test_a_damaged_file_of_earlier_versions_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / OLD_FILE_NAME).write_bytes(b"these are no embeddings " * 400)
    with pytest.raises(StoreRefused, match=r"embeddings\.sqlite.*delete it if it is damaged"):
        kept(tmp_path, "aa", ["one"])


def test_a_vector_for_each_text_is_demanded(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        keep(tmp_path, "aa", ["one"], ROWS)


def test_a_place_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FOLDER_NAME).write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreRefused, match=r"embeddings: .*delete it if it is damaged"):
        keep(tmp_path, "aa", ["one"], ROWS[:1])


def test_the_vectors_of_other_models_are_counted_and_removed(tmp_path: Path) -> None:
    for model in ("aa", "bb"):
        keep(tmp_path, model, ["one", "two"], ROWS)
    with closing(EmbeddingCache(tmp_path, "aa")) as cache:
        assert cache.drop_others(["aa"]) == 2
    assert kept(tmp_path, "bb", ["one"]) == {}
    assert set(kept(tmp_path, "aa", ["one", "two"])) == {"one", "two"}


_KEEPS = """
import sys
import numpy as np
from pathlib import Path
from index.embedding.cache import EmbeddingCache
data, name = Path(sys.argv[1]), sys.argv[2]
cache = EmbeddingCache(data, "aa")
print("ready", flush=True)
sys.stdin.readline()
for at in range(40):
    cache.keep([f"{name}{at}", f"{name}again"], np.array([[at, 1.0], [at, 2.0]], np.float32))
"""


def test_what_several_processes_keep_at_once_is_all_found(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["before"], ROWS[:1])
    reading = EmbeddingCache(tmp_path, "aa")
    assert run_together(_KEEPS, tmp_path, "xyz") == [0, 0, 0]
    texts = [f"{name}{at}" for name in "xyz" for at in range(40)]
    expected = {text: [float(text[1:]), 1.0] for text in texts}
    again = {f"{name}again": [39.0, 2.0] for name in "xyz"}
    assert kept(tmp_path, "aa", [*texts, *again]) == expected | again
    assert reading.find(["before"]).keys() == {"before"}  # though its file was merged away
    assert len(files(tmp_path, "aa")) < 40


def test_what_an_interruption_left_unfinished_is_removed_by_the_next_write(tmp_path: Path) -> None:
    keep(tmp_path, "aa", ["one"], ROWS[:1])
    left = tmp_path / FOLDER_NAME / "aa" / "00000002.part"
    left.write_bytes(b"unfinished")
    assert kept(tmp_path, "aa", ["one"]) != {}
    assert left.exists()  # somebody may be writing it
    keep(tmp_path, "aa", ["two"], ROWS[1:])
    assert not left.exists()


def test_no_vectors_are_removed_while_an_archive_is_embedded(tmp_path: Path) -> None:
    keep(tmp_path, "bb", ["one", "two"], ROWS)
    with closing(EmbeddingCache(tmp_path, "aa")) as cache:
        with held_ahead(tmp_path):
            with pytest.raises(ReindexRunning, match="another process is embedding an archive"):
                held_ahead(tmp_path).__enter__()
            assert cache.drop_others({"aa"}) == 0
        assert cache.drop_others({"aa"}) == 2
