import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.text.stems import split_stems, split_words, stem
from index.text.stopwords import STOPWORDS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("— … ?! 🙂", []),
        ("Who left—and why?", ["Who", "left", "and", "why"]),
        ("22,000 men, 1,5 km, 12,34", ["22,000", "men", "1", "5", "km", "12", "34"]),
        ("O’Neil's п'ять", ["O’Neil's", "п'ять"]),
        ("'quoted' words'", ["quoted", "words"]),
        ("snake_case", ["snake", "case"]),
        ("Лелека🙂летить", ["Лелека", "летить"]),
        ("שלום עולם", ["שלום", "עולם"]),
    ],
)
def test_a_word_is_a_run_of_letters_or_digits(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("stemmed", "forms"),
    [
        ("refus", ["refuse", "Refused", "refusing", "REFUSALS"]),
        ("soldier", ["soldier", "soldiers", "Soldier's", "soldiers’"]),
        ("солдат", ["солдат", "солдаты", "Солдатами", "солдата"]),
        ("арм", ["армия", "армии", "армию", "армія", "армії", "армію"]),
        ("солдат", ["солдати", "солдатів", "солдатам"]),
        ("cafe", ["café", "CAFE", "cafés"]),
        ("елк", ["ёлка", "елки", "Ёлку"]),
        ("oneil", ["O'Neil", "O’Neil", "ONeil"]),
        ("22000", ["22,000", "22000"]),
    ],
)
def test_the_forms_of_a_word_fall_together(stemmed: str, forms: list[str]) -> None:
    assert {form: stem(form) for form in forms} == dict.fromkeys(forms, stemmed)


def test_stems_stand_in_the_order_of_the_words() -> None:
    assert split_stems("Deserters crossed; дезертиры ушли") == [
        "desert",
        "cross",
        "дезертир",
        "ушл",
    ]


def test_decomposed_letters_are_read_like_composed_ones() -> None:
    text = "Её район: résumé, їжак"
    assert split_stems(unicodedata.normalize("NFD", text)) == split_stems(text)


def test_threads_may_stem_at_once() -> None:
    words = [f"{word}{end}" for word in ("walk", "desert", "march") for end in ("ed", "ing", "s")]
    with ThreadPoolExecutor(4) as threads:
        stemmed = list(threads.map(split_stems, [" ".join(words)] * 40))
    assert stemmed == [["walk"] * 3 + ["desert"] * 3 + ["march"] * 3] * 40


@pytest.mark.parametrize("word", ["the", "which", "не", "почему", "який", "від"])
def test_stop_words_of_three_languages_are_known(word: str) -> None:
    assert word in STOPWORDS


@pytest.mark.parametrize("word", ["army", "война", "армія"])
def test_words_that_say_something_are_no_stop_words(word: str) -> None:
    assert word not in STOPWORDS
