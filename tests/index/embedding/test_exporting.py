"""A model of one small layer, made by the test, is exported as the real one is."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fakes.commands.offline import run
from fakes.commands.together import run_together
from numpy.typing import NDArray

from index.embedding import exported as exported_model
from index.embedding import exporting, words
from index.embedding.exported import ExportedModel
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.reference import ReferenceModel
from index.embedding.words import WordVectors

TEXTS = (
    "",
    "who left",
    "the army left the camp " * 30,
    "кто ушёл 🙂",
    "army",
    "camp army who " * 3,
)
EMBED_FROM_EXPORT = """
from pathlib import Path
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
embedder = SentenceTransformerEmbedder(ModelChoice(sys.argv[1]), Path(sys.argv[2]))
vectors = embedder.embed_questions(["who left"])
sys.stdout.write(f"{vectors.shape} {'torch' in sys.modules} {'transformers' in sys.modules}")
"""

EXPORT = """
import sys
from pathlib import Path
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
data, model = Path(sys.argv[1]), sys.argv[2].partition(" ")[2]
embedder = SentenceTransformerEmbedder(ModelChoice(model), data)
print("ready", flush=True)
sys.stdin.readline()
embedder.load()
sys.exit(1 if "torch" in sys.modules else 0)
"""


@dataclass(frozen=True)
class Drifting:
    """Exports one model and embeds as another would: what an exporter gets wrong."""

    model: ReferenceModel

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.roll(self.model.encode(texts), 1, axis=1)

    def most_tokens(self) -> int:
        return self.model.most_tokens()

    def word_vectors(self) -> WordVectors | None:
        return self.model.word_vectors()

    def export(self, graph: Path, tokenizer: Path) -> None:
        self.model.export(graph, tokenizer)


pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a model with weights of its own, pooled by its first token, that cuts off at 40."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("small")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "left", "the", "army", "camp"]
    bert = folder / "bert"
    vocabulary = {word: number for number, word in enumerate(words)}
    BertTokenizer(vocab=vocabulary).save_pretrained(str(bert))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=0.5,
    )
    torch.manual_seed(4)  # some weights take all texts for one another
    BertModel(config).save_pretrained(str(bert))
    transformer = Transformer(str(bert), max_seq_length=40)
    model = SentenceTransformer(
        modules=[transformer, Pooling(16, pooling_mode="cls"), Normalize()], device="cpu"
    )
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture
def exported(small: Path, tmp_path: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(ModelChoice(str(small)), tmp_path / "exports")


def test_an_export_gives_the_vectors_of_its_reference(
    small: Path, exported: SentenceTransformerEmbedder
) -> None:
    reference = ReferenceModel(small, "cpu").encode(TEXTS)
    found = exported.embed_passages(TEXTS)
    assert (found.shape, found.dtype.name) == ((6, 16), "float32")
    assert np.allclose(found, reference, atol=1e-5)
    assert abs(float(found[1] @ found[4])) < 0.99


def test_an_export_is_used_without_torch(
    small: Path, exported: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    exported.embed_questions(["who left"])
    assert run(EMBED_FROM_EXPORT, str(small), str(tmp_path / "exports")) == "(1, 16) False False"


def test_a_damaged_export_is_made_again(
    small: Path, exported: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    whole = exported.embed_passages(TEXTS)
    (graph,) = (tmp_path / "exports").rglob("model.onnx")
    graph.write_bytes(b"damaged")
    again = SentenceTransformerEmbedder(ModelChoice(str(small)), tmp_path / "exports")
    assert np.allclose(again.embed_passages(TEXTS), whole, atol=1e-5)
    assert isinstance(exported_model.read(graph.parent, small), ExportedModel)


def test_an_export_whose_vectors_differ_is_refused_and_the_reference_used(
    small: Path, tmp_path: Path
) -> None:
    reference = ReferenceModel(small, "cpu")
    exporting.make(tmp_path / "export", Drifting(reference))
    assert exporting.was_refused(tmp_path / "export")
    assert exported_model.read(tmp_path / "export", small) is None
    assert [path.name for path in (tmp_path / "export").iterdir()] == ["refused.txt"]


def test_where_nothing_can_be_written_the_reference_is_used(small: Path, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file, where a folder should be")
    embedder = SentenceTransformerEmbedder(ModelChoice(str(small)), tmp_path / "exports")
    reference = ReferenceModel(small, "cpu").encode(TEXTS)
    assert np.allclose(embedder.embed_passages(TEXTS), reference, atol=1e-6)


def test_how_an_export_runs_best_is_measured_and_kept(
    exported: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    exported.embed_questions(["who left"])
    (about,) = (tmp_path / "exports").rglob("exported.json")
    kept = json.loads(about.read_text())
    assert kept["most_tokens"] == 40
    assert kept["texts_per_batch"] in {1, 4, 8, 16, 32}
    assert kept["threads"] in range(1, 1 + (os.cpu_count() or 1))


def test_the_vectors_of_very_many_words_are_mapped_from_the_models_file(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = ReferenceModel(small, "cpu").encode(TEXTS)
    monkeypatch.setattr(words, "LARGE", 10 * 16 * 4)  # of ten words; the model's others are fewer
    embedder = SentenceTransformerEmbedder(ModelChoice(str(small)), tmp_path / "exports")
    assert np.allclose(embedder.embed_passages(TEXTS), reference, atol=1e-5)
    (graph,) = (tmp_path / "exports").rglob("model.onnx")
    assert json.loads((graph.parent / "exported.json").read_text())["maps_words"] is True
    assert exported_model.read(graph.parent, tmp_path) is None  # no model is there to map from


def test_of_three_processes_that_need_an_export_at_once_one_makes_it_and_all_use_it(
    tmp_path: Path, small: Path
) -> None:
    ended = run_together(EXPORT, tmp_path, [f"{number} {small}" for number in range(3)])
    assert sorted(ended) == [0, 0, 1]  # only who exports brings torch
    assert not list(tmp_path.glob(".making-*"))
