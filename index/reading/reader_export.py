"""Make the reader once: merge its weights with the packaged model, export it, compare the two."""

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

from index.errors import ModelRefused
from index.exported_model import TOKENIZER_NAME
from index.model_files import file_sha256
from index.reading import exported_reader
from index.reading.exported_reader import GRAPH_NAME, About
from index.reading.layout import START, STOP

MOST_DIFFERENCE = 1e-3
"""The most that a logit of the exported reader may differ; exports in float32 differ by 1e-5."""

_LENGTHS = (5, 23, 64, 200)  # tokens of the rows that are compared
_IN_8_BITS = False
"""Whether the matrices are kept in 8 bits: see the card beside the weights for what it costs."""


def make(folder: Path, model: Path, weights: Path, *, in_8_bits: bool = _IN_8_BITS) -> None:
    """Make an exported reader in `folder`, whole or not at all; an older one there is replaced.

    Raises `ModelRefused` if it does not say what the network in torch says, and `OSError` where
    nothing can be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        _export(making, model, weights)
        if in_8_bits:
            _quantize(making / GRAPH_NAME)
        shutil.copyfile(model / TOKENIZER_NAME, making / TOKENIZER_NAME)
        digests = {name: file_sha256(making / name) for name in (GRAPH_NAME, TOKENIZER_NAME)}
        exported_reader.write_about(making, About(os.cpu_count() or 1, digests))
        shutil.rmtree(folder, ignore_errors=True)
        making.chmod(0o755)  # whoever may read the data directory may read this
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _export(folder: Path, model: Path, weights: Path) -> None:
    """Export the network, and compare what both say of some rows of tokens."""
    import torch
    from onnxruntime import InferenceSession

    from index.reading import network as networks

    network = networks.load(model, weights)
    networks.export(network, folder / GRAPH_NAME)
    session = InferenceSession(str(folder / GRAPH_NAME), providers=["CPUExecutionProvider"])
    for length in _LENGTHS:
        ids = np.full((2, length), STOP, dtype=np.int64)
        ids[:, 0] = START
        ids[:, 1 : length - 1] = np.arange(2 * (length - 2)).reshape(2, -1) * 37 % 20000 + 1000
        types = np.zeros_like(ids)
        types[:, length // 2 :] = 1
        given = (ids, np.ones_like(ids), types)
        with torch.inference_mode():
            expected = network(*map(torch.from_numpy, given))
        names = ("input_ids", "attention_mask", "token_type_ids")
        found = session.run(None, dict(zip(names, given, strict=True)))
        differing = max(
            float(np.abs(said.numpy() - other).max())
            for said, other in zip(expected, found, strict=True)
        )
        if not differing < MOST_DIFFERENCE:
            raise ModelRefused(
                f"the exported reader differs from its network by {differing:.5f};"
                " ask without it: PULLQUOTE_READER=off"
            )


def _quantize(graph: Path) -> None:
    """Keep the graph's matrices in 8 bits; a row's numbers are rounded as they are read."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = graph.with_name("whole.onnx")
    graph.rename(whole)
    quantize_dynamic(
        str(whole), str(graph), weight_type=QuantType.QInt8, per_channel=True, reduce_range=False
    )
    whole.unlink()
