"""A large corpus on one machine: how fast it answers and changes, and what memory that takes.

python -m tests.benchmarks.scale [--paragraphs N] [--shards 1 2 4] [--data BENCH] [--keep DIR]
    [--check]

With --shards the corpus is made anew for each count; else its shards are as large as they are made.
With --keep a corpus that was made before is measured again, without making it anew.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.large_corpus import read_sentences
from benchmarks.scale import measuring
from benchmarks.scale.mixing import Mixture
from benchmarks.speed.records import Row, print_table
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.embedding.cache import EmbeddingCache
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.records import SourceText
from index.store.store import live_generation

_PARAGRAPHS = 1_000_000
_SEED = 7


def main() -> None:
    """Make the corpus, measure it, print the table, and say which bars are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--paragraphs", type=int, default=_PARAGRAPHS)
    parser.add_argument("--shards", type=int, nargs="+", default=[0], help="one corpus of each")
    parser.add_argument("--keep", type=Path, help="index here, and leave it for measuring again")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Where(arguments.keep or Path(folder), arguments.data, arguments.paragraphs)
        rows = [row for shards in arguments.shards for row in run(made, shards)]
    print_table(rows)
    if arguments.check and any(row.is_missed for row in rows):
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class Where:
    """Where corpora of so many paragraphs are made, and the open benchmark they are made of."""

    folder: Path
    bench: Path
    paragraphs: int


def run(made: Where, shards: int) -> list[Row]:
    """Make a corpus of so many shards, unless it is there, and measure it."""
    folder, bench, paragraphs = made.folder, made.bench, made.paragraphs
    sentences = read_sentences([bench / "squad" / "articles", bench / "transcripts"])
    model = SentenceTransformerEmbedder(ModelChoice(), folder / "models")
    mixture = Mixture(model, sentences, base(folder / "base", model, sentences))
    data = folder / (f"{paragraphs}-{shards}" if shards else str(paragraphs))
    texts = mixture.texts(paragraphs, _SEED)
    reindex = Reindex(data, mixture, "mixed", progress=_told)
    if shards:
        reindex = replace(reindex, shard=-(-paragraphs // shards))
    name = f"over {paragraphs:,} paragraphs" + (f" in {shards} shards" if shards else "")
    rows = []
    if live_generation(data) is None:
        rows += _made(reindex, mixture, texts, name)
    if not (data / "models").exists():
        (data / "models").symlink_to((folder / "models").absolute())
    asked = _in_a_process_of_its_own(data, bench, name)
    return [*rows, *asked, *measuring.changes(reindex, mixture, texts, name)]


def base(
    folder: Path, model: SentenceTransformerEmbedder, sentences: list[str]
) -> NDArray[np.float32]:
    """Embed the sentences with the model, or take them from the cache of an earlier run."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(EmbeddingCache(folder, model.fingerprint)) as cache:
        known = cache.find(sentences)
        new = sorted((text for text in sentences if text not in known), key=len)
        for first in range(0, len(new), 512):
            some = new[first : first + 512]
            cache.keep(some, model.embed_passages(some))
        known = cache.find(sentences)
    return np.stack([known[sentence] for sentence in sentences])


def _made(reindex: Reindex, mixture: Mixture, texts: list[SourceText], name: str) -> list[Row]:
    began = time.perf_counter()
    published = build.publish(reindex, texts)
    taken = time.perf_counter() - began - mixture.seconds
    print(f"{mixture.strange} of {published.embedded} texts were no sentence", file=sys.stderr)
    size = sum(path.stat().st_size for path in reindex.data.rglob("*") if path.is_file())
    return [
        Row(f"reindex of everything {name}, besides embedding", taken, "s"),
        Row(f"a data directory on disk {name}", size / published.paragraphs / 1000, "kB each"),
    ]


def _told(step: str, done: int, of: int) -> None:
    if done % 25_600 == 0:
        print(f"{step}: {done:,} of {of:,}", file=sys.stderr, flush=True)


def _in_a_process_of_its_own(data: Path, bench: Path, name: str) -> list[Row]:
    """Ask in a process that holds nothing else, whose memory is counted."""
    command = [sys.executable, str(Path(__file__).parent / "measuring.py"), str(data), str(bench)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [
        Row(f"a question answered {name}, without the reader, p50", found["p50"], "ms", bar=25),
        Row(f"a question answered {name}, without the reader, p95", found["p95"], "ms"),
        Row(f"a question {name}: of a processor, p50", found["processor"], "ms"),
        Row("its embedding alone, p50", found["embedding"], "ms"),
        Row(f"with filters that leave a fifth, {name}, p50", found["filtered"], "ms"),
        Row(f"the corpus opened, {name}", found["opened"], "s"),
        Row(f"memory after {found['asked']} questions {name}", found["memory"], "GB", bar=2.5),
    ]


if __name__ == "__main__":
    main()
