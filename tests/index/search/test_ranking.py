from math import exp, log

import numpy as np
import pytest
from fakes.corpus import weights

from index.search import ranking
from index.search.features import RANK_FEATURES, Measured
from index.search.ranking import GATE_FEATURES

# Two candidates: one is less near but holds all the words, the other holds none.
COLUMNS = {
    "paragraph_similarity": (0.25, 0.5),
    "sentence_similarity": (0.5, 0.5),
    "word_share": (1.0, 0.0),
}
MEASURED = Measured(
    features=np.array([COLUMNS.get(name, (0.0, 0.0)) for name in RANK_FEATURES]).T,
    best_sentences=(0, 0),
    name_missing=np.array([0.0, 0.5]),
    unknown_share=0.0,
    question_length=log(2),
    support=0.375,
)


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
