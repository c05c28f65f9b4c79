from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation import words
from index.generation.words import UNKNOWN_STEM, KnownStem, KnownWord, Words
from index.generation.writing.words import WordFile
from index.text.stems import split_stems

Open = Callable[..., Words]


def repairs(found: Words, *words: str) -> list[str]:
    return [known.word for known in found.understood(words)]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Give a function that indexes paragraphs of one sentence each, numbered from 0."""
    made: list[Words] = []

    def write(*paragraphs: str) -> Words:
        directory = tmp_path / f"words{len(made)}"
        directory.mkdir()
        file = WordFile()
        for text in paragraphs:
            file.add(((), split_stems(text)), [text])
        file.write(directory, 2 * np.arange(len(paragraphs) + 1))
        made.append(Words(directory / words.FILE_NAME))
        return made[-1]

    yield write
    for file in made:
        file.close()


def test_stems_are_numbered_in_their_order_and_counted_once_for_each_paragraph(
    opened: Open,
) -> None:
    found = opened("river army army", "army", "peace")
    assert found.all_stems() == ["armi", "peac", "river"]
    assert found.known_stems(["river", "armi", "absent", "armi"]) == {
        "river": KnownStem(2, 1),
        "armi": KnownStem(0, 2),
        "absent": UNKNOWN_STEM,
    }
    assert found.known_stems([]) == {}


def test_hundreds_of_stems_are_looked_up_at_once(opened: Open) -> None:
    stems = [chr(0x4E00 + number) for number in range(2000)]
    known = opened(" ".join(stems[:3]), "peace").known_stems(stems)
    assert [stem.paragraphs for stem in known.values()] == [1, 1, 1] + [0] * 1997


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
    found = opened("Nobody saw Marsh.", "The River rose.", "A river fell; Marsh left.")
    assert found.understood(["fell", word, "Marsh"]) == [
        KnownWord("fell", False),
        KnownWord(word, is_name),
        KnownWord("Marsh", True),
    ]


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
    found = opened("The bridge fell; the army left.", "Over 22,000 crossed, под мостами")
    assert repairs(found, "army", typed, "army") == ["army", repaired, "army"]


def test_of_two_words_one_slip_away_the_commoner_is_taken(opened: Open) -> None:
    assert repairs(opened("house horse", "horse"), "hobse") == ["horse"]
    assert repairs(opened("house house", "horse"), "hobse") == ["house"]


def test_the_commonest_of_many_near_words_is_taken(opened: Open) -> None:
    near = [f"{letter}ates" for letter in "bcdfghjklmnpqr"]
    assert repairs(opened(" ".join(near), "rates"), "xates") == ["rates"]


def test_a_repaired_word_is_a_name_if_the_right_one_is(opened: Open) -> None:
    found = opened("Nobody saw Marshall.", "Then Marshall left.")
    assert found.understood(["marshal"]) == [KnownWord("marshall", True)]


@pytest.mark.parametrize("content", [b"", b"no words at all " * 100])
def test_a_file_that_holds_no_words_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w").write_bytes(content)
    with pytest.raises(GenerationRefused, match=r"/w cannot be read .*; .*reindex"):
        Words(tmp_path / "w")
