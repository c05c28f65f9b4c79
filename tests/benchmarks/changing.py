"""How long changes of a large corpus take without a model.

python -m tests.benchmarks.changing [PARAGRAPHS]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from fakes import MODEL, FakeEmbedder, source_text

from index import build
from index.records import SourceText

_PARAGRAPHS_IN_ARTICLE = 20
_VOCABULARY = [f"word{number}" for number in range(3000)]


def article(number: int, chance: Random) -> SourceText:
    paragraphs = [
        " ".join(f"{' '.join(chance.choices(_VOCABULARY, k=14)).capitalize()}." for _ in range(3))
        for _ in range(_PARAGRAPHS_IN_ARTICLE)
    ]
    return source_text(f"article-{number:05}", "\n\n".join(paragraphs), title=f"Title {number}")


def timed(what: str, change: Callable[[], object]) -> None:
    began = time.perf_counter()
    change()
    print(f"{what:<28} {time.perf_counter() - began:7.2f} s", flush=True)


def main(paragraphs: int) -> None:
    chance, embedder = Random(1), FakeEmbedder()
    texts = [article(number, chance) for number in range(paragraphs // _PARAGRAPHS_IN_ARTICLE)]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        one_more = [article(len(texts), chance)]
        timed("first reindex", lambda: build.publish(data, texts, embedder, MODEL))
        timed("reindex, nothing changed", lambda: build.publish(data, texts, embedder, MODEL))
        timed("one article added", lambda: build.amend(data, one_more, [], embedder, MODEL))
        timed("undo", lambda: build.undo(data))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
