import json
import sqlite3
from contextlib import closing

from fakes.commands.shell import CAUGHT, Shell

from index.store import audit
from index.store.file import FILE_NAME


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
