import math
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import BadMetadata
from index.reading import outcome
from index.reading.outcome import Doubts, Heard, Mixture, Packaged, judge
from index.reading.reader import Reading, ReadTwice

MIXTURE = Mixture(part=0.0, rank_value=0.5, read=1.0, searched=0.5, size=-0.25, intercept=1.0)


def said(whole: float, part: float | None = None) -> ReadTwice:
    return ReadTwice(Reading(whole, (1.0,)), whole if part is None else part)


def test_what_is_said_of_the_part_that_fits_counts_by_its_share() -> None:
    mixture = replace(MIXTURE, part=0.75, rank_value=0.0)
    candidates = [Heard(0, said(4, 0)), Heard(0, said(0, 4))]  # 1 and 3 together

    found = judge(candidates, 0.0, 1, mixture)

    assert found.order == (1, 0)
    assert found.probability == outcome.probability(said(3), 0.0, 1, mixture)


def test_only_what_may_come_first_is_read_again() -> None:
    mixture = replace(MIXTURE, part=0.5, rank_value=1.0)
    candidates = [Heard(0, said(2)), Heard(1, said(-4)), Heard(1, said(-2)), Heard(9, None)]

    assert outcome.choose_again(candidates, mixture) == (0, 2)


def test_the_order_counts_both_search_and_the_reader() -> None:
    candidates = [Heard(10, said(-1)), Heard(8, said(1)), Heard(2, said(2))]  # 4, 5 and 3 together

    assert judge(candidates, 0.0, 1, MIXTURE).order == (1, 0, 2)


def test_the_probability_is_that_of_the_first_in_order() -> None:
    found = judge(
        [Heard(1, said(-3)), Heard(1, said(2))], search_log_odds=1.0, paragraphs=1, mixture=MIXTURE
    )

    assert found.probability == pytest.approx(1 / (1 + math.exp(-(1 + 2 + 0.5))))


def test_the_more_paragraphs_were_searched_the_less_the_same_numbers_prove() -> None:
    candidates = [Heard(1, said(0))]

    few, many = (judge(candidates, 0.0, count, MIXTURE).probability for count in (100, 10_000))

    assert math.log(few / (1 - few)) - math.log(many / (1 - many)) == pytest.approx(
        0.25 * math.log(100)
    )


def test_what_was_not_read_stands_below_what_was_in_the_order_of_search() -> None:
    candidates = [Heard(9, None), Heard(1, said(-5)), Heard(8, None)]

    assert judge(candidates, 0.0, 1, MIXTURE).order == (1, 0, 2)


def test_ties_keep_the_order_of_search() -> None:
    assert judge([Heard(1, said(1))] * 3, 0.0, 1, MIXTURE).order == (0, 1, 2)


def test_without_any_reading_there_is_no_judgement() -> None:
    with pytest.raises(ValueError, match="no candidate was read"):
        judge([Heard(1, None)], 0.0, 1, MIXTURE)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much does a ferry cost?", "money"),
        ("What was the price of the ferry?", "money"),
        ("How much did the town pay for it?", "money"),
        ("How much of the cargo was lost?", None),
        ("How much does the anchor weigh?", "measure"),
        ("How tall is the mast?", "measure"),
        ("What do ferries cost in Norway?", "money"),
        ("what did it cost to build", "money"),
        ("What does a captain earn?", "money"),
        ("What did the storm cost him?", None),
        ("What does the anchor weigh?", "measure"),
        ("How long is the pier?", "duration"),
        ("How many years did it take?", "duration"),
        ("How often does it sail?", "frequency"),
        ("How many sailors drowned?", "number"),
        ("What percentage of the crew left?", "share"),
        ("how old is the captain", "age"),
        ("At what age did she retire?", "age"),
        ("When did it sink?", "time"),
        ("In which year was it built?", "time"),
        ("When does oxygen harm?", None),
        ("When the ferry sank, who was on board?", None),
        ("Who was the captain, and when was she born?", None),
        ("Who was the captain, how old is she?", "age"),  # a follow-up behind what was asked before
        ("Who was arrested, when?", "time"),
        ("When the ferry sank, how many drowned?", "number"),
        ("Why did it sink?", None),
        ("captain ferry 2014", None),
    ],
)
def test_the_kind_of_thing_asked_is_told_from_the_question_word_that_begins_a_clause(
    question: str, kind: str | None
) -> None:
    assert outcome.kind_asked(question) == kind


@pytest.mark.parametrize(
    ("kind", "said", "other"),
    [
        ("money", "It cost 5 million.", "It weighs 50 pounds."),
        ("money", "Tickets are free.", "It has 300 seats."),
        ("share", "A third of them left.", "The crew left."),
        ("share", "Nine of the ten boats sank.", "It is the number one seller of boats."),
        ("share", "One in four of them left.", "One man left in 2012, when 1,200 were aboard."),
        ("age", "She left 20 years later, at 40.", "She left 20 years later."),
        ("age", "She is in her teens.", "She is the captain."),
        ("age", "The captain, 36, left.", "The captain left with 36 sailors."),
        ("age", "By 11 she was famous.", "It was a 24-mile drop."),
        ("frequency", "It sails daily.", "It sails to the island."),
        ("duration", "It took all winter long.", "It took the cargo."),
        ("measure", "It is twelve metres tall.", "It is very tall."),
        ("number", "Nobody drowned.", "The sailors drowned."),
        ("time", "It sank on Friday.", "It sank near the pier."),
        ("time", "It sank in the 1880s.", "It sank with 12 sailors."),
    ],
)
def test_a_kind_is_told_from_what_is_said(kind: str, said: str, other: str) -> None:
    assert outcome.says_kind(kind, said)
    assert not outcome.says_kind(kind, other)


def test_what_the_question_denies_and_the_sentence_does_not_is_doubted() -> None:
    affirmed, denied = (
        outcome.doubt("Which captain didn't leave?", sentence)
        for sentence in ("The captain left the government.", "The captain refused to leave.")
    )

    assert (affirmed.is_undenied, denied.is_undenied) == (True, False)


@pytest.mark.parametrize(
    ("question", "is_undenied"),
    [("Who did not oppose the ban?", True), ("Who opposed the ban?", False)],
)
def test_a_verb_that_denies_is_no_denial_where_it_is_what_is_denied(
    question: str, is_undenied: bool
) -> None:
    assert outcome.doubt(question, "The union opposed the ban.").is_undenied == is_undenied


@pytest.mark.parametrize(
    "question", ["Who left the government?", "Who spoke in the United Nations?"]
)
def test_words_that_only_look_like_a_denial_deny_nothing(question: str) -> None:
    assert not outcome.doubt(question, "The captain left.").is_undenied


def test_a_denial_that_is_not_said_takes_from_the_log_odds() -> None:
    mixture = replace(MIXTURE, undenied=2.0)

    doubted = outcome.probability(said(3), 0.0, 1, mixture, Doubts(is_undenied=True))

    assert doubted == pytest.approx(outcome.probability(said(1), 0.0, 1, mixture))


def test_what_says_nothing_of_the_kind_asked_has_a_most_probability() -> None:
    mixture = replace(MIXTURE, unsaid=0.25)

    sure, unsure = (
        outcome.probability(said(log_odds), 0.0, 1, mixture, Doubts(is_unsaid=True))
        for log_odds in (9, -9)
    )

    assert (sure, unsure) == (0.25, outcome.probability(said(-9), 0.0, 1, mixture))


def test_a_saved_mixture_is_read_as_it_was(tmp_path: Path) -> None:
    packaged = Packaged(MIXTURE, {0.02: 0.4, 0.05: 0.25}, 0.5, "0a" * 32)

    outcome.save(packaged, tmp_path / "mixture.json")

    assert outcome.load(tmp_path / "mixture.json") == packaged


def test_fewer_false_answers_ask_for_a_higher_bar() -> None:
    bars = outcome.load().bars

    assert [bars[rate] for rate in sorted(bars)] == sorted(bars.values(), reverse=True)


def test_a_file_that_holds_no_mixture_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mixture.json"
    path.write_text('{"bars": {}}')

    with pytest.raises(BadMetadata, match=r"mixture\.json does not hold the reader's numbers"):
        outcome.load(path)


def test_between_measured_rates_the_bar_and_the_rate_belong_together() -> None:
    bars = {0.01: 0.8, 0.04: 0.5, 0.1: 0.2}
    assert outcome.bar_of(0.02, bars) == pytest.approx(2 / 3)  # half the way in logarithms
    assert outcome.rate_of(2 / 3, bars) == pytest.approx(0.02)
    assert (outcome.rate_of(0.99, bars), outcome.rate_of(0.01, bars)) == pytest.approx((0.01, 0.1))


def test_the_mixture_that_ships_was_fitted_with_the_weights_that_ship() -> None:
    weights = outcome.PATH.with_name("reader.safetensors").read_bytes()
    assert outcome.load().weights == sha256(weights).hexdigest()
