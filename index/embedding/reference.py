"""A model as sentence-transformers runs it: the reference for its export, which it also writes."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedding import words
from index.embedding.words import WordVectors
from index.errors import ModelRefused, one_line

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

_BATCH = 16  # larger batches pad more and were slower on two cores


class ReferenceModel:
    """A model in torch. To load it takes seconds, most of them for importing torch."""

    def __init__(self, folder: Path, device: str) -> None:
        """Load a model; raises `ModelRefused` if there is none, or no such device."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # it warns when a process forks
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        logging.set_verbosity_error()
        _check_device(device)
        self._device = device
        self._folder = folder
        try:
            self._model = SentenceTransformer(str(folder), device=device, local_files_only=True)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            if device != "cpu" and isinstance(error, RuntimeError):
                raise _stopped(device, error) from error
            raise ModelRefused(
                f"the model in {folder} cannot be loaded: {one_line(error)[:200]};"
                " mend PULLQUOTE_MODEL"
            ) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: float32 (n, d), rows of length 1 in the order of the texts.

        Raises `ModelRefused` where the device fails, as when its memory is full.
        """
        try:
            vectors = self._model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        except RuntimeError as error:
            raise _stopped(self._device, error) from error
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def most_tokens(self) -> int:
        """Return the number of tokens after which the model cuts a text off."""
        return int(self._model.max_seq_length or self._model.tokenizer.model_max_length)

    def word_vectors(self) -> WordVectors | None:
        """Map the model's word vectors, if they are so many that its export is given them."""
        return words.find(self._folder)

    def export(self, graph: Path, tokenizer: Path) -> None:
        """Write the whole model, its pooling included, as an ONNX graph, and its fast tokenizer.

        The graph takes int64 (n, t) `input_ids` and `attention_mask` and gives float32 (n, d)
        `vectors`, of the length that the model gives them. A model with very many words takes their
        vectors, float32 (n, t, d) `inputs_embeds`, instead of the first. Raises the error of torch
        for a model that it cannot export.
        """
        import torch

        self._model.tokenizer.backend_tokenizer.save(str(tokenizer))
        examples = self._model.preprocess(["A text of some length.", "Another."])
        tokens, mask = examples["input_ids"], examples["attention_mask"]
        vectors = self.word_vectors()
        first = "input_ids" if vectors is None else "inputs_embeds"
        given = (tokens if vectors is None else torch.from_numpy(vectors.of(tokens.numpy())), mask)
        axes = {0: "n", 1: "t"}
        with warnings.catch_warnings():
            # The tracer warns of what it takes for constant, the exporter of its successor, which
            # needs another package and six times as long. The outcome is compared with this model.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _whole(self._model, first),
                given,
                str(graph),
                dynamo=False,
                input_names=[first, "attention_mask"],
                output_names=["vectors"],
                dynamic_axes={first: axes, "attention_mask": axes, "vectors": {0: "n"}},
            )


def _check_device(device: str) -> None:
    """Raise `ModelRefused` for a device that PyTorch does not find; `cuda` is the first GPU."""
    import torch

    kind, _, number = device.partition(":")
    found = {
        "cpu": 1,
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
    }
    if int(number or 0) >= found[kind]:
        raise ModelRefused(
            f"PULLQUOTE_DEVICE is {device}, but PyTorch {torch.__version__} finds no such device"
            " here; take cpu, or install a PyTorch that is made for it"
        )


def _stopped(device: str, error: RuntimeError) -> ModelRefused:
    reason, _, _advice_on_debugging = str(error).partition("\n")
    return ModelRefused(
        f"the model stopped on {device}: {reason[:200]};"
        " try it again, or with another PULLQUOTE_DEVICE"
    )


def _whole(model: "SentenceTransformer", first: str) -> "Module":
    """Wrap a model so that it takes and returns tensors; `first` is what it takes the first for."""
    from torch import Tensor, nn

    class Whole(nn.Module):  # torch knows no other way than to inherit
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, words: Tensor, attention_mask: Tensor) -> Tensor:
            features = {first: words, "attention_mask": attention_mask}
            vectors: Tensor = self.model(features)["sentence_embedding"]
            return vectors

    return Whole().eval()
