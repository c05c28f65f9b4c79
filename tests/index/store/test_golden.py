from functools import partial
from pathlib import Path

import pytest
from fakes.commands.together import do_at_once
from fakes.corpus import noon

from index.errors import BadMetadata
from index.records import GoldenQuestion
from index.store import audit, golden

CROSSED = GoldenQuestion("Who crossed the river?", ("marsh", "the  River"))
FELL = GoldenQuestion("Which bridge fell?")
SANK = GoldenQuestion("Which ferry sank?", (), False)


pytestmark = pytest.mark.usefixtures("engine")


def test_questions_are_listed_replaced_and_removed_and_the_log_says_so(tmp_path: Path) -> None:
    golden.add(tmp_path, [CROSSED, FELL, SANK], "cli:ada", noon)
    golden.add(tmp_path, [GoldenQuestion(FELL.question, ("March",))], "telegram:7", noon)
    assert golden.remove(tmp_path, 3, "cli:ada", noon).question == SANK.question
    assert golden.questions(tmp_path) == (
        GoldenQuestion(CROSSED.question, CROSSED.words, True, 1),
        GoldenQuestion(FELL.question, ("March",), True, 2),
    )
    assert [
        (entry.deed.by, entry.deed.action, entry.deed.detail)
        for entry in audit.entries(tmp_path)[3:]
    ] == [
        ("telegram:7", "golden question added", 'Which bridge fell? (a quote with "March")'),
        ("cli:ada", "golden question removed", "Which ferry sank?"),
    ]
    with pytest.raises(BadMetadata, match="there is no golden question 3; see: pullquote golden"):
        golden.remove(tmp_path, 3, "cli:ada", noon)


def remove(data: Path, number: int, at: int) -> GoldenQuestion:
    return golden.remove(data, number, f"cli:{at}")


def test_of_four_who_remove_a_question_at_once_three_are_told_that_it_is_gone(
    tmp_path: Path,
) -> None:
    for _ in range(5):
        golden.add(tmp_path, [FELL], "cli:ada", noon)
        number = golden.questions(tmp_path)[0].number
        done = do_at_once(4, partial(remove, tmp_path, number))
        told = [str(found) for found in done if isinstance(found, BadMetadata)]
        assert told == [f"there is no golden question {number}; see: pullquote golden list"] * 3
    actions = [entry.deed.action for entry in audit.entries(tmp_path)]
    assert actions == ["golden question added", "golden question removed"] * 5


def test_the_questions_of_the_seeds_can_be_read() -> None:
    found = golden.read_file(Path(__file__).parents[3] / "seeds" / "questions.toml")
    assert sum(question.is_answerable for question in found) == len(found) - 12
    assert found[1] == GoldenQuestion(
        "how experienced was Sasha as an officer when the invasion began",
        ("seven or eight months",),
    )


@pytest.mark.parametrize(
    "text", ["", "x = [", "[[question]]\n", '[[question]]\ntext = " "', 'question = "x"']
)
def test_a_file_without_questions_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "questions.toml"
    path.write_text(text)
    with pytest.raises(BadMetadata, match=r"questions\.toml holds no golden questions") as refusal:
        golden.read_file(path)
    assert "\n" not in str(refusal.value)


def test_what_is_expected_is_worded() -> None:
    expected = [golden.expected(question) for question in (CROSSED, FELL, SANK)]
    assert expected == ['a quote with "marsh" and "the  River"', "an answer", "no answer"]
