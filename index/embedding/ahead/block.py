"""A block, embedded in a process that a cluster has started for it."""

import os
import time
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.errors import PullquoteError, one_line

_POLITE = 19  # the lowest priority: questions that are asked of the same machine come first


class Recipe(Hashable, Protocol):
    """Makes an embedder on whatever machine it is called; sent there, and equal to its copies."""

    def __call__(self, kind: str) -> Embedder:
        """Make an embedder for one processor, or for a GPU; raises `ModelRefused`."""
        ...


def embed_block(
    recipe: Recipe, kind: str, fingerprint: str, texts: Sequence[str]
) -> tuple[NDArray[np.float16], float] | str:
    """Embed a block where this is called: the vectors, and the seconds that took; or why not."""
    try:
        embedder = _made(recipe, kind)
        if embedder.fingerprint != fingerprint:
            return (
                f"its model has the fingerprint {embedder.fingerprint[:8]}, and not"
                f" {fingerprint[:8]} as here; install the same model there"
            )
        began = time.perf_counter()
        vectors = embedder.embed_passages(texts)
    except PullquoteError as error:
        return one_line(error)
    return vectors.astype(np.float16), time.perf_counter() - began


@lru_cache(maxsize=1)
def _made(recipe: Recipe, kind: str) -> Embedder:
    """Make the embedder of this process, which Ray has embed block after block."""
    os.nice(_POLITE)
    return recipe(kind)
