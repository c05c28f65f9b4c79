"""txtai, asked as its documentation's hybrid search: vectors and BM25, their convex sum.

`content` keeps the texts beside the vectors, so that a search gives them back.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # a driver runs as a plain script

from benchmarks.peers.protocol import SHOWN, Ask, Hit, read_paragraphs, run


def make_index(model: Path, given: Path, made: Path) -> None:
    from txtai import Embeddings

    embeddings = Embeddings(path=str(model), content=True, hybrid=True)
    embeddings.index((paragraph.id, paragraph.text) for paragraph in read_paragraphs(given))
    embeddings.save(str(made))


def open_index(_: Path, made: Path) -> Ask:
    from txtai import Embeddings

    embeddings = Embeddings()
    embeddings.load(str(made))

    def ask(question: str) -> list[Hit]:
        return [Hit(found["id"], found["text"]) for found in embeddings.search(question, SHOWN)]

    return ask


if __name__ == "__main__":
    run(make_index, open_index)
