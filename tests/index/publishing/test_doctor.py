import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.chat import BlindEmbedder, publish

from index.embedding.embedder import Embedder
from index.errors import ModelRefused
from index.generation import directory, vectors
from index.publishing.doctor import Finding, examine
from index.store import audit
from index.store.file import FILE_NAME


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path / "data")
    return tmp_path / "data"


def findings(data: Path, fingerprint: str = "0" * 64) -> dict[str, Finding]:
    def make_embedder() -> Embedder:
        return BlindEmbedder(fingerprint)

    return {finding.checked: finding for finding in examine(data, make_embedder)}


def failed(found: dict[str, Finding]) -> list[str]:
    return [finding.checked for finding in found.values() if not finding.sound]


def test_of_a_sound_installation_every_check_says_what_it_saw(data: Path) -> None:
    found = findings(data)
    assert failed(found) == []
    assert {name: finding.line for name, finding in found.items() if name != "disk"} == {
        "model": "verified and run, fingerprint 00000000",
        "store": f"{data / FILE_NAME} is whole, 1 events",
        "audit": f"1 entries, unbroken, head {audit.verify(data).head[:12]}",
        "generation": "1 is whole: 10 files as they were written",
        "quotes": "5 paragraphs stand in their articles word for word",
    }
    assert found["disk"].line.endswith(" MB free")


def test_before_the_first_index_it_names_the_command_that_makes_one(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert failed(found) == ["store", "audit", "generation", "quotes"]
    assert found["store"].line == (
        f"there is no index in {tmp_path} yet; make one with: pullquote reindex FOLDER"
    )


def test_a_damaged_file_of_the_index_is_named_with_its_remedy(data: Path) -> None:
    path = directory.path_of(data, 1) / vectors.FILE_NAME
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    found = findings(data)
    assert failed(found) == ["generation", "quotes"]
    assert found["generation"].line == (
        f"generation 1 is damaged: {path} does not hold what was written;"
        " mend it with: pullquote reindex (or go back with: pullquote undo)"
    )


def test_a_missing_generation_is_named_with_its_remedy(data: Path) -> None:
    shutil.rmtree(directory.path_of(data, 1))
    found = findings(data)
    assert failed(found) == ["generation", "quotes"]
    assert found["quotes"].line.endswith("mend it with: pullquote reindex")


def test_a_damaged_store_is_named(data: Path) -> None:
    (data / FILE_NAME).write_bytes(b"not a database " * 100)
    found = findings(data)
    assert failed(found) == ["store", "audit", "generation", "quotes"]
    assert found["store"].line.startswith(f"cannot use {data / FILE_NAME}: ")


def test_an_index_made_with_another_model_is_refused(data: Path) -> None:
    found = findings(data, fingerprint="f" * 64)
    assert failed(found) == ["quotes"]
    assert found["quotes"].line == (
        "generation 1 was made with the model none (00000000), the settings name another"
        " (ffffffff); mend it with: pullquote reindex"
    )


def test_without_a_model_the_rest_is_still_checked(data: Path) -> None:
    def make_embedder() -> Embedder:
        raise ModelRefused("the model folder ./m is not there; mend PULLQUOTE_MODEL")

    found = {finding.checked: finding for finding in examine(data, make_embedder)}
    assert failed(found) == ["model", "quotes"]
    assert found["model"].line == "the model folder ./m is not there; mend PULLQUOTE_MODEL"
    assert found["quotes"].line == "not checked, as there is no model to open the index with"


def test_a_text_that_was_changed_in_the_store_is_found(data: Path) -> None:
    with closing(sqlite3.connect(data / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE revisions SET text = replace(text, 'sank', 'swam')")
    found = findings(data)
    assert failed(found) == ["store", "quotes"]
    assert found["store"].line == (
        "not as it was written: the text of ferry revision 1; mend it with: pullquote doctor"
        " --repair, or where that has no good copy, restore the store from a backup"
    )
    assert found["quotes"].line == (
        f"the text of ferry revision 1 in {data / FILE_NAME} is not as it was written;"
        " mend it with: pullquote doctor --repair"
    )


def test_little_space_on_the_disk_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = SimpleNamespace(free=400 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    assert findings(data)["disk"] == Finding(
        "disk", False, f"only 400 MB are free for {data}; free some space"
    )
