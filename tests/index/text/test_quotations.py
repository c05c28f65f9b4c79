import pytest

from index.records import Paragraph
from index.text import quotations, sentences

START = 10  # of the paragraph in its article


def paragraph_of(text: str) -> Paragraph:
    return Paragraph("a", 1, START, START + len(text), text)


def widened(text: str, best: int) -> str:
    """Widen one sentence of a paragraph, and give the text that this comes to."""
    paragraph = paragraph_of(text)
    cut = sentences.split(paragraph)
    first, last = quotations.widen(paragraph, cut, best, best)
    return text[cut[first].start - START : cut[last].end - START]


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("“I was ill. He shot them,” he said.", 1, "He shot them,” he said."),
        ("He said: “I was ill. He shot them.”", 0, "He said: “I was ill."),
        ("He was “ill.” He shot “them.” So it was.", 1, "He shot “them.”"),
        ("He left. “I was ill.”", 0, "He left."),
    ],
)
def test_a_sentence_with_words_outside_its_quotation_stays(
    text: str, best: int, expected: str
) -> None:
    assert widened(text, best) == expected


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("“I was ill. He shot them,” he said. So.", 0, "“I was ill. He shot them,” he said."),
        ("So. He said: “I was ill. He shot them.”", 2, "He said: “I was ill. He shot them.”"),
        ("He said: “I went. He shot. I left.”", 1, "He said: “I went. He shot."),
        ('So. He said: "I was ill. He shot."', 2, 'He said: "I was ill. He shot."'),
        ("Она сказала: «Да. Он убил. Нет».", 1, "Она сказала: «Да. Он убил."),
        ("„Я хворів. Він убив“, — сказав Іван.", 0, "„Я хворів. Він убив“, — сказав Іван."),
    ],
)
def test_what_is_quoted_is_widened_to_its_speaker_before_or_after(
    text: str, best: int, expected: str
) -> None:
    assert widened(text, best) == expected


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("«Я болел, — сказал он. — Он убил».", 1),
        ("— Я болел, — сказал он. — Он убил.", 1),
    ],
)
def test_the_speaker_may_stand_inside_the_marks(text: str, best: int) -> None:
    assert widened(text, best) == text


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("So. “Ill,” he said. “He shot.”", 2, "“Ill,” he said. “He shot.”"),
        ("“Ill,” he said. “No. He shot.”", 2, "“Ill,” he said. “No. He shot.”"),
    ],
)
def test_a_quotation_that_goes_on_has_the_speaker_of_the_one_before(
    text: str, best: int, expected: str
) -> None:
    assert widened(text, best) == expected


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("“He shot them.”", 0, "“He shot them.”"),
        ("He left. “He shot them.”", 1, "“He shot them.”"),
        ("“I was ill. He shot them.”", 1, "He shot them.”"),
        ("«Да!» Нет.", 0, "«Да!»"),
    ],
)
def test_what_nobody_is_named_for_stays(text: str, best: int, expected: str) -> None:
    assert widened(text, best) == expected


def test_an_offset_is_inside_a_quotation_after_its_first_mark_and_before_its_end() -> None:
    paragraph = paragraph_of("He: “No. So”")
    inside = [at for at in range(START, START + 13) if quotations.is_inside(paragraph, at)]
    assert inside == [15, 16, 17, 18, 19, 20, 21]


@pytest.mark.parametrize("run", ["“", "«", "„", '"', " “a", " «a", ' "a', "«a» ", "» ", "«« "])
def test_long_runs_of_marks_cost_linear_time(run: str) -> None:
    text = "a" + run * 20_000
    assert not quotations.is_inside(Paragraph("a", 1, 0, len(text), text), 0)
