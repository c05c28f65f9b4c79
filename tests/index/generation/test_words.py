import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from math import log
from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation import words
from index.generation.asking import KnownStem
from index.generation.words import (
    UNKNOWN_STEM,
    FiledArray,
    KnownWord,
    Postings,
    Words,
    stands_within,
)
from index.generation.writing.words import WordFile
from index.text.stems import split_stems

Open = Callable[..., Words]


ROWS = np.array([0, 2, 2, 5, 7])  # the second paragraph is a heading
PARAGRAPHS = (
    (("titl",), ("armi", "river", "armi")),
    (),
    (("titl", "armi"), ("bridg",), ("fell", "armi")),
    ((), ("peac",)),
)


def repairs(found: Words, *typed: str) -> list[str]:
    return [known.word for known in words.understood(found, typed)]


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
    assert words.understood(found, ["fell", word, "Marsh"]) == [
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
    assert words.understood(found, ["marshal"]) == [KnownWord("marshall", True)]


@pytest.mark.parametrize("content", [b"", b"no words at all " * 100])
def test_a_file_that_holds_no_words_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w").write_bytes(content)
    with pytest.raises(GenerationRefused, match=r"/w cannot be read .*; .*reindex"):
        Words(tmp_path / "w")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    file = WordFile()
    for runs in PARAGRAPHS:
        file.add(runs, ())
    file.write(tmp_path, ROWS)
    return tmp_path


@pytest.fixture
def postings(directory: Path) -> Postings:
    return Postings(directory, ROWS)


@pytest.fixture
def number(directory: Path) -> Callable[..., list[int]]:
    """Give a function that looks stems up: their numbers."""
    written = Words(directory / words.FILE_NAME)

    def look_up(*stems: str) -> list[int]:
        known = written.known_stems(stems)
        return [known[stem].number for stem in stems]

    return look_up


Number = Callable[..., list[int]]


def test_the_paragraphs_that_are_searched_are_counted_and_measured(postings: Postings) -> None:
    assert (postings.paragraphs, postings.mean_length) == (3, 10 / 3)


def test_the_runs_stand_beside_the_rows_of_the_vectors(postings: Postings) -> None:
    runs = postings.runs(np.arange(7))
    assert runs.lengths.tolist() == [1, 3, 2, 1, 2, 0, 1]
    assert len(runs.stems) == 10


def test_bm25_is_computed_as_by_robertson_and_zaragoza(postings: Postings, number: Number) -> None:
    rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))  # of a stem in two of three paragraphs
    first = 1.2 * (0.25 + 0.75 * 4 / (10 / 3))
    third = 1.2 * (0.25 + 0.75 * 5 / (10 / 3))
    assert postings.bm25(number("armi"), 10) == pytest.approx(
        {0: rarity * 2 * 2.2 / (2 + first), 2: rarity * 2 * 2.2 / (2 + third)}
    )


def test_the_paragraph_with_the_rare_stem_comes_first(postings: Postings, number: Number) -> None:
    assert list(postings.bm25(number("armi", "bridg"), 10)) == [2, 0]


def test_a_stem_that_is_asked_for_twice_counts_once(postings: Postings, number: Number) -> None:
    assert postings.bm25(number("armi", "armi"), 9) == postings.bm25(number("armi"), 9)


def test_no_more_paragraphs_are_found_than_asked_for_and_ties_stand_in_order(
    tmp_path: Path,
) -> None:
    file = WordFile()
    for stem in ("peac", "armi", "armi", "armi"):
        file.add(((), (stem,)), ())
    rows = np.array([0, 2, 4, 6, 8])
    file.write(tmp_path, rows)
    held = Postings(tmp_path, rows)
    assert list(held.bm25([0], 2)) == [1, 2]


def test_stems_are_found_among_many_short_and_empty_paragraphs(tmp_path: Path) -> None:
    dealt = np.random.default_rng(3)
    lengths = dealt.choice([0, 0, 0, 1, 2, 300], 400)
    file = WordFile()
    for length in lengths.tolist():
        file.add(((), ("armi",) * (length // 2) + ("river",) * (length - length // 2)), ())
    rows = 2 * np.arange(len(lengths) + 1)
    file.write(tmp_path, rows)
    held = Postings(tmp_path, rows)
    assert held.holding([0]).tolist() == np.flatnonzero(lengths > 1).tolist()
    assert sorted(held.bm25([1], 400)) == np.flatnonzero(lengths > 0).tolist()


@pytest.mark.parametrize("numbers", [[], [-1], [-1, -1]])
def test_stems_that_no_paragraph_has_find_nothing(postings: Postings, numbers: list[int]) -> None:
    assert postings.bm25(numbers, 10) == {}
    assert postings.holding(numbers).tolist() == []


def test_only_the_paragraphs_allowed_are_looked_at(postings: Postings, number: Number) -> None:
    everywhere = postings.bm25(number("armi"), 9)
    assert postings.bm25(number("armi"), 9, np.array([2, 3])) == {2: everywhere[2]}
    assert postings.bm25(number("armi"), 9, np.array([], dtype=np.int64)) == {}


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
    postings: Postings,
    number: Number,
    stems: tuple[str, ...],
    holding: list[int],
    in_text: list[int],
) -> None:
    assert postings.holding(number(*stems)).tolist() == holding
    assert postings.holding(number(*stems), above=False).tolist() == in_text


def test_a_stem_stands_in_the_ranges_that_have_it(postings: Postings, number: Number) -> None:
    firsts, ends = np.array([0, 1, 3]), np.array([1, 3, 4])
    assert postings.stand_in(number("fell")[0], firsts, ends).tolist() == [False, True, False]
    assert postings.stand_in(number("armi")[0], firsts, ends).tolist() == [True, True, False]
    assert postings.stand_in(-1, firsts, ends).tolist() == [False, False, False]


def test_the_stems_of_sentences_are_without_what_stands_above_them(
    postings: Postings, number: Number
) -> None:
    stems = np.frombuffer(postings.sentence_stems(2), dtype=np.int32)
    assert stems.tolist() == number("bridg", "fell", "armi")


def test_only_whole_stems_stand_within_others() -> None:
    one, two, three = (
        np.array(stems, dtype="<i4").tobytes() for stems in ([1], [256, 0], [256, 0, 1])
    )
    assert one in two  # from its second byte on
    assert not stands_within(one, two)
    assert stands_within(one, three)


@pytest.mark.parametrize("name", [words.STEMS_NAME, words.PLACES_NAME, words.RUNS_NAME])
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


def test_a_name_is_understood_with_the_other_spellings_that_the_corpus_has(opened: Open) -> None:
    found = opened("There Zelensky spoke.", "There Зеленський spoke.", "And Smyth met Smith.")
    assert words.understood(found, ["Zelensky", "Smith", "spoke"]) == [
        KnownWord("Zelensky", True, ("зеленський",)),
        KnownWord("Smith", True),
        KnownWord("spoke", False),
    ]
    (unknown,) = words.understood(found, ["Zelenskiy"])
    assert unknown == KnownWord("zelensky", True, ("zelensky", "зеленський"))


def test_a_question_as_typed_has_no_other_spellings(opened: Open) -> None:
    found = opened("There Zelensky spoke.", "There Зеленський spoke.")
    assert words.understood(found, ["Зеленський"], as_typed=True) == [KnownWord("Зеленський", True)]


def test_a_key_that_many_words_share_is_no_names(opened: Open) -> None:
    names = [f"Navaln{end}" for end in ("y", "yy", "iy", "yi", "ii", "i", "ij", "yj")]
    found = opened(*(f"There {name} spoke." for name in names))
    assert words.other_spellings(found, ["Навальный"]) == [()]


def test_words_of_an_earlier_version_have_no_other_spellings(opened: Open, tmp_path: Path) -> None:
    opened("There Zelensky spoke.")
    path = tmp_path / "words0" / words.FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE spellings")
        connection.commit()
    with closing(Words(path)) as earlier:
        assert words.understood(earlier, ["Зеленський"]) == [KnownWord("Зеленський", False)]


def test_parts_of_an_array_are_read_from_its_file_those_that_touch_at_once(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(10, dtype=np.int32))
    filed = FiledArray(tmp_path / "a.npy")
    assert (len(filed), filed.part(2, 4).tolist(), filed.part(3, 3).tolist()) == (10, [2, 3], [])
    firsts, ends = np.array([4, 6, 0]), np.array([6, 7, 2])
    assert filed.parts(firsts, ends).tolist() == [4, 5, 6, 0, 1]
    assert filed.parts(firsts[:0], ends[:0]).tolist() == []
    assert filed.mapped.tolist() == list(range(10))


@pytest.mark.parametrize(("first", "end"), [(3, 8), (-90, -80)])
def test_what_a_file_does_not_hold_is_refused(tmp_path: Path, first: int, end: int) -> None:
    np.save(tmp_path / "a.npy", np.arange(5, dtype=np.int32))
    with pytest.raises(GenerationRefused, match=r"/a\.npy cannot be read .*; .*reindex"):
        FiledArray(tmp_path / "a.npy").part(first, end)
