"""A corpus that is searched by its words alone, with coefficients worked out by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fakes.corpus import noon
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.embedding import cache
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation import directory
from index.records import Published, Source, SourceText
from index.search.asker import Asker
from index.search.calibration import Calibration
from index.search.ranking import GATE_FEATURES, RANK_FEATURES, Weights
from index.store.databases import make_directory
from index.store.store import live_generation

# A passage that holds the question's words gets the probability 1 / (1 + e⁰) = .5, one that does
# not gets .5 · e⁻¹⁰, which is not even near the subject.
_WORDS_ALONE = Weights(
    rank=np.array([10.0 if name == "local_word_share" else 0.0 for name in RANK_FEATURES]),
    gate=np.zeros(len(GATE_FEATURES)),
    intercept=0.0,
)
CALIBRATION = Calibration(
    with_vectors=_WORDS_ALONE,
    words_only=_WORDS_ALONE,
    threshold=0.5,
    related=0.1,
    model="none",
    fitted_on="nothing",
)


@dataclass(frozen=True, slots=True)
class BlindEmbedder:
    """An embedder that reads no script, so that only words are searched; all vectors are equal."""

    fingerprint: str = "0" * 64

    def reads(self, text: str) -> bool:
        return not text

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)


FERRY_TEXT = "The ferry sank at noon.\n\nNobody was hurt at noon.\n\nThe captain was arrested.\n"
FERRY = SourceText(
    Source(
        "ferry",
        "ferry.txt",
        title="Ferry sinks",
        outlet="Harbour News",
        author="A. Mate",
        published="2024-06-30",
        url="https://example.org/ferry",
        language="en",
        note="Corrected.",
    ),
    FERRY_TEXT,
)
TRIAL_TEXT = (
    "Q: Who steered that night?\n\nA: A sailor did.\n\nQ: And who slept?\n\nA: The mate slept.\n"
)
TRIAL = SourceText(Source("trial", "trial.txt"), TRIAL_TEXT)


def publish(data: Path, *texts: SourceText) -> Published:
    """Make the corpus equal the texts; the ferry and the trial if none are given."""
    return build.publish(Reindex(data, BlindEmbedder(), "none"), texts or (FERRY, TRIAL))


def publish_at_noon(data: Path, *texts: SourceText) -> Published:
    """Make the corpus equal the texts, published at noon of 2 January 2026."""
    return build.publish(build.Reindex(data, BlindEmbedder(), "none", clock=noon), texts)


def open_asker(data: Path, threshold: float | None = None) -> Asker:
    """Open what `publish` made."""
    return Asker(data, BlindEmbedder(), CALIBRATION, threshold)


def add_in_shards(data: Path, *texts: SourceText) -> None:
    """Add texts to the corpus of a command line whose model is a folder, each as a shard."""
    live = live_generation(data)
    assert live is not None
    fingerprint = directory.read_manifest(data, live).fingerprint
    for text in texts:
        build.amend(Reindex(data, BlindEmbedder(fingerprint), "none", shard=1), [text])


def set_up_model(model: Path, data: Path, texts: Sequence[SourceText]) -> BlindEmbedder:
    """Make a folder that passes for a model, and keep its vectors of these texts in `data`.

    The whole command line can then index them, and answer in Cyrillic, without loading any model.
    """
    model.mkdir()
    embedder = BlindEmbedder(SentenceTransformerEmbedder(ModelChoice(str(model))).fingerprint)
    elsewhere = data.with_name("elsewhere")
    build.publish(Reindex(elsewhere, embedder, "none"), texts)
    make_directory(data)
    (elsewhere / cache.FOLDER_NAME).rename(data / cache.FOLDER_NAME)
    return embedder
