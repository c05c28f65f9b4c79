import pytest

from bot.desk.typed.genders import Gender, gender_of


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Elena Popova", "she"),
        ("Popova", "she"),
        ("Kolesnikova’s", "she"),
        ("Mrs Marsh", "she"),
        ("Sergei", "he"),
        ("President Vladimir Putin", "he"),
        ("Chuvilyayev", "he"),
        ("Laurel Clark", None),  # a surname, beside a first name that nobody listed
        ("Ava Felix", "she"),
        ("Robin", None),
        ("Geneva", None),
        ("Ferry", None),
        ("200", None),
    ],
)
def test_a_name_may_tell_whether_it_is_of_a_man_or_a_woman(
    name: str, gender: Gender | None
) -> None:
    assert gender_of(name) == gender


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Robin left. She ran. Robin lost her bag.", "she"),
        ("Robin left. She ran.", None),  # one may be of another
        ("Robin left. She ran. Robin lost her bag. Robin said he ran.", None),
        ("Robin left Riga in May as she ran. Robin told Marsh that she fled.", "she"),
        (f"Robin left. She ran. Robin {'went on and on ' * 7}and lost her bag.", None),  # too far
        ("Robin ran. “She is gone,” he said. Then Robin hid. She hid well.", "she"),
    ],
)
def test_articles_may_tell_how_somebody_is_spoken_of(text: str, gender: Gender | None) -> None:
    assert gender_of("Robin", [text]) == gender
