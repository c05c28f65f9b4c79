"""Every row of the bar, in one table: python -m tests.benchmarks.retrieval.bar --folder FOLDER.

Candidates and readings that are not yet in FOLDER are found and read first, which takes an hour on
two cores. The mixture is fitted in folds as in `reading.judging`. "Called answer" is at the bar
that ships; for the corpora of other sizes, at the one that 2 % of all off-corpus questions reach.
With --languages, questions in Russian and German are asked too, of the model that reads them.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from benchmarks.reading import candidates, judging
from benchmarks.reading.judging import FALSE_ANSWERS, FITTED, HELD_OUT, Judged
from benchmarks.retrieval import languages
from benchmarks.retrieval.figures import rank_figures
from benchmarks.retrieval.measuring import built

from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import DEFAULT_MODEL, MULTILINGUAL_MODEL
from index.reading import outcome
from index.search.judging import MOST_READ

_SQUAD_EVERY = 3  # of its questions, one in so many is asked
_SIZES = ("like_news", "small", "large")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with the bar that it should reach: at most it where `is_most`, else at least."""

    name: str
    figure: float
    bar: float
    is_most: bool = False

    @property
    def is_reached(self) -> bool:
        """Tell whether the figure reaches the bar."""
        return self.figure <= self.bar if self.is_most else self.figure >= self.bar


def main() -> None:
    """Find and read what is missing, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--folder", type=Path, required=True, help="candidates and readings")
    parser.add_argument("--languages", action="store_true", help="Russian and German too")
    arguments = parser.parse_args()
    judged = judge(arguments.data, arguments.folder)
    found = rows(judged, outcome.load().bar, judging.common_bar(judged, FALSE_ANSWERS))
    if arguments.languages:
        found += language_rows(arguments.data)
    print("| row | figure | bar | |\n|---|---|---|---|")
    for row in found:
        sign, reached = "at most " if row.is_most else "", "" if row.is_reached else "missed"
        print(f"| {row.name} | {row.figure:.3f} | {sign}{row.bar:g} | {reached} |")


def judge(data: Path, folder: Path) -> dict[str, list[Judged]]:
    """Judge every question of every set, by the candidates and readings in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    embedder = SentenceTransformerEmbedder(ModelChoice(DEFAULT_MODEL), folder / "models")
    for name in (*FITTED, *HELD_OUT):
        candidates.find_set(data, name, _SQUAD_EVERY, embedder, folder)
    sets = {name: judging.load(folder, folder / "readings", name) for name in (*FITTED, *HELD_OUT)}
    return judging.judge_all(sets, MOST_READ)


def rows(judged: Mapping[str, Sequence[Judged]], bar: float, common: float) -> list[Row]:
    """Compute every row but those of other languages: at the bar that ships, and at the common."""
    news, squad, clapnq, seeds = (judged[name] for name in ("news", "squad", "clapnq", "seeds"))
    return [
        *_ranks("news", news, 0.90, 0.97),
        Row("news called answer", _reach(_of(news, "answerable"), bar), 0.90),
        Row("news false answers", _count(_of(news, "off_corpus"), bar), 2, is_most=True),
        Row("news sentence highlighted", _highlighted(news), 0.88),
        *(row for name in _SIZES for row in _sizes(name, judged[name], common)),
        *_ranks("squad", squad, 0.93, 0.98),
        Row("squad AUROC off-corpus", _auroc(squad, "off_corpus"), 0.99),
        Row("squad AUROC near-miss", _auroc(squad, "near_miss"), 0.80),
        *_ranks("clapnq", clapnq, 0.985, 1.0),
        Row("clapnq AUROC near-miss", _auroc(clapnq, "near_miss"), 0.92),
        Row("seeds among three, of 40", _found(seeds), 37),
        Row("seeds called answer, of those found", _reach_of_found(seeds, bar), 0.90),
        Row("seeds false answers, of 12", _count(_unanswered(seeds), bar), 1, is_most=True),
        *(_calibration(name, judged[name]) for name in HELD_OUT),
    ]


def language_rows(data: Path) -> list[Row]:
    """Compute the rows of questions in other languages than the articles'."""
    with tempfile.TemporaryDirectory() as directory:
        embedder = SentenceTransformerEmbedder(
            ModelChoice(MULTILINGUAL_MODEL), Path(directory, "e")
        )
        collections = languages.collections(data)
        with built(Path(directory, "squad"), collections["ru"].texts, embedder) as generation:
            asked = languages.ask(generation, embedder, collections)
    return [
        Row(
            f"{name} over English, hit@3",
            languages.figures(languages.by_search(asked, name))[1],
            0.85,
        )
        for name in ("ru", "de")
    ]


def _ranks(name: str, judged: Sequence[Judged], first: float, among: float) -> list[Row]:
    at_1, at_3, _ = rank_figures([each.rank for each in _of(judged, "answerable")])
    return [Row(f"{name} hit@1", at_1, first), Row(f"{name} hit@3", at_3, among)]


def _sizes(name: str, judged: Sequence[Judged], common: float) -> list[Row]:
    return [
        Row(f"{name} called answer at 2 %", _reach(_of(judged, "answerable"), common), 0.85),
        Row(f"{name} false there", _reach(_of(judged, "off_corpus"), common), 0.03, is_most=True),
    ]


def _of(judged: Sequence[Judged], kind: str) -> list[Judged]:
    return [each for each in judged if each.kind == kind]


def _unanswered(judged: Sequence[Judged]) -> list[Judged]:
    return [each for each in judged if each.kind != "answerable"]


def _reach(judged: Sequence[Judged], bar: float) -> float:
    return float(np.mean([each.probability >= bar for each in judged]))


def _count(judged: Sequence[Judged], bar: float) -> int:
    return sum(each.probability >= bar for each in judged)


def _is_found(judged: Judged) -> bool:
    return judged.rank is not None and judged.rank <= 3


def _found(judged: Sequence[Judged]) -> int:
    return sum(map(_is_found, judged))


def _reach_of_found(judged: Sequence[Judged], bar: float) -> float:
    return _reach([each for each in judged if _is_found(each)], bar)


def _highlighted(judged: Sequence[Judged]) -> float:
    known = [each.is_highlighted for each in judged if each.is_highlighted is not None]
    return float(np.mean(known))


def _calibration(name: str, judged: Sequence[Judged]) -> Row:
    known = [each for each in judged if each.kind != "near_miss"]
    by_chance = judging.calibration_by_chance(known)
    named = f"{name} calibration error ({by_chance:.3f} by chance alone)"
    return Row(named, judging.calibration_error(known), 0.05, is_most=True)


def _auroc(judged: Sequence[Judged], kind: str) -> float:
    return judging.auroc(_of(judged, "answerable"), _of(judged, kind))


if __name__ == "__main__":
    main()
