"""Exports a model once, compares it with the reference, and measures how it runs best here."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding.exported import (
    GRAPH_NAME,
    TOKENIZER_NAME,
    About,
    ExportedModel,
    WholeTokens,
    file_sha256,
    write_about,
)
from index.embedding.words import WordVectors
from index.store.databases import PRIVATE_FILE, holding, make_directory

LEAST_AGREEMENT = 0.9999
"""The least cosine between vectors of an export and of its reference; float32 reaches 1.0000."""


class Reference(Protocol):
    """A model that can be exported, as `ReferenceModel` can."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: float32 (n, d), rows of length 1 in the order of the texts."""
        ...

    def most_tokens(self) -> int:
        """Return the number of tokens after which the model cuts a text off."""
        ...

    def word_vectors(self) -> WordVectors | None:
        """Return the word vectors that its export is given, if it is given vectors, not numbers."""
        ...

    def export(self, graph: Path, tokenizer: Path) -> None:
        """Write the model as an ONNX graph, and its tokenizer."""
        ...


_LOCK_NAME = "export.lock"
_REFUSED_NAME = "refused.txt"  # in place of an export: why the reference is used instead
_TEXTS_PER_BATCH = (1, 4, 8, 16, 32)
_FIRST_TEXTS = 8  # while threads are compared
_CLEARLY = 0.8  # of the time: fewer threads must be so much quicker, lest a busy moment decide
_ROUNDS = 3  # of which the quickest counts, as machines are shared
_LONG = 0.5  # seconds: a busy moment is a small part of a round that takes longer
_SENTENCE = "The ministry said on Monday that 48 of the 112 soldiers had left the camp near Izium."
_SAMPLES = (
    "",
    "Who left?",
    "ministry soldiers camp",
    "Наказ підписав міністр оборони у вівторок.",
    "🙂 “It was not us”, he said — twice…",
    "\u202eRTL \u0301 <b>&amp;</b> \x00 0x1F 3.14159 1,000,000 €",
    *(_SENTENCE[: 20 + 9 * step] for step in range(8)),
    *(" ".join([_SENTENCE] * times) for times in (1, 2, 3, 5, 8, 40)),
)


def was_refused(folder: Path) -> bool:
    """Tell whether an export into a folder was tried before and refused."""
    return (folder / _REFUSED_NAME).is_file()


def make(folder: Path, reference: Reference) -> None:
    """Export a reference into a folder, whole or not at all; an older export there is replaced.

    If the model cannot be exported or its vectors differ, the folder holds the reason instead of
    an export. Raises `OSError` where nothing can be written.
    """
    with making_whole(folder) as making:
        refusal = _export(making, reference)
        if refusal is not None:
            (making / _REFUSED_NAME).write_text(refusal)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process exports into a folder of exports: see then whether it is done.

    Each would take a gigabyte, and one would remove what another has just made and opens. Where the
    folder cannot be written, nobody is waited for: nothing is kept there.
    """
    held = None
    with suppress(OSError):
        make_directory(folder)
        held = os.open(folder / _LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    with nullcontext() if held is None else holding(held):
        yield


@contextmanager
def making_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write to that becomes `folder` at the end of the block, or never.

    An older one there is replaced. Raises `OSError` where nothing can be written. Where others may
    do so too, it is to be made `alone`.
    """
    make_directory(folder.parent)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        yield making
        shutil.rmtree(folder, ignore_errors=True)
        for path in making.iterdir():
            path.chmod(PRIVATE_FILE)  # like all that stands in a data directory
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _export(folder: Path, reference: Reference) -> str | None:
    """Write an export; return why it is refused, `None` if it is accepted."""
    try:
        reference.export(folder / GRAPH_NAME, folder / TOKENIZER_NAME)
        vectors = reference.word_vectors()
        made = _make_pieces(folder) if vectors is not None else ()
        first = About(reference.most_tokens(), _FIRST_TEXTS, 1, {}, vectors is not None, bool(made))
        found = ExportedModel(folder, first, vectors).encode(_SAMPLES)
    except Exception as error:  # noqa: BLE001 - a model may fail in any way; the reference is there
        _remove_files(folder)
        return f"cannot be exported: {type(error).__name__}: {error}"
    agreement = float(np.min(np.sum(found * reference.encode(_SAMPLES), axis=1)))
    if agreement < LEAST_AGREEMENT:
        _remove_files(folder)
        return f"its vectors differ from the reference: least cosine {agreement:.5f}"
    texts_per_batch, threads = _quickest(folder, first, vectors)
    digests = {name: file_sha256(folder / name) for name in (GRAPH_NAME, TOKENIZER_NAME, *made)}
    quickest = replace(first, texts_per_batch=texts_per_batch, threads=threads, sha256=digests)
    write_about(folder, quickest)
    return None


def _make_pieces(folder: Path) -> tuple[str, ...]:
    """Make the tokenizer of an export anew as pieces, where it can be; return the files' names."""
    from index.embedding import pieces

    whole = WholeTokens(folder / TOKENIZER_NAME, max(map(len, _SAMPLES)) + 3)
    return pieces.make(folder / TOKENIZER_NAME, folder, whole.ids, _SAMPLES)


def _quickest(folder: Path, about: About, vectors: WordVectors | None) -> tuple[int, int]:
    """Measure how many texts in a batch, and how many threads, embed the samples soonest.

    On a busy machine nothing is measured: the setting that waits least for other processes would
    win for good.
    """

    def seconds(texts_per_batch: int, threads: int) -> float:
        tried = replace(about, texts_per_batch=texts_per_batch, threads=threads)
        model = ExportedModel(folder, tried, vectors)
        first = _timed(model, _SAMPLES)
        if first > _LONG:
            return first
        return min(first, *(_timed(model, _SAMPLES) for _ in range(_ROUNDS - 1)))

    threads = os.cpu_count() or 1
    if os.getloadavg()[0] > threads:
        return _FIRST_TEXTS, threads
    taken = seconds(_FIRST_TEXTS, threads)
    while threads > 1 and (halved := seconds(_FIRST_TEXTS, threads // 2)) < _CLEARLY * taken:
        threads, taken = threads // 2, halved
    return min(_TEXTS_PER_BATCH, key=lambda texts: seconds(texts, threads)), threads


def _timed(model: ExportedModel, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    model.encode(texts)
    return time.perf_counter() - started


def _remove_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
