"""How questions are answered that somebody talks around, beside the same asked barely.

    python -m tests.benchmarks.retrieval.wording.framed [--data DIR]

Each question over the news articles is asked as it stands, and then in words of a greeting, of a
reason, of thanks (`framings.toml`), another for each. Prints how many are found and called
answered, with what is around them left out, and with all that was typed.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.open_bench import Collection, read_collection

from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import DEFAULT_MODEL
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.search import calibration, framing
from index.search.asker import Asker
from index.search.judging import ReadingMeans

FRAMINGS = Path(__file__).with_name("framings.toml")


@dataclass(frozen=True, slots=True)
class Framing:
    """Words around a question, which begins with a capital letter if `is_capital`."""

    words: str
    is_capital: bool

    def around(self, question: str) -> str:
        """Put a question into the words."""
        text = question if self.is_capital else question[:1].lower() + question[1:]
        return self.words.replace("{q-}", text.rstrip("?")).replace("{q}", text)


def read_framings(name: str, language: str) -> tuple[Framing, ...]:
    """Read the words of a set in one language."""
    held = tomllib.loads(FRAMINGS.read_text("utf-8"))[name][language]
    return tuple(
        Framing(words, kind == "capital") for kind in ("capital", "lower") for words in held[kind]
    )


def main() -> None:
    """Index the news articles, ask each question in every way, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    news = read_collection(parser.parse_args().data, "news")
    bare = [question.text for question in news.questions]
    ways = {"as it stands": bare}
    for name in ("first", "second"):
        framings = cycle(read_framings(name, "en"))
        ways[f"in words of the {name} set"] = [next(framings).around(text) for text in bare]
    print("| asked | article first | called answer | false | | all that was typed | | |")
    print("|---" * 8 + "|")
    with tempfile.TemporaryDirectory() as folder:
        asker = _open(Path(folder), news)
        with closing(asker):
            for way, asked in ways.items():
                left_out = " | ".join(_ask(asker, news, asked))
                with patch.object(framing, "bare", str):
                    typed = " | ".join(_ask(asker, news, asked))
                print(f"| {way} | {left_out} | | {typed} |", flush=True)


def _open(data: Path, news: Collection) -> Asker:
    embedder = SentenceTransformerEmbedder(ModelChoice(DEFAULT_MODEL), data / "models")
    build.publish(Reindex(data, embedder, DEFAULT_MODEL), news.texts)
    packaged = outcome.load()
    reading = ReadingMeans(CrossEncoder(data / "models"), packaged.mixture, packaged.bar)
    return Asker(data, embedder, calibration.load_packaged(), None, reading)


def _ask(asker: Asker, news: Collection, asked: Sequence[str]) -> tuple[str, str, str]:
    first, answered, false, of_false = 0, 0, 0, 0
    for question, text in zip(news.questions, asked, strict=True):
        answer = asker.answer(text, 1)
        if question.kind == "off_corpus":
            of_false += 1
            false += answer.outcome == "answer"
            continue
        answered += answer.outcome == "answer"
        first += [quote.quote.citation.article_id for quote in answer.quotes] == [question.article]
    of_others = len(asked) - of_false
    return (
        f"{first / of_others:.3f}",
        f"{answered / of_others:.3f}",
        f"{false} of {of_false}",
    )


if __name__ == "__main__":
    main()
