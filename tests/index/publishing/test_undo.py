import shutil
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import noon, publish, source_text

from index import build
from index.errors import GenerationRefused
from index.generation import directory
from index.records import SourceText
from index.store.store import Store, read_corpus


def live(data: Path) -> int | None:
    with closing(Store(data)) as store:
        return store.live()


def numbered(number: int) -> SourceText:
    return source_text("a", f"Edition {number} is out.")


def test_undo_goes_to_what_was_live_before(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        publish(tmp_path, numbered(number))
    assert (build.undo(tmp_path, noon), live(tmp_path)) == (2, 2)
    assert publish(tmp_path, numbered(4)).generation == 4
    assert (build.undo(tmp_path, noon), live(tmp_path)) == (2, 2)
    assert [article.text for article in read_corpus(tmp_path).articles] == ["Edition 2 is out."]
    assert (build.undo(tmp_path, noon), live(tmp_path)) == (1, 1)
    with pytest.raises(GenerationRefused, match="no earlier generation to go back to"):
        build.undo(tmp_path, noon)


@pytest.mark.parametrize("published", [0, 1])
def test_nothing_to_undo_is_refused(tmp_path: Path, published: int) -> None:
    for number in range(published):
        publish(tmp_path, numbered(number))
    with pytest.raises(GenerationRefused, match="no earlier generation to go back to; see: pullqu"):
        build.undo(tmp_path, noon)


def test_undo_to_a_damaged_generation_is_refused_and_leaves_the_live_one(tmp_path: Path) -> None:
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2))
    (directory.path_of(tmp_path, 1) / "rows.npy").unlink()
    with pytest.raises(GenerationRefused, match=r"generation 1 is damaged: .*rows\.npy is missing"):
        build.undo(tmp_path, noon)
    assert live(tmp_path) == 2


def test_a_damaged_generation_in_between_names_the_older_one_that_is_whole(tmp_path: Path) -> None:
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2))
    (directory.path_of(tmp_path, 2) / "rows.npy").unlink()
    assert publish(tmp_path, numbered(2)).generation == 3  # mended
    with pytest.raises(GenerationRefused) as refusal:
        build.undo(tmp_path, noon)
    assert str(refusal.value) == (
        f"generation 2 is damaged: {directory.path_of(tmp_path, 2) / 'rows.npy'} is missing;"
        " an older one is whole, go back to it with: pullquote undo 1"
    )
    shutil.rmtree(directory.path_of(tmp_path, 2))
    with pytest.raises(GenerationRefused, match=r"^generation 2 is not .*: pullquote undo 1$"):
        build.undo(tmp_path, noon)
    assert (build.undo(tmp_path, noon, number=1), live(tmp_path)) == (1, 1)


def test_a_generation_that_was_sealed_but_never_live_cannot_be_gone_back_to(tmp_path: Path) -> None:
    publish(tmp_path, numbered(1))
    shutil.copytree(directory.path_of(tmp_path, 1), directory.path_of(tmp_path, 2))
    with pytest.raises(GenerationRefused, match=r"go back to generation 2; those .*: none;"):
        build.undo(tmp_path, noon, number=2)
