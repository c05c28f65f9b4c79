from math import exp, log

import numpy as np
import pytest
from fakes import weights

from index import ranking
from index.ranking import GATE_FEATURES, RANK_FEATURES, Candidate
from index.texts import CandidateText

QUESTION = ranking.weigh_words(
    stems=("they", "left", "kyiv"),
    content=("left", "kyiv"),
    paragraphs_with=(1, 1),
    names=(False, True),
    paragraphs=2,
)


def candidate(
    sentence_stems: tuple[str, ...],
    context: str,
    similarities: tuple[float, ...],
    article_stems: str = "",
) -> Candidate:
    paragraph, *sentences = similarities
    text = CandidateText(0, sentence_stems, context, article_stems)
    return Candidate(text, paragraph, np.array(sentences, dtype=np.float32))


BOTH = candidate((" they left ", " cold "), " kyiv ", (0.25, 0.25, 0.5))
NEITHER = candidate((" peac ",), "  ", (0.5, 0.5))
MEASURED = ranking.measure(QUESTION, (BOTH, NEITHER), mean_length=2.0)


def column(name: str) -> list[float]:
    values: list[float] = MEASURED.features[:, RANK_FEATURES.index(name)].tolist()
    return values


def test_rarer_words_weigh_more_and_all_weigh_one_together() -> None:
    words = ranking.weigh_words(("a", "b"), ("a", "b"), (0, 3), (False, False), 3)
    whole = log(8) + log(8 / 7)
    assert words.rarity.tolist() == pytest.approx([log(8) / whole, log(8 / 7) / whole])
    assert words.is_unknown.tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("paragraph_similarity", [0.25, 0.5]),
        ("sentence_similarity", [0.5, 0.5]),
        # "they left" has one of two equally rare words: .25 + .5 * .5; "cold" has none: .5
        ("sentence_fit", [0.5, 0.5]),
        ("word_share", [1.0, 0.0]),
        ("local_word_share", [0.5, 0.0]),
        ("pair_share", [0.5, 0.0]),
        ("length", [log(1.55), log(0.55)]),
    ],
)
def test_features_are_measured_of_each_candidate(name: str, values: list[float]) -> None:
    assert column(name) == pytest.approx(values)


def test_features_are_measured_of_the_question() -> None:
    assert QUESTION.rarity.tolist() == [0.5, 0.5]
    assert MEASURED.name_missing.tolist() == [0.0, 0.5]
    assert (MEASURED.unknown_share, MEASURED.support) == (0.0, 0.375)
    assert MEASURED.question_length == pytest.approx(log(2))


def test_of_two_sentences_that_fit_alike_the_first_is_the_best() -> None:
    assert MEASURED.best_sentences == (0, 0)


def test_a_sentence_with_the_words_beats_a_nearer_one_without() -> None:
    found = candidate((" cold ", " they left kyiv "), "", (0.0, 0.375, 0.0))
    assert ranking.measure(QUESTION, (found,), 2.0).best_sentences == (1,)


def test_a_name_counts_wherever_its_article_has_it_and_another_word_does_not() -> None:
    found = candidate((" peac ",), "", (0.0, 0.0), " kyiv left peac ")
    measured = ranking.measure(QUESTION, (found,), 2.0)
    assert measured.features[0, RANK_FEATURES.index("word_share")] == 0.5
    assert measured.name_missing.tolist() == [0.0]


def test_neighbours_in_two_sentences_are_no_neighbours() -> None:
    found = candidate((" they ", " left "), "", (0.0, 0.0, 0.0))
    measured = ranking.measure(QUESTION, (found,), 2.0)
    assert measured.features[0, RANK_FEATURES.index("pair_share")] == 0.0


def test_a_paragraph_without_words_is_short_but_not_infinitely() -> None:
    found = candidate(("  ",), "  ", (0.0, 0.0))
    measured = ranking.measure(QUESTION, (found,), 2.0)
    assert measured.features[0, RANK_FEATURES.index("length")] == pytest.approx(log(0.05))


def test_the_gate_looks_at_the_best_candidate_and_the_question() -> None:
    features = ranking.gate_features(MEASURED, weights({"word_share": 1.0}, {}, 0.0).rank)
    assert dict(zip(GATE_FEATURES, features.tolist(), strict=True)) == pytest.approx(
        {
            "paragraph_similarity": 0.25,
            "sentence_similarity": 0.5,
            "word_share": 1.0,
            "name_missing": 0.0,
            "unknown_share": 0.0,
            "question_length": log(2),
            "rank_value": 1.0,
            "rank_weight": -log(1 + exp(-1)),
            "support": 0.375,
        }
    )


def test_the_best_has_the_gates_probability_and_the_others_their_share_of_it() -> None:
    found = ranking.probabilities(MEASURED, weights({"word_share": 1.0}, {}, 0.0))
    assert found.tolist() == pytest.approx([0.5, 0.5 * exp(-1)])


def test_the_intercept_and_the_gates_weights_move_the_probability() -> None:
    found = ranking.probabilities(MEASURED, weights({}, {"support": 8.0}, -2.0))
    assert found.tolist() == pytest.approx([1 / (1 + exp(-1))] * 2)


def test_no_probability_leaves_the_range_from_nought_to_one() -> None:
    with np.errstate(all="raise"):
        high = ranking.probabilities(MEASURED, weights({"word_share": 50.0}, {}, 50.0))
        low = ranking.probabilities(MEASURED, weights({"word_share": 50.0}, {}, -50.0))
    assert high.tolist() == pytest.approx([1.0, 0.0])
    assert low.tolist() == pytest.approx([0.0, 0.0])
