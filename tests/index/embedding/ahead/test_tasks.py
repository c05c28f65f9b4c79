from fakes.corpus import FINGERPRINT, FakeEmbedder

from index.embedding.ahead.tasks import TasksHere


def test_this_process_embeds_each_block_when_it_is_wanted_and_in_order() -> None:
    embedder = FakeEmbedder()
    tasks = TasksHere(embedder)
    assert (tasks.fingerprint, tasks.workers()) == (FINGERPRINT, {"cpu": 1})
    embedded = tasks.embed(iter([["the ferry", "a pier"], ["a bell"]]))
    assert embedder.passages == []
    first = next(embedded)
    assert (first.texts, first.vectors.shape, first.kind) == (
        ["the ferry", "a pier"],
        (2, 512),
        "cpu",
    )
    assert embedder.passages == ["the ferry", "a pier"]
    assert [each.texts for each in embedded] == [["a bell"]]
