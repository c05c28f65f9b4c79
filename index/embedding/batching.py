"""An embedder for several threads: questions that are asked at one moment are embedded together."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Condition

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder


@dataclass(slots=True)
class _Request:
    """The questions of one thread, and then their vectors, or why there are none."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32] | None = None
    error: BaseException | None = None

    @property
    def is_met(self) -> bool:
        return self.vectors is not None or self.error is not None

    def result(self) -> NDArray[np.float32]:
        if self.error is not None:
            raise self.error
        if self.vectors is None:
            raise ValueError("the request has not been met yet")
        return self.vectors


class BatchingEmbedder:
    """Embeds with a model that it hands one batch at a time. For any number of threads.

    Who asks while no other does is served at once. What is asked while a batch is embedded waits
    for its end, and is then embedded together by the first of those who wait: no clock is needed,
    and nobody waits longer than for the batch under way. A vector depends on the others of its
    batch by rounding alone. A text that cannot be embedded fails for those who asked it.
    """

    def __init__(self, model: Embedder) -> None:
        """Embed with this model, which nobody else should use meanwhile."""
        self._model = model
        self._waiting: list[_Request] = []
        self._is_busy = False
        self._changed = Condition()

    @property
    def fingerprint(self) -> str:
        """Name the model and its prompts, as hexadecimal digits."""
        return self._model.fingerprint

    def reads(self, text: str) -> bool:
        """Tell whether the model knows the script that most letters of the text belong to."""
        return self._model.reads(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts by themselves: float32 (n, d), in the order of the texts."""
        return self._model.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions, with those of other threads: float32 (n, d), in the order of the texts.

        Raises what the model raises for these texts.
        """
        mine = _Request(tuple(texts))
        with self._changed:
            self._waiting.append(mine)
            self._changed.wait_for(lambda: mine.is_met or not self._is_busy)
            batch = [] if mine.is_met else self._waiting
            if batch:
                self._waiting, self._is_busy = [], True
        if batch:
            try:
                self._embed(batch)
            finally:
                with self._changed:
                    self._is_busy = False
                    self._changed.notify_all()
        return mine.result()

    def waiting(self) -> int:
        """Count the threads whose questions wait for the end of the batch under way."""
        with self._changed:
            return len(self._waiting)

    def _embed(self, batch: Sequence[_Request]) -> None:
        """Meet every request of a batch: all together or, if that fails, each by itself."""
        texts = [text for one in batch for text in one.texts]
        try:
            vectors = self._model.embed_questions(texts)
        except BaseException as error:  # noqa: BLE001 - raised again where these texts were asked
            if len(batch) == 1:
                batch[0].error = error
            else:
                for one in batch:
                    self._embed([one])
            return
        at = 0
        for one in batch:
            one.vectors = vectors[at : at + len(one.texts)]
            at += len(one.texts)
