import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fakes.corpus import FINGERPRINT, FakeEmbedder
from fakes.telegram_bot.served import wait_until
from numpy.typing import NDArray

from index.embedding.batching import BatchingEmbedder

PATIENCE_SECONDS = 60.0


class GatedEmbedder(FakeEmbedder):
    """Embeds when it is let through; `batches` are what it was given, in order.

    A text "bad" fails the whole batch that it is in.
    """

    def __init__(self) -> None:
        super().__init__(FINGERPRINT)
        self.batches: list[list[str]] = []
        self.entered = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        self.entered.release()
        assert self.gate.acquire(timeout=PATIENCE_SECONDS)
        if "bad" in texts:
            raise ValueError("a bad text")
        return super().embed_questions(texts)


def ask_together(
    texts: Sequence[str],
) -> tuple[GatedEmbedder, list[NDArray[np.float32] | BaseException]]:
    """Ask the first text and, while it is embedded, the others; give the vectors or the errors."""
    model = GatedEmbedder()
    embedder = BatchingEmbedder(model)
    with ThreadPoolExecutor(len(texts)) as threads:
        asked = [threads.submit(embedder.embed_questions, [texts[0]])]
        assert model.entered.acquire(timeout=PATIENCE_SECONDS)
        asked += [threads.submit(embedder.embed_questions, [text]) for text in texts[1:]]
        wait_until(lambda: embedder.waiting() == len(texts) - 1)
        for _ in range(2 * len(texts)):
            model.gate.release()
        return model, [result.exception() or result.result() for result in asked]


def alone(text: str) -> NDArray[np.float32]:
    return FakeEmbedder().embed_questions([text])


def is_vector_of(text: str, found: object) -> bool:
    return isinstance(found, np.ndarray) and np.array_equal(found, alone(text))


def test_one_who_asks_alone_is_embedded_at_once_and_alone() -> None:
    model = GatedEmbedder()
    model.gate.release()
    assert (BatchingEmbedder(model).embed_questions(["who left?"]) == alone("who left?")).all()
    assert model.batches == [["who left?"]]


def test_what_is_asked_while_one_is_embedded_is_embedded_together_next() -> None:
    texts = ["first", "second thing", "third", "fourth"]
    model, found = ask_together(texts)
    assert [sorted(batch) for batch in model.batches] == [["first"], sorted(texts[1:])]
    assert all(map(is_vector_of, texts, found))


def test_a_text_that_cannot_be_embedded_fails_for_its_asker_alone() -> None:
    _, found = ask_together(["first", "second", "bad", "fourth"])
    assert [isinstance(result, ValueError) for result in found] == [False, False, True, False]
    assert is_vector_of("second", found[1])
    assert is_vector_of("fourth", found[3])


def test_after_a_failure_the_next_is_embedded() -> None:
    model = GatedEmbedder()
    embedder = BatchingEmbedder(model)
    model.gate.release(2)
    with pytest.raises(ValueError, match="a bad text"):
        embedder.embed_questions(["bad"])
    assert np.array_equal(embedder.embed_questions(["good"]), alone("good"))


def test_it_is_known_by_the_model_behind_it() -> None:
    embedder = BatchingEmbedder(FakeEmbedder())
    assert (embedder.fingerprint, embedder.reads("left"), embedder.reads("пішов")) == (
        FINGERPRINT,
        True,
        False,
    )
    assert np.array_equal(embedder.embed_passages(["one", "two"])[1:], alone("two"))
