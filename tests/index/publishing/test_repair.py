from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import FakeEmbedder, noon, publish, source_text

from index import build
from index.embedding.cache import EmbeddingCache
from index.errors import ReindexRunning
from index.generation import directory
from index.publishing import repair
from index.store import audit
from index.store.file import locked

FINGERPRINT = FakeEmbedder().fingerprint


def mend(data: Path, fingerprint: str = FINGERPRINT) -> tuple[str, ...]:
    return repair.repair(data, fingerprint, "cli:ada", noon)


def test_what_is_live_or_can_be_gone_back_to_stays(tmp_path: Path) -> None:
    for number in range(1, 5):
        publish(tmp_path, source_text("a", f"Edition {number}."))
    build.undo(tmp_path, noon)
    assert mend(tmp_path) == ()
    assert directory.kept(tmp_path) == (2, 3, 4)
    assert build.undo(tmp_path, noon, number=4) == 4
    assert audit.entries(tmp_path)[-1].deed.action == "undone to"


def test_what_interruptions_left_is_removed_and_the_log_says_so(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "One."))
    for name in (".building", "000002"):
        (tmp_path / "generations" / name).mkdir()
    (tmp_path / "generations" / "stray").write_text("x")
    assert mend(tmp_path) == (
        "removed generations/.building",
        "removed generations/000002",
        "removed generations/stray",
    )
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["000001"]
    deed = audit.entries(tmp_path)[-1].deed
    assert (deed.by, deed.action, deed.detail[:30]) == (
        "cli:ada", "repaired", "removed generations/.building;",
    )  # fmt: skip


def test_vectors_of_models_that_nothing_was_made_with_are_removed(tmp_path: Path) -> None:
    other = FakeEmbedder("b" * 64)
    for number in range(3):
        text = source_text("a", f"Edition {number}.")
        publish(tmp_path, text, embedder=other if number == 0 else None)
    assert mend(tmp_path) == ()  # undo can still go back to what the other model made
    publish(tmp_path, source_text("a", "Edition 3."))
    assert mend(tmp_path, "b" * 64) == ()  # the settings name it
    assert mend(tmp_path) == ("removed 1 vectors of models no longer used",)
    with closing(EmbeddingCache(tmp_path, "b" * 64)) as cache:
        assert cache.find(["Edition 0."]) == {}
    assert publish(tmp_path, source_text("a", "Edition 1.")).embedded == 0


def test_a_reindex_under_way_is_not_disturbed(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "One."))
    with locked(tmp_path), pytest.raises(ReindexRunning):
        mend(tmp_path)
