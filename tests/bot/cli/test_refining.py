from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import pytest
from fakes.chat import FERRY, TRIAL, publish

from bot.cli import golden_bar, refining
from bot.cli.golden_bar import Base
from bot.cli.refining import HIGHEST, LOWEST, refined
from bot.cli.settings import Settings
from index.errors import BadMetadata
from index.reading import outcome
from index.records import GoldenQuestion
from index.store import audit, golden

RATE = 0.0144
HIGH, LOW = 0.8, 0.1
BASE = outcome.load().bar


def falsely(count: int) -> list[float]:
    """Give the probabilities of twelve questions without an answer, so many of them high."""
    return [HIGH] * count + [LOW] * (12 - count)


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    publish(tmp_path, FERRY)
    return Settings(data_dir=tmp_path)


def add(data: Path, answerable: int, unanswerable: int) -> None:
    asked = [GoldenQuestion(f"Which boat has number {at}?") for at in range(answerable)]
    asked += [GoldenQuestion(f"Who is at {at}?", (), False) for at in range(unanswerable)]
    golden.add(data, asked, "ada")


def ask(_: Settings, wanted: Sequence[GoldenQuestion]) -> list[float]:
    """Give two questions without an answer a high probability, and all that have one."""
    without = [question for question in wanted if not question.is_answerable]
    return [
        HIGH if question.is_answerable or question in without[:2] else LOW for question in wanted
    ]


def test_a_handful_of_questions_moves_nothing_unless_it_contradicts_the_bar() -> None:
    assert refined(0.5, RATE, falsely(0)) == 0.5
    assert refined(0.5, RATE, falsely(1)) == 0.5
    assert refined(0.5, RATE, falsely(2)) == 0.801
    assert refined(0.5, RATE, []) == 0.5


def test_the_bar_is_raised_no_further_than_the_questions_demand() -> None:
    assert refined(0.5, RATE, [0.6, 0.7, 0.9] + [LOW] * 9) == 0.701
    assert refined(0.5, RATE, [0.99, 0.98, 0.97] + [LOW] * 9) == HIGHEST
    assert refined(0.5, 0.2, [0.6, 0.7, 0.9] + [LOW] * 9) == 0.5  # a fifth is what was asked for


@pytest.mark.parametrize(("count", "bar"), [(150, 0.5), (161, LOWEST)])
def test_the_bar_is_lowered_only_by_many_questions_of_which_none_comes_near(
    count: int, bar: float
) -> None:
    assert refined(0.5, RATE, [0.01] * count) == bar


def test_the_bar_is_lowered_no_further_than_to_what_would_be_called_answered() -> None:
    assert refined(0.5, RATE, [0.01] * 180 + [0.4] * 4) == 0.401


def test_too_few_questions_leave_the_bar_as_it_ships(chosen: Settings) -> None:
    add(chosen.data_dir, 40, 9)
    assert refining.keep(chosen, ask) is None
    assert refining.describe_bar(chosen).startswith(f"from {BASE:.2f} on")
    assert refining.check(chosen).startswith("as it ships; 40 golden questions")


def test_enough_questions_refine_the_bar_and_status_says_by_which(chosen: Settings) -> None:
    add(chosen.data_dir, 30, 12)
    measured = refining.keep(chosen, ask)
    assert measured is not None
    assert (measured.bar, measured.base, measured.false) == (0.801, BASE, 2)
    assert (measured.answered_before, measured.answered) == (30, 0)
    assert refining.describe_bar(chosen).startswith("from 0.80 on")
    assert (
        "of 12 golden questions without an answer 2 reach 0.50, of 30 with one 30, 0 the 0.80 that"
        f" is used (generation 1, measured {measured.at})" in refining.describe_bar(chosen)
    )
    assert refining.check(chosen).startswith("0.80: of 12 golden questions")
    (entry,) = [each for each in audit.entries(chosen.data_dir) if each.deed.by == "pullquote"]
    assert entry.deed.action == refining.MEASURED


def test_it_is_measured_again_only_where_the_questions_or_the_corpus_changed(
    chosen: Settings,
) -> None:
    add(chosen.data_dir, 30, 12)
    assert refining.keep(chosen, ask) is not None
    assert refining.keep(chosen, ask) is None
    golden.remove(chosen.data_dir, 1, "ada")
    with pytest.raises(BadMetadata, match="have changed since the bar was measured"):
        refining.check(chosen)
    assert refining.describe_bar(chosen).endswith("they or the corpus have changed since")
    assert refining.keep(chosen, ask) is not None
    publish(chosen.data_dir, FERRY, TRIAL)
    changed = refining.keep(chosen, ask)
    assert changed is not None
    assert changed.generation == 2


def test_where_the_questions_are_gone_the_bar_ships_again(chosen: Settings) -> None:
    add(chosen.data_dir, 29, 11)
    refining.keep(chosen, ask)
    golden.remove(chosen.data_dir, 1, "ada")
    assert refining.keep(chosen, ask) is None
    assert golden_bar.read(chosen.data_dir) is None
    assert refining.describe_bar(chosen).startswith(f"from {BASE:.2f} on")


def test_a_bar_that_is_set_by_hand_stays(chosen: Settings) -> None:
    add(chosen.data_dir, 30, 12)
    refining.keep(chosen, ask)
    fixed = chosen.model_copy(update={"threshold": 0.6})
    assert refining.describe_bar(fixed).startswith("from 0.60 on")
    assert refining.check(fixed).startswith("set by hand")
    other = chosen.model_copy(update={"false_answers": 0.1})  # of which it was not measured
    assert not refining.describe_bar(other).startswith("from 0.80")


def test_a_damaged_file_stops_no_question_and_doctor_names_it(chosen: Settings) -> None:
    add(chosen.data_dir, 30, 12)
    (chosen.data_dir / golden_bar.FILE_NAME).write_text("{")
    assert golden_bar.bar_of(chosen.data_dir, Base(0.5, RATE)) == 0.5
    with pytest.raises(BadMetadata, match="does not hold a bar"):
        refining.check(chosen)
    assert refining.keep(chosen, ask) is not None
    assert refining.check(chosen).startswith("0.80")


def test_the_bot_that_serves_goes_on_watching_where_it_cannot_measure(chosen: Settings) -> None:
    ended = Event()
    (chosen.data_dir / golden_bar.FILE_NAME).write_text("{")
    watching = Thread(target=refining.watch, args=(chosen, ended, 0.001))
    watching.start()
    assert watching.is_alive()
    ended.set()
    watching.join(5)
    assert not watching.is_alive()
