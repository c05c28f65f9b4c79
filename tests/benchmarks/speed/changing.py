"""How long changes of a corpus of 20,000 paragraphs take besides embedding, and its size."""

from dataclasses import replace
from pathlib import Path

from benchmarks.inputs.large_corpus import MixedPassages, make_texts
from benchmarks.speed.records import Row, seconds_of

from index import build
from index.build import Reindex
from index.generation import directory
from index.records import SourceText

_SEED = 20


def rows(data: Path, sentences: list[str], embedder: MixedPassages, paragraphs: int) -> list[Row]:
    """Index so many paragraphs in `data`, then change nothing, one article, and undo."""
    texts = make_texts(sentences, paragraphs, _SEED)

    def publish(wanted: tuple[SourceText, ...]) -> float:
        before = embedder.seconds
        taken = seconds_of(lambda: build.publish(Reindex(data, embedder, "mixed"), wanted))
        return taken - (embedder.seconds - before)

    everything = publish(texts)
    nothing = publish(texts)
    changed = replace(texts[7], text=texts[7].text + "\n\nOne more sentence was added to it.")
    one_article = publish((*texts[:7], changed, *texts[8:]))
    undone = seconds_of(lambda: build.undo(data))
    size = sum(path.stat().st_size for path in directory.path_of(data, 1).iterdir())
    name = f"reindex of {paragraphs:,} paragraphs"
    return [
        Row(f"{name}, everything, besides embedding", everything, "s"),
        Row(f"{name}, nothing changed", nothing, "s", bar=2),
        Row(f"{name}, one article changed, besides embedding", one_article, "s", bar=5),
        Row(f"undo over {paragraphs:,} paragraphs", undone, "s", bar=1),
        Row("a generation on disk", size / paragraphs / 1000, "kB per paragraph"),
    ]
