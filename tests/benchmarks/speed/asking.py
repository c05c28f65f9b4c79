"""How long a question takes over corpora of several sizes, read or not, by one asker or by eight.

And how long the nearest of a million vectors.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
from benchmarks.inputs.large_corpus import mixed
from benchmarks.speed.records import Row, in_turns, percentile, seconds_of
from numpy.typing import NDArray

from index.embedding.batching import BatchingEmbedder
from index.embedding.embedder import Embedder
from index.generation import vectors
from index.generation.writing.vectors import write_vectors
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans

_ROUNDS = 3
_MILLION = 1_000_000
_BLOCK = 50_000  # vectors made at a time
_NEAREST = 30
_QUERIES = 100
_AT_ONCE = 8  # askers


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


def read_rows(data: Path, embedder: Embedder, questions: list[str], exports: Path) -> list[Row]:
    """Ask every question of an indexed corpus with the reader: one asker, then eight at once."""
    packaged = outcome.load()
    reader = CrossEncoder(exports)
    reader.load()
    reading = ReadingMeans(reader, packaged.mixture, packaged.bar)
    batching = BatchingEmbedder(embedder)

    def waited(asked: list[str]) -> list[float]:
        with closing(Asker(data, batching, calibration.load_packaged(), reading=reading)) as asker:
            asker.answer(asked[0], 3)
            return [seconds_of(partial(asker.answer, question, 3)) for question in asked]

    alone = waited(questions * _ROUNDS)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        turned = [questions[at:] + questions[:at] for at in range(_AT_ONCE)]
        together = [wait for waits in pool.map(waited, turned) for wait in waits]
    one, eight = "a question read and answered", f"the same, {_AT_ONCE} askers at once"
    return [
        Row(f"{one}, p50", 1000 * percentile(alone, 50), "ms", bar=150),
        Row(f"{one}, p95", 1000 * percentile(alone, 95), "ms", bar=350),
        Row(f"{eight}, p50", 1000 * percentile(together, 50), "ms"),
        Row(f"{eight}, p95", 1000 * percentile(together, 95), "ms", bar=1000),
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
