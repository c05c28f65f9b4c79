import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.chat import BlindEmbedder, add_in_shards, open_asker, publish
from fakes.corpus import noon, source_text

from index import build
from index.embedding.embedder import Embedder
from index.errors import ModelRefused, StoreRefused
from index.generation import directory, vectors
from index.publishing.doctor import Check, Finding, examine
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
        "generation": "1 is whole: 11 files as they were written",
        "quotes": "5 paragraphs stand in their articles word for word",
        "files": "no others: whole",
        "private": f"{data} can be read by its owner alone",
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


def test_every_other_file_of_the_data_directory_is_checked_and_named(data: Path) -> None:
    with closing(sqlite3.connect(data / "people.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE people (person TEXT)")
        connection.executemany("INSERT INTO people VALUES (?)", [("x" * 3000,)] * 9)
    (data / "people.sqlite").chmod(0o600)
    assert findings(data)["files"].line == "people.sqlite: whole"
    whole = bytearray((data / "people.sqlite").read_bytes())
    whole[8192:8200] = b"\xee" * 8
    (data / "people.sqlite").write_bytes(whole)
    found = findings(data)
    assert failed(found) == ["files"]
    assert found["files"].line.startswith(f"{data / 'people.sqlite'} is damaged (")
    assert found["files"].line.endswith("or move it away: a new one is begun then")


def test_the_owners_of_other_files_add_their_own_checks(data: Path) -> None:
    def look() -> str:
        raise StoreRefused("a role is held by nobody")

    more = [Check("people", look), Check("drafts", lambda: "2 drafts wait")]
    found = {finding.checked: finding for finding in examine(data, lambda: BlindEmbedder(), more)}
    assert failed(found) == ["people"]
    assert (found["people"].line, found["drafts"].line) == (
        "a role is held by nobody",
        "2 drafts wait",
    )


def test_what_other_users_may_read_is_named(data: Path) -> None:
    data.chmod(0o755)
    (data / FILE_NAME).chmod(0o644)
    found = findings(data)
    assert failed(found) == ["private"]
    assert found["private"].line == (
        f"{data} and 1 more can be read by other users; close them with: pullquote doctor --repair"
    )


def test_little_space_on_the_disk_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = SimpleNamespace(free=400 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    assert findings(data)["disk"] == Finding(
        "disk", False, f"only 400 MB are free for {data}; free some space"
    )


def test_of_several_shards_each_is_checked(data: Path) -> None:
    add_in_shards(data, source_text("late", "Ships sailed."), source_text("later", "They came."))
    assert failed(findings(data)) == []
    last = directory.path_of(data, 3) / "002" / vectors.FILE_NAME
    whole = bytearray(last.read_bytes())
    whole[-1] ^= 1
    last.write_bytes(whole)
    found = findings(data)["generation"]
    assert not found.sound
    assert "002/vectors.faiss does not hold what was written" in found.line


def test_undo_goes_back_to_fewer_shards_and_forward_to_more(data: Path) -> None:
    add_in_shards(data, source_text("late", "Ships sailed."), source_text("later", "They came."))
    assert build.undo(data, noon) == 2
    assert failed(findings(data)) == []
    assert len(directory.read_manifest(data, 2).shards) == 2
    assert build.undo(data, noon, number=3) == 3
    with closing(open_asker(data)) as asker:
        assert asker.article("later") is not None
    assert failed(findings(data)) == []
