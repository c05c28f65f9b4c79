import pickle
from pathlib import Path

import numpy as np
import pytest

from index.embedding.ahead.recipe import ModelRecipe
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.errors import ModelRefused


def test_a_recipe_that_was_sent_is_equal_so_that_a_worker_loads_its_model_once(
    tmp_path: Path,
) -> None:
    recipe = ModelRecipe(ModelChoice("m", passage_prompt="p: "), tmp_path)
    sent = pickle.loads(pickle.dumps(recipe))
    assert (sent, hash(sent)) == (recipe, hash(recipe))


def test_a_machine_without_the_model_refuses(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"the model folder /nowhere/m is not there"):
        ModelRecipe(ModelChoice("/nowhere/m"), tmp_path)("cpu")


def test_a_gpu_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="finds no such device"):
        ModelRecipe(ModelChoice(), tmp_path)("gpu").embed_passages(["a text"])


@pytest.mark.model
def test_where_the_senders_folder_is_not_seen_the_export_is_made_in_the_machines_own_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    embedder = ModelRecipe(ModelChoice(), tmp_path / "not seen")("cpu")
    vectors = embedder.embed_passages(["The ferry sank.", "A bell rang."])
    known = SentenceTransformerEmbedder(ModelChoice())
    assert embedder.fingerprint == known.fingerprint
    expected = known.embed_passages(["The ferry sank.", "A bell rang."])
    assert np.min(np.sum(vectors * expected, axis=1)) > 0.9999
    assert (tmp_path / "cache/pullquote/models" / known.fingerprint[:16] / "model.onnx").is_file()
    assert not (tmp_path / "not seen").exists()
