"""How far apart copies and other articles are in the shares that `index.drafts.duplicates` uses.

    OMP_NUM_THREADS=2 python -m tests.benchmarks.sources.duplicates BENCH

Copies: every tenth word of a seed or an open article replaced, or every third sentence dropped
(lightly edited); the re-wordings of retellings.toml and of a seed in tests/rewordings. Others: the
seeds, five articles on one subject; two reports of one event; the odd and even paragraphs of one
encyclopaedia article.
"""

import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

from index import build
from index.build import Reindex
from index.drafts import duplicates
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.opened import Generation
from index.records import Article, Source, SourceText, SplitArticle
from index.sources import read
from index.sources.read import normalise
from index.text import views

HERE = Path(__file__).parent
SEEDS = HERE.parents[2] / "seeds"
REWORDED_SEED = HERE.parents[1] / "rewordings" / "point-of-no-return.txt"
OPEN_ARTICLES = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, what is known of them, and whether one is a copy of the other."""

    kind: str
    is_copy: bool
    new: SourceText
    held: SourceText


def pairs(bench: Path) -> Iterator[Pair]:
    seeds = list(read.read_folder(SEEDS).texts)
    for new, held in permutations(seeds, 2):
        yield Pair("one subject", False, new, held)
    for seed in seeds:
        yield from edited(seed)
    retold = _text("retold", None, REWORDED_SEED.read_text(encoding="utf-8"))
    for seed in seeds:
        is_copy = seed.source.id == "point-of-no-return-meduza"
        yield Pair("re-worded" if is_copy else "one subject", is_copy, retold, seed)
    events = tomllib.loads((HERE / "retellings.toml").read_text(encoding="utf-8"))["event"]
    for at, event in enumerate(events):
        report = _text(f"report-{at}", event["title"], event["report"])
        other = _text(f"other-{at}", event["other_title"], event["other"])
        for name, title in (("untitled", None), ("retitled", event["other_title"])):
            reworded = _text(f"{name}-{at}", title, event["reworded"])
            yield Pair("re-worded", True, reworded, report)
            yield Pair("one event", False, reworded, other)
        yield Pair("one event", False, other, report)
        yield Pair("one event", False, report, other)
        yield from edited(report)
    for path in sorted((bench / "squad" / "articles").glob("*.md"))[:OPEN_ARTICLES]:
        whole = read.read_file(path)
        parts = [part for part in whole.text.split("\n\n") if part.strip()]
        odd, even = ("\n\n".join(parts[at::2][:12]) for at in (0, 1))
        halves = [
            _text(f"{whole.source.id}-{name}", whole.source.title, half)
            for name, half in (("odd", odd), ("even", even))
        ]
        yield Pair("one article's halves", False, halves[0], halves[1])
        yield from edited(halves[0])


def edited(text: SourceText) -> Iterator[Pair]:
    words = duplicates.kept_text(text).split(" ")
    replaced = [word if at % 10 else "changed" for at, word in enumerate(words)]
    yield Pair("every tenth word replaced", True, _again(text, "r", " ".join(replaced)), text)
    parts = re.split(r"(?<=[.!?”\"])(\s+)", duplicates.kept_text(text))
    fewer = "".join(part for at, part in enumerate(parts) if at // 2 % 3)
    yield Pair("every third sentence dropped", True, _again(text, "d", fewer), text)


def main() -> None:
    embedder = SentenceTransformerEmbedder(ModelChoice())
    every = list(pairs(Path(sys.argv[1])))
    in_order = _sentences_in_order(every, embedder)
    shares: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for pair in every:
        words = duplicates.containment(
            duplicates.shingles(duplicates.kept_text(pair.new)),
            duplicates.shingles(duplicates.kept_text(pair.held)),
        )
        sentences = in_order[pair.new.source.id][pair.held.source.id]
        shares.setdefault((pair.kind, pair.is_copy), []).append((words, sentences))
    print("texts                          copies  pairs  words in order  sentences in order")
    for (kind, is_copy), both in shares.items():
        by_words, by_sentences = zip(*both, strict=True)
        print(
            f"{kind:<30} {'yes' if is_copy else 'no':<7} {len(both):>5}"
            f"    {min(by_words):.2f} to {max(by_words):.2f}    {min(by_sentences):.2f} to"
            f" {max(by_sentences):.2f}"
        )


def _sentences_in_order(
    every: list[Pair], embedder: SentenceTransformerEmbedder
) -> dict[str, dict[str, float]]:
    """Measure every new text against every text that is held, by their ids."""
    held = {pair.held.source.id: pair.held for pair in every}
    new = {pair.new.source.id: pair.new for pair in every}
    with tempfile.TemporaryDirectory() as folder:
        build.publish(Reindex(Path(folder), embedder, "default"), list(held.values()))
        with closing(Generation(Path(folder), 1, embedder.fingerprint)) as generation:
            return {
                name: duplicates.reworded_shares(
                    _split(text), embedder, generation, frozenset(held)
                )
                for name, text in new.items()
            }


def _split(text: SourceText) -> SplitArticle:
    return views.split_article(Article(text.source.id, 1, text.source, text.text, "", text.skipped))


def _text(name: str, title: str | None, words: str) -> SourceText:
    return SourceText(Source(name, f"{name}.txt", title=title), normalise(words.strip()))


def _again(text: SourceText, name: str, words: str) -> SourceText:
    return SourceText(replace(text.source, id=f"{text.source.id}-{name}"), words)


if __name__ == "__main__":
    main()
