import numpy as np
import pytest

from index.drafts.likeness import (
    containment,
    longest_rise,
    matched_in_order,
    shingles,
    without_common,
)


def test_a_part_is_as_like_its_whole_as_the_whole_itself() -> None:
    whole = shingles("The ferry sank at noon and nobody was hurt.")
    assert containment(shingles("Ferries SANK at noon"), whole) == 1.0
    assert containment(whole, shingles("Ferries SANK at noon")) == 1.0


def test_other_words_and_no_words_are_nothing_alike() -> None:
    assert containment(shingles("The ferry sank at noon."), shingles("Voters went home.")) == 0.0
    assert containment(frozenset(), shingles("The ferry sank at noon.")) == 0.0


def test_what_all_sentences_share_is_taken_from_them() -> None:
    headline = np.array([3.0, 0.0, 0.0])
    sentences = np.array([[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]])
    found = without_common((headline + sentences).astype(np.float32))
    assert found.tolist() == [[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]


def test_a_lone_sentence_has_nothing_of_its_own() -> None:
    assert without_common(np.array([[1.0, 0.0]], dtype=np.float32)).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(
    ("places", "count"), [([0, 1, 2, 3], 4), ([3, 2, 1, 0], 1), ([1, 0, 3, 2], 2)]
)
def test_only_sentences_in_the_same_order_count(places: list[int], count: int) -> None:
    every = np.eye(4, dtype=np.float32)
    assert matched_in_order(every, every[places]) == count


def test_sentences_that_are_not_near_enough_do_not_match() -> None:
    one = np.array([[1.0, 0.0]], dtype=np.float32)
    near = np.array([[0.36, 0.9329]], dtype=np.float32)
    far = np.array([[0.34, 0.9404]], dtype=np.float32)
    assert (matched_in_order(one, near), matched_in_order(one, far)) == (1, 0)


def test_two_sentences_that_are_nearest_to_one_match_once() -> None:
    one = np.array([[1.0, 0.0], [0.96, 0.28]], dtype=np.float32)
    assert matched_in_order(one, np.array([[1.0, 0.0]], dtype=np.float32)) == 1


def test_no_places_rise_nowhere() -> None:
    assert longest_rise([]) == 0
