from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import GenerationRefused
from index.stems import split_stems
from index.word_file import WordFile
from index.words import Words

Open = Callable[..., Words]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Give a function that indexes paragraphs of one sentence each, numbered from 0."""
    made: list[Words] = []

    def write(*paragraphs: str) -> Words:
        file = WordFile(tmp_path / f"words{len(made)}")
        for ordinal, text in enumerate(paragraphs):
            file.add(ordinal, split_stems(text), [text])
        file.write()
        made.append(Words(file.path))
        return made[-1]

    yield write
    for words in made:
        words.close()


def test_a_file_tells_how_many_paragraphs_it_has_and_how_long(opened: Open) -> None:
    words = opened("one two three", "four five")
    assert (words.paragraphs, words.mean_length) == (2, 2.5)


def test_the_paragraph_with_the_rare_word_comes_first(opened: Open) -> None:
    words = opened("army river", "army bridge", "army army", "quiet village")
    assert list(words.bm25(["armi", "bridg"], 10)) == [1, 2, 0]


def test_no_more_paragraphs_are_found_than_asked_for(opened: Open) -> None:
    words = opened("army", "army", "army", "peace")
    assert list(words.bm25(["armi"], 2)) == [0, 1]


def test_bm25_is_positive_and_higher_for_a_better_fit(opened: Open) -> None:
    found = opened("bridge", "bridge and four more words", "peace").bm25(["bridg"], 10)
    assert found[0] > found[1] > 0


@pytest.mark.parametrize("stems", [[], [""], ["absent"], ["ʼ"], ["²"]])
def test_stems_that_no_paragraph_has_find_nothing(opened: Open, stems: list[str]) -> None:
    assert opened("army river", "peace").bm25(stems, 10) == {}


@pytest.mark.parametrize("word", ["not", "and", "or", "near"])
def test_words_of_the_query_language_are_only_words(opened: Open, word: str) -> None:
    assert list(opened(f"do {word} go", "peace").bm25([word], 10)) == [0]


def test_hundreds_of_stems_are_searched_at_once(opened: Open) -> None:
    stems = [chr(0x4E00 + one) for one in range(500)]
    words = opened(" ".join(stems[:3]), "peace")
    assert list(words.bm25(stems, 10)) == [0]
    assert words.paragraphs_with(stems) == [1, 1, 1] + [0] * 497


def test_a_stem_is_counted_once_for_each_paragraph(opened: Open) -> None:
    words = opened("army army", "army", "peace")
    assert words.paragraphs_with(["peac", "armi", "absent"]) == [1, 2, 0]
    assert words.paragraphs_with([]) == []


@pytest.mark.parametrize(
    ("word", "is_name"),
    [
        ("Marsh", True),
        ("marsh", True),
        ("River", False),  # once with a capital, once without
        ("Nobody", False),  # its capital is the sentence's
        ("Absent", False),
    ],
)
def test_a_name_has_its_capital_inside_sentences(opened: Open, word: str, is_name: bool) -> None:
    words = opened("Nobody saw Marsh.", "The River rose.", "A river fell; Marsh left.")
    assert words.is_name(word) == is_name


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("brigde", "bridge"),  # swapped
        ("bridg", "bridge"),  # too few
        ("bbridge", "bridge"),  # too many
        ("Bridze", "bridge"),  # another
        ("мостамы", "мостами"),
        ("Bridge", "Bridge"),  # known
        ("brigdes", "brigdes"),  # two slips
        ("arny", "arny"),  # too short to be sure
        ("22,001", "22,001"),
        ("telephone", "telephone"),  # nothing near
    ],
)
def test_a_slip_of_one_letter_is_repaired(opened: Open, typed: str, repaired: str) -> None:
    words = opened("The bridge fell; the army left.", "Over 22,000 crossed, под мостами")
    assert words.repaired(typed) == repaired


def test_of_two_words_one_slip_away_the_commoner_is_taken(opened: Open) -> None:
    assert opened("house horse", "horse").repaired("hobse") == "horse"
    assert opened("house house", "horse").repaired("hobse") == "house"


def test_the_commonest_of_many_near_words_is_taken(opened: Open) -> None:
    near = [f"{letter}ates" for letter in "bcdfghjklmnpqr"]
    assert opened(" ".join(near), "rates").repaired("xates") == "rates"


@pytest.mark.parametrize("content", [b"", b"no words at all " * 100])
def test_a_file_that_holds_no_words_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w").write_bytes(content)
    with pytest.raises(GenerationRefused, match=r"/w cannot be read .*; .*reindex"):
        Words(tmp_path / "w")
