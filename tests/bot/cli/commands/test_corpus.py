import fcntl
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from fakes.commands.shell import CAUGHT, CHECKOUT, FLED, VOTED, Shell, files_below
from fakes.corpus import FakeEmbedder

from index.embedding.ahead.tasks import TasksHere
from index.generation.directory import CHECKED_NAME
from index.sources import known as known_files
from index.store.file import FILE_NAME

# reindex


def test_the_first_reindex_says_what_it_made_live(shell: Shell) -> None:
    shell.write(fled=FLED, voted=VOTED)
    ran = shell.run("reindex", "articles")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Generation 1 is live: 2 added, 0 changed, 0 removed, 0 unchanged; 0 texts embedded,"
    )


def test_a_second_reindex_of_an_unchanged_folder_embeds_nothing_and_says_so(
    indexed: Shell,
) -> None:
    before = files_below(indexed.data)
    assert indexed.run("reindex", "articles").out.startswith(
        "Generation 1 is live: 0 added, 0 changed, 0 removed, 1 unchanged; 0 texts embedded,"
    )
    known = {indexed.data / name for name in (CHECKED_NAME, known_files.FILE_NAME)}
    after = files_below(indexed.data)
    assert {path: after[path] for path in after.keys() - known} == before


def test_a_reindex_makes_the_corpus_equal_the_folder(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    (indexed.articles / "voted.txt").unlink()
    indexed.write(fled=CAUGHT, caught=CAUGHT)
    assert indexed.run("reindex", "articles").out.startswith(
        "Generation 3 is live: 1 added, 1 changed, 1 removed, 0 unchanged;"
    )
    assert indexed.run("sources", "list").out.split() == [
        "caught", "unknown", "unknown", "unknown", "fled", "unknown", "unknown", "unknown",
    ]  # fmt: skip


def test_a_dry_run_says_what_would_change_and_changes_nothing(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    (indexed.articles / "voted.txt").unlink()
    indexed.write(fled=CAUGHT, caught=CAUGHT)
    before = files_below(indexed.data)
    *said, command = indexed.run("reindex", "articles", "--dry-run").out.splitlines()
    assert said == [
        "would add caught",
        "would change fled",
        "would remove voted",
        "would add 1, change 1, remove 1; 0 stay as they are",
    ]
    words = command.removeprefix("to do exactly this: pullquote ").split()
    assert words[:3] == ["reindex", "articles", "--as-planned"]
    assert files_below(indexed.data) == before
    assert indexed.run(*words).out.startswith("Generation 3 is live: 1 added, 1 changed, 1 removed")


def planned(shell: Shell) -> list[str]:
    """The command that a dry run ends with."""
    last = shell.run("reindex", "articles", "--dry-run").out.splitlines()[-1]
    return last.removeprefix("to do exactly this: pullquote ").split()


PLAN_CHANGED = (
    "the articles or the corpus have changed since that plan, so nothing was done; see what would"
    " be done now with --dry-run"
)


@pytest.mark.parametrize("later", [FLED + "x", f"---\ntitle: T\n---\n\n{CAUGHT}"])
def test_a_plan_is_refused_when_a_text_or_its_metadata_changed_since(
    indexed: Shell, later: str
) -> None:
    indexed.write(fled=CAUGHT)
    command = planned(indexed)
    indexed.write(fled=later)
    assert indexed.run(*command).refusal == PLAN_CHANGED


def test_a_plan_is_refused_when_the_corpus_changed_since(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    command = planned(indexed)
    indexed.run("sources", "add", "articles/caught.txt")
    assert indexed.run(*command).refusal == PLAN_CHANGED


def test_a_dry_run_without_changes_names_no_command(indexed: Shell) -> None:
    assert indexed.run("reindex", "articles", "--dry-run").out == (
        "would add 0, change 0, remove 0; 1 stay as they are\n"
    )


def test_a_dry_run_before_the_first_index_makes_nothing(shell: Shell) -> None:
    shell.write(fled=FLED)
    other = shell.folder / "other"
    ran = shell.run("reindex", "articles", "--dry-run", "--data", str(other))
    assert ran.out.startswith("would add fled\n")
    assert not other.exists()


def test_a_dry_run_says_what_is_to_be_embedded_and_changes_nothing(
    indexed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_below(indexed.data)
    indexed.write(fled=FLED, caught=CAUGHT)
    known = indexed.run("reindex", "articles", "--dry-run")
    assert "To embed: 2 paragraphs with their sentences, 3 texts, of which 3 are" in known.err
    indexed.write(new="Мост упал ночью.\n\nНикто не видел, как он упал.\n")
    small = indexed.run("reindex", "articles", "--dry-run")
    assert "6 texts, of which 3 are embedded already." in small.err
    assert "takes about" not in small.err
    monkeypatch.setattr("bot.cli.wiring._LARGE", 1)
    monkeypatch.setattr("bot.cli.archives._tasks", lambda _: TasksHere(FakeEmbedder()))
    large = indexed.run("reindex", "articles", "--dry-run")
    assert "Embedding about 3 sentences and paragraphs here (" in large.err
    assert large.out == small.out
    after = files_below(indexed.data)
    del after[indexed.data / known_files.FILE_NAME]  # what was read of files, for the next reading
    assert after == before


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_folder_without_articles_is_refused_and_the_corpus_left(
    indexed: Shell, options: Sequence[str]
) -> None:
    (indexed.folder / "empty").mkdir()
    assert indexed.run("reindex", "empty", *options).refusal == (
        "there is no article to index, so the corpus was left as it was;"
        " name a folder that holds articles: pullquote reindex FOLDER"
    )
    assert indexed.run("sources", "list").out.startswith("fled ")


def test_files_that_fail_are_listed_with_the_reason_and_the_others_indexed(
    shell: Shell,
) -> None:
    shell.write(fled=FLED, empty=" \n")
    (shell.articles / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (shell.articles / "table.xlsx").write_bytes(b"x")
    ran = shell.run("reindex", "articles")
    assert ran.code == 1
    assert ran.out.startswith("Generation 1 is live: 1 added")
    assert [line.split(":")[:2] for line in ran.err.splitlines()] == [
        ["problem", " empty.txt"],
        ["problem", " photo.txt"],
        ["problem", " table.xlsx"],
    ]
    assert "problem: empty.txt: holds no text; put the text of the article into it\n" in ran.err


def test_a_skip_entry_that_matches_nothing_is_told_and_the_article_indexed(shell: Shell) -> None:
    shell.write(fled=f"---\nskip: [Share this]\n---\n\n{FLED}")
    ran = shell.run("reindex", "articles")
    assert (ran.code, ran.out[:30]) == (1, "Generation 1 is live: 1 added,")
    assert ran.err == (
        "problem: fled.txt: the article was read, but skip entry 'Share this' matches nothing in"
        " it; give the exact text of a whole line, or a /pattern/, or remove the entry\n"
    )


def test_while_another_reindex_runs_a_second_is_refused(indexed: Shell) -> None:
    with (indexed.data / "reindex.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        indexed.write(fled=CAUGHT)
        assert indexed.run("reindex", "articles").refusal == (
            f"another reindex of {indexed.data} is running; wait until it has ended and try again"
        )
    assert indexed.run("reindex", "articles").code == 0


# status, doctor


def test_status_says_what_is_live(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    facts = json.loads(indexed.run("status", "--json").out)
    assert {name: facts[name] for name in facts if name not in ("made", "model", "bytes")} == {
        "generation": 2,
        "articles": 2,
        "paragraphs": 3,
        "sentences": 3,
        "search": "exact",
        "recall": 1.0,
        "oldest": "2024-06-30",
        "newest": "2024-06-30",
        "answers": "from 0.75 on, by search alone; 1 of 100 false at 0.75",
        "undo_to": [1],
        "data": str(indexed.data),
    }
    assert [line.split(":")[0] for line in indexed.run("status").out.splitlines()] == [
        *("generation", "made", "articles", "paragraphs", "sentences", "search", "recall"),
        *("oldest", "newest"),
        *("model", "answers", "bytes", "undo to", "data"),
    ]


@pytest.mark.model
def test_doctor_exits_1_when_a_check_fails(shell: Shell, own_seeds: Path) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    assert shell.run("doctor", "--data", str(own_seeds)).code == 0
    (own_seeds / FILE_NAME).unlink()
    ran = shell.run("doctor", "--data", str(own_seeds))
    assert (ran.code, ran.err) == (1, "")
    assert [line[:5] for line in ran.out.splitlines()] == [
        "ok   ",
        "FAIL ",
        "FAIL ",
        "FAIL ",
        "FAIL ",
        *["ok   "] * 2,
        "FAIL ",  # the bar of an answer, as the golden questions are not there
        *["ok   "] * 3,
    ]


def test_doctor_says_that_a_verified_model_does_not_run(indexed: Shell) -> None:
    ran = indexed.run("doctor")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("FAIL model: the model in ")
    assert [line[:4] for line in ran.out.splitlines()[1:]] == ["ok  "] * 10


@pytest.mark.model
def test_reindexing_the_unchanged_seeds_embeds_nothing(shell: Shell, own_seeds: Path) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    ran = shell.run("reindex", str(CHECKOUT / "seeds"), "--data", str(own_seeds))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Generation 1 is live: 0 added, 0 changed, 0 removed, 5 unchanged; 0 texts embedded,"
    )


def test_a_reindex_and_a_diff_say_what_is_only_read_otherwise(shell: Shell) -> None:
    file = shell.articles / "fled.md"
    file.write_text(FLED, encoding="utf-8")
    shell.run("reindex", "articles")
    file.write_text(f"{CAUGHT}<!-- names? -->\n", encoding="utf-8")
    digest = sha256(file.read_bytes()).hexdigest()  # as if this file had been read otherwise
    with closing(sqlite3.connect(shell.data / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE readings SET file_sha256 = ?", (digest,))
    planned = shell.run("reindex", "articles", "--dry-run").out.splitlines()
    assert planned[0] == "would change fled (its file is the same, only read otherwise than before)"
    ran = shell.run("reindex", "articles")
    assert ran.err == "note: fled.md: Left out, as readers do not see it: hidden passages 1.\n"
    assert "1 changed (1 of them only read otherwise, from the same file)," in ran.out
    assert shell.run("diff", "1", "2").out.splitlines()[0] == (
        "fled: its file is the same, only read otherwise than before; the outlet changed nothing"
    )
    assert shell.run("reindex", "articles").err == ""
