import csv
import io
import json
from datetime import date

from bot.cli.json_output import answer_object, write_answer, write_heading
from index.checking import receipts
from index.records import Answer, Citation, Quote, RankedQuote, Searched, Source, Span

DIGEST = "ab" * 32
SOURCE = Source(
    "ferry",
    "ferry.txt",
    title="Паром, затонувший",
    outlet="Harbour News",
    published="2024-06-30",
)
SEARCHED = Searched(5, 163, "2022-05-22", "2024-06-30", 3, 0.5)
QUOTE = Quote('It "sank".\nYes.', Span(11, 15), Citation(SOURCE, "ferry", 2, 7, 1234, 1249, DIGEST))
ASKED = Quote("Who slept?", None, Citation(SOURCE, "ferry", 2, 7, 1220, 1230, DIGEST))
ANSWER = Answer("what sank?", "answer", (RankedQuote(QUOTE, 0.93456, None),), SEARCHED)
NOTHING = Answer("zebra?", "nothing", (), Searched(1, 2, None, None, 1, 0.25))
QUOTE_OBJECT = {
    "text": 'It "sank".\nYes.',
    "highlight": [11, 15],
    "probability": 0.9346,
    "receipt": receipts.make(QUOTE.citation, SEARCHED.generation, date.today()),
    "article": {
        "id": "ferry",
        "revision": 2,
        "title": "Паром, затонувший",
        "outlet": "Harbour News",
        "author": None,
        "published": "2024-06-30",
        "url": None,
    },
    "paragraph": 7,
    "start": 1234,
    "end": 1249,
    "sha256": DIGEST,
}


def written(answer: Answer, suffix: str) -> str:
    stream = io.StringIO(newline="")
    write_heading(stream, suffix)
    write_answer(answer, 7.94, stream, suffix)
    return stream.getvalue()


def test_an_answer_is_laid_out_as_scripts_rely_on_it() -> None:
    assert answer_object(ANSWER, 7.94) == {
        "question": "what sank?",
        "outcome": "answer",
        "quotes": [QUOTE_OBJECT],
        "searched": {
            "articles": 5,
            "paragraphs": 163,
            "oldest": "2022-05-22",
            "newest": "2024-06-30",
            "generation": 3,
            "threshold": 0.5,
        },
        "elapsed_ms": 7.9,
    }


def test_an_interviewers_question_stands_beside_its_quote() -> None:
    answer = Answer("who?", "answer", (RankedQuote(QUOTE, 0.93456, ASKED),), SEARCHED)
    assert answer_object(answer, 1)["quotes"] == [
        QUOTE_OBJECT | {"asked": {"text": "Who slept?", "start": 1220, "end": 1230}}
    ]


def test_a_json_answer_is_one_line_in_its_own_letters() -> None:
    line = written(ANSWER, ".jsonl")
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert "Паром" in line
    assert json.loads(line) == answer_object(ANSWER, 7.94)


def test_a_csv_answer_is_a_row_for_each_quote_below_the_names_of_its_columns() -> None:
    answer = Answer("what sank?", "answer", ANSWER.quotes * 2, SEARCHED)
    first, second = csv.DictReader(io.StringIO(written(answer, ".csv"), newline=""))
    assert first == {
        "question": "what sank?",
        "outcome": "answer",
        "rank": "1",
        "text": 'It "sank".\nYes.',
        "probability": "0.9346",
        "article": "ferry",
        "revision": "2",
        "title": "Паром, затонувший",
        "outlet": "Harbour News",
        "author": "",
        "published": "2024-06-30",
        "url": "",
        "paragraph": "7",
        "start": "1234",
        "end": "1249",
        "sha256": DIGEST,
    }
    assert second == first | {"rank": "2"}


def test_a_csv_answer_without_quotes_is_a_row_with_its_outcome() -> None:
    (row,) = csv.DictReader(io.StringIO(written(NOTHING, ".csv"), newline=""))
    assert {name: value for name, value in row.items() if value} == {
        "question": "zebra?",
        "outcome": "nothing",
    }
