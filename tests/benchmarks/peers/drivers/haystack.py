"""Haystack, as its tutorial on hybrid retrieval: BM25 and vectors in memory, joined by their ranks.

Indexed with the cleaner and the splitter that its indexing pipelines have, the splitter set as in
that tutorial. The tutorial's reranker is a second, much larger model and is left out: every tool
here has the same one. The store in memory is kept on disk with the call it has for that.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # a driver runs as a plain script

from benchmarks.peers.protocol import SHOWN, Ask, Hit, read_paragraphs, run

_WORDS, _OVERLAP = 512, 32  # the tutorial's


def make_index(model: Path, given: Path, made: Path) -> None:
    from haystack import Document, Pipeline
    from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
    )

    store = InMemoryDocumentStore()
    pipeline = Pipeline()
    pipeline.add_component("cleaner", DocumentCleaner())
    splitter = DocumentSplitter(split_by="word", split_length=_WORDS, split_overlap=_OVERLAP)
    pipeline.add_component("splitter", splitter)
    pipeline.add_component("embedder", SentenceTransformersDocumentEmbedder(model=str(model)))
    pipeline.add_component("writer", DocumentWriter(document_store=store))
    pipeline.connect("cleaner", "splitter")
    pipeline.connect("splitter", "embedder")
    pipeline.connect("embedder", "writer")
    documents = [
        Document(content=paragraph.text, meta={"paragraph": paragraph.id})
        for paragraph in read_paragraphs(given)
    ]
    pipeline.run({"cleaner": {"documents": documents}})
    store.save_to_disk(str(made))


def open_index(model: Path, made: Path) -> Ask:
    from haystack import Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersTextEmbedder,
    )

    store = InMemoryDocumentStore.load_from_disk(str(made))
    pipeline = Pipeline()
    pipeline.add_component(
        "embedder", SentenceTransformersTextEmbedder(model=str(model), progress_bar=False)
    )
    pipeline.add_component("by_vector", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("by_words", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder", "by_vector")
    pipeline.connect("by_vector", "joiner")
    pipeline.connect("by_words", "joiner")

    def ask(question: str) -> list[Hit]:
        found = pipeline.run({"embedder": {"text": question}, "by_words": {"query": question}})
        best = found["joiner"]["documents"][:SHOWN]
        return [Hit(document.meta["paragraph"], document.content) for document in best]

    return ask


if __name__ == "__main__":
    run(make_index, open_index)
