"""What people write themselves: sentence-transformers and faiss over whole paragraphs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # a driver runs as a plain script

from benchmarks.peers.protocol import SHOWN, Ask, Hit, read_paragraphs, run, write_paragraphs


def make_index(model: Path, given: Path, made: Path) -> None:
    import faiss
    from sentence_transformers import SentenceTransformer

    paragraphs = read_paragraphs(given)
    transformer = SentenceTransformer(str(model))
    texts = [paragraph.text for paragraph in paragraphs]
    vectors = transformer.encode(texts, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    made.mkdir()
    faiss.write_index(index, str(made / "vectors.faiss"))
    write_paragraphs(made / "paragraphs.jsonl", paragraphs)


def open_index(model: Path, made: Path) -> Ask:
    import faiss
    from sentence_transformers import SentenceTransformer

    transformer = SentenceTransformer(str(model))
    index = faiss.read_index(str(made / "vectors.faiss"))
    paragraphs = read_paragraphs(made / "paragraphs.jsonl")

    def ask(question: str) -> list[Hit]:
        vector = transformer.encode([question], normalize_embeddings=True)
        return [paragraphs[at] for at in index.search(vector, SHOWN)[1][0] if at >= 0]

    return ask


if __name__ == "__main__":
    run(make_index, open_index)
