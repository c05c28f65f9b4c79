import json

import pytest
from fakes.commands.shell import CAUGHT, FLED, Ran, Shell


def test_golden_questions_are_added_listed_and_removed(indexed: Shell) -> None:
    added = indexed.run("golden", "add", "Кто бежал?", "--words", "Солдат", "--words", "ночью")
    assert added == Ran(0, 'added: Кто бежал? (a quote with "Солдат" and "ночью")\n', "")
    indexed.run("golden", "add", "Кто утонул?", "--unanswerable")
    assert indexed.run("golden", "list").out == (
        '1  Кто бежал? (a quote with "Солдат" and "ночью")\n2  Кто утонул? (no answer)\n'
    )
    assert indexed.run("golden", "remove", "1").out == "removed: Кто бежал?\n"
    (left,) = indexed.run("golden", "list", "--json").out.splitlines()
    assert json.loads(left) == {
        "question": "Кто утонул?", "words": [], "is_answerable": False, "number": 2,
    }  # fmt: skip


def test_a_golden_question_replaces_none_that_is_there_unless_that_is_said(
    indexed: Shell,
) -> None:
    indexed.run("golden", "add", "Кто бежал?", "--words", "Солдат")
    again = indexed.run("golden", "add", "кто  бежал?", "--words", "ночью")
    assert again.refusal == (
        "golden question 1 is there already: 'Кто бежал?', which expects a quote with \"Солдат\";"
        " nothing was added; replace it with --replace"
    )
    assert indexed.run("golden", "add", "Кто бежал?", "--words", "Солдат").code == 0
    indexed.run("golden", "add", "КТО бежал?", "--words", "ночью", "--replace")
    assert indexed.run("golden", "list").out == '1  Кто бежал? (a quote with "ночью")\n'


def test_golden_questions_are_added_from_a_file(indexed: Shell) -> None:
    path = indexed.folder / "questions.toml"
    path.write_text('[[question]]\ntext = "Кто бежал?"\n\n[[question]]\ntext = "Кто?"\n')
    assert indexed.run("golden", "add", "--file", "questions.toml").out == (
        "added: Кто бежал? (an answer)\nadded: Кто? (an answer)\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [(), ("Кто?", "--file", "articles/fled.txt"), ("Кто?", "--unanswerable", "--words", "x")],
)
def test_what_does_not_go_together_is_refused(indexed: Shell, arguments: tuple[str, ...]) -> None:
    assert indexed.run("golden", "add", *arguments).refusal.startswith(
        "give a question, with --words or --unanswerable, or a --file (see: "
    )


@pytest.mark.parametrize("arguments", [("?!",), ("Кто?", "--words", " ")])
def test_a_question_that_cannot_be_asked_is_refused(
    indexed: Shell, arguments: tuple[str, ...]
) -> None:
    assert "the " in indexed.run("golden", "add", *arguments).refusal
    assert indexed.run("golden", "list").out == ""


def test_a_reindex_that_loses_a_golden_answer_is_refused_until_it_is_wanted_anyway(
    indexed: Shell,
) -> None:
    indexed.run("golden", "add", "Кого не нашли?", "--words", "не нашли")
    indexed.write(fled=CAUGHT)
    assert indexed.run("reindex", "articles").refusal == (
        "not published: fewer golden questions would be answered, no longer these: 'Кого не"
        " нашли?'; look at them, and publish nevertheless with --publish-anyway"
    )
    assert indexed.run("status").out.startswith("generation:  1\n")
    assert indexed.run("sources", "add", "articles/fled.txt").code == 2
    ran = indexed.run("reindex", "articles", "--publish-anyway")
    assert ran.out.startswith("Generation 2 is live: 0 added, 1 changed")
    assert "published anyway, no longer answered: 'Кого не нашли?'" in indexed.run("audit").out
    indexed.write(fled=FLED)
    assert indexed.run("reindex", "articles").code == 0
