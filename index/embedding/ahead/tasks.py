"""The protocol `Tasks`: whatever embeds blocks of texts, and the loop that does it here."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder

CPU, GPU = "cpu", "gpu"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A block of n texts and their vectors, float32 or float16 (n, d), rows in that order.

    `seconds` is what embedding took whoever did it, and `kind` what did it: `CPU` or `GPU`.
    """

    texts: Sequence[str]
    vectors: NDArray[np.float32] | NDArray[np.float16]
    seconds: float
    kind: str = CPU


class Tasks(Protocol):
    """Embeds blocks of texts: each of them once, in any order, several at a time where it can."""

    @property
    def fingerprint(self) -> str:
        """Name the model and its prompts, as an `Embedder` does."""
        ...

    def workers(self) -> Mapping[str, int]:
        """Count the workers there are now, by their kind."""
        ...

    def embed(self, blocks: Iterable[Sequence[str]]) -> Iterator[Embedded]:
        """Embed blocks, which are made as they are needed; raises `ModelRefused` if nobody can."""
        ...


class TasksHere:
    """Embeds block after block in this process."""

    def __init__(self, embedder: Embedder) -> None:
        """Use an embedder, which nothing else should use meanwhile."""
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint

    def workers(self) -> Mapping[str, int]:
        """Count this process."""
        return {CPU: 1}

    def embed(self, blocks: Iterable[Sequence[str]]) -> Iterator[Embedded]:
        """Embed blocks in their order."""
        for block in blocks:
            began = time.perf_counter()
            vectors = self._embedder.embed_passages(block)
            yield Embedded(block, vectors, time.perf_counter() - began)
