import json
import sqlite3
from contextlib import closing

from fakes.commands.shell import CAUGHT, FLED, Ran, Shell

from index.store import audit
from index.store.file import FILE_NAME


def test_history_lists_what_was_published_and_undone_and_marks_what_is_live(
    indexed: Shell,
) -> None:
    indexed.write(caught=CAUGHT)
    indexed.run("reindex", "articles")
    indexed.run("undo")
    lines = indexed.run("history").out.splitlines()
    assert [(line[0], line.split("  ")[-1]) for line in lines] == [
        (" ", "published generation 1: 1 article, 1 added, 0 changed, 0 removed, by unknown"),
        (" ", "published generation 2: 2 articles, 1 added, 0 changed, 0 removed, by cli:ada"),
        ("*", "undone to generation 1: 1 article, 0 added, 0 changed, 1 removed, by cli:ada"),
    ]
    events = [json.loads(line) for line in indexed.run("history", "--json").out.splitlines()]
    assert [(event["action"], event["generation"]) for event in events] == [
        ("published", 1),
        ("published", 2),
        ("undone to", 1),
    ]


def test_undo_goes_back_until_there_is_nothing_to_go_back_to(indexed: Shell) -> None:
    indexed.write(fled=CAUGHT)
    indexed.run("reindex", "articles")
    assert indexed.run("undo") == Ran(0, "Generation 1 is live again.\n", "")
    assert indexed.run("undo").refusal == (
        "there is no earlier generation to go back to; see: pullquote history"
    )


def test_undo_goes_to_any_generation_that_is_kept_and_refuses_the_others(indexed: Shell) -> None:
    for text in (CAUGHT, FLED, CAUGHT):
        indexed.write(fled=text)
        indexed.run("reindex", "articles")
    assert indexed.run("undo", "2").out == "Generation 2 is live again.\n"
    assert json.loads(indexed.run("status", "--json").out)["undo_to"] == [3, 4]
    assert indexed.run("undo", "4").out == "Generation 4 is live again.\n"
    for number in ("1", "4", "9"):
        assert indexed.run("undo", number).refusal == (
            f"cannot go back to generation {number}; those that are kept: 3 or 2;"
            " see: pullquote history"
        )


def test_two_generations_are_compared_paragraph_by_paragraph(indexed: Shell) -> None:
    indexed.run("golden", "add", "Кого не нашли?", "--words", "не нашли")
    indexed.write(fled=CAUGHT)
    indexed.run("reindex", "articles", "--publish-anyway")
    assert indexed.run("diff", "1", "2").out == (
        "fled:\n"
        "  - paragraph 2: Его не нашли.\n"
        "  + paragraph 2: Его нашли утром.\n"
        "golden question no longer answered: Кого не нашли?\n"
        "1 article differs between generations 1 and 2\n"
    )
    found = json.loads(indexed.run("diff", "2", "1", "--json").out)
    assert [one["article_id"] for one in found["articles"]] == ["fled"]
    assert [one["now"]["is_right"] for one in found["golden"]] == [True]


def test_a_generation_that_never_was_is_refused(indexed: Shell) -> None:
    assert indexed.run("diff", "1", "7").refusal == (
        "there never was a generation 7; see: pullquote history"
    )


def test_the_log_says_who_did_what(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    indexed.run("reindex", "articles")
    indexed.run("undo")
    listed = [line.split("  ") for line in indexed.run("audit").out.splitlines()]
    assert [[line[0], *line[2:5]] for line in listed] == [
        ["1", "unknown", "published", "generation 1: added fled"],
        ["2", "cli:ada", "published", "generation 2: added caught"],
        ["3", "cli:ada", "undone to", "generation 1"],
    ]
    last = json.loads(indexed.run("audit", "--json").out.splitlines()[2])
    assert list(last) == ["number", "at", "by", "action", "detail", "previous", "hash"]
    assert last["hash"].startswith(listed[2][5])


def test_a_sound_log_is_verified_with_its_head(indexed: Shell) -> None:
    head = audit.verify(indexed.data).head
    ran = indexed.run("audit", "--verify", "--noted", head)
    assert (ran.code, ran.out) == (0, f"The log of 1 entries is unbroken; head {head}\n")


def test_a_log_that_was_changed_is_named_and_exits_1(indexed: Shell) -> None:
    with closing(sqlite3.connect(indexed.data / FILE_NAME, isolation_level=None)) as forger:
        forger.execute("DROP TRIGGER audit_is_not_edited")
        forger.execute("UPDATE audit SET by = 'cli:eve'")
    problem = "entry 1 was edited: its hash does not fit what it says"
    ran = indexed.run("audit", "--verify")
    assert (ran.code, ran.out.splitlines()[0]) == (1, f"problem: {problem}")
    assert json.loads(indexed.run("audit", "--verify", "--json").out)["problems"] == [problem]
    assert f"FAIL audit: {problem}; restore" in indexed.run("doctor").out


def test_a_noted_hash_that_is_gone_exits_1(indexed: Shell) -> None:
    ran = indexed.run("audit", "--noted", "abc")
    assert (ran.code, ran.out.splitlines()[0]) == (
        1,
        "problem: the entry with the noted hash abc is not there any more",
    )


def test_a_role_whose_entry_was_removed_without_a_trace_is_named(indexed: Shell) -> None:
    for person in ("7", "8"):
        assert indexed.run("people", "grant", person, "moderator").code == 0
    assert indexed.run("audit", "--verify").code == 0
    with closing(sqlite3.connect(indexed.data / FILE_NAME, isolation_level=None)) as forger:
        forger.execute("DROP TRIGGER audit_is_not_cut")
        forger.execute("DELETE FROM audit WHERE number = 3")
        forger.execute("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'audit'")
    problem = "the entry of the role of telegram:8 is not there any more"
    ran = indexed.run("audit", "--verify")
    assert (ran.code, ran.out.splitlines()[0]) == (1, f"problem: {problem}")
    assert f"FAIL audit: {problem}; restore" in indexed.run("doctor").out
    assert indexed.run("people", "revoke", "8").code == 0
    assert indexed.run("audit", "--verify").code == 0
