"""What the reader was trained on shares nothing with what it is measured on."""

import json
import random
import re
import tomllib
from pathlib import Path

import pytest
import torch
from benchmarks.reading import exchange, trained_on, training
from benchmarks.reading.trained_on import digest

from index.records import Article
from index.sources import read
from index.text import paragraphs

ROOT = Path(__file__).parents[3]
BENCH = ROOT.parent / "shared" / "bench"
NAMES = ("squad", "clapnq", "news")
# Asked word for word by two people of two articles; the passages have nothing in common.
COINCIDENCES = {"In what year did Louis XIV die?"}

TRAINED = trained_on.read()


def test_no_golden_question_was_trained_on() -> None:
    golden = tomllib.loads((ROOT / "seeds" / "questions.toml").read_text("utf-8"))["question"]

    assert [asked["text"] for asked in golden if digest(asked["text"]) in TRAINED] == []


def test_no_paragraph_of_the_seeds_was_trained_on() -> None:
    assert [text for text in _paragraphs(ROOT / "seeds") if digest(text) in TRAINED] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_question_of_the_open_benchmark_was_trained_on(name: str) -> None:
    path = BENCH / name / "questions.jsonl"
    if not path.exists():
        pytest.skip("the open benchmark is not here")
    asked = {json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()}

    assert {text for text in asked if digest(text) in TRAINED} <= COINCIDENCES


@pytest.mark.parametrize("name", NAMES)
def test_no_paragraph_of_the_open_benchmark_was_trained_on(name: str) -> None:
    folder = BENCH / name / "articles"
    if not folder.exists():
        pytest.skip("the open benchmark is not here")

    assert [text for text in _paragraphs(folder) if digest(text) in TRAINED] == []


def test_what_was_trained_on_is_known_by_its_digests() -> None:
    assert digest("When did Beyonce start becoming popular?") in TRAINED


def _paragraphs(folder: Path) -> list[str]:
    found: list[str] = []
    for text in read.read_folder(folder).texts:
        article = Article(text.source.id, 1, text.source, text.text, "", text.skipped)
        split = paragraphs.split(article)
        found.extend(part.text for part in split if re.search(r"\w", part.text))
    return found


def test_another_kind_of_thing_is_asked_only_where_nothing_of_it_is_said() -> None:
    question = "How tall is the tower?"

    other, same = (
        exchange.asked_otherwise(question, said, random.Random(4))
        for said in ("It has 300 metres.", "It has 300 metres and cost $5 over two years.")
    )

    assert (other, same) == ("How much did the tower cost?", None)


def test_averaged_weights_lie_between_what_was_learned_before_and_after() -> None:
    before, after = (
        {"a.up": torch.full((3, 1), value), "a.down": torch.ones(1, 2), "a.bias": torch.zeros(3)}
        for value in (1.0, 3.0)
    )

    found = training.blend(before, after, 0.75)

    whole = found["a.up"].float() @ found["a.down"].float()
    assert whole.tolist() == [[pytest.approx(2.5, abs=1e-2)] * 2] * 3
