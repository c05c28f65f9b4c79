"""The table of a model's word vectors, mapped from its file where it is too large for memory.

A model of a hundred languages knows a quarter of a million words: their vectors are most of its
weights, and a question needs ten of them.
"""

import json
import mmap
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LARGE = 100_000_000
"""Bytes from which a table is mapped; the default model's has 47 million."""

_FILE_NAME = "model.safetensors"
_LONGEST = 100_000_000  # bytes of the list of tensors, as the format has it
_TENSOR_NAME = "embeddings.word_embeddings.weight"


class WordVectors:
    """The word vectors of a model, read from its file as they are needed."""

    def __init__(self, table: NDArray[np.float32]) -> None:
        """Take a table, float32 (v, d), which may be mapped."""
        self._table = table

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Look up the vectors of tokens (n, t): float32 (n, t, d)."""
        found: NDArray[np.float32] = self._table[ids]
        return found


def find(folder: Path) -> WordVectors | None:
    """Map the word vectors of the model in a folder; `None` if they are few, or not kept so.

    Only those in float32 in a file of safetensors are mapped: eight bytes, the length of what
    follows; names, kinds, shapes and places of the tensors as JSON; the tensors.
    """
    try:
        with (folder / _FILE_NAME).open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            about = json.loads(file.read(min(length, _LONGEST)))[_TENSOR_NAME]
            start, end = about["data_offsets"]
            if about["dtype"] != "F32" or end - start < LARGE:
                return None
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None
    table = np.frombuffer(held, "<f4", (end - start) // 4, 8 + length + start)
    return WordVectors(table.reshape(about["shape"]))
