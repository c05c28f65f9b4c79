"""Make the reader once: merge its weights with the packaged model, export it, compare the two."""

import logging
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding.exported import TOKENIZER_NAME, file_sha256
from index.embedding.exporting import making_whole
from index.errors import ModelRefused
from index.reading import exported, layout
from index.reading.exported import GRAPH_NAME, About, ExportedReader
from index.reading.reader import InContext, ToRead
from index.records import Span

if TYPE_CHECKING:
    from index.reading.network import Network

IN_8_BITS = True
"""Whether the matrices are kept in 8 bits: twice as quick and a quarter of the memory.

Over 741 answerable questions of five sets it put 663 right paragraphs first, 32 bits 665.
"""

MOST_DIFFERENCE = 1e-3
"""The most that log-odds may differ from the network's; exports in float32 differ by 1e-5."""

MOST_IN_8_BITS = 1.5
"""The same for matrices in 8 bits, which differ by .14 in the mean; where a processor rounds them
worse, the whole matrices are used."""

_FIRST = "A gravel barge struck the Halden bridge on Tuesday evening; nobody was injured."
_SECOND = "Its captain, Oda Lind, told the police that she had been awake for thirty hours."
_PASSAGES = (
    InContext(
        f"{_FIRST} {_SECOND}",
        (Span(0, len(_FIRST)), Span(len(_FIRST) + 1, len(_FIRST) + 1 + len(_SECOND))),
        above="Barge strikes Halden bridge, cutting the island off",
        before="The island of Orm has 4,300 people and one road.",
    ),
    InContext(_SECOND, (Span(0, len(_SECOND)),)),
    InContext(" ".join([_FIRST] * 30), (Span(0, len(_FIRST)),)),
    InContext("Наказ підписав міністр.", (Span(0, 23),), above="🙂"),
)
_QUESTIONS = ("Who was the captain?", "bridge hit when", "How many people live on Orm?", "?")
_SAMPLES = tuple(ToRead(question, passage) for question in _QUESTIONS for passage in _PASSAGES)


def make(folder: Path, model: Path, weights: Path, *, in_8_bits: bool = IN_8_BITS) -> None:
    """Make an exported reader in `folder`, whole or not at all; an older one there is replaced.

    Raises `ModelRefused` if it does not say what the network in torch says, and `OSError` where
    nothing can be written.
    """
    with making_whole(folder) as making:
        _export(making, model, weights, in_8_bits=in_8_bits)
        digests = {name: file_sha256(making / name) for name in (GRAPH_NAME, TOKENIZER_NAME)}
        exported.write_about(making, About(os.cpu_count() or 1, digests))


def _export(folder: Path, model: Path, weights: Path, *, in_8_bits: bool) -> None:
    """Export the network, and keep it in 8 bits if it says the same in them."""
    from index.reading import network  # brings torch, which takes seconds

    reference = network.load(model, weights)
    shutil.copyfile(model / TOKENIZER_NAME, folder / TOKENIZER_NAME)
    graph, whole = folder / GRAPH_NAME, folder / "whole.onnx"
    network.export(reference, graph)
    differing = _difference(folder, reference)
    if not differing < MOST_DIFFERENCE:
        raise ModelRefused(
            f"the exported reader's log-odds differ from its network's by {differing:.5f};"
            " ask without it: PULLQUOTE_READER=off"
        )
    if in_8_bits:
        graph.rename(whole)
        _quantize(whole, graph)
        if not _difference(folder, reference) < MOST_IN_8_BITS:
            whole.replace(graph)
        whole.unlink(missing_ok=True)


def _difference(folder: Path, network: "Network") -> float:
    """Find the most by which the log-odds of some samples differ from the network's."""
    import torch

    reader = ExportedReader(folder, About(1, {}))
    padded = layout.pad([reader.lay_out(pair) for pair in _SAMPLES])
    with torch.inference_mode():
        expected, _tokens = network(*map(torch.from_numpy, padded))
    found = [said.log_odds for said in reader.read(_SAMPLES)]
    return float((expected - torch.tensor(found)).abs().max())


def _quantize(whole: Path, graph: Path) -> None:
    """Keep the matrices in 8 bits; what is multiplied with them is rounded as it comes."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it advises steps that change nothing in this graph
    try:
        quantize_dynamic(str(whole), str(graph), weight_type=QuantType.QInt8, per_channel=True)
    finally:
        logging.disable(logging.NOTSET)
