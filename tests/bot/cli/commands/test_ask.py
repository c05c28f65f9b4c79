"""The questions are Cyrillic, so that no model is loaded."""

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes.commands.shell import FLED, Ran, Shell


def test_ask_prints_the_outcome_the_quote_and_what_was_searched(indexed: Shell) -> None:
    indexed.set("PULLQUOTE_THRESHOLD", "0")
    ran = indexed.run("ask", "Кто бежал ночью?")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "The corpus answers:\n"
        "[1] ▎ Солдат бежал ночью.\n"
        "    — [fled.txt] · paragraph 1\n"
        "Searched: 1 article, 2 paragraphs, no date recorded, generation 1.\n"
    )


def test_why_there_is_no_answer_is_said_as_in_a_chat(indexed: Shell) -> None:
    unread = indexed.run("ask", "кто это написал?").out
    assert "The corpus does not say" not in unread
    assert "не читает по-русски" in unread


def test_a_question_need_not_stand_in_quotation_marks(indexed: Shell) -> None:
    whole, in_words = (
        indexed.run("ask", *words) for words in (["Кто бежал ночью?"], ["Кто", "бежал", "ночью?"])
    )
    assert in_words == whole


def test_ask_json_prints_one_object(indexed: Shell) -> None:
    printed = json.loads(indexed.run("ask", "--json", " Кто бежал ночью? ").out)
    assert printed["question"] == "Кто бежал ночью?"
    assert printed["quotes"][0]["text"] == FLED[0:19] == "Солдат бежал ночью."
    assert (printed["quotes"][0]["start"], printed["quotes"][0]["end"]) == (0, 19)


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_question_that_is_none_is_refused(indexed: Shell, options: Sequence[str]) -> None:
    for question in ("", "  ", "?!"):
        assert indexed.run("ask", question, *options).refusal == (
            "the question has no words; ask for instance: who refused to fight?"
        )
    assert indexed.run("ask", "я" * 10_000, *options).refusal == (
        "the question has 10000 characters, at most 1000 are searched; ask in one or two sentences"
    )


def test_an_argument_that_is_no_text_is_asked_with_a_mark_in_its_place(indexed: Shell) -> None:
    printed = json.loads(indexed.run("ask", "--json", "бежал \udcff?").out)
    assert printed["question"] == "бежал \ufffd?"


def test_batch_prints_an_object_for_each_question(indexed: Shell) -> None:
    Path("q.csv").write_text('id,question\n1,"Кто бежал, ночью?"\n2,\n3,Ґґґ?\n')
    ran = indexed.run("batch", "q.csv")
    assert (ran.code, ran.err) == (0, "column 'question' of q.csv was taken\n")
    printed = [json.loads(line) for line in ran.out.splitlines()]
    assert [(one["question"], len(one["quotes"])) for one in printed] == [
        ("Кто бежал, ночью?", 1),
        ("Ґґґ?", 0),
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_batch_writes_its_answers_to_a_file_and_leaves_no_other(indexed: Shell, name: str) -> None:
    Path("q.txt").write_text("Кто бежал ночью?\n")
    ran = indexed.run("batch", "q.txt", "-o", name)
    assert ran == Ran(0, "", f"1 questions answered, written to {name}\n")
    assert "Солдат бежал ночью." in Path(name).read_text(encoding="utf-8")
    assert [path.name for path in indexed.folder.glob("out*")] == [name]


def test_batch_tells_which_questions_it_could_not_ask_and_asks_the_others(
    indexed: Shell,
) -> None:
    Path("q.txt").write_text("???\nКто бежал ночью?\n" + "я" * 2000)
    ran = indexed.run("batch", "q.txt", "-o", "out.jsonl")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "not asked: '???': the question has no words; ask for instance: who refused to fight?",
        f"not asked: '{'я' * 60}': the question has 2000 characters, at most 1000 are searched;"
        " ask in one or two sentences",
        "1 questions answered, written to out.jsonl",
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("q.xlsx", "q.xlsx is none of .csv, .jsonl, .txt; name such a file"),
        ("empty.txt", "empty.txt holds no question; put one question on each line"),
        ("q.txt -o out.xlsx", "cannot write out.xlsx: name a file that ends in .jsonl or .csv"),
        ("q.txt -o no/out.csv", f"cannot write no/out.csv: {os.strerror(errno.ENOENT)}"),
        ("q.csv -o ./q.csv", "q.csv holds the questions; name another file for the answers"),
    ],
)
def test_batch_refuses_files_that_it_cannot_read_or_write(
    indexed: Shell, words: str, line: str
) -> None:
    for name in ("q.txt", "q.csv", "q.xlsx"):
        Path(name).write_text("Кто бежал?\n")
    Path("empty.txt").write_text("\n")
    assert indexed.run("batch", *words.split()).refusal == line
    assert Path("q.csv").read_text() == "Кто бежал?\n"


def test_the_command_line_keeps_the_question_as_it_was_typed(indexed: Shell) -> None:
    typed = 'source:fled Кто "бежал ночью"?'
    answered = json.loads(indexed.run("ask", "--json", typed).out)
    assert answered["question"] == typed
    assert answered["filters"] == {"source": "fled", "phrases": ["бежал ночью"]}
    assert [quote["text"] for quote in answered["quotes"]] == ["Солдат бежал ночью."]


def test_a_batch_goes_on_after_a_filter_that_is_not_understood(indexed: Shell) -> None:
    Path("q.txt").write_text("nosuch:x Кто?\nsource:other Кто бежал?\n", encoding="utf-8")
    ran = indexed.run("batch", "q.txt", "-o", "answers.jsonl")
    assert ran.code == 1
    assert "There is no filter nosuch: here. The filters are outlet: author:" in ran.err
    answered = json.loads(Path("answers.jsonl").read_text(encoding="utf-8"))
    assert answered["question"] == "source:other Кто бежал?"
    assert (answered["filters"], answered["searched"]["articles"]) == ({"source": "other"}, 0)


def test_the_quotes_of_an_answer_are_written_for_another_program(indexed: Shell) -> None:
    indexed.set("PULLQUOTE_THRESHOLD", "0")
    indexed.set("PULLQUOTE_WEB_URL", "https://desk.example/")
    ran = indexed.run("ask", "Кто бежал ночью?", "--format", "jsonld")
    printed = json.loads(ran.out)
    assert (ran.code, ran.err, printed["text"]) == (0, "", "Солдат бежал ночью.")
    assert printed["url"] == f"https://desk.example/q/{printed['identifier']}"


def test_that_nothing_answers_is_said_beside_what_is_written(indexed: Shell) -> None:
    ran = indexed.run("ask", "Кто украл корову?", "--format", "markdown")
    assert ran.code == 0
    opening, cited = ran.err.splitlines()
    assert opening == "The corpus does not say."
    assert "holds nothing on the question “Кто украл корову?”. Receipt: no-" in cited
    assert ran.out == f"{cited}\n"


@pytest.mark.parametrize("form", ["jsonld", "csv", "bibtex", "csl"])
def test_that_nothing_answers_is_written_with_its_receipt_for_another_program(
    indexed: Shell, form: str
) -> None:
    indexed.set("PULLQUOTE_WEB_URL", "https://desk.example/")
    ran = indexed.run("ask", "Кто украл корову?", "--format", form)
    receipt = ran.err.rpartition("Receipt: ")[2].strip()
    assert receipt.startswith("no-")
    assert receipt in ran.out
    assert f"https://desk.example/no/{receipt}" in ran.out
    assert ran.out.count("holds nothing on the question") == 1


def test_an_answer_that_is_none_has_its_receipt_in_the_object(indexed: Shell) -> None:
    printed = json.loads(indexed.run("ask", "--json", "Кто украл корову?").out)
    assert printed["outcome"] == "nothing"
    assert indexed.run("verify", printed["receipt"]).code == 0
    answered = json.loads(indexed.run("ask", "--json", "Солдат бежал ночью").out)
    assert "receipt" not in answered or answered["outcome"] != "answer"
