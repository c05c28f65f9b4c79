"""A sentence-transformers model as an `Embedder`: found, verified, exported once, then run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index.embedding import exported, exporting, files
from index.embedding.exported import ExportedModel
from index.embedding.packaged import DEFAULT_MODEL
from index.embedding.reference import ReferenceModel

_DIGESTS_NAME = "digests.json"  # beside the exports


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The choice of a model: its name, its device, and the prompts that it expects before a text.

    `name` is `all-MiniLM-L6-v2` or `all-mpnet-base-v2` (inside packages, nothing is downloaded), a
    folder, or the name of a model on the hub. `multilingual` is true for a model that reads other
    scripts than Latin.
    """

    name: str = DEFAULT_MODEL
    question_prompt: str = ""
    passage_prompt: str = ""
    multilingual: bool = False
    device: str = "cpu"


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded when the first text is embedded.

    With a folder for exports, a model for the processor is exported there at its first use, and
    then run without torch, whose import alone takes seconds. A caller that needs only the
    fingerprint loads nothing. Until one thread has loaded the model, no other may use it.
    """

    def __init__(self, choice: ModelChoice, exports: Path | None = None) -> None:
        """Find and verify the model's files; raises `ModelRefused` if they cannot be used."""
        self._choice = choice
        self._exports = exports
        self.folder = files.find_folder(choice.name, exports or user_cache_path("pullquote"))
        self.fingerprint = files.fingerprint(
            choice.name,
            self.folder,
            choice.question_prompt,
            choice.passage_prompt,
            kept=None if exports is None else exports / _DIGESTS_NAME,
        )
        self._loaded: ExportedModel | ReferenceModel | None = None

    def reads(self, text: str) -> bool:
        """Tell whether the model was trained on the script of most letters of a text."""
        return self._choice.multilingual or is_mostly_latin(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts: float32 (n, d), rows of length 1 in the order of the texts."""
        return self._model().encode([self._choice.passage_prompt + text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: float32 (n, d), rows of length 1 in the order of the texts."""
        return self._model().encode([self._choice.question_prompt + text for text in texts])

    def _model(self) -> ExportedModel | ReferenceModel:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> ExportedModel | ReferenceModel:
        if self._exports is None or self._choice.device != "cpu":
            return ReferenceModel(self.folder, self._choice.device)
        export = self._exports / self.fingerprint[:16]
        model = exported.read(export)
        if model is not None:
            return model
        reference = ReferenceModel(self.folder, self._choice.device)
        if exporting.was_refused(export):
            return reference
        try:
            exporting.make(export, reference)
        except OSError:  # a full disk, say: the reference is slower but gives the same vectors
            return reference
        return exported.read(export) or reference


def is_mostly_latin(text: str) -> bool:
    """Tell whether at least half of a text's letters are Latin.

    >>> is_mostly_latin("Who was Пушкин, the poet?")
    True
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character < "\u1f00" for character in letters)
    return 2 * latin >= len(letters)
