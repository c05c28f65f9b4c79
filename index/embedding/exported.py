"""A model that was exported to ONNX, run without torch, in batches of texts of like length."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    Protocol,
)  # Any: the fields of a record, before they are checked

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.embedding.words import WordVectors

GRAPH_NAME = "model.onnx"
TOKENIZER_NAME = "tokenizer.json"
_ABOUT_NAME = "exported.json"

UNREADABLE = (OSError, ValueError, TypeError, AttributeError)
"""What reading the record of an export raises where it is missing or damaged."""

MOST_PADDING = 0.1
"""The share of a batch's tokens that may be padding before the batch is closed early."""


@dataclass(frozen=True, slots=True)
class About:
    """The record kept with an export: where texts are cut off, how it runs best, its digests.

    `maps_words` is true for a graph that takes the vectors of words instead of their numbers,
    `has_pieces` for an export with which the tokenizer stands as pieces, too (`pieces`).
    """

    most_tokens: int
    texts_per_batch: int
    threads: int
    sha256: dict[str, str]
    maps_words: bool = False
    has_pieces: bool = False


class Tokens(Protocol):
    """A tokenizer, as far as an export needs one."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of texts, as many of each as the model reads."""
        ...


class WholeTokens:
    """The tokenizer of an export, as the library reads it that wrote it."""

    def __init__(self, path: Path, most_tokens: int) -> None:
        """Load a tokenizer; of a text at most so many tokens are given."""
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.enable_truncation(most_tokens)
        self._tokenizer.no_padding()

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of texts."""
        return [text.ids for text in self._tokenizer.encode_batch_fast(list(texts))]


class ExportedModel:
    """An exported model, open for embedding. Several threads may use it at once."""

    def __init__(self, folder: Path, about: About, vectors: "WordVectors | None" = None) -> None:
        """Load the graph and the tokenizer in `folder`; `vectors` if the graph takes them."""
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = about.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only: stderr is for our own lines
        # Threads that wait for work in a loop keep processors from what else a question needs: 64
        # askers got 72 answers a second with it and 103 without, one asker as many as before.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(
            str(folder / GRAPH_NAME), options, providers=["CPUExecutionProvider"]
        )
        self._tokens = _tokens(folder, about)
        self.texts_per_batch = about.texts_per_batch
        self._word_vectors = vectors

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: float32 (n, d), rows of length 1 in the order of the texts."""
        encoded = self._tokens.ids(texts)
        rows: list[NDArray[np.float32]] = []
        order: list[int] = []
        for batch in batches(list(map(len, encoded)), self.texts_per_batch):
            rows.append(self._run([encoded[at] for at in batch]))
            order.extend(batch)
        stacked = np.concatenate(rows)
        vectors = np.empty_like(stacked)
        vectors[order] = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
        return vectors

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of texts, as far as the model reads them."""
        return list(map(len, self._tokens.ids(texts)))

    def _run(self, encoded: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        shape = len(encoded), max(map(len, encoded))
        ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, own in enumerate(encoded):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        given: dict[str, NDArray[Any]] = {"attention_mask": mask}  # of integers or of float32
        if self._word_vectors is None:
            given["input_ids"] = ids
        else:
            given["inputs_embeds"] = self._word_vectors.of(ids)
        vectors: NDArray[np.float32]
        (vectors,) = self._session.run(None, given)
        return vectors


def _tokens(folder: Path, about: About) -> Tokens:
    """Load the tokenizer of an export: its pieces, where they are there and can be read."""
    if about.has_pieces and find_spec("sentencepiece") is not None:
        from index.embedding.pieces import Pieces  # here, as hardly any model needs it

        return Pieces(folder, about.most_tokens)
    return WholeTokens(folder / TOKENIZER_NAME, about.most_tokens)


def batches(lengths: Sequence[int], most_texts: int) -> Iterator[list[int]]:
    """Group texts, given by their lengths in tokens, into batches of indices, shortest first.

    >>> list(batches([9, 2, 10, 2], most_texts=8))
    [[1, 3], [0, 2]]
    """
    batch: list[int] = []
    held = 0
    for at in sorted(range(len(lengths)), key=lambda index: (lengths[index], index)):
        padded = lengths[at] * (len(batch) + 1)
        is_padding_much = padded - held - lengths[at] > MOST_PADDING * padded
        if batch and (len(batch) == most_texts or is_padding_much):
            yield batch
            batch, held = [], 0
        batch.append(at)
        held += lengths[at]
    if batch:
        yield batch


def read(folder: Path, model: Path, threads: int | None = None) -> ExportedModel | None:
    """Open the export in a folder of the model in another; `None` if there is none, or not whole.

    Its files must be those that were written. Those of the model are not looked at. It runs with
    so many `threads`, by default with as many as were quickest when it was made.
    """
    about = _read_about(folder)
    if about is None:
        return None
    about = about if threads is None else replace(about, threads=threads)
    try:
        if any(file_sha256(folder / name) != digest for name, digest in about.sha256.items()):
            return None
    except OSError:
        return None
    if not about.maps_words:
        return ExportedModel(folder, about)
    from index.embedding import words  # here, as hardly any model needs it

    vectors = words.find(model)
    return None if vectors is None else ExportedModel(folder, about, vectors)


def write_about(folder: Path, about: About) -> None:
    """Write the record of an export beside its files, for `read`."""
    write_record(folder / _ABOUT_NAME, asdict(about))


def write_record(path: Path, fields: Mapping[str, object]) -> None:
    """Write the record of an export as JSON, with a digest of itself."""
    path.write_text(json.dumps({**fields, "record": _digest(fields)}, indent=1))


def read_record(path: Path) -> dict[str, Any]:
    """Read a record; `ValueError` or another of `UNREADABLE` if it is not as it was written.

    Those of earlier versions have no digest.
    """
    fields = json.loads(path.read_text())
    kept = fields.pop("record", None)
    if kept is not None and kept != _digest(fields):
        raise ValueError(f"{path} is not as it was written")
    return dict(fields)


def file_sha256(path: Path) -> str:
    """Digest a file: 64 hexadecimal digits; `OSError` if it cannot be read."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read_about(folder: Path) -> About | None:
    try:
        return About(**read_record(folder / _ABOUT_NAME))
    except UNREADABLE:
        return None


def _digest(fields: Mapping[str, object]) -> str:
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
