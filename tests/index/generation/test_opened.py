import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import FILES, FINGERPRINT, FakeEmbedder, publish, source_text

from index import build
from index.build import Reindex
from index.errors import GenerationRefused
from index.generation import directory
from index.generation.directory import FORMAT
from index.generation.opened import Generation

TITLE_AND_TWO = source_text("a", "# Rivers\n\nThey rose. Cold.\n\nThey fell.", published="2024-06")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, TITLE_AND_TWO, source_text("b", "Peace.", published="2023"))
    return tmp_path


def file(data: Path, name: str, number: int = 1) -> Path:
    return directory.path_of(data, number) / name


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 4
    path.write_bytes(whole)


DAMAGES: tuple[Callable[[Path], None], ...] = (empty, truncate, flip_a_bit, Path.unlink)


def opened(data: Path) -> None:
    Generation(data, 1, FINGERPRINT).close()


def test_rows_and_articles_are_numbered_by_paragraph(data: Path) -> None:
    with closing(Generation(data, 1, FINGERPRINT)) as made:
        assert made.shards[0].rows.tolist() == [0, 0, 3, 5, 7]
        assert made.article_starts.tolist() == [0, 3, 4]
        made.check_counts()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused_by_name_with_the_command_that_mends_it(
    data: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(file(data, name))
    with pytest.raises(GenerationRefused) as refusal:
        opened(data)
    line = str(refusal.value)
    assert line.startswith("generation 1 is damaged: ")
    assert str(file(data, name)) in line
    assert "mend it with: pullquote reindex" in line
    assert "\n" not in line


def test_a_generation_of_another_format_is_refused_by_both_formats(data: Path) -> None:
    path = file(data, "manifest.json")
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(raw | {"format": 99}), encoding="utf-8")
    expected = f"format 99, this version reads format {FORMAT}; mend it with: pullquote reindex"
    with pytest.raises(GenerationRefused, match=expected):
        opened(data)


def test_a_manifest_that_does_not_say_how_articles_were_split_is_of_the_first_way(
    data: Path,
) -> None:
    path = file(data, "manifest.json")
    raw = json.loads(path.read_text(encoding="utf-8"))
    del raw["splitting"], raw["sha256"]
    path.write_text(json.dumps(raw | {"sha256": directory._digest_fields(raw)}), "utf-8")
    assert directory.read_manifest(data, 1).splitting == 1
    opened(data)


def test_a_generation_of_another_model_is_refused_by_both_models(data: Path) -> None:
    expected = r"made with the model fake \(fafafafa\), the settings name another \(bbbbbbbb\)"
    with pytest.raises(GenerationRefused, match=f"{expected}; mend it with: pullquote reindex"):
        Generation(data, 1, "b" * 64)


def test_a_generation_that_is_not_there_is_refused_by_name(data: Path) -> None:
    with pytest.raises(
        GenerationRefused, match=r"generation 7 is damaged: .*000007.manifest\.json"
    ):
        Generation(data, 7, FINGERPRINT)


def test_files_that_disagree_with_the_manifest_are_refused(data: Path) -> None:
    made = Generation(data, 1, FINGERPRINT)
    made.shards[0].rows = np.array([0, 0, 3, 5, 6], dtype=np.int64)
    expected = "generation 1 holds 6 rows where 7 belong; mend it with: pullquote reindex"
    with closing(made), pytest.raises(GenerationRefused, match=expected):
        made.check_counts()


def test_a_generation_made_by_the_same_model_again_opens(data: Path) -> None:
    with closing(Generation(data, 1, FakeEmbedder().fingerprint)) as made:
        assert re.fullmatch("[0-9a-f]{64}", made.manifest.fingerprint)


def test_what_did_not_change_is_neither_opened_nor_digested_again(data: Path) -> None:
    reindex = Reindex(data, FakeEmbedder(), "fake", shard=2)
    build.amend(reindex, [source_text("c", "New.")])
    with closing(Generation(data, 1, FINGERPRINT)) as first:
        flip_a_bit(file(data, "000/texts.sqlite", 2))  # the new shard
        with pytest.raises(GenerationRefused, match=r"000.texts\.sqlite does not hold"):
            Generation(data, 2, FINGERPRINT, first)
        flip_a_bit(file(data, "000/texts.sqlite", 2))
        flip_a_bit(file(data, "001/stems.npy", 2))  # that of generation 1, under a second name
        with pytest.raises(GenerationRefused, match=r"001.stems\.npy does not hold"):
            Generation(data, 2, FINGERPRINT)
        second = Generation(data, 2, FINGERPRINT, first)
    assert second.shards[1] is first.shards[0]
    assert second.texts.article("b") is not None  # although the first is closed
    second.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        second.texts.article("b")


def test_the_same_files_written_anew_are_opened_anew(data: Path) -> None:
    reindex = Reindex(data, FakeEmbedder(), "fake", shard=2)
    build.amend(reindex, [source_text("c", "New.")])
    copy = file(data, "001/stems.npy", 2)
    whole = copy.read_bytes()
    copy.unlink()
    copy.write_bytes(whole)
    with (
        closing(Generation(data, 1, FINGERPRINT)) as first,
        closing(Generation(data, 2, FINGERPRINT, first)) as second,
    ):
        assert second.shards[1] is not first.shards[0]
