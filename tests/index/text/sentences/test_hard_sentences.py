import pytest
from benchmarks.sentences import hard_sentences
from benchmarks.sentences.hard_sentences import LANGUAGES, HardText

from index.records import Paragraph
from index.text.sentences import split


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split(Paragraph("a", 1, 0, len(text), text))]


def read_all(part: str) -> list[HardText]:
    return [hard for language in LANGUAGES for hard in hard_sentences.read(part, language)]


# Fewer only: a text that is split wrongly can be quoted with its meaning turned.
@pytest.mark.parametrize(
    ("part", "most_split", "most_joined"), [("develop", 1, 13), ("held_out", 2, 10)]
)
def test_few_hard_texts_are_split_wrongly_and_not_many_joined(
    part: str, most_split: int, most_joined: int
) -> None:
    errors = [hard_sentences.compare(hard, texts(hard.text)) for hard in read_all(part)]
    assert sum(bool(each.split) for each in errors) <= most_split
    assert sum(bool(each.joined) for each in errors) <= most_joined


def test_there_are_three_hundred_hard_texts_in_three_languages() -> None:
    counts = {
        code: sum(len(hard_sentences.read(part, name)) for part in hard_sentences.PARTS)
        for name, code in LANGUAGES.items()
    }
    assert counts == {"en": 169, "ru": 139, "uk": 127}


def test_the_marks_of_a_hard_text_are_ends_in_visible_characters() -> None:
    hard = hard_sentences.parse("He left.| Why?¦ “No.”\\n|So.", "en")
    assert hard.text == "He left. Why? “No.”\nSo."
    assert (set(hard.must), set(hard.may)) == ({7, 16}, {11})
    errors = hard_sentences.compare(hard, ["He left. Why?", "“No.”\nSo", "."])
    assert (set(errors.split), set(errors.joined)) == ({18}, {7, 16})
