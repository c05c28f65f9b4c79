from itertools import combinations

import pytest

from index.text.spellings import are_spellings, keys


@pytest.mark.parametrize(
    "spelled",
    [
        "Zelensky Zelenskyy Zelenskiy Зеленський Зеленского Зеленському Зеленским",
        "Порошенко Poroshenko Порошенка",
        "Hnatiuk Hnatyuk Гнатюк Гнатюка",
        "Kyiv Київ Києва Києві Kiev Киев Киева Киеве",
        "Kharkiv Харків Харкова Харкові Kharkov Харькове Харьков",
        "Odesa Odessa Одеса Одесса Одессе",
        "Zaporizhzhia Запоріжжя Запорожье Запорожья Zaporozhye",
        "Shcherbak Щербак Щербака",
        "Navalny Навальный Навального",
        "Prigozhin Пригожин Пригожину Пригожина",
    ],
)
def test_the_spellings_of_a_name_share_a_key(spelled: str) -> None:
    for name, other in combinations(spelled.split(), 2):
        assert keys(name) & keys(other), (name, other)
        assert are_spellings(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Smith", "Smyth"),
        ("Gill", "Hill"),
        ("Kevin", "Kyiv"),
        ("Marten", "Martin"),
        ("Kev", "Киев"),
    ],
)
def test_the_names_of_two_people_are_no_spellings_of_one(name: str, other: str) -> None:
    assert not (keys(name) & keys(other) and are_spellings(name, other))


def test_a_short_name_has_no_key() -> None:
    assert not keys("Лі")
    assert not keys("—")
