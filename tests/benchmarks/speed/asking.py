"""How long a question takes over corpora of several sizes, and the nearest of a million vectors."""

import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
from benchmarks.inputs.large_corpus import mixed
from benchmarks.speed.records import Row, in_turns, percentile, seconds_of
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.generation import vectors
from index.generation.writing.vectors import write_vectors
from index.search import calibration
from index.search.asker import Asker

_ROUNDS = 3
_MILLION = 1_000_000
_BLOCK = 50_000  # vectors made at a time
_NEAREST = 30
_QUERIES = 100


def rows(data: Path, paragraphs: int, embedder: Embedder, questions: list[str]) -> list[Row]:
    """Ask every question of an indexed corpus, and embed it alone, in turns."""
    with closing(Asker(data, embedder, calibration.load_packaged())) as asker:
        for question in questions[:5]:
            asker.answer(question, 3)
        asked: list[float] = []
        alone: list[float] = []
        for _ in range(_ROUNDS):
            for question in questions:
                of_answers, of_embedding = in_turns(
                    1,
                    partial(asker.answer, question, 3),
                    partial(embedder.embed_questions, [question]),
                )
                asked += of_answers
                alone += of_embedding
    held = paragraphs == 20_000
    floor = 1000 * percentile(alone, 50)
    return [
        Row(
            f"a question answered over {paragraphs:,} paragraphs, p{share}",
            1000 * percentile(asked, share),
            "ms",
            floor,
            "its embedding, p50",
            bar=bar if held else None,
            of_ratio=True,
        )
        for share, bar in ((50, 1.6), (95, 3.0))
    ]


def million(real: NDArray[np.float32]) -> list[Row]:
    """Search a million vectors mixed from real ones, float32 (n, d)."""
    with tempfile.TemporaryDirectory() as folder:
        dealt = np.random.default_rng(1)
        made = np.concatenate([mixed(real, _BLOCK, dealt) for _ in range(_MILLION // _BLOCK)])
        queries = mixed(real, _QUERIES, dealt)
        path = Path(folder) / vectors.FILE_NAME
        writing = seconds_of(lambda: write_vectors(path, made))
        truly = [
            set(np.argpartition(-(made @ query), _NEAREST)[:_NEAREST].tolist()) for query in queries
        ]
        opened = vectors.Vectors(path)
        opened.nearest(queries[0], _NEAREST)
        found = [{*opened.nearest(query, _NEAREST).tolist()} for query in queries]
        taken = [seconds_of(partial(opened.nearest, query, 150)) for query in queries]
    shares = [len(exact & near) / _NEAREST for exact, near in zip(truly, found, strict=True)]
    recall = float(np.mean(shares))
    name = "1,000,000 vectors"
    return [
        Row(f"the 150 nearest of {name}, p95", 1000 * percentile(taken, 95), "ms", bar=30),
        Row(f"recall of the 30 nearest of {name}", recall, "", bar=0.98, way="least"),
        Row(f"{name} written", writing, "s"),
    ]
