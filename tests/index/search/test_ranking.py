from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
import pytest
from fakes.corpus import weights

from index.generation.asking import Candidates
from index.search import ranking
from index.search.ranking import (
    GATE_FEATURES,
    RANK_FEATURES,
    Measured,
    QuestionWord,
)

# Of the question "they left kyiv": two paragraphs hold one of its two telling words each.
THEY, LEFT, KYIV, COLD, PEACE = range(5)
QUESTION = ranking.weigh_words(
    (
        QuestionWord("they", THEY, 2, is_telling=False, is_name=False),
        QuestionWord("left", LEFT, 1, is_telling=True, is_name=False),
        QuestionWord("kyiv", KYIV, 1, is_telling=True, is_name=True),
    ),
    paragraphs=2,
)


@dataclass(frozen=True, slots=True)
class Given:
    """A candidate: what stands above it, its sentences, the cosines of all its views."""

    above: tuple[int, ...]
    sentences: tuple[tuple[int, ...], ...]
    similarities: tuple[float, ...]
    has_kyiv_in_article: bool = False


def candidates(*given: Given) -> Candidates:
    runs = [run for candidate in given for run in (candidate.above, *candidate.sentences)]
    return Candidates(
        ordinals=np.arange(len(given)),
        runs=np.array([1 + len(candidate.sentences) for candidate in given]),
        stems=np.array([stem for run in runs for stem in run], dtype=np.int32),
        run_lengths=np.array([len(run) for run in runs]),
        similarities=np.array(
            [cosine for candidate in given for cosine in candidate.similarities],
            dtype=np.float32,
        ),
        in_article=np.array([[False, candidate.has_kyiv_in_article] for candidate in given]),
    )


BOTH = Given((KYIV,), ((THEY, LEFT), (COLD,)), (0.25, 0.25, 0.5))
NEITHER = Given((), ((PEACE,),), (0.5, 0.5))
MEASURED = ranking.measure(QUESTION, candidates(BOTH, NEITHER), mean_length=2.0)


def measured(name: str, *given: Given) -> list[float]:
    found = ranking.measure(QUESTION, candidates(*given), mean_length=2.0)
    values: list[float] = found.features[:, RANK_FEATURES.index(name)].tolist()
    return values


def column(name: str) -> list[float]:
    values: list[float] = MEASURED.features[:, RANK_FEATURES.index(name)].tolist()
    return values


def test_rarer_words_weigh_more_and_all_weigh_one_together() -> None:
    asked = [
        QuestionWord("a", -1, 0, is_telling=True, is_name=False),
        QuestionWord("b", 0, 3, is_telling=True, is_name=False),
        QuestionWord("a", -1, 0, is_telling=True, is_name=False),
    ]
    words = ranking.weigh_words(asked, 3)
    whole = log(8) + log(8 / 7)
    assert words.rarity.tolist() == pytest.approx([log(8) / whole, log(8 / 7) / whole])
    assert words.paragraphs.tolist() == [0, 3]
    assert words.pairs.tolist() == [[-1, 0], [0, -1]]


def test_where_no_word_is_telling_all_are_looked_for() -> None:
    asked = [QuestionWord(stem, at, 1, False, False) for at, stem in enumerate(("was", "it"))]
    words = ranking.weigh_words(asked, 3)
    assert (words.numbers.tolist(), words.pairs.tolist()) == ([0, 1], [[0, 1]])


def test_only_neighbours_of_which_one_is_telling_are_pairs() -> None:
    telling = (False, False, True, False)
    asked = [QuestionWord(str(at), at, 1, says, False) for at, says in enumerate(telling)]
    assert ranking.weigh_words(asked, 3).pairs.tolist() == [[1, 2], [2, 3]]


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
        ("length", [log(1.5), log(0.5)]),
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
    found = candidates(Given((), ((COLD,), (THEY, LEFT, KYIV)), (0.0, 0.375, 0.0)))
    assert ranking.measure(QUESTION, found, 2.0).best_sentences == (1,)


def test_a_name_counts_wherever_its_article_has_it() -> None:
    given = Given((), ((PEACE,),), (0.0, 0.0), has_kyiv_in_article=True)
    assert measured("word_share", given) == [0.5]
    assert ranking.measure(QUESTION, candidates(given), 2.0).name_missing.tolist() == [0.0]


@pytest.mark.parametrize(
    "given",
    [
        Given((), ((THEY,), (LEFT,)), (0.0, 0.0, 0.0)),  # in two sentences
        Given((THEY, LEFT), ((COLD,),), (0.0, 0.0)),  # above the paragraph
        Given((), ((LEFT, THEY),), (0.0, 0.0)),  # the other way round
        Given((), ((THEY, COLD, LEFT),), (0.0, 0.0)),
    ],
)
def test_only_neighbours_in_one_sentence_are_neighbours(given: Given) -> None:
    assert measured("pair_share", given) == [0.0]


def test_neighbours_of_the_last_and_the_next_candidate_are_none() -> None:
    one, other = (Given((), ((stem,),), (0.0, 0.0)) for stem in (THEY, LEFT))
    assert measured("pair_share", one, other) == [0.0, 0.0]


def test_a_question_of_one_word_has_no_pairs() -> None:
    alone = ranking.weigh_words([QuestionWord("left", LEFT, 1, True, False)], 2)
    given = replace(candidates(BOTH), in_article=np.array([[False]]))
    found = ranking.measure(alone, given, 2.0)
    assert found.features[0, RANK_FEATURES.index("pair_share")] == 0.0


@pytest.mark.parametrize("words", [(), (LEFT,), (THEY, LEFT, KYIV, COLD)])
def test_a_paragraph_of_a_few_words_is_as_short_as_any_short_one(words: tuple[int, ...]) -> None:
    found = ranking.measure(QUESTION, candidates(Given((), (words,), (0.0, 0.0))), 20.0)
    assert found.features[0, RANK_FEATURES.index("length")] == pytest.approx(log(0.2))


# Two candidates: one is less near but holds all the words, the other holds none.
COLUMNS = {
    "paragraph_similarity": (0.25, 0.5),
    "sentence_similarity": (0.5, 0.5),
    "word_share": (1.0, 0.0),
}
TWO = Measured(
    features=np.array([COLUMNS.get(name, (0.0, 0.0)) for name in RANK_FEATURES]).T,
    best_sentences=(0, 0),
    name_missing=np.array([0.0, 0.5]),
    unknown_share=0.0,
    question_length=log(2),
    support=0.375,
)


def test_the_gate_looks_at_the_best_candidate_and_the_question() -> None:
    features = ranking.gate_features(TWO, weights({"word_share": 1.0}, {}, 0.0).rank)
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
    found = ranking.probabilities(TWO, weights({"word_share": 1.0}, {}, 0.0))
    assert found.tolist() == pytest.approx([0.5, 0.5 * exp(-1)])


def test_the_intercept_and_the_gates_weights_move_the_probability() -> None:
    found = ranking.probabilities(TWO, weights({}, {"support": 8.0}, -2.0))
    assert found.tolist() == pytest.approx([1 / (1 + exp(-1))] * 2)


def test_no_probability_leaves_the_range_from_nought_to_one() -> None:
    with np.errstate(all="raise"):
        high = ranking.probabilities(TWO, weights({"word_share": 50.0}, {}, 50.0))
        low = ranking.probabilities(TWO, weights({"word_share": 50.0}, {}, -50.0))
    assert high.tolist() == pytest.approx([1.0, 0.0])
    assert low.tolist() == pytest.approx([0.0, 0.0])
