"""An embedder for several threads: embeds the questions that wait at one moment together."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Condition

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder


@dataclass(slots=True)
class _Request:
    """The questions of a thread, and later their vectors, or the error instead of them."""

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
    """Embeds with a model that gets one batch at a time. For any number of threads.

    A question that comes alone is embedded at once. Questions that come while a batch is embedded
    wait for its end; then the first thread that wakes embeds them all together. So no clock is
    needed, and no question waits longer than for the batch under way. Other questions of its batch
    change a vector by rounding alone. A text that cannot be embedded fails for its own thread only.
    """

    def __init__(self, model: Embedder) -> None:
        """Embed with a model, which nothing else should use meanwhile."""
        self._model = model
        self._waiting: list[_Request] = []
        self._is_busy = False
        self._changed = Condition()

    @property
    def fingerprint(self) -> str:
        """Name the model and its prompts, as hexadecimal digits."""
        return self._model.fingerprint

    def reads(self, text: str) -> bool:
        """Tell whether the model was trained on the script of most letters of a text."""
        return self._model.reads(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts by themselves: float32 (n, d), in the order of the texts."""
        return self._model.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions, with those of other threads: float32 (n, d), in the order of the texts.

        Raises the error that the model raises for these texts.
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
        """Embed the questions of a batch: together or, if that fails, request by request."""
        texts = [text for request in batch for text in request.texts]
        try:
            vectors = self._model.embed_questions(texts)
        except BaseException as error:  # noqa: BLE001 - raised again where these texts were asked
            if len(batch) == 1:
                batch[0].error = error
            else:
                for request in batch:
                    self._embed([request])
            return
        at = 0
        for request in batch:
            request.vectors = vectors[at : at + len(request.texts)]
            at += len(request.texts)
