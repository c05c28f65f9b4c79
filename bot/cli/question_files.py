"""A file of questions, as people and their spreadsheets write it -> the questions, and from where.

A CSV comes with commas, semicolons or tabs, in UTF-8 or UTF-16, with a heading in any of a dozen
languages or none. Whatever is guessed is told: which column was taken, which row was put together.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from index.errors import BadQuestion, UnreadableSource
from index.sources.parsing.encodings import decode

SUFFIXES = (".csv", ".jsonl", ".txt")

_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can write half a character: no text
_DELIMITERS = (";", "\t", ",", "|")
_EXCEL_DELIMITER = re.compile(r"sep=(?P<mark>.)\r?\n", re.IGNORECASE)
_NAMES = frozenset(
    {"question", "questions", "query", "queries", "вопрос", "вопросы", "питання", "запитання"}
    | {"frage", "fragen", "pregunta", "preguntas", "domanda", "domande", "pytanie", "pytania"}
    | {"pergunta", "perguntas", "vraag", "vragen", "fråga", "frågor", "otázka", "otázky"}
    | {"întrebare", "întrebări", "въпрос", "въпроси", "пытанне", "soru", "sorular"}
)
_UTF16_SHARE = 0.3  # of the bytes; every other byte of Latin letters in UTF-16 is zero


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file in their order, and what was guessed in reading it, in lines."""

    asked: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_questions(path: Path) -> Questions:
    """Read the questions of a file, at least one; blank questions are passed over.

    A CSV file holds them in the column of that name, or else in the one that looks like it; JSON
    lines in the field `question`; a text file one a line. Raises `BadQuestion` naming the file and
    line that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadQuestion(f"{path} is none of {', '.join(SUFFIXES)}; name such a file")
    text = _read_text(path)
    if suffix == ".csv":
        found = _read_csv(text, path)
    else:
        found = Questions(
            tuple(_read_jsonl(text, path) if suffix == ".jsonl" else text.split("\n"))
        )
    asked = tuple(written.strip() for written in found.asked if written.strip())
    if not asked:
        raise BadQuestion(f"{path} holds no question; put one question on each line")
    return Questions(asked, found.notes)


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadQuestion(f"{path} cannot be read: {error.strerror}") from error
    try:
        text = _without_mark(content) or decode(content)
    except UnreadableSource as error:
        raise BadQuestion(f"{path} {error}") from error
    return text.lstrip("\N{BOM}").replace("\r\n", "\n").replace("\r", "\n")


def _without_mark(content: bytes) -> str | None:
    """Decode UTF-16 that lacks its mark; `None` for anything else."""
    for encoding, zeros in (("utf-16-le", content[1::2]), ("utf-16-be", content[::2])):
        if zeros.count(0) > _UTF16_SHARE * len(content):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _read_csv(text: str, path: Path) -> Questions:
    stated = _EXCEL_DELIMITER.match(text)
    body = text[stated.end() :] if stated else text
    delimiter = stated["mark"] if stated else _delimiter(body, path)
    rows = [row for row in _rows(body, delimiter, path) if any(cell.strip() for cell in row)]
    if not rows:
        return Questions(())
    named = [number for number, cell in enumerate(rows[0]) if _is_name(cell)]
    if not named:
        column = _wordiest(rows)
        note = f"{path} names no column of questions; column {column + 1} was taken"
        width = max(len(rows[0]), column + 1)
    else:
        column, width, rows = named[0], len(rows[0]), [*rows]
        note = f"column {rows.pop(0)[column].strip()!r} of {path} was taken"
    joined = [_cell(row, column, width, delimiter) for row in rows]
    longer = sum(len(row) > width > 1 for row in rows)
    notes = [note] if width > 1 or named else []
    if longer:
        notes.append(f"rows of more cells than the heading, put together again: {longer}")
    return Questions(tuple(joined), tuple(notes))


def _delimiter(text: str, path: Path) -> str:
    """Find the delimiter: by the heading that names the questions, else by rows of equal width."""
    heading = text.lstrip("\n").split("\n")[0]
    if _is_name(heading.strip('"')) and not any(mark in heading for mark in ";\t|"):
        return ","  # a file of one column: its commas belong to the questions
    for delimiter in _DELIMITERS:
        if any(map(_is_name, next(csv.reader([heading], delimiter=delimiter), []))):
            return delimiter
    for delimiter in _DELIMITERS:
        rows = [row for row in _rows(text, delimiter, path) if row]
        widths = {len(row) for row in rows}
        is_prose = any(cell.startswith(" ") for row in rows for cell in row[1:])
        if len(widths) == 1 and widths != {1} and not is_prose:
            return delimiter
    return ""


def _rows(text: str, delimiter: str, path: Path) -> list[list[str]]:
    """Split a text into rows and cells; without a delimiter each record is one cell."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter or ","))
    except csv.Error as error:
        raise BadQuestion(f"{path} cannot be read: {error}") from error
    return rows if delimiter else [[",".join(row)] for row in rows]


def _is_name(cell: str) -> bool:
    """Tell whether a heading names questions: "Questions", "Вопрос:", "Question (EN)".

    >>> _is_name("Fragen"), _is_name("Question no. 1 was asked, why?")
    (True, False)
    """
    words = re.findall(r"\w+", cell.casefold().replace("_", " "))
    return 0 < len(words) <= 2 and words[0] in _NAMES and not cell.strip().endswith("?")


def _wordiest(rows: Sequence[Sequence[str]]) -> int:
    """Return the column with the most question marks, then with the most words."""
    columns = range(max(map(len, rows)))
    cells = {number: [row[number] for row in rows if len(row) > number] for number in columns}
    return max(
        columns,
        key=lambda number: (
            sum(cell.strip().endswith("?") for cell in cells[number]),
            sum(len(cell.split()) for cell in cells[number]),
            -number,
        ),
    )


def _cell(row: Sequence[str], column: int, width: int, delimiter: str) -> str:
    """Return the question of a row; cells beyond the heading are its own unquoted delimiters."""
    more = max(0, len(row) - width)
    return (delimiter or ",").join(row[column : column + 1 + more])


def _read_jsonl(text: str, path: Path) -> Iterator[str]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found: Mapping[str, object] = json.loads(line)
            question = found["question"]
        except (ValueError, KeyError, TypeError, RecursionError):
            question = None
        if not isinstance(question, str) or _SURROGATE.search(question):
            raise BadQuestion(f'{path} line {number} is not an object with a text "question"')
        yield question
