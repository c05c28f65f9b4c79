"""The protocol `Embedder`: whatever turns texts into vectors, the packaged model or a test's."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors whose inner product is their cosine similarity."""

    @property
    def fingerprint(self) -> str:
        """Name the model and its prompts, as hexadecimal digits.

        It changes whenever the same text could get another vector.
        """
        ...

    def reads(self, text: str) -> bool:
        """Tell whether the model was trained on the script of most letters of a text.

        The vectors of other texts mean nothing.
        """
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts: float32 (n, d), rows of length 1 in the order of the texts."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: float32 (n, d), rows of length 1 in the order of the texts."""
        ...
