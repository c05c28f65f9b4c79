from collections.abc import Callable
from math import log
from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation import postings, words
from index.generation.postings import Postings, stands_within
from index.generation.words import Words
from index.generation.writing.words import WordFile

ROWS = np.array([0, 2, 2, 5, 7])  # the second paragraph is a heading
PARAGRAPHS = (
    (("titl",), ("armi", "river", "armi")),
    (),
    (("titl", "armi"), ("bridg",), ("fell", "armi")),
    ((), ("peac",)),
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    file = WordFile()
    for runs in PARAGRAPHS:
        file.add(runs, ())
    file.write(tmp_path, ROWS)
    return tmp_path


@pytest.fixture
def opened(directory: Path) -> Postings:
    return Postings(directory, ROWS)


@pytest.fixture
def number(directory: Path) -> Callable[..., list[int]]:
    """Give a function that looks stems up: their numbers."""
    opened = Words(directory / words.FILE_NAME)

    def look_up(*stems: str) -> list[int]:
        known = opened.known_stems(stems)
        return [known[stem].number for stem in stems]

    return look_up


Number = Callable[..., list[int]]


def test_the_paragraphs_that_are_searched_are_counted_and_measured(opened: Postings) -> None:
    assert (opened.paragraphs, opened.mean_length) == (3, 10 / 3)


def test_the_runs_stand_beside_the_rows_of_the_vectors(opened: Postings) -> None:
    runs = opened.runs(np.arange(7))
    assert runs.lengths.tolist() == [1, 3, 2, 1, 2, 0, 1]
    assert len(runs.stems) == 10


def test_bm25_is_computed_as_by_robertson_and_zaragoza(opened: Postings, number: Number) -> None:
    rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))  # of a stem in two of three paragraphs
    first = 1.2 * (0.25 + 0.75 * 4 / (10 / 3))
    third = 1.2 * (0.25 + 0.75 * 5 / (10 / 3))
    assert opened.bm25(number("armi"), 10) == pytest.approx(
        {0: rarity * 2 * 2.2 / (2 + first), 2: rarity * 2 * 2.2 / (2 + third)}
    )


def test_the_paragraph_with_the_rare_stem_comes_first(opened: Postings, number: Number) -> None:
    assert list(opened.bm25(number("armi", "bridg"), 10)) == [2, 0]


def test_a_stem_that_is_asked_for_twice_counts_once(opened: Postings, number: Number) -> None:
    assert opened.bm25(number("armi", "armi"), 9) == opened.bm25(number("armi"), 9)


def test_no_more_paragraphs_are_found_than_asked_for_and_ties_stand_in_order(
    tmp_path: Path,
) -> None:
    file = WordFile()
    for stem in ("peac", "armi", "armi", "armi"):
        file.add(((), (stem,)), ())
    rows = np.array([0, 2, 4, 6, 8])
    file.write(tmp_path, rows)
    opened = Postings(tmp_path, rows)
    assert list(opened.bm25([0], 2)) == [1, 2]


@pytest.mark.parametrize("numbers", [[], [-1], [-1, -1]])
def test_stems_that_no_paragraph_has_find_nothing(opened: Postings, numbers: list[int]) -> None:
    assert opened.bm25(numbers, 10) == {}
    assert opened.holding(numbers).tolist() == []


def test_only_the_paragraphs_allowed_are_looked_at(opened: Postings, number: Number) -> None:
    everywhere = opened.bm25(number("armi"), 9)
    assert opened.bm25(number("armi"), 9, np.array([2, 3])) == {2: everywhere[2]}
    assert opened.bm25(number("armi"), 9, np.array([], dtype=np.int64)) == {}


@pytest.mark.parametrize(
    ("stems", "holding", "in_text"),
    [
        (("armi",), [0, 2], [0, 2]),
        (("armi", "river"), [0], [0]),
        (("river", "armi"), [0], [0]),
        (("bridg", "fell"), [2], [2]),  # across two sentences
        (("titl",), [0, 2], []),
        (("armi", "bridg"), [2], []),  # begins above the paragraph
        (("armi", "titl"), [], []),  # across two paragraphs
        (("armi", "peac"), [], []),
        (("peac", "armi"), [], []),
        (("river", "peac"), [], []),
    ],
)
def test_stems_are_held_only_one_after_another(
    opened: Postings,
    number: Number,
    stems: tuple[str, ...],
    holding: list[int],
    in_text: list[int],
) -> None:
    assert opened.holding(number(*stems)).tolist() == holding
    assert opened.holding(number(*stems), above=False).tolist() == in_text


def test_a_stem_stands_in_the_ranges_that_have_it(opened: Postings, number: Number) -> None:
    firsts, ends = np.array([0, 1, 3]), np.array([1, 3, 4])
    assert opened.stand_in(number("fell")[0], firsts, ends).tolist() == [False, True, False]
    assert opened.stand_in(number("armi")[0], firsts, ends).tolist() == [True, True, False]
    assert opened.stand_in(-1, firsts, ends).tolist() == [False, False, False]


def test_the_stems_of_sentences_are_without_what_stands_above_them(
    opened: Postings, number: Number
) -> None:
    stems = np.frombuffer(opened.sentence_stems(2), dtype=np.int32)
    assert stems.tolist() == number("bridg", "fell", "armi")


def test_only_whole_stems_stand_within_others() -> None:
    one, two, three = (
        np.array(stems, dtype="<i4").tobytes() for stems in ([1], [256, 0], [256, 0, 1])
    )
    assert one in two  # from its second byte on
    assert not stands_within(one, two)
    assert stands_within(one, three)


@pytest.mark.parametrize("name", [postings.STEMS_NAME, postings.PLACES_NAME, postings.RUNS_NAME])
def test_files_that_hold_no_postings_are_refused_by_name(directory: Path, name: str) -> None:
    np.save(directory / name, np.array([0.5]))
    with pytest.raises(GenerationRefused, match=rf"/{name} cannot be read .*; .*reindex"):
        Postings(directory, ROWS)
    (directory / name).write_bytes(b"")
    with pytest.raises(GenerationRefused, match=rf"/{name} cannot be read .*; .*reindex"):
        Postings(directory, ROWS)


def test_runs_that_do_not_fit_the_vectors_are_refused(directory: Path) -> None:
    with pytest.raises(GenerationRefused, match="does not fit the vectors"):
        Postings(directory, ROWS[:-1])
