import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.text.stems import is_mostly_latin, split_stems, split_words, stem
from index.text.stopwords import STOPWORDS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("— … ?! 🙂", []),
        ("Who left—and why?", ["Who", "left", "and", "why"]),
        ("22,000 men, 1,5 km, 12,34", ["22,000", "men", "1", "5", "km", "12", "34"]),
        ("1.234.567 Euro, 3.50 Euro, 0.125", ["1.234.567", "Euro", "3", "50", "Euro", "0", "125"]),
        ("3 500 семей, 12 500\u202f000", ["3 500", "семей", "12 500\u202f000"]),
        ("in 2019 500 men, 1914 1918", ["in", "2019", "500", "men", "1914", "1918"]),
        ("24.02.2024, 10.5 300", ["24", "02", "2024", "10", "5", "300"]),
        ("mora\u00adtorium o\u200bn", ["moratorium", "on"]),
        ("a \ufb01nal a\ufb03davit", ["a", "final", "affidavit"]),
        (
            "compre-\nhension, пере-\n  говоры, Saint-\nExupéry",
            [
                "comprehension",
                "переговоры",
                "Saint",
                "Exupéry",
            ],
        ),
        ("410³ homes⁴, 10⁶ and m²", ["410", "homes", "10", "and", "m2"]),
        ("O’Neil's п'ять", ["O’Neil's", "п'ять"]),
        ("O‘Neil Oʻ O`Neil О´Ніл", ["O‘Neil", "Oʻ", "O`Neil", "О´Ніл"]),
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
        ("oneil", ["O`Neil", "O‘Neil", "O´Neil", "O′Neil", "O＇Neil"]),
        ("пят", ["п'ять", "п’ять", "пʼять", "п`ять"]),
        ("m2", ["m2", "m²"]),
        ("co2", ["CO2", "CO₂"]),
        ("22000", ["22,000", "22000", "22.000", "22 000", "22\u202f000", "22’000"]),
        ("3500000", ["3,500,000", "3.500.000", "3 500 000", "3500000"]),
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


@pytest.mark.parametrize(
    ("text", "is_latin"),
    [
        ("", True),
        ("2024 🙂", True),
        ("Who left?", True),
        ("Đặng œuvre ßẞ Łódź", True),
        ("Кто ушёл?", False),
        ("Who was Пушкин?", True),
        ("Ukraine: хто пішов?", False),
        ("מי עזב", False),
        ("ab аб", True),
    ],
)
def test_a_text_is_latin_when_half_of_its_letters_are(text: str, is_latin: bool) -> None:
    assert is_mostly_latin(text) is is_latin
