"""How long a draft of 300 quotations takes against 100,000 paragraphs.

    python -m tests.benchmarks.speed.drafts BENCH [--paragraphs N] [--quotations N] [--check]

Each paragraph holds real sentences of the open benchmark in which some words are exchanged, so that
it shares most of them with many others. Three fifths of the quotations stand in the corpus, one
fifth has two words changed, and one fifth is invented. Words decide, so vectors are made up.
With --check, the exit code is 1 above ten seconds.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

import numpy as np
from benchmarks.inputs.large_corpus import read_sentences
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.checking.checker import Checker
from index.records import Source, SourceText

BAR_SECONDS = 10.0
_SENTENCES = 3  # in a paragraph
_PARAGRAPHS = 50  # in an article
_DIMENSIONS = 8


class MadeUp:
    """An embedder whose vectors mean nothing."""

    fingerprint = "0d" * 32

    def reads(self, text: str) -> bool:
        del text
        return True

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.random.default_rng(len(texts)).normal(size=(len(texts), _DIMENSIONS))
        return np.asarray(
            vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32
        )

    embed_questions = embed_passages


def main() -> None:
    """Make the corpus and the draft, check it, and print how long that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--quotations", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="index here, or use what is indexed here")
    parser.add_argument("--check", action="store_true", help="exit with 1 above the bar")
    arguments = parser.parse_args()
    folders = [arguments.bench / name / "articles" for name in ("news", "squad")]
    known, chance = read_sentences(folders), random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.keep or Path(folder)
        texts = list(make_texts(known, arguments.paragraphs, chance))
        if not (data / "store.sqlite").exists():
            build.publish(Reindex(data, MadeUp(), "made up"), texts)
        draft = make_draft(texts, known, arguments.quotations, chance)
        seconds = measure(data, draft)
    if arguments.check and seconds > BAR_SECONDS:
        sys.exit(f"MISSED: {seconds:.1f} s")


def make_texts(known: Sequence[str], count: int, chance: random.Random) -> Iterator[SourceText]:
    """Make articles with so many paragraphs in all."""
    vocabulary = [word for sentence in known for word in sentence.split()]
    for number in range(-(-count // _PARAGRAPHS)):
        body = [
            " ".join(
                _changed(chance.choice(known), vocabulary, 3, chance) for _ in range(_SENTENCES)
            )
            for _ in range(min(_PARAGRAPHS, count - number * _PARAGRAPHS))
        ]
        name = f"made-{number:06d}"
        yield SourceText(Source(name, f"{name}.txt"), "\n\n".join(body))


def make_draft(
    texts: Sequence[SourceText], known: Sequence[str], count: int, chance: random.Random
) -> str:
    """Write a draft with so many quotations."""
    vocabulary = [word for sentence in known for word in sentence.split()]
    written = []
    for number in range(count):
        paragraph = chance.choice(chance.choice(texts).text.split("\n\n"))
        words = paragraph.split()
        start = chance.randrange(max(1, len(words) - 25))
        said = " ".join(words[start : start + chance.randint(8, 25)])
        if number % 5 == 3:
            said = _changed(said, vocabulary, 2, chance)
        if number % 5 == 4:
            said = " ".join(chance.choices(vocabulary, k=15))
        said = said.translate({ord(mark): None for mark in '“”"„«»'})
        written.append(f"It was said on that day: “{said}”.")
    return "\n\n".join(written)


def measure(data: Path, draft: str) -> float:
    """Check the draft and print how long that took; return the seconds."""
    started, worked = time.perf_counter(), time.process_time()
    with closing(Checker(data)) as checker:
        opened = time.perf_counter() - started
        checked = checker.draft(draft)
        seconds = time.perf_counter() - started
        worked = time.process_time() - worked
        paragraphs = checker.generation.manifest.paragraphs
    verdicts = [verdict.verdict for _, verdict in checked.quotations]
    counts = ", ".join(f"{verdicts.count(name)} {name}" for name in sorted(set(verdicts)))
    print(f"{len(verdicts)} quotations ({counts}) against {paragraphs} paragraphs")
    print(
        f"{seconds:.1f} s, of which {opened:.1f} s to open the index; {worked:.1f} s of processor"
    )
    return seconds


def _changed(text: str, vocabulary: Sequence[str], count: int, chance: random.Random) -> str:
    words = text.split()
    for at in chance.sample(range(len(words)), min(count, len(words))):
        words[at] = chance.choice(vocabulary)
    return " ".join(words)


if __name__ == "__main__":
    main()
