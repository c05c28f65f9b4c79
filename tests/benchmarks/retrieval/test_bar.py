import pytest
from benchmarks.reading.judging import (
    FITTED,
    HELD_OUT,
    Judged,
    calibration_by_chance,
    calibration_error,
)
from benchmarks.retrieval import languages
from benchmarks.retrieval.bar import Row, rows

FOUND = Judged("answerable", 1, 0.9, True)
SECOND = Judged("answerable", 2, 0.3, None)
OFF = Judged("off_corpus", None, 0.1, None)
NEAR = Judged("near_miss", None, 0.6, None)


def test_every_set_has_its_rows_at_the_bar_that_ships_or_the_common_one() -> None:
    judged = {name: [FOUND, SECOND, OFF, NEAR] for name in (*FITTED, *HELD_OUT)}

    found = {row.name: row.figure for row in rows(judged, bar=0.5, common=0.25)}

    assert (found["news hit@1"], found["news hit@3"]) == (0.5, 1.0)
    assert (found["news called answer"], found["news false answers"]) == (0.5, 0)
    assert (found["large called answer at 2 %"], found["large false there"]) == (1.0, 0.0)
    assert (found["squad AUROC off-corpus"], found["squad AUROC near-miss"]) == (1.0, 0.5)
    assert (found["seeds among three, of 40"], found["seeds false answers, of 12"]) == (2, 1)
    assert found["news sentence highlighted"] == 1.0


def test_a_bar_is_reached_from_above_or_from_below() -> None:
    assert Row("hit@1", 0.9, 0.9).is_reached
    assert not Row("hit@1", 0.89, 0.9).is_reached
    assert Row("false answers", 1, 1, is_most=True).is_reached
    assert not Row("false answers", 2, 1, is_most=True).is_reached


def test_a_language_s_figures_are_of_its_ranks_and_of_what_no_article_answers() -> None:
    held = [(1, 0.9), (2, 0.4), (None, 0.2), (7, 0.6)]
    answered = [languages.Judged(True, rank, probability) for rank, probability in held]
    others = [languages.Judged(False, None, probability) for probability in (0.1, 0.3, 0.5)]

    first, among, separated, called = languages.figures([*answered, *others])

    assert (first, among, called) == (0.25, 0.5, 0.5)
    assert separated == pytest.approx(9 / 12)


def test_of_few_questions_even_right_probabilities_are_measured_as_off() -> None:
    sure = [Judged("answerable", 1, 1.0, None), Judged("off_corpus", None, 0.0, None)]
    even = [Judged("answerable", 1, 0.5, None), Judged("off_corpus", None, 0.5, None)]

    assert calibration_by_chance(sure) == 0.0
    assert calibration_error(even) == 0.0
    # Both, one or none come out right: off by a half in two cases of four.
    assert calibration_by_chance(even) == pytest.approx(0.25, abs=0.02)
    assert calibration_by_chance(even * 100) < 0.05
