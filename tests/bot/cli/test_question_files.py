from pathlib import Path

import pytest

from bot.cli.question_files import read_questions
from index.errors import BadQuestion


def questions(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    return list(read_questions(path).asked)


def refusal(path: Path, content: bytes) -> str:
    with pytest.raises(BadQuestion) as refused:
        questions(path, content)
    return str(refused.value)


def test_a_text_file_holds_a_question_a_line(tmp_path: Path) -> None:
    content = "\ufeffWho fled?\r\n\r\n  Кто бежал?  \n\t\n".encode()
    assert questions(tmp_path / "q.TXT", content) == ["Who fled?", "Кто бежал?"]


def test_a_csv_gives_its_question_column_wherever_that_stands(tmp_path: Path) -> None:
    content = '\ufeffid, Question \n1,"Who fled, and why?"\n2,\n3\n4,"Two\nlines?"\n'.encode()
    assert questions(tmp_path / "q.csv", content) == ["Who fled, and why?", "Two\nlines?"]


def test_a_csv_without_a_question_column_gives_its_first_from_the_first_row(
    tmp_path: Path,
) -> None:
    assert questions(tmp_path / "q.csv", b"Who fled?,x\nWho slept?,y\n") == [
        "Who fled?",
        "Who slept?",
    ]


def test_json_lines_give_their_question_field(tmp_path: Path) -> None:
    content = '\ufeff{"question": "Who fled?", "id": 1}\r\n\n{"question": " "}\n'.encode()
    assert questions(tmp_path / "q.jsonl", content) == ["Who fled?"]


@pytest.mark.parametrize(
    "line",
    [
        b"Who fled?",
        b'{"text": "Who fled?"}',
        b'{"question": 7}',
        b'["question"]',
        b'{"question": "half a \\ud800 character"}',
        b"[" * 100_000,
    ],
)
def test_a_json_line_without_a_question_is_refused_with_its_number(
    tmp_path: Path, line: bytes
) -> None:
    path = tmp_path / "q.jsonl"
    assert refusal(path, b'{"question": "Who fled?"}\n' + line) == (
        f'{path} line 2 is not an object with a text "question"'
    )


def test_a_file_of_another_kind_is_refused_with_the_kinds_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    assert refusal(path, b"x") == f"{path} is none of .csv, .jsonl, .txt; name such a file"


@pytest.mark.parametrize("name", ["q.csv", "q.jsonl", "q.txt"])
def test_a_binary_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert refusal(path, b"\x89PNG\r\n\x1a\n\xff\xfe\0").startswith(
        f"{path} looks like a binary file"
    )


@pytest.mark.parametrize("name", ["q.csv", "q.jsonl", "q.txt"])
@pytest.mark.parametrize("content", [b"", b"\n \n", "\ufeff".encode()])
def test_a_file_without_any_question_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    assert refusal(path, content) == f"{path} holds no question; put one question on each line"


def test_a_csv_field_too_long_to_be_a_question_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    assert refusal(path, b'question\n"' + b"x" * 200_000 + b'"\n') == (
        f"{path} cannot be read: field larger than field limit (131072)"
    )


ASKED = ["How many were paid, and when?", "Who freed her?"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_csv_is_read_with_the_delimiters_and_encodings_of_spreadsheets(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [["id", "question", "desk"], ["1", ASKED[0], "city"], ["2", ASKED[1], "courts"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert questions(tmp_path / "q.csv", text.encode(encoding)) == ASKED


@pytest.mark.parametrize(
    "heading", ["question", "Questions", "Вопросы", "Питання:", "Fragen", "Question (EN)"]
)
def test_a_file_of_one_column_keeps_the_commas_of_its_questions(
    tmp_path: Path, heading: str
) -> None:
    path = tmp_path / "q.csv"
    assert questions(path, "\n".join([heading, *ASKED]).encode()) == ASKED
    assert read_questions(path).notes == (f"column {heading!r} of {path} was taken",)


def test_a_file_of_one_column_without_a_heading_keeps_them_too(tmp_path: Path) -> None:
    assert questions(tmp_path / "q.csv", "\n".join(ASKED).encode()) == ASKED


def test_a_column_of_questions_that_no_heading_names_is_found_and_said(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    assert questions(path, f"1;{ASKED[0]}\n2;{ASKED[1]}\n".encode()) == ASKED
    assert read_questions(path).notes == (
        f"{path} names no column of questions; column 2 was taken",
    )


def test_a_row_of_more_cells_than_its_heading_is_put_together_and_said(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    assert questions(path, f"id,question\n1,{ASKED[0]}\n2,{ASKED[1]}\n".encode()) == ASKED
    assert read_questions(path).notes[1] == (
        "rows of more cells than the heading, put together again: 1"
    )


def test_the_line_by_which_excel_tells_its_delimiter_is_no_question(tmp_path: Path) -> None:
    content = f"sep=;\r\nquestion;desk\r\n{ASKED[0]};city\r\n".encode()
    assert questions(tmp_path / "q.csv", content) == ASKED[:1]


def test_a_text_file_in_utf_16_without_its_mark_is_read(tmp_path: Path) -> None:
    assert questions(tmp_path / "q.txt", "\n".join(ASKED).encode("utf-16-le")) == ASKED
